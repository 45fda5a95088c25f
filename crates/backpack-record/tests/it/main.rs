//! What the record crate promises, seen from outside.

mod entry;
