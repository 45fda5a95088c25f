//! Misbehaviour on demand.

mod bodies;
mod discovery_fault;
mod fault;
mod gzip;
pub(crate) mod instead;
mod layer;
mod sign_in_fault;
mod texts;
mod when;
mod witness;
mod xml;

pub use discovery_fault::DiscoveryFault;
pub use fault::{EtagForm, Fault, RateReset, RedirectTo, RetryAfter};
pub(crate) use layer::{around, bearer};
pub use sign_in_fault::{AnswerFault, IdTokenFault, TokenFault};
pub use when::When;
pub(crate) use when::{Armed, Striking};
pub use witness::{Witness, Witnessed};
