//! Signing in: authorization, tokens, registration, identity.

pub(crate) mod ask;
pub(crate) mod assertion;
pub(crate) mod authorize;
pub(crate) mod client;
mod consent;
pub(crate) mod form;
pub(crate) mod id_token;
pub(crate) mod introspect;
pub(crate) mod keys;
pub(crate) mod protected;
mod redirect;
mod refused;
pub(crate) mod registered;
pub(crate) mod registration;
pub(crate) mod scope;
pub(crate) mod scopes_asked;
pub(crate) mod token;
pub(crate) mod token_answer;
pub(crate) mod tokens;
