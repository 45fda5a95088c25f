//! Conformance checks for connectors, stores and blob stores; the demo portal; synthetic people; faults.

pub mod clock;
pub mod people;
pub mod run;

pub use clock::VirtualClock;
pub use run::run;
