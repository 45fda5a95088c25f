//! Conformance checks for connectors, stores and blob stores; the demo portal; synthetic people; faults.

pub mod clock;
pub mod people;
pub mod portal;
pub mod run;
pub mod store;

pub use clock::VirtualClock;
pub use run::run;
