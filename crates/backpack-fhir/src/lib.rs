#![doc = include_str!("../README.md")]

mod departure;
mod difference;
mod json;
mod resources;
mod view;

pub use departure::{Departure, Reason};
pub use difference::{Difference, How};
pub use resources::TypedResource;
pub use view::{View, typed};

pub use fhir_model::r4b::{codes, resources as model, types};
