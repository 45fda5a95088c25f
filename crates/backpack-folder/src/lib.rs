#![doc = include_str!("../README.md")]

mod ballast;
mod command;
mod engine;
mod enter;
mod errors;
mod found;
mod front;
mod lock;
mod manifest;
mod page;
mod readable;
mod sync;
mod writer;

pub use ballast::{BALLAST, Ballast};
pub use engine::{Engine, Group, Opened};
pub use enter::{Entered, OpenMode, enter};
pub use errors::from_io;
pub use found::{Found, Layout};
pub use front::Front;
pub use lock::{LOCK, Lock, patiently};
pub use manifest::{COMPLETE, MANIFEST, Manifest, Said};
pub use page::page;
pub use readable::Readable;
pub use sync::{make_folder, sync_folder};
