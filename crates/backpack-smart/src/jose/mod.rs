//! Signed tokens: JWS in its compact form (RFC 7515), keys as JWK (RFC 7517), the four algorithms that SMART names.

mod algorithm;
mod compact;
mod jwk;
mod key;
#[cfg(test)]
mod tests;

pub(crate) use compact::Compact;
pub(crate) use jwk::KeySet;
pub use key::{ClientKey, KeyAlgorithm};
