//! Padding: lengths become classes, contents come back.

use backpack_core::BlobId;
use backpack_files::{
    BlobStore as _, ByteStream, ErrorKind, MemoryBlobs, open_range, open_stream, padded_size, padme,
    seal_padded_stream, sealed_size,
};
use proptest::prelude::*;

use crate::{CONTEXT, content, key, kind, pieces, run};

#[test]
fn padme_is_as_published() {
    // Lengths and their classes by the paper's rule: exponent, bits that say it, the rest zero.
    let lengths = [0, 1, 2, 9, 17, 1_000, 1_025, 65_537, 1_000_000, 100_000_001];
    let classes = [0, 1, 2, 10, 18, 1_024, 1_088, 67_584, 1_015_808, 100_663_296];
    assert_eq!(lengths.map(padme), classes);
}

#[test]
fn sealed_files_have_few_sizes() {
    let sizes = [0, 1, 4_053, 4_054, 65_000, 118_342, 131_072, 500_000, 5_000_000, 300_000_000];
    let sealed = sizes.map(|size| sealed_size(padded_size(size)));
    let expected = [4_096, 4_096, 4_096, 8_192, 65_536, 118_784, 147_456, 507_904, 5_111_808, 301_989_888];
    assert_eq!(sealed, expected);
}

proptest! {
    #[test]
    fn classes_grow_by_an_eighth_at_most(length in 1_u64..u64::from(u32::MAX)) {
        let class = padme(length);
        prop_assert!(class >= length && (class - length) * 100 <= length * 12, "{length} became {class}");
        prop_assert_eq!(padme(class), class);
        prop_assert!(padme(length - 1) <= class);
        let sealed = sealed_size(padded_size(length));
        prop_assert!(padded_size(length) >= length);
        prop_assert!(sealed >= 131_072 || sealed - sealed_size(length) < 4_096 + 8_192, "{length}: {sealed}");
        prop_assert!(sealed < 131_072 || (sealed - sealed_size(length)) * 8 <= sealed, "{length}: {sealed}");
        // Every size of a class is padded to one length; the mark takes a byte.
        prop_assert_eq!(padded_size(padded_size(length) - 1), padded_size(length));
    }
}

/// A size that comes out of a damaged row may be any number.
#[test]
fn a_size_that_no_disk_holds_is_no_overflow() {
    for size in [u64::MAX, u64::MAX - 1, u64::MAX - 4_096, u64::MAX / 2, 1 << 48] {
        assert!(sealed_size(size) >= size, "{size}");
        assert!(sealed_size(padded_size(size)) >= padded_size(size), "{size}");
        run(async {
            let blobs = MemoryBlobs::new();
            let id = BlobId::random();
            blobs.put(id, seal_padded_stream(&key(1), CONTEXT, pieces(b"short", 5))).await.unwrap();
            let opened = open_range(&blobs, id, &key(1), CONTEXT, size, 0..5).await;
            let read = match opened {
                Ok(stream) => stream.collect().await,
                Err(error) => Err(error),
            };
            assert!(matches!(read.unwrap_err().kind(), ErrorKind::Tampered | ErrorKind::TooLarge), "{size}");
        });
    }
}

#[test]
fn what_was_padded_comes_back() {
    run(async {
        // The mark and zeros of the padding are content elsewhere.
        let tricky = |size: usize| -> Vec<u8> {
            let byte = |at: usize| if at.is_multiple_of(50_000) { 0x80 } else { 0 };
            (0..size).map(byte).collect()
        };
        for size in [0, 1, 2, 4_053, 4_054, 65_535, 65_536, 65_537, 200_001, 1_200_000] {
            for plain in [content(size), tricky(size)] {
                let sealed = seal_padded_stream(&key(1), CONTEXT, pieces(&plain, 1_009));
                let sealed = sealed.collect().await.unwrap();
                assert_eq!(sealed.len() as u64, sealed_size(padded_size(size as u64)), "{size}");
                for into in [1_013, 70_000] {
                    let opened = open_stream(&key(1), CONTEXT, pieces(&sealed, into));
                    assert!(opened.collect().await.unwrap() == plain, "{size} in pieces of {into}");
                }
                every_range_comes_back(&sealed, &plain).await;
            }
        }
    });
}

async fn every_range_comes_back(sealed: &[u8], plain: &[u8]) {
    let (blobs, id, size) = (MemoryBlobs::new(), BlobId::random(), plain.len());
    blobs.put(id, ByteStream::from_bytes(sealed.to_vec())).await.unwrap();
    for (start, end) in
        [(0, size), (size / 2, size), (size / 3, size / 2), (size.saturating_sub(1), size + 9)]
    {
        let range = start as u64..end as u64;
        let part = open_range(&blobs, id, &key(1), CONTEXT, size as u64, range).await.unwrap();
        assert!(part.collect().await.unwrap() == plain[start..end.min(size)], "{start}..{end} of {size}");
    }
}

#[test]
fn padding_is_proven_as_the_content_is() {
    run(async {
        let sealed = seal_padded_stream(&key(1), CONTEXT, ByteStream::from_bytes(content(70_000)));
        let sealed = sealed.collect().await.unwrap().to_vec();
        let open =
            async |sealed: &[u8]| kind(open_stream(&key(1), CONTEXT, pieces(sealed, 9_999)).collect().await);
        let mut flipped = sealed.clone();
        *flipped.last_mut().unwrap() ^= 1;
        assert_eq!(open(&flipped).await, ErrorKind::Tampered);
        assert_eq!(open(&sealed[..sealed.len() - 1_000]).await, ErrorKind::Tampered);
        // Neither format passes for the other.
        let mut unpadded = sealed.clone();
        unpadded[4] = 1;
        assert_eq!(open(&unpadded).await, ErrorKind::Tampered);
        unpadded[4] = 3;
        assert_eq!(open(&unpadded).await, ErrorKind::NewerFormat(3));
    });
}
