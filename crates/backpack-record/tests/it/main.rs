//! What the record crate promises, seen from outside.

mod entry;
mod entry_checks;
mod overlay;
mod entry_read_back;
