use std::path::Path;

use backpack_testkit::people::{PeopleOptions, Person};

use crate::{output, report, run, sums};

/// Writes one person's record as a Bundle.
fn bundle(folder: &Path, name: &str, seed: u64) -> u64 {
    let file = std::fs::File::create(folder.join(name)).unwrap();
    Person::from_seed(seed, PeopleOptions::small())
        .write_bundle("https://portal.example/fhir", file)
        .unwrap();
    PeopleOptions::small().resources as u64
}

#[test]
fn one_backpack_for_each_patient() {
    let folder = tempfile::tempdir().unwrap();
    let held = bundle(folder.path(), "a.json", 1) + bundle(folder.path(), "b.json", 2);
    let arguments = ["--store", "here", "--json", "a.json", "b.json"];
    let first = report(&output("import_files", folder.path(), &arguments));
    assert_eq!(sums(&first), (held, held), "{first}");
    let second = report(&output("import_files", folder.path(), &arguments));
    assert_eq!(sums(&second), (held, 0), "{second}");
    let said = output(
        "import_files",
        folder.path(),
        &arguments[..2].iter().chain(&arguments[3..]).copied().collect::<Vec<_>>(),
    );
    assert_eq!(said.lines().filter(|line| line.ends_with(" records")).count(), 2, "{said}");
}

#[test]
fn any_person_goes_into_one_backpack() {
    let folder = tempfile::tempdir().unwrap();
    let held = bundle(folder.path(), "a.json", 1) + bundle(folder.path(), "b.json", 2);
    let arguments = ["--store", "here", "--any-person", "--json", "a.json", "b.json"];
    let said = report(&output("import_files", folder.path(), &arguments));
    assert_eq!((sums(&said).0, said["by_type"]["Patient"].as_u64()), (held, Some(2)));
}

#[test]
fn what_cannot_be_read_is_counted_not_lost() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(
        folder.path().join("odd.ndjson"),
        "{\"resourceType\":\"Goal\",\"id\":\"1\"}\n{\"id\":1,\n",
    )
    .unwrap();
    let arguments = ["--store", "here", "--any-person", "--json", "odd.ndjson"];
    let said = report(&output("import_files", folder.path(), &arguments));
    assert_eq!((sums(&said), said["quarantined"].as_u64()), ((2, 1), Some(1)), "{said}");
}

#[test]
fn a_missing_file_and_a_wrong_passphrase_are_errors() {
    let folder = tempfile::tempdir().unwrap();
    let missing = run("import_files", folder.path(), &["--store", "here", "nothing.json"]);
    assert!(!missing.status.success());
    bundle(folder.path(), "a.json", 1);
    output("import_files", folder.path(), &["--store", "there", "a.json"]);
    let wrong = std::process::Command::new(crate::built("import_files"))
        .args(["--store", "there", "a.json"])
        .current_dir(folder.path())
        .env("BACKPACK_PASSPHRASE", "another")
        .output()
        .unwrap();
    assert!(String::from_utf8_lossy(&wrong.stderr).contains("wrong passphrase"));
}
