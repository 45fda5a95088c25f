#![doc = include_str!("../README.md")]

mod dates;
mod language;
mod numbers;
mod units;
mod words;

pub use language::Language;
pub use words::Words;
