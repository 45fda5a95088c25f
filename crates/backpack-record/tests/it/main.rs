//! What the record crate promises, seen from outside.

mod bundles;
mod contact;
mod content;
mod corrections;
mod dates;
mod diff;
mod entry;
mod entry_checks;
mod entry_editing;
mod entry_read_back;
mod entry_rebase;
mod headers;
mod lenient;
mod overlay;
mod packed;
mod profile;
mod refusals;
mod samples;
