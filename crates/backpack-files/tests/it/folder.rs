//! The folder of blobs beyond the contract: where they lie, what is swept, what a dropped write leaves.

use std::fs;
use std::path::Path;

use backpack_core::BlobId;
use backpack_files::{BlobStore as _, ByteStream, ErrorKind, FolderBlobs};
use bytes::Bytes;
use futures_util::{StreamExt as _, stream};
use tempfile::TempDir;

use crate::{failing, kind, run};

/// Returns the paths of all files below `folder`, in order.
fn files(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                found.push(path.strip_prefix(folder).unwrap().to_str().unwrap().to_owned());
            }
        }
    }
    found.sort();
    found
}

#[test]
fn a_blob_lies_under_the_digits_of_its_id() {
    run(async {
        let folder = TempDir::new().unwrap();
        let blobs = FolderBlobs::open(folder.path().join("deep/blobs")).await.unwrap();
        let id = BlobId::from_bytes([0xAB; 16]);
        assert_eq!(blobs.put(id, ByteStream::from_bytes("sealed")).await.unwrap(), 6);
        assert_eq!(files(folder.path()), [format!("deep/blobs/ab/{}", "ab".repeat(15))]);
        assert_eq!(kind(blobs.put(id, ByteStream::from_bytes("other")).await), ErrorKind::Exists);
        assert_eq!(blobs.get(id, None).await.unwrap().collect().await.unwrap(), "sealed");
        assert_eq!(files(folder.path()).len(), 1);
    });
}

#[test]
fn failed_and_dropped_writes_leave_nothing() {
    run(async {
        let folder = TempDir::new().unwrap();
        let blobs = FolderBlobs::open(folder.path()).await.unwrap();
        let failed = blobs.put(BlobId::random(), failing(b"half")).await;
        assert_eq!(kind(failed), ErrorKind::Source);

        let endless = stream::iter([Ok(Bytes::from_static(b"half"))]).chain(stream::pending());
        let mut put = Box::pin(blobs.put(BlobId::random(), ByteStream::new(endless)));
        // Polled until the half is on disk, and then dropped.
        while files(folder.path()).is_empty() {
            let polled = futures_util::future::poll_fn(|context| {
                std::task::Poll::Ready(put.as_mut().poll(context).is_pending())
            });
            assert!(polled.await);
            tokio::task::yield_now().await;
        }
        drop(put);
    });
    // The runtime is gone, and with it what still ran on its threads.
}

#[test]
fn a_write_dropped_at_any_point_leaves_nothing() {
    for polls in 0..12 {
        let folder = TempDir::new().unwrap();
        let done = run(async {
            let blobs = FolderBlobs::open(folder.path()).await.unwrap();
            let mut put = Box::pin(blobs.put(BlobId::random(), ByteStream::from_bytes("sealed")));
            for _ in 0..polls {
                let polled = futures_util::future::poll_fn(|context| {
                    std::task::Poll::Ready(put.as_mut().poll(context).is_ready())
                });
                if polled.await {
                    return true;
                }
                // Lets the blocking thread finish its step, so that each poll gets one step further.
                tokio::task::spawn_blocking(std::thread::yield_now).await.unwrap();
            }
            false
        });
        assert_eq!(files(folder.path()).len(), usize::from(done), "dropped after {polls} polls");
    }
}

#[test]
fn opening_sweeps_what_a_crash_left_and_keeps_the_rest() {
    run(async {
        let folder = TempDir::new().unwrap();
        let blobs = FolderBlobs::open(folder.path()).await.unwrap();
        let id = BlobId::from_bytes([1; 16]);
        blobs.put(id, ByteStream::from_bytes("sealed")).await.unwrap();
        fs::write(folder.path().join("tmp/0123"), "half a blob").unwrap();
        fs::write(folder.path().join("01/no-id"), "not a blob").unwrap();
        let blobs = FolderBlobs::open(folder.path()).await.unwrap();
        assert_eq!(files(folder.path()), [format!("01/{}", "01".repeat(15)), "01/no-id".to_owned()]);
        assert_eq!(blobs.list(None).await.unwrap().ids, [id]);
    });
}

#[test]
fn lists_continue_where_they_ended() {
    run(async {
        let folder = TempDir::new().unwrap();
        let mut all: Vec<BlobId> = (0..1234_u16)
            .map(|i| {
                let mut bytes = [7; 16];
                bytes[..2].copy_from_slice(&i.wrapping_mul(53).to_be_bytes());
                BlobId::from_bytes(bytes)
            })
            .collect();
        all.sort_unstable();
        for id in &all {
            let digits = id.to_string();
            let place = folder.path().join(&digits[..2]);
            fs::create_dir_all(&place).unwrap();
            fs::write(place.join(&digits[2..]), "").unwrap();
        }
        let blobs = FolderBlobs::open(folder.path()).await.unwrap();
        let (mut listed, mut after) = (Vec::new(), None);
        loop {
            let page = blobs.list(after).await.unwrap();
            listed.extend(page.ids);
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        assert_eq!(listed, all);
    });
}

#[cfg(unix)]
#[test]
fn only_the_owner_may_read() {
    use std::os::unix::fs::PermissionsExt as _;
    run(async {
        let folder = TempDir::new().unwrap();
        let root = folder.path().join("blobs");
        let blobs = FolderBlobs::open(&root).await.unwrap();
        blobs.put(BlobId::from_bytes([1; 16]), ByteStream::from_bytes("sealed")).await.unwrap();
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        let blob = root.join("01").join("01".repeat(15));
        assert_eq!((mode(&root), mode(&root.join("01")), mode(&blob)), (0o700, 0o700, 0o600));
    });
}
