//! What reading a file may cost.

/// What reading one file may cost at most. What is over a limit is left out, and [`Missing`](crate::Missing) says so.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// The largest file that is read whole: 64 MiB. Of a larger one its first mebibyte is looked at.
    pub file_bytes: u64,
    /// The most pixels of an image of which a small picture is made: 64 million.
    pub pixels: u64,
    /// The most pages whose text is read: 5,000.
    pub pages: u32,
    /// The most text, in bytes of UTF-8: 16 MiB.
    pub text_bytes: usize,
    /// The most that the parts of a PDF may unpack to, together: 256 MiB.
    pub unpacked_bytes: u64,
    /// The longer edge of the small picture, in pixels: 512.
    pub edge: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            file_bytes: 64 << 20,
            pixels: 64_000_000,
            pages: 5_000,
            text_bytes: 16 << 20,
            unpacked_bytes: 256 << 20,
            edge: 512,
        }
    }
}

impl Limits {
    /// Returns the defaults.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }
}

/// The bytes of a file that are looked at where it is too large to be read whole.
pub(crate) const HEAD_BYTES: usize = 1 << 20;
