//! A check of a full disk, on a small file system of its own, where the process may mount one.
#![expect(clippy::unwrap_used, reason = "a check fails by panicking")]
#![expect(clippy::print_stdout, reason = "a check that is skipped says so")]

use std::fs;
use std::path::Path;

use backpack_store::ErrorKind;

use super::disk::{SmallDisk, fill};
use super::fixture::{holds, put};
use super::folder::kind;
use super::{Embedded, Opening};

/// Bytes of each value.
const BYTES: usize = 60_000;

/// Checks that a full disk refuses writes as `Full`, again and again, and costs nothing that was acknowledged; that a
/// store with ballast opens and reads when not a byte is left; and that nothing of a refused commit landed.
///
/// Skipped, and said so, where no small file system can be mounted: that needs root.
pub async fn full_disks_refuse_writes_and_still_read(subject: &dyn Embedded) {
    for megabytes in [12, 20, 40] {
        let Some(disk) = SmallDisk::mount(megabytes) else {
            println!("skipped: no small file system can be mounted here");
            return;
        };
        fill_and_reopen(subject, disk.path(), megabytes << 20).await;
    }
}

async fn fill_and_reopen(subject: &dyn Embedded, disk: &Path, size: u32) {
    let (folder, filler) = (disk.join("store"), disk.join("filler"));
    let open = async || subject.open(&folder, Opening::usual().ballast_bytes(2 << 20)).await;
    let store = open().await.unwrap();
    let mut landed = 0;
    let refused = loop {
        match store.commit(put(landed, BYTES)).await {
            Ok(_) => {
                landed += 1;
                assert!(landed as usize * BYTES < size as usize, "more was acknowledged than the disk holds");
            }
            Err(error) => break error,
        }
    };
    let whole = |number: u32| (number < landed).then_some(BYTES);
    assert_eq!(*refused.kind(), ErrorKind::Full);
    assert!(landed > 0);
    holds(&*store, landed + 1, whole).await;
    let again = kind(store.commit(put(landed, BYTES)).await);
    assert_eq!(again, Some(ErrorKind::Full), "again, not poisoned");
    drop(store);

    // Something else takes every last byte. The store opens on its ballast, reads, and goes on refusing writes.
    fill(&filler);
    let store = open().await.unwrap();
    holds(&*store, landed + 1, whole).await;
    assert_eq!(kind(store.commit(put(landed, BYTES)).await), Some(ErrorKind::Full));
    fs::remove_file(&filler).unwrap();
    drop(store);

    holds(&*open().await.unwrap(), landed + 1, whole).await;
}
