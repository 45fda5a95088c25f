//! Every example runs as a person would run it, and says what it should.
#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod amend_record;
mod attachments;
mod backup;
mod check_portal;
mod connect;
mod export;
mod family;
mod history;
mod hosted;
mod import_files;
mod keyring;
mod lab_chart;
mod manual_entries;
mod next_visit;
mod progress_and_cancel;
mod quickstart;
mod request_records;
mod search;
mod sign_in;
mod verify;

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

/// Runs an example in `folder`, with a passphrase and no terminal.
fn run(name: &str, folder: &Path, arguments: &[&str]) -> Output {
    Command::new(built(name))
        .args(arguments)
        .current_dir(folder)
        .env("BACKPACK_PASSPHRASE", "a passphrase for tests")
        .stdin(std::process::Stdio::null())
        .output()
        .unwrap()
}

/// Runs an example that must succeed, and returns its standard output.
fn output(name: &str, folder: &Path, arguments: &[&str]) -> String {
    let ended = run(name, folder, arguments);
    let said = String::from_utf8_lossy(&ended.stdout).into_owned();
    assert!(ended.status.success(), "{name}: {said}\n{}", String::from_utf8_lossy(&ended.stderr));
    said
}

/// Returns the report that an example printed as the last line of its standard output.
fn report(said: &str) -> Value {
    serde_json::from_str(said.lines().last().unwrap()).unwrap()
}

/// Checks that a report adds up, and returns what was received and what was new.
fn sums(report: &Value) -> (u64, u64) {
    let count = |name: &str| report[name].as_u64().unwrap_or_else(|| panic!("the report has no {name}"));
    let parts = ["new", "changed", "unchanged", "refused_person", "quarantined"].map(count);
    assert_eq!(count("received"), parts.iter().sum::<u64>());
    for name in ["by_type", "queries", "attachments", "seconds", "bytes"] {
        assert!(!report[name].is_null(), "the report has no {name}");
    }
    (count("received"), count("new"))
}

/// Returns the path of an example. Cargo builds them all before it runs this test.
fn built(name: &str) -> PathBuf {
    let test = std::env::current_exe().unwrap();
    let profile = test.parent().and_then(Path::parent).unwrap();
    profile.join("examples").join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
}
