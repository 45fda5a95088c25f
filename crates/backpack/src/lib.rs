//! The facade: open, connect, sync, read, add, attach.
