//! The FHIR server: records, searches, reads.

pub(crate) mod bundle;
pub(crate) mod chart;
mod cursor;
mod facets;
mod filter;
pub(crate) mod outcome;
mod page;
pub(crate) mod read;
pub(crate) mod rules;
pub(crate) mod search;
pub(crate) mod stamp;
