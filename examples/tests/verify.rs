use std::path::Path;

use crate::{output, run};

const BODY: &str = "{\"resourceType\":\"Goal\",\"id\":\"1\",\"description\":{\"text\":\"Größe: 1.10\"}}";

/// Runs the example, and returns its exit code and what it said.
fn verified(folder: &Path, more: &[&str]) -> (Option<i32>, String) {
    let arguments = [&["--store", "here"], more].concat();
    let ended = run("verify", folder, &arguments);
    (ended.status.code(), String::from_utf8_lossy(&ended.stdout).into_owned())
}

/// Returns the blobs of the one Backpack that is there.
fn blobs(folder: &Path) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.join("here/blobs")];
    while let Some(next) = folders.pop() {
        for entry in std::fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { folders.push(path) } else { found.push(path) }
        }
    }
    found
}

/// An account with a body too large for the store, so that it lies in a blob, and a small one.
fn made() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let mut state = 7_u64;
    let mut next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        char::from(b'a' + u8::try_from((state >> 40) % 26).unwrap())
    };
    let noise: String = (0..200_000).map(|_| next()).collect();
    let large = format!("{{\"resourceType\":\"Binary\",\"id\":\"2\",\"data\":\"{noise}\"}}");
    std::fs::write(folder.path().join("1.json"), BODY).unwrap();
    std::fs::write(folder.path().join("2.json"), large).unwrap();
    output("import_files", folder.path(), &["--store", "here", "--any-person", "1.json", "2.json"]);
    folder
}

#[test]
fn what_is_whole_ends_with_0() {
    let folder = made();
    for arguments in [&[][..], &["--read-data"], &["--read-data", "--repair"]] {
        let (code, said) = verified(folder.path(), arguments);
        assert_eq!(code, Some(0), "{said}");
        assert!(said.contains("0 findings") && said.ends_with("all is whole\n"), "{said}");
    }
}

#[test]
fn what_can_be_made_good_ends_with_1_and_is_made_good() {
    let folder = made();
    let [blob] = blobs(folder.path()).try_into().unwrap();
    let stray = blob.with_file_name("0".repeat(30));
    std::fs::write(&stray, "nobody's").unwrap();
    let (code, said) = verified(folder.path(), &[]);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("BlobUnnamed (Repairable)"), "{said}");
    assert_eq!(verified(folder.path(), &["--repair"]).0, Some(1), "without consent it stays");
    assert!(stray.exists());
    assert_eq!(verified(folder.path(), &["--repair", "--remove-unnamed"]).0, Some(0));
    assert!(!stray.exists() && blob.exists());
}

#[test]
fn what_is_lost_ends_with_2_and_is_named() {
    let folder = made();
    let [blob] = blobs(folder.path()).try_into().unwrap();
    let mut bytes = std::fs::read(&blob).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(&blob, bytes).unwrap();
    assert_eq!(verified(folder.path(), &[]).0, Some(0), "the structure is whole");
    let (code, said) = verified(folder.path(), &["--read-data"]);
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains("BlockDamaged (Loss)") && said.contains("Version(RecordId("), "{said}");
    let (code, said) = verified(folder.path(), &["--read-data", "--repair"]);
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains("left: BodyLost (Loss)"), "{said}");
    // The files are here to be imported again, and all is well.
    output("import_files", folder.path(), &["--store", "here", "--any-person", "1.json", "2.json"]);
    let (code, said) = verified(folder.path(), &["--read-data", "--repair", "--remove-unnamed"]);
    assert_eq!(code, Some(0), "{said}");
}

#[test]
fn what_cannot_be_looked_at_ends_with_3() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(verified(folder.path(), &[]).0, Some(3));
}
