#![doc = include_str!("../README.md")]

mod bundle;
mod bytes;
mod card;
pub mod contact;
mod content;
mod date;
mod diff;
pub mod entry;
mod header;
mod json;
mod kind;
mod names;
mod overlay;
mod own;
mod pack;
mod person;
pub mod profile;
mod read;
mod refusal;
mod scan;
mod show;
mod skip;
mod text;

/// The version of the way bodies are read. It is raised whenever a body that was refused can be read, so that what lies in
/// quarantine is tried again.
pub const READING: u32 = 1;

pub use bundle::{Bundle, BundleEntry, BundleLink};
pub use card::{AllergyTo, Card, CardItem, CardSort, ProfileFact};
pub use content::{attachment_data, content_of};
pub use date::{InvalidDate, PartialDate, Precision};
pub use diff::{Difference, FieldChange, FieldPath, HowChanged, Step, compare};
pub use header::{
    AttachmentRef, Code, Component, Header, Interpretation, Quantity, Reference, ReferenceRange, Value, When,
    Who,
};
pub use kind::{Kind, UnknownKind};
pub use overlay::{
    Actor, Corrected, Correction, CorrectionState, Element, ElementPath, ElementStep, Field, InvalidPath,
    InvalidTag, Judged, MAX_CORRECTED, MAX_TAG, NewValue, NotCorrectable, NotUndoable, Overlay,
    OverlayChange, OverlayCorrection, OverlayEvent, OverlayLink, OverlayNote, Relation, fold_tag, tag,
    undoable,
};
pub use pack::{Extent, UnpackError};
pub use person::{PersonHint, PersonName};
pub use read::{KIND_TAG_SYSTEM, replaces};
pub use refusal::Refusal;
pub use scan::{MAX_BODY, MAX_DEPTH};
pub use text::Text;
