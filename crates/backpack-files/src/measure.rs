//! What is learnt of a content while it streams by.

use std::sync::{Arc, Mutex, PoisonError};

use backpack_keys::ContentAddress;
use futures_util::{StreamExt as _, stream};
use sha1::{Digest as _, Sha1};

use crate::{ByteStream, SNIFF_BYTES, sniff};

/// What was learnt of a content that streamed by to its end.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Measured {
    /// Its size in bytes.
    pub size: u64,
    /// Its content address, by which a Backpack knows the same content again.
    pub content_address: [u8; 32],
    /// Its SHA-1, to be compared with FHIR's `Attachment.hash` (base64 there). It proves no authenticity.
    pub sha1: [u8; 20],
    /// The media type its first bytes show, if any; see [`sniff`].
    pub sniffed: Option<&'static str>,
}

/// Where the [`Measured`] appears once the stream has ended.
#[derive(Clone, Debug, Default)]
pub struct Measurement(Arc<Mutex<Option<Measured>>>);

impl Measurement {
    /// Returns what was learnt, or `None` if the stream has not ended, or ended with an error.
    #[must_use]
    pub fn finish(&self) -> Option<Measured> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// Returns the same stream, and the place where its size, content address, SHA-1 and media type appear at its end.
#[must_use]
pub fn measure(content: ByteStream, address: ContentAddress) -> (ByteStream, Measurement) {
    let measurement = Measurement::default();
    let gauge = Gauge { size: 0, address, sha1: Sha1::new(), head: Vec::new(), done: measurement.clone() };
    let measured = stream::unfold(Some((content, gauge)), |state| async move {
        let (mut content, mut gauge) = state?;
        match content.next().await {
            Some(Ok(chunk)) => {
                gauge.update(&chunk);
                Some((Ok(chunk), Some((content, gauge))))
            }
            Some(Err(error)) => Some((Err(error), None)),
            None => {
                gauge.finish();
                None
            }
        }
    });
    (ByteStream::new(measured), measurement)
}

struct Gauge {
    size: u64,
    address: ContentAddress,
    sha1: Sha1,
    head: Vec<u8>,
    done: Measurement,
}

impl Gauge {
    fn update(&mut self, chunk: &[u8]) {
        self.size = self.size.saturating_add(u64::try_from(chunk.len()).unwrap_or(u64::MAX));
        self.address.update(chunk);
        self.sha1.update(chunk);
        let missing = SNIFF_BYTES.saturating_sub(self.head.len());
        self.head.extend(chunk.iter().take(missing));
    }

    fn finish(self) {
        let measured = Measured {
            size: self.size,
            content_address: self.address.finish(),
            sha1: self.sha1.finalize().into(),
            sniffed: sniff(&self.head),
        };
        *self.done.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(measured);
    }
}
