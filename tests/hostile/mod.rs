//! Hostile portals and files: the table of limits, and what is shown of what they send.

mod showing;
mod table;
