#![doc = include_str!("../README.md")]

pub mod blobs;
pub mod clock;
pub mod connector;
pub mod embedded;
pub mod faults;
pub mod files;
pub mod key_service;
pub mod people;
pub mod places;
pub mod portal;
pub mod run;
pub mod store;
pub mod words;

pub use clock::VirtualClock;
pub use run::run;
