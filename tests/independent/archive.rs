//! A backup opens without this project: age in TypeScript by its designer, and the system's own zstd and tar.

use std::process::Command;

use backpack::archive::Lock;
use backpack_testkit::run;

use super::clients::{NODE, named, said};
use crate::world::{Connected, everything};

const PASSPHRASE: &str = "six words that nobody would guess";

#[test]
fn age_zstd_and_tar_of_other_people_open_a_backup() {
    run(async {
        let Some(node) = named(NODE) else { return };
        let connected = Connected::in_memory(|_| {}).await;
        connected.sync().await;
        let backpack = &connected.backpack;
        backpack.add_file("übersicht.txt", None, "what a person keeps").await.unwrap();
        let scratch = tempfile::tempdir().unwrap();
        let at = |name: &str| scratch.path().join(name);
        let lock = Lock::passphrase(PASSPHRASE.into());
        connected.account.back_up(backpack.id(), at("backup.age"), lock, None).await.unwrap();
        let mut age = Command::new("node");
        age.arg(std::path::Path::new(&node).join("age.mjs")).arg(at("backup.age")).arg(PASSPHRASE);
        said({
            age.arg(at("backup.tar.zst"));
            age
        })
        .await;
        std::fs::create_dir(at("open")).unwrap();
        for (program, arguments) in [
            ("zstd", vec!["-q".into(), "-d".into(), at("backup.tar.zst"), "-o".into(), at("backup.tar")]),
            ("tar", vec!["xf".into(), at("backup.tar"), "-C".into(), at("open")]),
        ] {
            match Command::new(program).args(arguments).status() {
                Ok(ended) => assert!(ended.success(), "{program} failed"),
                Err(error) => return println!("independent: {program} did not run: {error}"),
            }
        }
        // What other software reads there is what is shown here.
        let mut bodies: Vec<String> = Vec::new();
        for entry in std::fs::read_dir(at("open").join("fhir")).unwrap() {
            let text = std::fs::read_to_string(entry.unwrap().path()).unwrap();
            bodies.extend(text.lines().map(str::to_owned));
        }
        assert_eq!(bodies.len(), backpack.find(&backpack::Filter::new()).total);
        let known = everything(backpack).await.join("\n");
        assert!(bodies.iter().all(|body| known.contains(&format!("{body:?}"))), "a body differs");
        let files = std::fs::read_dir(at("open").join("files")).unwrap();
        let files: Vec<_> = files.map(|entry| entry.unwrap().path().join("übersicht.txt")).collect();
        assert!(files.iter().any(|path| path.is_file()), "{files:?}");
    });
}
