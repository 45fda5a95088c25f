#![doc = include_str!("../README.md")]

mod client;
mod corpus;
mod figures;
mod place;
mod process;
mod sealing;
mod watched;
mod work;

pub use client::{bare, synced};
pub use corpus::{MadeFile, Patients, with_narrative};
pub use figures::{Figures, Runs, Target};
pub use place::{Place, folder_bytes, scratch};
pub use process::{Memory, child_arguments, processor_time, run_child};
pub use sealing::{Recorder, seal_again};
pub use watched::{Call, Watch, Watched};
pub use work::{commit_directly, headers, raw_values};
