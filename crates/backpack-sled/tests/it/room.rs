//! What sled's files hold.

use std::fs;

use backpack_store::{Batch, Store as _};
use backpack_testkit::run;

use crate::support::{SPACE, TABLE, key, open, put, value};

#[test]
fn rewriting_large_values_makes_no_page_too_large_and_the_disk_follows() {
    run(async {
        let folder = tempfile::tempdir().unwrap();
        let store = open(folder.path()).await.unwrap();
        for round in 0..12_u32 {
            for number in 0..20 {
                let bytes = [65_536, 1_001, 20_000, 5_000, 0][(round + number) as usize % 5];
                store.commit(put(number, bytes)).await.unwrap();
            }
            let gone = Batch::new(SPACE).delete(TABLE, key(round).id);
            store.commit(gone).await.unwrap();
        }
        for number in 12..20 {
            let bytes = [65_536, 1_001, 20_000, 5_000, 0][(11 + number) as usize % 5];
            assert_eq!(store.get(&key(number)).await.unwrap().unwrap().bytes, value(number, bytes));
        }
        store.close().await.unwrap();
        // sled moves a page over a quarter segment into a file there, and nothing would make that file durable.
        assert_eq!(fs::read_dir(folder.path().join("blobs")).unwrap().count(), 0);
        let log = fs::metadata(folder.path().join("db")).unwrap().len();
        assert!(log < 16 << 20, "the log has {log} bytes after 4 MB were rewritten in a store of 350 KB");
    });
}
