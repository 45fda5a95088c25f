use std::fmt::Write as _;
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
fn people_who_look_alike_share_no_backpack() {
    let folder = tempfile::tempdir().unwrap();
    let mut lines = String::new();
    for id in 1..=2 {
        // Two of the same name, and two of whom no Patient resource tells anything.
        writeln!(lines, r#"{{"resourceType":"Patient","id":"{id}","name":[{{"text":"Ann Ek"}}]}}"#).unwrap();
        writeln!(
            lines,
            r#"{{"resourceType":"Goal","id":"a{id}","subject":{{"reference":"Patient/x{id}"}}}}"#
        )
        .unwrap();
    }
    std::fs::write(folder.path().join("all.ndjson"), lines).unwrap();
    for _ in 0..2 {
        let said = output("import_files", folder.path(), &["--store", "here", "all.ndjson"]);
        let told: Vec<_> = said.lines().filter(|line| line.ends_with(" records")).collect();
        let one =
            ["Ann Ek: 1 records", "Patient x1: 1 records", "Ann Ek: 1 records", "Patient x2: 1 records"];
        assert_eq!(told, one);
    }
}

#[test]
fn an_id_of_several_people_stops_nobody_else() {
    let folder = tempfile::tempdir().unwrap();
    let lines = r#"{"resourceType":"Patient","id":"1","birthDate":"1970-02-03"}
{"resourceType":"Patient","id":"1","birthDate":"2001-02-03"}
{"resourceType":"Patient","id":"2"}
"#;
    std::fs::write(folder.path().join("all.ndjson"), lines).unwrap();
    let ended = run("import_files", folder.path(), &["--store", "here", "--json", "all.ndjson"]);
    assert!(String::from_utf8_lossy(&ended.stderr).contains("1 patient id(s) stand for several people"));
    assert_eq!(sums(&report(&String::from_utf8_lossy(&ended.stdout))), (1, 1));
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
