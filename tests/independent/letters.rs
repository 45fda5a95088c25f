//! A letter as PDF, read by other people's readers: every word of the text is there, and nothing else.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use backpack::requests::{Date, Holder, LetterKind};
use backpack::{Account, Options, Person, Storage, Unlock};
use backpack_testkit::run;

use super::clients::{PYTHON, named, said};

/// Counts words; the lines for a signature, the points of lists and what stands at the foot are none.
fn words(text: &str, foot: &str) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    let lines =
        text.lines().filter(|line| !line.trim_start().starts_with(foot) && !line.starts_with("Page "));
    for word in lines.flat_map(str::split_whitespace) {
        let word = word.trim_matches('_');
        if !["", "-", "•"].contains(&word) {
            *counts.entry(word.to_owned()).or_default() += 1;
        }
    }
    counts
}

#[test]
fn pypdf_and_pdfminer_read_every_word_of_a_letter() {
    run(async {
        let Some(python) = named(PYTHON) else { return };
        let options = Options::new().unwrap();
        let storage = Storage::in_memory(std::sync::Arc::clone(&options.clock));
        let account = Account::create_on(storage, Unlock::host_key(vec![7; 32]), options).await.unwrap();
        let person = Person::new("Zoë Nguyễn-Wójcik Αλέξης Щукина").born("1980-05-17");
        let backpack = account.add_backpack(person).await.unwrap();
        let holder = Holder::new("Klinika Łódzka").at(["ul. Żółta 4"]);
        let mut facts = backpack.request_facts(holder).await.unwrap();
        facts.patient.email = Some("zoe@example.com".to_owned());
        let id = backpack.draft_request(facts).await.unwrap();
        let date = Date::new(2026, 3, 2).unwrap();
        let letter = backpack.request_letter(id, LetterKind::Request, date).await.unwrap();
        let scratch = tempfile::tempdir().unwrap();
        let path = scratch.path().join("letter.pdf");
        std::fs::write(&path, &letter.pdf).unwrap();
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("independent/clients/letters.py");
        let mut client = Command::new(python);
        client.arg(script).arg(&path);
        let read = said(client).await;
        assert_eq!(read["title"], letter.letter.title.as_str());
        assert_eq!(read["language"], "en-US");
        let roles = serde_json::json!(["/Document", "/H1", "/H2", "/P", "/TD", "/TH", "/TR", "/Table"]);
        assert_eq!(read["roles"], roles);
        let foot = letter.letter.title.as_str();
        let expected = words(&letter.text, foot);
        for reader in ["pypdf", "pdfminer"] {
            assert_eq!(words(read[reader].as_str().unwrap(), foot), expected, "{reader}");
        }
    });
}
