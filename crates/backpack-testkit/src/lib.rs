#![doc = include_str!("../README.md")]

pub mod blobs;
pub mod clock;
pub mod faults;
pub mod connector;
pub mod people;
pub mod portal;
pub mod run;
pub mod store;

pub use clock::VirtualClock;
pub use run::run;
