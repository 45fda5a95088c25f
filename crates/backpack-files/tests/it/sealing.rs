//! Whole files: they open as they were sealed, or not at all.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use backpack_files::{ByteStream, ErrorKind, open_stream, seal_stream, sealed_size};
use bytes::Bytes;
use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use proptest::prelude::*;

use crate::{CHUNK, CONTEXT, HEADER, TAG, content, failing, key, kind, pieces, run, seal};

const EDGES: [usize; 9] = [0, 1, 100, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK - 1, 2 * CHUNK, 3 * CHUNK + 17];

async fn open(sealed: &[u8]) -> Result<Bytes, backpack_files::Error> {
    open_stream(&key(1), CONTEXT, pieces(sealed, 10_007)).collect().await
}

#[test]
fn what_was_sealed_opens_at_every_edge() {
    run(async {
        for size in EDGES {
            let sealed = seal(1, content(size)).await;
            assert_eq!(sealed.len(), usize::try_from(sealed_size(u64::try_from(size).unwrap())).unwrap());
            assert_eq!(open(&sealed).await.unwrap(), content(size), "{size} bytes");
        }
    });
}

#[test]
fn a_file_cut_anywhere_is_refused() {
    run(async {
        let sealed = seal(1, content(3 * CHUNK)).await;
        let edges = (0..=3).map(|chunk| HEADER + chunk * (CHUNK + TAG));
        let cuts = edges.flat_map(|edge| edge.saturating_sub(17)..edge + 2).chain(0..HEADER);
        for cut in cuts.filter(|cut| *cut < sealed.len()) {
            assert_eq!(kind(open(&sealed[..cut]).await), ErrorKind::Tampered, "cut to {cut} bytes");
        }
        assert_eq!(kind(open(&[sealed, vec![0]].concat()).await), ErrorKind::Tampered);
    });
}

#[test]
fn chunks_cannot_be_dropped_doubled_exchanged_or_emptied() {
    run(async {
        let sealed = seal(1, content(3 * CHUNK + 5)).await;
        let (header, body) = sealed.split_at(HEADER);
        let chunks: Vec<&[u8]> = body.chunks(CHUNK + TAG).collect();
        for order in [
            vec![1, 2, 3],
            vec![0, 2, 3],
            vec![0, 1, 3],
            vec![0, 1, 2],
            vec![0, 0, 1, 2, 3],
            vec![0, 1, 1, 2, 3],
            vec![0, 1, 2, 3, 3],
            vec![1, 0, 2, 3],
            vec![0, 2, 1, 3],
            vec![3],
            vec![],
        ] {
            let forged: Vec<&[u8]> = order.iter().map(|chunk| chunks[*chunk]).collect();
            let forged = [header, &forged.concat()].concat();
            assert_eq!(kind(open(&forged).await), ErrorKind::Tampered, "{order:?}");
        }
    });
}

#[test]
fn files_sealed_under_one_key_cannot_be_spliced() {
    run(async {
        let (a, b) = (seal(1, content(2 * CHUNK)).await, seal(1, content(2 * CHUNK)).await);
        assert_ne!(a, b, "prefixes are random");
        let edge = HEADER + CHUNK + TAG;
        for forged in [[&a[..edge], &b[edge..]].concat(), [&a[..HEADER], &b[HEADER..]].concat()] {
            assert_eq!(kind(open(&forged).await), ErrorKind::Tampered);
        }
        let other_key = open_stream(&key(2), CONTEXT, pieces(&a, 4096)).collect().await;
        let other_context = open_stream(&key(1), b"space and ie", pieces(&a, 4096)).collect().await;
        assert_eq!([kind(other_key), kind(other_context)], [ErrorKind::Tampered; 2]);
    });
}

#[test]
fn every_flipped_byte_of_a_short_file_is_refused() {
    run(async {
        let sealed = seal(1, content(100)).await;
        for position in 0..sealed.len() {
            let mut damaged = sealed.clone();
            damaged[position] ^= 0x40;
            let expected = if position == 4 { ErrorKind::NewerFormat(0x41) } else { ErrorKind::Tampered };
            assert_eq!(kind(open(&damaged).await), expected, "byte {position}");
        }
    });
}

#[test]
fn what_precedes_the_damage_is_given_out_and_nothing_after_it() {
    run(async {
        let mut sealed = seal(1, content(3 * CHUNK)).await;
        sealed[HEADER + CHUNK + TAG + 9] ^= 1;
        let opened = open_stream(&key(1), CONTEXT, pieces(&sealed, 50_000));
        let chunks: Vec<_> = opened.map_err(|error| *error.kind()).collect().await;
        assert_eq!(chunks, [Ok(Bytes::from(content(CHUNK))), Err(ErrorKind::Tampered)]);
    });
}

#[test]
fn a_source_that_fails_fails_the_sealed_stream() {
    run(async {
        let sealed = seal_stream(&key(1), CONTEXT, failing(&content(2 * CHUNK)));
        assert_eq!(kind(sealed.collect().await), ErrorKind::Unavailable);
    });
}

/// 64 MiB pass, and never more than three chunks' worth of the source has been asked for beyond what came out.
#[test]
fn large_files_stream_in_flat_memory() {
    const PIECES: usize = 1024;
    run(async {
        let made = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&made);
        let piece = Bytes::from(content(CHUNK));
        let source = stream::iter(0..PIECES).map(move |_| {
            count.fetch_add(1, Ordering::Relaxed);
            Ok(piece.clone())
        });
        let sealed = seal_stream(&key(1), CONTEXT, ByteStream::new(source));
        let mut opened = open_stream(&key(1), CONTEXT, sealed);
        let (mut came_out, mut ahead) = (0, 0);
        while let Some(chunk) = opened.try_next().await.unwrap() {
            came_out += chunk.len();
            ahead = ahead.max(made.load(Ordering::Relaxed) * CHUNK - came_out);
        }
        assert_eq!(came_out, PIECES * CHUNK);
        assert!(ahead <= 3 * CHUNK, "{ahead} bytes were held");
    });
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn how_a_stream_is_cut_does_not_matter(
        size in 0..3 * CHUNK, into in 1..2 * CHUNK, out in 1..2 * CHUNK,
    ) {
        run(async {
            let plain = content(size);
            let sealed = seal_stream(&key(1), CONTEXT, pieces(&plain, into)).collect().await.unwrap();
            let opened = open_stream(&key(1), CONTEXT, pieces(&sealed, out)).collect().await.unwrap();
            prop_assert!(opened == plain);
            Ok(())
        })?;
    }

    #[test]
    fn arbitrary_bytes_never_open(body: Vec<u8>) {
        run(async {
            let headed = [b"BPFS\x01\x01\x10".as_slice(), &body].concat();
            for bytes in [body, headed] {
                prop_assert_eq!(kind(open(&bytes).await), ErrorKind::Tampered);
            }
            Ok(())
        })?;
    }
}
