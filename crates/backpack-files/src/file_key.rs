//! The key of one file.

use std::fmt;

use zeroize::Zeroize as _;

/// The key that seals one file and nothing else: 32 random bytes, kept by the caller in a sealed row.
///
/// Wiped when dropped, never cloned, never printed.
pub struct FileKey(Box<[u8; 32]>);

impl FileKey {
    /// Returns a new key.
    ///
    /// # Panics
    ///
    /// If the operating system has no randomness to give; nothing safe can be done then.
    #[must_use]
    #[expect(clippy::expect_used, reason = "without randomness no key is safe")]
    pub fn random() -> Self {
        let mut key = Box::new([0; 32]);
        getrandom::fill(key.as_mut_slice()).expect("the operating system gives randomness");
        Self(key)
    }

    /// Returns the key with these bytes, or `None` if they are not 32.
    #[must_use]
    pub fn from_slice(bytes: &[u8]) -> Option<Self> {
        let mut key = Self(Box::new([0; 32]));
        if bytes.len() != key.0.len() {
            return None;
        }
        key.0.copy_from_slice(bytes);
        Some(key)
    }

    /// Shows the key, to be sealed and stored. Name every use of it in review.
    #[must_use]
    pub const fn expose(&self) -> &[u8; 32] {
        &self.0
    }
}

impl Drop for FileKey {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl fmt::Debug for FileKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FileKey([redacted])")
    }
}
