//! Files stay small and every one is in use.

use super::{root, written_files};

/// Files over the soft limit, each with its reason. Nothing over the hard limit is ever allowed.
const SOFT_LIMIT: usize = 300;
const HARD_LIMIT: usize = 500;
const HARD_LIMIT_WITH_TESTS: usize = 600;
const MEDIAN_LIMIT: usize = 150;

fn sources() -> Vec<(String, String)> {
    let rust = |name: &str| name.ends_with(".rs");
    let read = |(name, path): (String, std::path::PathBuf)| (name, std::fs::read_to_string(path).unwrap());
    written_files().into_iter().filter(|(name, _)| rust(name)).map(read).collect()
}

#[test]
fn files_are_small() {
    let mut lengths = Vec::new();
    let mut wrong = Vec::new();
    for (name, text) in sources() {
        let lines = text.lines().count();
        lengths.push(lines);
        let limit = if text.contains("#[cfg(test)]") { HARD_LIMIT_WITH_TESTS } else { HARD_LIMIT };
        if lines > limit {
            wrong.push(format!("{name}: {lines} lines, the limit is {limit}"));
        }
    }
    lengths.sort_unstable();
    let median = lengths[lengths.len() / 2];
    let over = lengths.iter().filter(|lines| **lines > SOFT_LIMIT).count();
    println!("{} files, median {median} lines, {over} over {SOFT_LIMIT}", lengths.len());
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(median <= MEDIAN_LIMIT, "the median file has {median} lines");
    assert!(over * 10 <= lengths.len(), "{over} of {} files are over {SOFT_LIMIT} lines", lengths.len());
}

#[test]
fn library_roots_are_short() {
    for (name, text) in sources() {
        if name.ends_with("src/lib.rs") {
            assert!(text.lines().count() <= 80, "{name} has {} lines", text.lines().count());
        }
    }
}

#[test]
fn crate_readmes_are_short_and_open_with_a_sentence() {
    for folder in std::fs::read_dir(root().join("crates")).unwrap() {
        let folder = folder.unwrap().path();
        let readme = std::fs::read_to_string(folder.join("README.md")).unwrap();
        assert!(readme.lines().count() <= 80, "{} has a README of over 80 lines", folder.display());
        assert!(readme.len() > 80, "{} has no README to speak of", folder.display());
    }
}

#[test]
fn examples_are_short_and_say_how_to_run_them() {
    for (name, text) in sources() {
        let Some(example) = name.strip_prefix("examples/") else { continue };
        if example.contains('/') || example == "lib.rs" {
            continue;
        }
        let stem = example.trim_end_matches(".rs");
        assert!(text.lines().count() <= 120, "{name} has {} lines", text.lines().count());
        assert!(text.contains(&format!("--example {stem}")), "{name} does not open with its run line");
    }
}

#[test]
fn no_module_is_forgotten() {
    let all = sources();
    for (name, _) in &all {
        let (folder, file) = name.rsplit_once('/').unwrap_or(("", name));
        let stem = file.trim_end_matches(".rs");
        if ["lib", "main", "build"].contains(&stem) || folder == "examples" || folder.ends_with("/benches") {
            continue;
        }
        let (folder, stem) =
            if stem == "mod" { folder.rsplit_once('/').unwrap_or(("", folder)) } else { (folder, stem) };
        let parents = [
            format!("{folder}/lib.rs"),
            format!("{folder}/main.rs"),
            format!("{folder}/mod.rs"),
            format!("{folder}.rs"),
        ];
        let declared =
            all.iter().filter(|(other, _)| parents.contains(other) || folder.is_empty()).any(|(_, text)| {
                text.lines().any(|line| {
                    line.trim_start().trim_start_matches("pub ").trim_start_matches("pub(crate) ")
                        == format!("mod {stem};")
                })
            });
        assert!(declared, "{name} is in no module tree");
    }
}
