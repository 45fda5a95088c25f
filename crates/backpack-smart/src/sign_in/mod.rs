//! Signing in: the browser is sent to the portal, comes back with a code, and the code becomes a grant.

mod begin;
mod claims;
mod pending;
mod redirect;
mod resume;
mod token;

pub(crate) use begin::begin;
pub(crate) use pending::Attempt;
pub(crate) use redirect::code;
pub(crate) use resume::resume;
pub(crate) use token::TokenAnswer;
