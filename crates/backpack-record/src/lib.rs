#![doc = include_str!("../README.md")]

mod date;
mod header;
mod kind;
mod overlay;
mod refusal;
mod text;

pub use date::{PartialDate, Precision};
pub use header::{
    AttachmentRef, Code, Component, Header, Interpretation, Quantity, Reference, ReferenceRange, Value, When, Who,
};
pub use kind::{Kind, UnknownKind};
pub use overlay::{Actor, OverlayChange, OverlayEvent};
pub use refusal::Refusal;
pub use text::Text;
