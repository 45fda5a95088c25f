//! Streams: from readers, limited, measured.

use std::io::{self, Read};

use backpack_core::{AccountId, SecretBytes};
use backpack_files::{ByteStream, ErrorKind, Measured, measure};
use backpack_keys::{BackpackKeys, KeyFile, NewSlot};
use bytes::Bytes;
use futures_util::{StreamExt as _, TryStreamExt as _};

use crate::{CHUNK, content, failing, kind, pieces, run};

fn keys() -> BackpackKeys {
    let key = SecretBytes::new(vec![1; 32]);
    let (file, root) = KeyFile::create(AccountId::random(), &NewSlot::host_key(&key)).unwrap();
    file.backpack_keys(&root, file.own_space()).unwrap()
}

#[test]
fn a_reader_is_read_to_its_end() {
    run(async {
        let plain = content(3 * CHUNK + 1);
        let read = ByteStream::from_reader(io::Cursor::new(plain.clone())).collect().await.unwrap();
        assert!(read == plain);
        assert_eq!(ByteStream::from_reader(io::empty()).collect().await.unwrap(), "");
    });
}

#[test]
fn a_reader_that_fails_is_a_source_that_fails() {
    struct Broken;
    impl Read for Broken {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::ErrorKind::BrokenPipe.into())
        }
    }
    run(async {
        let chunks = ByteStream::from_reader(Broken).map_err(|error| *error.kind()).collect::<Vec<_>>().await;
        assert_eq!(chunks, [Err(ErrorKind::Source)]);
    });
}

#[test]
fn a_limited_stream_stops_at_its_limit() {
    run(async {
        let exact = pieces(&content(100), 30).limited(100).collect().await.unwrap();
        assert_eq!(exact, content(100));
        assert_eq!(kind(pieces(&content(100), 30).limited(99).collect().await), ErrorKind::TooLarge);
    });
}

#[test]
fn what_streams_by_is_measured_and_unchanged() {
    run(async {
        let keys = keys();
        let mut address = keys.content_address();
        address.update(b"%PDF-1.7 and so on");
        let (stream, measurement) = measure(pieces(b"%PDF-1.7 and so on", 3), keys.content_address());
        assert_eq!(measurement.finish(), None);
        assert_eq!(stream.collect().await.unwrap(), "%PDF-1.7 and so on");
        let Measured { size, content_address, sha1, sniffed, .. } = measurement.finish().unwrap();
        assert_eq!((size, content_address, sniffed), (18, address.finish(), Some("application/pdf")));
        assert_eq!(hex(&sha1), "69ed034bcae50012634f7177a676deb1a47370f8");
    });
}

#[test]
fn an_empty_content_is_measured_and_a_broken_one_is_not() {
    run(async {
        let keys = keys();
        let (stream, empty) = measure(ByteStream::from_bytes(Bytes::new()), keys.content_address());
        stream.collect().await.unwrap();
        let empty = empty.finish().unwrap();
        assert_eq!((empty.size, empty.sniffed), (0, None));
        assert_eq!(hex(&empty.sha1), "da39a3ee5e6b4b0d3255bfef95601890afd80709");

        let (stream, broken) = measure(failing(b"half"), keys.content_address());
        assert_eq!(kind(stream.collect().await), ErrorKind::Unavailable);
        assert_eq!(broken.finish(), None);
    });
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
