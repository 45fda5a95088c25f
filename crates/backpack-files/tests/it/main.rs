//! What the files promise, seen from outside.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod conformance;
mod folder;
mod media;
mod names;
mod notes;
mod padding;
mod places;
mod ranges;
mod sealing;
mod streams;

use std::future::Future;

use backpack_files::{ByteStream, Error, ErrorKind, FileKey, seal_stream};
use bytes::Bytes;
use futures_util::stream;

const CHUNK: usize = 64 << 10;
const TAG: usize = 16;
const HEADER: usize = 26;
const CONTEXT: &[u8] = b"space and id";

fn run<F: Future>(future: F) -> F::Output {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future)
}

fn key(seed: u8) -> FileKey {
    FileKey::from_slice(&[seed; 32]).unwrap()
}

/// Returns bytes that differ from chunk to chunk.
fn content(size: usize) -> Vec<u8> {
    (0..size).map(|i| u8::try_from((i + i / CHUNK * 7) % 251).unwrap()).collect()
}

async fn seal(seed: u8, plain: Vec<u8>) -> Vec<u8> {
    seal_stream(&key(seed), CONTEXT, ByteStream::from_bytes(plain)).collect().await.unwrap().to_vec()
}

/// Returns a stream of `bytes` in pieces of `size`.
fn pieces(bytes: &[u8], size: usize) -> ByteStream {
    let pieces: Vec<_> = bytes.chunks(size.max(1)).map(|piece| Ok(Bytes::copy_from_slice(piece))).collect();
    ByteStream::new(stream::iter(pieces))
}

/// Returns a stream that gives `bytes` and then fails.
fn failing(bytes: &[u8]) -> ByteStream {
    let broken = Err(Error::new(ErrorKind::Unavailable, "test source"));
    ByteStream::new(stream::iter([Ok(Bytes::copy_from_slice(bytes)), broken]))
}

fn kind<T: std::fmt::Debug>(result: Result<T, Error>) -> ErrorKind {
    *result.unwrap_err().kind()
}
