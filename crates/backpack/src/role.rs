//! Roles: what somebody with access to a Backpack may do there. Whatever a role does not allow by name is denied.

pub use backpack_keep::{Operation, Role};

use crate::{Error, ErrorKind};

/// Refuses what a role does not allow.
pub(crate) fn permit(role: Role, operation: Operation) -> Result<(), Error> {
    if role.allows(operation) { Ok(()) } else { Err(denied(operation)) }
}

/// Says that an operation is not allowed.
pub(crate) fn denied(operation: Operation) -> Error {
    Error::new(ErrorKind::NotPermitted(operation.name()), "act in Backpack")
}
