#![doc = include_str!("../README.md")]

mod distance;
mod fold;
mod index;
mod list;
mod search;
mod term;
mod terms;
mod vocabulary;

pub use list::List;
pub use term::Term;
pub use terms::Terms;
pub use vocabulary::Row;
