//! Sealed files, anchors, and what a file is called and is.

use std::hint::black_box;
use std::sync::OnceLock;

use backpack_core::{BlobId, SpaceId};
use backpack_files::{
    BlobStore as _, ByteStream, FileKey, FolderAnchors, MediaType, MemoryBlobs, open_range, open_stream,
    safe_name, seal_stream, sniff,
};
use backpack_store::AnchorStore as _;
use bytes::Bytes;
use sha2::{Digest as _, Sha256};
use tempfile::TempDir;

use super::run;

const KEY: [u8; 32] = [5; 32];

/// A sealed file, whole and by ranges: nothing that was altered is given out.
pub(crate) fn sealed(data: &[u8]) {
    let key = FileKey::from_slice(&KEY).expect("32 bytes");
    run(async {
        let stream = open_stream(&key, b"context", ByteStream::from_bytes(Bytes::copy_from_slice(data)));
        if let Ok(content) = stream.collect().await {
            // The seeds are these two.
            assert!(content == CONTENT || content.is_empty(), "only what was sealed is opened");
        }
        let (blobs, id) = (MemoryBlobs::new(), BlobId::from_bytes([1; 16]));
        if blobs.put(id, ByteStream::from_bytes(Bytes::copy_from_slice(data))).await.is_err() {
            return;
        }
        for (size, range) in
            [(CONTENT.len() as u64, 0..5), (200_000, 65_530..131_080), (u64::MAX, 7..u64::MAX)]
        {
            if let Ok(stream) = open_range(&blobs, id, &key, b"context", size, range).await {
                drop(stream.collect().await);
            }
        }
    });
}

/// The two slots of an anchor; the checksums are put on if the first byte is even.
pub(crate) fn anchor(data: &[u8]) {
    static FOLDER: OnceLock<TempDir> = OnceLock::new();
    let folder = FOLDER.get_or_init(|| tempfile::tempdir().expect("a folder can be made"));
    let space = SpaceId::from_bytes([3; 16]);
    let mut file = vec![0; 4096 + 72];
    let (fixed, data) = data.split_first().map_or((false, data), |(first, rest)| (first % 2 == 0, rest));
    for (slot, at) in data.chunks(72).zip([0, 4096]) {
        file[at..at + slot.len()].copy_from_slice(slot);
        if fixed {
            let sum =
                Sha256::new().chain_update(space.as_bytes()).chain_update(&file[at..at + 56]).finalize();
            file[at + 56..at + 72].copy_from_slice(&sum[..16]);
        }
    }
    let length = if fixed { file.len() } else { data.len().min(file.len()) };
    std::fs::write(folder.path().join(space.to_string()), &file[..length]).expect("the file can be written");
    drop(run(FolderAnchors::new(folder.path()).read(space)));
}

/// A name that is made safe stays as it is, and names no folder.
pub(crate) fn names(data: &[u8]) {
    let kind = sniff(data);
    let declared = String::from_utf8_lossy(data);
    black_box(MediaType::from_sniffed(Some(&declared), kind).shown());
    black_box(MediaType::new(Some(&declared), data).is_active());
    let name = safe_name(&String::from_utf8_lossy(data));
    assert!(!name.is_empty() && name.len() <= 255, "{name:?}");
    assert!(!name.contains(['/', '\\', '\0']) && name != "." && name != "..", "{name:?}");
    assert_eq!(safe_name(&name), name, "a safe name stays as it is");
}

const CONTENT: &[u8] = b"what was sealed";

pub(crate) fn sealed_seeds() -> Vec<Vec<u8>> {
    let key = FileKey::from_slice(&KEY).expect("32 bytes");
    let sealed = |content: Vec<u8>| {
        run(seal_stream(&key, b"context", ByteStream::from_bytes(content)).collect())
            .map(|bytes| bytes.to_vec())
    };
    [CONTENT.to_vec(), Vec::new()].into_iter().filter_map(|content| sealed(content).ok()).collect()
}

pub(crate) fn anchor_seeds() -> Vec<Vec<u8>> {
    let mut seed = vec![0];
    for turn in [1_u64, 2] {
        seed.extend_from_slice(b"BPAN\0\0\0\x01");
        seed.extend_from_slice(&turn.to_be_bytes());
        seed.extend_from_slice(&[7; 56]);
    }
    vec![seed]
}

pub(crate) fn name_seeds() -> Vec<Vec<u8>> {
    super::texts(&[
        "../../etc/passwd",
        "CON.txt",
        "a\u{202e}txt.exe",
        "%PDF-1.7\n",
        "<svg onload=x>",
        "PK\u{3}\u{4}",
    ])
}
