//! The rules of the repository, each as a test.

mod arrows;
mod features;
mod files;
mod portals;
mod promises;
mod words;

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;

use serde_json::Value;

/// Returns the root of the repository.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// Returns what cargo knows of the workspace, with every feature on.
///
/// It asks about every platform, and a machine that only built for its own has not fetched the others' packages yet.
fn metadata() -> &'static Value {
    static METADATA: OnceLock<Value> = OnceLock::new();
    METADATA.get_or_init(|| {
        let here = asked_of_cargo(&["--offline"]);
        let output = if here.status.success() { here } else { asked_of_cargo(&[]) };
        assert!(output.status.success(), "cargo metadata: {}", String::from_utf8_lossy(&output.stderr));
        serde_json::from_slice(&output.stdout).unwrap()
    })
}

fn asked_of_cargo(more: &[&str]) -> Output {
    Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--all-features", "--locked"])
        .args(more)
        .current_dir(root())
        .output()
        .unwrap()
}

/// Returns every file of the repository that a person wrote, with its path from the root.
pub(crate) fn written_files() -> Vec<(String, PathBuf)> {
    fn walk(folder: &Path, root: &Path, found: &mut Vec<(String, PathBuf)>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.strip_prefix(root).unwrap().to_string_lossy().replace('\\', "/");
            let skipped = ["target", ".git", "backpack-demo"].iter().any(|skip| name == *skip);
            if skipped {
                continue;
            }
            if path.is_dir() {
                walk(&path, root, found);
            } else {
                found.push((name, path));
            }
        }
    }
    let mut found = Vec::new();
    walk(&root(), &root(), &mut found);
    found.sort();
    found
}
