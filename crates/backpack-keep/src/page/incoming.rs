//! An item that could be read: what is found out before the catalog is asked.

use std::cell::RefCell;
use std::sync::OnceLock;

use backpack_connect::Put;
use backpack_core::{ConnectionId, RecordId};
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
    names: Names,
    /// Under which id it is kept for a connection, once somebody asked.
    pub(super) id: OnceLock<(ConnectionId, RecordId)>,
}

/// What an item is sorted by. Reading it out of the packed header again for each question costs more than all else.
#[derive(Clone, Debug)]
struct Names {
    resource_type: Box<str>,
    id: Option<Box<str>>,
    subject: Option<Box<str>>,
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
            Ok(facts) => Ok(Self::of(put, facts)),
            Err(refusal) => Err(Quarantined::new(put, refusal)),
        }
    }

    /// Reads an entry, which is refused rather than quarantined.
    pub(crate) fn read_entry(put: Put) -> Result<Self, Refusal> {
        facts_of(&put).map(|facts| Self::of(put, facts))
    }

    /// Takes an item that was kept before, whatever this version makes of it: what it cannot read has no header.
    pub(crate) fn restored(put: Put) -> Self {
        let facts = facts_of(&put).unwrap_or_else(|_| {
            let header = packed::unreadable();
            let packed = packed::pack(&header);
            let names = Names::of(&header, &packed);
            (packed, digest_of(&put.body), names)
        });
        Self::of(put, facts)
    }

    /// Takes an item of quarantine: its header and digest are never asked for.
    pub(crate) fn unread(put: Put) -> Self {
        let header = packed::unreadable();
        let packed = packed::pack(&header);
        let names = Names::of(&header, &packed);
        Self::of(put, (packed, [0; 16], names))
    }

    fn of(put: Put, (header, digest, names): (Vec<u8>, [u8; 16], Names)) -> Self {
        Self { put, header, digest, names, id: OnceLock::new() }
    }

    /// Returns the header.
    #[must_use]
    pub fn header(&self) -> Header<'_> {
        packed::unpack(&self.header).unwrap_or_else(packed::unreadable)
    }

    /// Returns its type, as [`Incoming::header`] has it.
    #[must_use]
    pub fn resource_type(&self) -> &str {
        &self.names.resource_type
    }

    /// Returns its id at the source, as [`Incoming::header`] has it.
    #[must_use]
    pub fn id(&self) -> Option<&str> {
        self.names.id.as_deref()
    }

    /// Returns the patient that it is about: [`Header::subject_id`].
    #[must_use]
    pub fn subject_id(&self) -> Option<&str> {
        self.names.subject.as_deref()
    }

    /// Returns the item as it came.
    #[must_use]
    pub const fn put(&self) -> &Put {
        &self.put
    }
}

/// Returns an item's packed header, the digest of its content, and what it is sorted by.
fn facts_of(put: &Put) -> Result<(Vec<u8>, [u8; 16], Names), Refusal> {
    CONTENT.with_borrow_mut(|content| {
        let header = Header::read_with_content(&put.body, content)?;
        let packed = packed::pack(&header);
        let names = Names::of(&header, &packed);
        let facts = (packed, digest_of(content), names);
        if content.capacity() > KEPT_CONTENT {
            *content = Vec::new();
        }
        Ok(facts)
    })
}

impl Names {
    fn of(header: &Header<'_>, packed: &[u8]) -> Self {
        let mut names = Self {
            resource_type: header.resource_type.as_str().into(),
            id: header.id.as_deref().map(Into::into),
            subject: header.subject_id().map(Into::into),
        };
        // A header that had to be cut is known by what is left of it, as everywhere else.
        if packed::may_be_cut(header)
            && let Some(kept) = packed::unpack(packed)
        {
            names.resource_type = kept.resource_type.as_str().into();
            names.id = kept.id.as_deref().map(Into::into);
        }
        names
    }
}

/// Returns the digest of some content: SHA-256, cut to 16 bytes. It is never stored unsealed.
pub(crate) fn digest_of(content: &[u8]) -> [u8; 16] {
    let digest: [u8; 32] = Sha256::digest(content).into();
    let mut cut = [0; 16];
    cut.iter_mut().zip(digest).for_each(|(to, from)| *to = from);
    cut
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_item_is_sorted_by_what_its_packed_header_has() {
        let long = "x".repeat(300);
        let coding = |number| {
            format!(r#"{{"system":"https://codes.example/{number}","code":"{number}-{long}{long}"}}"#)
        };
        let many = (0..200).map(coding).collect::<Vec<_>>().join(",");
        for id in ["o1", &long] {
            for codings in ["", &many] {
                let body = format!(
                    r#"{{"resourceType":"Observation","id":"{id}","code":{{"coding":[{codings}]}},"subject":{{"reference":"Patient/p"}}}}"#
                );
                let item = Incoming::read(Put::new("application/fhir+json", body)).unwrap();
                let header = item.header();
                assert_eq!(item.resource_type(), header.resource_type.as_str());
                assert_eq!(item.id(), header.id.as_deref(), "{} {}", id.len(), codings.len());
                // Whom it is about is known although a cut header does not say it any more.
                assert_eq!(item.subject_id(), Some("p"));
            }
        }
    }
}
