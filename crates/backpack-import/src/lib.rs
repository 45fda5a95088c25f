#![doc = include_str!("../README.md")]

mod connector;
mod cursor;
mod document;
mod files;
mod lines;
mod owner;
mod paths;
mod people;
mod shape;

pub use connector::FileConnector;
pub use people::{FoundPerson, People};
