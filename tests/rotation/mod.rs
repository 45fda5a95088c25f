//! New keys, and old ones that are gone: killed in the middle, put back, destroyed, and old accounts that stay readable.

mod destroyed;
mod golden;
mod killed;
mod refused;
