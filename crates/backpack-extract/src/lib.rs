#![doc = include_str!("../README.md")]

mod bytes;
mod dicom;
mod extract;
mod facts;
mod guard;
mod image;
mod limits;
mod pdf;
mod share;
mod text;
mod why;
mod zip;

pub use dicom::{DicomFacts, DicomSize};
pub use extract::{Content, extract};
pub use facts::{Extracted, Facts, Picture};
pub use limits::Limits;
pub use share::{Shareable, shareable, without_location};
pub use text::{Encoding, decode_text, rtf_to_text};
pub use why::{Missing, Part, Why};
pub use zip::{Unpacker, ZipMember, zip_directory, zip_end, zip_members};

/// The version of what is read out of files. It is raised with every change of what is read or how it is written down, so
/// that whoever keeps it reads again.
pub const VERSION: u32 = 2;
