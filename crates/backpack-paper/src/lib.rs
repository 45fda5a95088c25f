#![doc = include_str!("../README.md")]

mod code;
mod document;
mod face;
mod flow;
mod pages;
mod pdf;
mod piece;
mod setting;
mod subset;
mod tree;
mod words;

pub use code::QrCode;
pub use document::{Block, Document, PageSize, Pdf};

/// Why no PDF could be made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// An embedded font cannot be read: this build is broken.
    #[error("an embedded font cannot be read")]
    Font,
    /// A document of more than 1,000 pages.
    #[error("a document of more than 1,000 pages")]
    TooLong,
    /// A text that fits into no QR code.
    #[error("a text that fits into no QR code")]
    TooMuch,
}
