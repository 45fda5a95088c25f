//! Seeds: the small files of the corpora that `BACKPACK_CORPORA` names, and those made by hand.

use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};

use crate::targets::TARGETS;

/// A longer seed slows every step that begins with it.
const LONGEST: u64 = 16 << 10;
const MOST: usize = 600;

/// Writes the seeds of every target into a folder of its name.
pub(crate) fn write(folder: &Path) {
    let corpora = std::env::var_os("BACKPACK_CORPORA").map(PathBuf::from);
    for target in TARGETS {
        let folder = folder.join(target.name);
        fs::create_dir_all(&folder).expect("the folder for the seeds can be made");
        let by_hand = (target.seeds)();
        let mut found = Vec::new();
        for group in target.corpora {
            if let Some(corpora) = &corpora {
                walk(&corpora.join(group), &mut found);
                unpack(&corpora.join(format!("{group}.tar.zst")), &mut found);
            }
        }
        // Evenly over the groups, which are listed one after the other.
        let step = found.len().div_ceil(MOST).max(1);
        let chosen = found.into_iter().step_by(step);
        println!("{}: {} seeds by hand, {} of the corpora", target.name, by_hand.len(), chosen.len());
        for (number, seed) in by_hand.into_iter().chain(chosen).enumerate() {
            fs::write(folder.join(format!("seed-{number:04}")), seed).expect("a seed can be written");
        }
    }
}

fn walk(folder: &Path, found: &mut Vec<Vec<u8>>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    let mut paths: Vec<_> = entries.filter_map(|entry| entry.ok().map(|entry| entry.path())).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            walk(&path, found);
        } else if path.to_string_lossy().ends_with(".tar.zst") {
            unpack(&path, found);
        } else if fs::metadata(&path).is_ok_and(|file| file.len() <= LONGEST) {
            found.extend(fs::read(&path).ok());
        }
    }
}

fn unpack(archive: &Path, found: &mut Vec<Vec<u8>>) {
    let Ok(mut decoder) = File::open(archive).and_then(zstd::Decoder::new) else { return };
    if decoder.window_log_max(27).is_err() {
        return;
    }
    let mut archive = tar::Archive::new(decoder);
    let Ok(entries) = archive.entries() else { return };
    for entry in entries {
        let Ok(mut entry) = entry else { return };
        let mut bytes = Vec::new();
        if entry.header().entry_type().is_file()
            && entry.size() <= LONGEST
            && entry.read_to_end(&mut bytes).is_ok()
        {
            found.push(bytes);
        }
    }
}
