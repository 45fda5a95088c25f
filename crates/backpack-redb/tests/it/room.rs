//! What redb's file holds.

use std::fs;

use backpack_store::Store as _;
use backpack_testkit::run;

use crate::support::{open, put};

/// Values fill redb's pages: the file holds little beside them.
#[test]
fn a_large_value_takes_little_more_than_itself() {
    run(async {
        for bytes in [33_000, 40_000, 64_000] {
            let folder = tempfile::tempdir().unwrap();
            let store = open(folder.path()).await.unwrap();
            for number in 0..100 {
                store.commit(put(number, bytes)).await.unwrap();
            }
            store.reclaim().await.unwrap();
            let length = fs::metadata(folder.path().join("store.redb")).unwrap().len();
            let ratio = length as f64 / (100 * bytes) as f64;
            println!("100 values of {bytes} bytes take {length}: {ratio:.2} bytes for one");
            assert!(ratio < 1.2, "{ratio:.2} bytes for one at {bytes}");
        }
    });
}
