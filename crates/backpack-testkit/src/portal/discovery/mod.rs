//! What the portal says about itself.

pub(crate) mod capability;
pub(crate) mod smart;
mod types;

pub(crate) use types::TYPES;
