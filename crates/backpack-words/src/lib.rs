#![doc = include_str!("../README.md")]

mod dates;
mod language;
mod news;
mod numbers;
mod units;
mod words;

pub use language::Language;
pub use news::Counts;
pub use words::Words;
