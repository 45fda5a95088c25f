//! What the record crate promises, seen from outside.

mod entry;
mod entry_checks;
mod entry_read_back;
mod overlay;
