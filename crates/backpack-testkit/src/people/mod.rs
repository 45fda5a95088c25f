//! Synthetic people from a seed: whole records, invented, the same bytes in every run.
//!
//! No value is drawn from a real person. Codes (LOINC, SNOMED CT, RxNorm, CVX) are those of common things.

pub(crate) mod calendar;
mod documents;
mod foundation;
pub(crate) mod json;
mod labs;
mod life;
pub mod pdf;
mod person;
mod prng;
mod profile;
mod resource;
mod shapes;
mod treatment;
mod visit;

pub use person::{PeopleOptions, Person};
pub use resource::{Resource, write_bundle, write_ndjson};
