//! The check of memory.
#![expect(clippy::unwrap_used, reason = "a check fails by panicking")]
#![expect(clippy::missing_panics_doc, reason = "a check fails by panicking")]

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use backpack_core::BlobId;
use backpack_files::ByteStream;
use bytes::Bytes;
use futures_util::{StreamExt as _, stream};

use super::BlobSubject;
use super::subject::Memory;

const CHUNK_BYTES: usize = 64 << 10;
/// 32 MiB in all.
const CHUNKS: usize = 512;
/// What a store may hold of a blob at a time.
const HELD_CHUNKS: usize = 64;

/// Checks that a large blob goes in and out in pieces: at no time does the store hold more than 4 MiB of what it was
/// given, and no piece it returns is larger.
pub async fn streams_large_blobs(subject: &BlobSubject) {
    let blobs = &*subject.blobs;
    let (id, held) = (BlobId::random(), Arc::new(Held::default()));
    let giver = Arc::clone(&held);
    let chunks = stream::iter((0..CHUNKS).map(move |number| Ok(giver.chunk(number))));
    let size = blobs.put(id, ByteStream::new(chunks)).await.unwrap();
    assert_eq!(size, (CHUNKS * CHUNK_BYTES) as u64);
    if subject.memory == Memory::Flat {
        let most = held.most.load(Ordering::SeqCst);
        assert!(most <= HELD_CHUNKS, "the store held {most} of {CHUNKS} chunks at a time");
    }
    let mut read = blobs.get(id, None).await.unwrap();
    let mut at = 0;
    while let Some(piece) = read.next().await {
        let piece = piece.unwrap();
        if subject.memory == Memory::Flat {
            assert!(piece.len() <= HELD_CHUNKS * CHUNK_BYTES, "a piece of {} bytes", piece.len());
        }
        assert!(is_right(at, &piece), "wrong bytes in {} from {at} on", piece.len());
        at += piece.len();
    }
    assert_eq!(at, CHUNKS * CHUNK_BYTES);
    blobs.delete(id).await.unwrap();
}

/// Says whether `piece` is what lies at `at`.
fn is_right(mut at: usize, mut piece: &[u8]) -> bool {
    while !piece.is_empty() {
        let (head, rest) = piece.split_at(piece.len().min(CHUNK_BYTES - at % CHUNK_BYTES));
        if head != vec![byte_at(at); head.len()] {
            return false;
        }
        (at, piece) = (at + head.len(), rest);
    }
    true
}

/// Every chunk is filled with one byte of its own.
fn byte_at(place: usize) -> u8 {
    u8::try_from(place / CHUNK_BYTES % 251).unwrap_or(0)
}

/// Counts the chunks that somebody still holds.
#[derive(Default)]
struct Held {
    now: AtomicUsize,
    most: AtomicUsize,
}

impl Held {
    fn chunk(self: &Arc<Self>, number: usize) -> Bytes {
        let now = self.now.fetch_add(1, Ordering::SeqCst) + 1;
        self.most.fetch_max(now, Ordering::SeqCst);
        let bytes = vec![byte_at(number * CHUNK_BYTES); CHUNK_BYTES];
        Bytes::from_owner(Chunk { bytes, held: Arc::clone(self) })
    }
}

struct Chunk {
    bytes: Vec<u8>,
    held: Arc<Held>,
}

impl AsRef<[u8]> for Chunk {
    fn as_ref(&self) -> &[u8] {
        &self.bytes
    }
}

impl Drop for Chunk {
    fn drop(&mut self) {
        self.held.now.fetch_sub(1, Ordering::SeqCst);
    }
}
