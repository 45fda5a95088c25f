//! Nothing readable lies on disk.

use std::collections::BTreeSet;
use std::path::Path;

use backpack::Storage;
use backpack_testkit::run;

use super::{FILE_NAME, Needles, everything_to_hide, lived_in};
use crate::world::files_below;

/// Returns what of the texts stands in any file below a folder, in the content or in a path.
pub(super) fn readable(folder: &Path, needles: &Needles) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (path, bytes) in files_below(folder) {
        found.append(&mut needles.found_in(&bytes));
        let name = path.strip_prefix(folder).unwrap().to_string_lossy().into_owned();
        found.append(&mut needles.found_in(name.as_bytes()));
    }
    found
}

#[test]
fn no_byte_of_the_folder_says_anything() {
    run(async {
        let connected = lived_in().await;
        let needles = Needles::new(everything_to_hide(&connected).await);
        assert!(needles.count() > 500, "only {} texts to look for", needles.count());

        connected.backpack.compact().await.unwrap();
        let open = readable(&connected.home.path(), &needles);
        assert_eq!(open, BTreeSet::new());
        connected.account.close().await.unwrap();
        assert_eq!(readable(&connected.home.path(), &needles), BTreeSet::new());

        // "A backup of an encrypted store written in the clear": the way out is sealed, too.
        let account = connected.home.open().await;
        let copy = connected.home.folder.path().join("copy");
        let target = Storage::create(&copy, &connected.home.options).await.unwrap();
        account.copy_to(&target).await.unwrap();
        target.store.close().await.unwrap();
        account.close().await.unwrap();
        assert_eq!(readable(&copy, &needles), BTreeSet::new());

        // The scan bites: the same content as plain files is found, by content and by name.
        let plain = connected.home.folder.path().join("plain");
        std::fs::create_dir(&plain).unwrap();
        let out = std::fs::File::create(plain.join(FILE_NAME)).unwrap();
        connected.clinic.person.write_ndjson(out).unwrap();
        let found = readable(&plain, &needles);
        assert!(found.contains(FILE_NAME) && found.contains(&connected.clinic.person.birth_date()));
        assert!(found.len() > 300, "the scan found {} of {}", found.len(), needles.count());
    });
}

/// Sealed bytes look like noise: every byte about as often as any other.
#[test]
fn blobs_look_like_noise() {
    run(async {
        let connected = lived_in().await;
        connected.account.close().await.unwrap();
        let blobs = files_below(&connected.home.path().join("blobs"));
        assert!(blobs.len() >= 6, "{} blobs", blobs.len());
        let large: Vec<_> = blobs.values().filter(|bytes| bytes.len() > 50_000).collect();
        assert!(!large.is_empty());
        for bytes in large {
            assert!(entropy(bytes) > 7.99, "{} bits a byte", entropy(bytes));
        }
        assert!(
            entropy(super::FILE_TEXT.repeat(3_000).as_bytes()) < 5.0,
            "the measure tells text from noise"
        );
    });
}

/// Returns the bits of information in a byte, by how often each comes.
pub(super) fn entropy(bytes: &[u8]) -> f64 {
    let mut counts = [0_u32; 256];
    for byte in bytes {
        counts[usize::from(*byte)] += 1;
    }
    let all = bytes.len() as f64;
    counts
        .iter()
        .filter(|count| **count > 0)
        .map(|count| f64::from(*count) / all)
        .map(|p| -p * p.log2())
        .sum()
}
