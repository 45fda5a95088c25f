//! Parts of files: the same bytes as a slice of the whole, at the price of the chunks that hold them.

use std::ops::Range;
use std::sync::Mutex;

use async_trait::async_trait;
use backpack_core::BlobId;
use backpack_files::{BlobPage, BlobStore, ByteStream, Error, ErrorKind, MemoryBlobs, open_range};
use proptest::prelude::*;

use crate::{CHUNK, CONTEXT, HEADER, TAG, content, key, kind, pieces, run, seal};

const SIZE: usize = 4 * CHUNK + 1000;

/// Notes which bytes of the blobs are asked for.
#[derive(Debug, Default)]
struct Noting {
    blobs: MemoryBlobs,
    read: Mutex<Vec<Range<u64>>>,
}

#[async_trait]
#[deny(clippy::missing_trait_methods)]
impl BlobStore for Noting {
    async fn put(&self, id: BlobId, stream: ByteStream) -> Result<u64, Error> {
        self.blobs.put(id, stream).await
    }

    async fn get(&self, id: BlobId, range: Option<Range<u64>>) -> Result<ByteStream, Error> {
        self.read.lock().unwrap().push(range.clone().unwrap());
        self.blobs.get(id, range).await
    }

    async fn size(&self, id: BlobId) -> Result<u64, Error> {
        self.blobs.size(id).await
    }

    async fn delete(&self, id: BlobId) -> Result<(), Error> {
        self.blobs.delete(id).await
    }

    async fn list(&self, after: Option<BlobId>) -> Result<BlobPage, Error> {
        self.blobs.list(after).await
    }

    async fn sweep_leftovers(&self) -> Result<u64, Error> {
        self.blobs.sweep_leftovers().await
    }
}

async fn stored(sealed: Vec<u8>) -> (Noting, BlobId) {
    let (noting, id) = (Noting::default(), BlobId::random());
    noting.put(id, ByteStream::from_bytes(sealed)).await.unwrap();
    (noting, id)
}

async fn part(noting: &Noting, id: BlobId, size: usize, range: Range<usize>) -> Result<Vec<u8>, Error> {
    let [size, start, end] = [size, range.start, range.end].map(|n| u64::try_from(n).unwrap());
    let part = open_range(noting, id, &key(1), CONTEXT, size, start..end).await?;
    Ok(part.collect().await?.to_vec())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn a_range_equals_the_slice(
        size in prop_oneof![Just(0), Just(CHUNK), Just(3 * CHUNK), 0..4 * CHUNK],
        ends in prop::array::uniform2(any::<prop::sample::Index>()),
        beyond in 0..2_usize * CHUNK,
    ) {
        run(async {
            let plain = content(size);
            let (noting, id) = stored(seal(1, plain.clone()).await).await;
            let mut ends = ends.map(|end| end.index(size + 1));
            ends.sort_unstable();
            let [start, end] = ends;
            let exact = part(&noting, id, size, start..end).await.unwrap();
            prop_assert!(exact == plain[start..end], "{start}..{end} of {size}");
            let cut = part(&noting, id, size, start..size + beyond).await.unwrap();
            prop_assert!(cut == plain[start..], "{start}.. of {size}");
            Ok(())
        })?;
    }
}

#[test]
fn only_the_chunks_that_hold_the_range_are_read() {
    run(async {
        let (noting, id) = stored(seal(1, content(SIZE)).await).await;
        let got = part(&noting, id, SIZE, CHUNK + 10..2 * CHUNK + 1).await.unwrap();
        assert!(got == content(SIZE)[CHUNK + 10..=2 * CHUNK]);
        let edge = |chunk: usize| u64::try_from(HEADER + chunk * (CHUNK + TAG)).unwrap();
        assert_eq!(*noting.read.lock().unwrap(), [0..26, edge(1)..edge(3)]);
    });
}

#[test]
fn a_range_beyond_the_end_is_named() {
    run(async {
        let (noting, id) = stored(seal(1, content(100)).await).await;
        assert_eq!(part(&noting, id, 100, 100..200).await.unwrap(), b"");
        assert_eq!(kind(part(&noting, id, 100, 101..200).await), ErrorKind::OutOfRange);
        assert_eq!(kind(part(&noting, BlobId::random(), 100, 0..1).await), ErrorKind::NotFound);
    });
}

#[test]
fn a_damaged_chunk_fails_the_ranges_that_touch_it_and_no_others() {
    run(async {
        let mut sealed = seal(1, content(SIZE)).await;
        sealed[HEADER + 2 * (CHUNK + TAG) + 5] ^= 1;
        let (noting, id) = stored(sealed).await;
        for chunk in 0..5 {
            let start = chunk * CHUNK;
            let got = part(&noting, id, SIZE, start + 1..start + 900).await;
            if chunk == 2 {
                assert_eq!(kind(got), ErrorKind::Tampered);
            } else {
                assert!(got.unwrap() == content(SIZE)[start + 1..start + 900]);
            }
        }
    });
}

#[test]
fn cut_exchanged_or_mismeasured_files_are_refused() {
    run(async {
        let sealed = seal(1, content(2 * CHUNK)).await;
        let edge = HEADER + CHUNK + TAG;
        let exchanged = [&sealed[..HEADER], &sealed[edge..], &sealed[HEADER..edge]].concat();
        for (forged, size, range) in [
            (sealed[..edge].to_vec(), 2 * CHUNK, CHUNK..CHUNK + 1),
            (sealed[..edge].to_vec(), CHUNK, 0..1),
            (sealed[..edge - 1].to_vec(), 2 * CHUNK, 0..1),
            (sealed[..10].to_vec(), 2 * CHUNK, 0..1),
            (Vec::new(), 2 * CHUNK, 0..1),
            (exchanged, 2 * CHUNK, 0..1),
            (sealed.clone(), 2 * CHUNK - 1, 2 * CHUNK - 2..2 * CHUNK - 1),
            (sealed.clone(), 2 * CHUNK + 1, CHUNK..CHUNK + 1),
        ] {
            let length = forged.len();
            let (noting, id) = stored(forged).await;
            let got = part(&noting, id, size, range).await;
            // A file measured one byte too short has the same chunks: the bytes it gives are the file's own.
            if size == 2 * CHUNK - 1 {
                assert_eq!(got.unwrap(), [content(2 * CHUNK)[2 * CHUNK - 2]]);
            } else {
                assert_eq!(kind(got), ErrorKind::Tampered, "{length} bytes as {size}");
            }
        }
    });
}

#[test]
fn a_part_of_a_large_file_may_arrive_in_any_pieces() {
    run(async {
        let sealed = seal(1, content(SIZE)).await;
        let (noting, id) = (MemoryBlobs::new(), BlobId::random());
        noting.put(id, pieces(&sealed, 777)).await.unwrap();
        let size = u64::try_from(SIZE).unwrap();
        let part = open_range(&noting, id, &key(1), CONTEXT, size, 5..size).await.unwrap();
        assert!(part.collect().await.unwrap() == content(SIZE)[5..]);
    });
}
