#![doc = include_str!("../README.md")]

mod best;
mod builder;
mod error;
mod expand;
mod extract;
mod field;
mod fold;
mod highlight;
mod index;
mod merge;
mod phrase;
mod postings;
mod query;
mod score;
mod segment;
mod strip;
mod subject;
mod typo;
mod word;

pub use builder::SegmentBuilder;
pub use error::Error;
pub use extract::texts_of;
pub use field::Field;
pub use fold::{Token, fold, tokens};
pub use highlight::{Fragment, highlight};
pub use index::{Hit, Hits, Index};
pub use merge::merge;
pub use query::{MAX_WORDS, Query};
pub use segment::Segment;
pub use subject::{Place, Sort, Subject};
pub use word::{MAX_TERM, Quality, Word};
