//! What can be wrong with a segment.

/// Says why a segment cannot be used. It holds nothing that the records do not, and is made again from them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A newer version wrote it, by its format number.
    #[error("newer format {0} of a search segment")]
    NewerFormat(u8),
    /// Its bytes do not fit together.
    #[error("damaged search segment")]
    Damaged,
    /// There is more in it than 32 bits can count.
    #[error("search segment too large")]
    TooLarge,
}
