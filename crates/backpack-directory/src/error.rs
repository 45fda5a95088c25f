//! What can go wrong.

/// Says why a list was not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ReadError {
    /// The list is larger than [`MAX_LIST`](crate::MAX_LIST).
    #[error("the list is larger than {limit} bytes")]
    TooLarge {
        /// The limit in bytes.
        limit: u64,
    },
    /// The list is not JSON, or nested too deeply.
    #[error("the list is not JSON")]
    NotJson,
    /// The JSON is neither a Bundle nor a list of a known shape.
    #[error("the document is no list of portals")]
    NotAList,
}

/// Says why a cache was not opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CacheError {
    /// The bytes are no cache of a directory.
    #[error("this is no cache of a directory")]
    NotACache,
    /// The cache is of a newer format.
    #[error("the cache has format {found}, and the newest one known here is {known}")]
    Newer {
        /// The format of the cache.
        found: u32,
        /// The newest format known.
        known: u32,
    },
    /// The cache is of an older format: build it anew from its lists.
    #[error("the cache has format {found}, and is built anew in format {known}")]
    Older {
        /// The format of the cache.
        found: u32,
        /// The format that is written.
        known: u32,
    },
    /// The cache is cut or changed.
    #[error("the cache is damaged")]
    Damaged,
}

/// Says why a directory was not built.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BuildError {
    /// There are more listings than a directory holds.
    #[error("there are more than {limit} listings")]
    TooMany {
        /// The limit.
        limit: usize,
    },
    /// The index would be larger than 4 GiB.
    #[error("the index would be larger than 4 GiB")]
    TooLarge,
}

/// Says why a list was not loaded.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RefreshError {
    /// The list could not be fetched.
    #[error("the list could not be fetched")]
    Fetch(#[from] backpack_connect::Error),
    /// What came is no list.
    #[error("the list could not be read")]
    Read(#[from] ReadError),
}
