//! What an export and a backup let be read, and what never leaves.

use std::collections::{BTreeSet, HashMap};

use backpack_testkit::run;

use super::{exported, lock};
use crate::privacy::{Needles, health, lived_in, tokens};
use crate::world::files_below;

#[test]
fn no_token_stands_in_an_export_and_nothing_can_be_read_of_a_backup() {
    run(async {
        let connected = lived_in().await;
        let secrets = Needles::new(tokens(&connected).await);
        let texts = Needles::new(health(&connected).await);
        let mut read = BTreeSet::new();
        for (path, part) in exported(&connected.backpack).await {
            assert_eq!(secrets.found_in(&part), BTreeSet::new(), "{path}");
            read.append(&mut texts.found_in(&part));
        }
        // The scan bites: an export is there to be read.
        assert!(read.len() > 300, "only {} texts were found", read.len());
        let folder = connected.home.folder.path().join("backups");
        std::fs::create_dir(&folder).unwrap();
        connected.account.back_up_all(&folder, lock(), &HashMap::new()).await.unwrap();
        for (path, bytes) in files_below(&folder) {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            for found in [texts.found_in(&bytes), texts.found_in(name.as_bytes()), secrets.found_in(&bytes)] {
                assert_eq!(found, BTreeSet::new());
            }
        }
    });
}
