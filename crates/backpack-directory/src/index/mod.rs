//! The index: one run of bytes that is searched where it lies, so that opening it is checking it.

mod layout;
mod posting;
mod strings;
mod terms;
mod write;

pub(crate) use layout::{Layout, Section, first_where};
pub(crate) use posting::{Field, Posting};
pub(crate) use strings::Strings;
pub(crate) use terms::{deletes, grams};
pub(crate) use write::write;
