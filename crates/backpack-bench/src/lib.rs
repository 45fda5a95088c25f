#![doc = include_str!("../README.md")]

mod client;
mod corpus;
mod figures;
mod place;
mod process;
mod work;

pub use client::{bare, synced};
pub use corpus::{MadeFile, Patients};
pub use figures::{Figures, Runs, Target};
pub use place::{Place, folder_bytes, scratch};
pub use process::{Memory, child_arguments, processor_time, run_child};
pub use work::{commit_directly, headers, raw_values};
