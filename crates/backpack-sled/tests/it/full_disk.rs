//! A full disk, on a small file system of its own, where the test may mount one.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use backpack_sled::SledStore;
use backpack_store::{ErrorKind, Store as _};
use backpack_testkit::run;

use crate::support::{key, options, put, value};

#[test]
fn a_full_disk_refuses_writes_and_still_reads() {
    for megabytes in [12, 20, 40] {
        let Some(disk) = SmallDisk::mount(megabytes) else {
            println!("skipped: no small file system can be mounted here");
            return;
        };
        run(fill_and_reopen(disk.folder.path()));
    }
}

async fn fill_and_reopen(disk: &Path) {
    let (folder, filler) = (disk.join("store"), disk.join("filler"));
    let open = async || SledStore::open(&folder, options().ballast_bytes(2 << 20)).await;
    let store = open().await.unwrap();
    let mut landed = 0;
    let refused = loop {
        match store.commit(put(landed, 60_000)).await {
            Ok(_) => landed += 1,
            Err(error) => break error,
        }
    };
    assert_eq!(*refused.kind(), ErrorKind::Full);
    assert!(landed > 0);
    assert_whole(&store, landed).await;
    assert_eq!(
        *store.commit(put(landed, 60_000)).await.unwrap_err().kind(),
        ErrorKind::Full,
        "again, not poisoned"
    );
    // Writing the store anew needs room for a second one.
    assert_eq!(*store.reclaim().await.unwrap_err().kind(), ErrorKind::Full);
    assert_whole(&store, landed).await;
    drop(store);

    // Something else takes every last byte. The store opens on its ballast, reads, and goes on refusing writes.
    fill(&filler);
    let store = open().await.unwrap();
    assert_whole(&store, landed).await;
    assert_eq!(*store.commit(put(landed, 10)).await.unwrap_err().kind(), ErrorKind::Full);
    fs::remove_file(&filler).unwrap();
    drop(store);

    let store = open().await.unwrap();
    assert_whole(&store, landed).await;
    assert!(store.get(&key(landed)).await.unwrap().is_none(), "nothing of a refused commit landed");
}

async fn assert_whole(store: &SledStore, landed: u32) {
    for number in 0..landed {
        let found = store.get(&key(number)).await.unwrap().map(|found| found.bytes);
        assert!(found.is_some_and(|bytes| bytes == value(number, 60_000)), "entry {number} of {landed}");
    }
}

/// Writes until nothing more fits.
fn fill(file: &Path) {
    let mut file = fs::File::create(file).unwrap();
    for piece in [1 << 16, 1 << 12, 1] {
        while std::io::Write::write_all(&mut file, &vec![1; piece]).is_ok() {}
    }
}

/// A file system in memory, unmounted when dropped.
struct SmallDisk {
    folder: tempfile::TempDir,
}

impl SmallDisk {
    fn mount(megabytes: u32) -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", &format!("size={megabytes}m"), "tmpfs"]).arg(folder.path());
        let mounted =
            mount.stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|status| status.success());
        mounted.then_some(Self { folder })
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        Command::new("umount").arg(self.folder.path()).status().unwrap();
    }
}
