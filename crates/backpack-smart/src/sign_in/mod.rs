//! Signing in: the browser is sent to the portal, comes back with a code, and the code becomes a grant.

mod begin;
mod claims;
mod issuer;
mod lasting;
mod life;
mod patient;
mod pending;
mod redirect;
mod resume;
mod scopes;
mod token;

pub(crate) use begin::{begin, begin_narrowed};
pub(crate) use life::{hard_end, life};
pub(crate) use pending::Attempt;
pub(crate) use redirect::{Reply, read};
pub(crate) use resume::resume;
pub(crate) use token::TokenAnswer;
