//! Real data, from the folder that `BACKPACK_CORPORA` names. Each test says whether it ran.

mod archives;
mod brands;
mod child;
mod doors;
mod files;
mod hostile;
mod import;
mod portals;
mod reading;

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use serde_json::Value;
use tempfile::TempDir;

/// One group of the corpora, unpacked in a scratch folder that goes with it.
struct Group {
    /// The group's name, such as `fhir-r4/synthea`.
    name: &'static str,
    folder: TempDir,
}

/// Unpacks a group, or says on standard output why the test is skipped.
fn group(name: &'static str) -> Option<Group> {
    let Some(corpora) = std::env::var_os("BACKPACK_CORPORA").map(PathBuf::from) else {
        println!("corpora: {name} skipped, BACKPACK_CORPORA names no folder");
        return None;
    };
    let (packed, plain) = (corpora.join(format!("{name}.tar.zst")), corpora.join(name));
    let folder = tempfile::tempdir().unwrap();
    if packed.is_file() {
        let mut decoder = zstd::Decoder::new(File::open(packed).unwrap()).unwrap();
        decoder.window_log_max(27).unwrap();
        tar::Archive::new(decoder).unpack(folder.path()).unwrap();
    } else if plain.is_dir() {
        copy(&plain, &folder.path().join(name));
    } else {
        println!("corpora: {name} skipped, it is not in the folder");
        return None;
    }
    println!("corpora: {name} ran");
    Some(Group { name, folder })
}

impl Group {
    /// Returns the group's files in order, those that are no data left out.
    fn files(&self) -> Vec<PathBuf> {
        let mut found = Vec::new();
        walk(self.folder.path(), &mut found);
        found.retain(|path| path.file_name().is_some_and(|name| name != "LICENSE" && name != "LICENSE.txt"));
        found.sort();
        found
    }

    /// Returns the group's JSON files in order.
    fn json(&self) -> Vec<PathBuf> {
        self.files().into_iter().filter(|path| path.extension().is_some_and(|end| end == "json")).collect()
    }

    /// Returns what an independent program counted: resources by type over the whole group.
    fn expected_types(&self) -> BTreeMap<String, u64> {
        let mut types = BTreeMap::new();
        for facts in facts(self.name) {
            match facts["types"].as_object() {
                Some(counts) => {
                    for (name, count) in counts {
                        *types.entry(name.clone()).or_default() += count.as_u64().unwrap();
                    }
                }
                None if facts["resourceType"].is_string() => {
                    *types.entry(facts["resourceType"].as_str().unwrap().to_owned()).or_default() += 1;
                }
                None => {}
            }
        }
        types
    }
}

/// Returns the independent facts of a group's files.
fn facts(group: &str) -> Vec<Value> {
    let corpora = PathBuf::from(std::env::var_os("BACKPACK_CORPORA").unwrap());
    let mut text = String::new();
    let packed = File::open(corpora.join("EXPECT.jsonl.zst")).unwrap();
    zstd::Decoder::new(packed).unwrap().read_to_string(&mut text).unwrap();
    let lines = text.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    lines.filter(|facts| facts["file"].as_str().unwrap().starts_with(&format!("{group}/"))).collect()
}

fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            walk(&path, found);
        } else {
            found.push(path);
        }
    }
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &target);
        } else {
            std::fs::copy(&path, &target).unwrap();
        }
    }
}
