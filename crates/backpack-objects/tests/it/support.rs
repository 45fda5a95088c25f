//! Storages under test: memory, a folder, and an S3 server where there is one.

use std::env;
use std::sync::Arc;
use std::time::Duration;

use backpack_core::{BlobId, SpaceId};
use backpack_files::{BlobStore, ByteStream, Error, ErrorKind};
use backpack_objects::object_store::ObjectStore;
use backpack_objects::object_store::path::Path;
use backpack_objects::{ObjectBlobs, ObjectCredentials, ObjectOptions, Patience, open};
use bytes::Bytes;
use futures_util::{TryStreamExt as _, stream};

pub(crate) const SPACE: SpaceId = SpaceId::from_bytes([9; 16]);

/// Returns options for the S3 server at `endpoint`.
pub(crate) fn options(endpoint: &str) -> ObjectOptions {
    let credentials = ObjectCredentials::AccessKey {
        id: "backpack".to_owned(),
        secret: "a secret for tests alone".into(),
        session: None,
    };
    ObjectOptions::new().with_endpoint(endpoint.parse().unwrap()).with_credentials(credentials)
}

/// Returns the address of the S3 server, or says that the test is skipped.
pub(crate) fn s3_address() -> Option<String> {
    let address = env::var("BACKPACK_S3").ok();
    if address.is_none() {
        eprintln!("skipped: BACKPACK_S3 names no S3 server; tests/servers/s3.sh starts one");
    }
    address
}

/// Returns a place of its own on the S3 server at `address`.
pub(crate) fn s3_at(address: &str) -> Arc<dyn ObjectStore> {
    let url = format!("s3://backpack/{}", BlobId::random());
    open(&url.parse().unwrap(), &options(address)).unwrap()
}

pub(crate) fn s3() -> Option<Arc<dyn ObjectStore>> {
    s3_address().map(|address| s3_at(&address))
}

/// Returns the blobs of one space in small parts.
pub(crate) fn blobs(store: &Arc<dyn ObjectStore>, part_bytes: usize) -> ObjectBlobs {
    ObjectBlobs::new(Arc::clone(store), &prefix(), SPACE).with_part_bytes(part_bytes).with_patience(hasty())
}

pub(crate) fn prefix() -> Path {
    Path::from("some/where")
}

/// Tries as often as by default, and hardly rests; every upload that is not the youngest is an old one.
pub(crate) fn hasty() -> Patience {
    let mut patience = Patience::default();
    patience.pause = Duration::from_millis(1);
    patience
}

/// As [`hasty`], and takes all parts of no blob for leftovers.
pub(crate) fn sweeping() -> Patience {
    let mut patience = hasty();
    patience.upload_time = Duration::ZERO;
    patience
}

/// Returns bytes that differ from place to place.
pub(crate) fn content(size: usize) -> Vec<u8> {
    (0..size).map(|place| u8::try_from((place + place / 251 * 7) % 251).unwrap()).collect()
}

/// Returns a stream of `bytes` in pieces of `size`.
pub(crate) fn pieces(bytes: &[u8], size: usize) -> ByteStream {
    let pieces: Vec<_> = bytes.chunks(size).map(|piece| Ok(Bytes::copy_from_slice(piece))).collect();
    ByteStream::new(stream::iter(pieces))
}

pub(crate) async fn read(blobs: &dyn BlobStore, id: BlobId) -> Result<Bytes, Error> {
    blobs.get(id, None).await?.collect().await
}

/// Returns the kind of failure, or `None` if it went well.
pub(crate) fn kind<T>(result: Result<T, Error>) -> Option<ErrorKind> {
    result.err().map(|error| *error.kind())
}

/// Returns the names of everything that a storage holds, sorted.
pub(crate) async fn names(store: &dyn ObjectStore) -> Vec<String> {
    let mut names: Vec<_> =
        store.list(None).map_ok(|meta| meta.location.to_string()).try_collect().await.unwrap();
    names.sort();
    names
}

/// Waits until what was dropped has been tidied up, in real time and not for ever.
pub(crate) async fn settled(store: &dyn ObjectStore, wanted: usize) -> Vec<String> {
    for _ in 0..400 {
        let found = names(store).await;
        if found.len() == wanted {
            return found;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    names(store).await
}
