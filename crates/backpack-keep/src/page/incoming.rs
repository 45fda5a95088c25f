//! An item that could be read: what is found out before the catalog is asked.

use std::cell::RefCell;

use backpack_connect::Put;
use backpack_record::{Header, Refusal};
use sha2::{Digest as _, Sha256};

use super::Quarantined;
use crate::packed;

/// An item that could be read: its body, its header, and the digest of its content.
///
/// Making one takes no lock, no key and no disk, so that many threads can do it.
#[derive(Clone, Debug)]
pub struct Incoming {
    pub(crate) put: Put,
    pub(crate) header: Vec<u8>,
    pub(crate) digest: [u8; 16],
}

thread_local! {
    static CONTENT: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

/// A thread keeps its working space for the next item up to this size.
const KEPT_CONTENT: usize = 1 << 20;

impl Incoming {
    /// Reads an item leniently: its header, and the digest that tells whether it says anything new.
    ///
    /// # Errors
    ///
    /// The item for quarantine, with the reason, if its connector doubts it, or it is no JSON resource or over 64 MiB.
    #[expect(clippy::result_large_err, reason = "the item comes back either way")]
    pub fn read(mut put: Put) -> Result<Self, Quarantined> {
        if let Some(doubt) = put.doubt.take() {
            return Err(Quarantined::doubted(put, doubt));
        }
        match facts_of(&put) {
            Ok((header, digest)) => Ok(Self { put, header, digest }),
            Err(refusal) => Err(Quarantined::new(put, refusal)),
        }
    }

    /// Reads an entry, which is refused rather than quarantined.
    pub(crate) fn read_entry(put: Put) -> Result<Self, Refusal> {
        facts_of(&put).map(|(header, digest)| Self { put, header, digest })
    }

    /// Returns the header.
    #[must_use]
    pub fn header(&self) -> Header<'_> {
        packed::unpack(&self.header).unwrap_or_else(packed::unreadable)
    }

    /// Returns the item as it came.
    #[must_use]
    pub const fn put(&self) -> &Put {
        &self.put
    }
}

/// Returns an item's packed header, and the digest of its content.
fn facts_of(put: &Put) -> Result<(Vec<u8>, [u8; 16]), Refusal> {
    CONTENT.with_borrow_mut(|content| {
        let header = Header::read_with_content(&put.body, content)?;
        let facts = (packed::pack(&header), digest_of(content));
        if content.capacity() > KEPT_CONTENT {
            *content = Vec::new();
        }
        Ok(facts)
    })
}

/// Returns the digest of some content: SHA-256, cut to 16 bytes. It is never stored unsealed.
pub(crate) fn digest_of(content: &[u8]) -> [u8; 16] {
    let digest: [u8; 32] = Sha256::digest(content).into();
    let mut cut = [0; 16];
    cut.iter_mut().zip(digest).for_each(|(to, from)| *to = from);
    cut
}
