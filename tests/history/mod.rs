//! History over restarts, on disk: versions, undo, and the journal of who did what, as others can check it.

use backpack::keep::{Act, ActivityFilter, Turn, Undone};
use backpack::record::Actor;
use backpack::record::entry::Note;
use backpack::{Backpack, Person};
use backpack_testkit::run;
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use crate::world::{Home, files_below};

async fn exported(backpack: &Backpack) -> Vec<Value> {
    let mut lines = Vec::new();
    let filter = ActivityFilter::new().oldest_first().limit(3);
    let count = backpack.export_activity(&filter, &mut lines).await.unwrap();
    let lines: Vec<Value> =
        String::from_utf8(lines).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(count, lines.len() as u64);
    lines
}

fn bytes_of(line: &Value, name: &str) -> Vec<u8> {
    let text = line[name].as_str().unwrap();
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap()).collect()
}

/// Follows the chain of exported lines as anybody can, with SHA-256 alone. Returns the first line that does not fit.
fn first_fault(lines: &[Value]) -> Option<usize> {
    let mut previous = vec![0; 32];
    lines.iter().enumerate().position(|(at, line)| {
        let hashed = bytes_of(line, "hashed");
        let fits = Sha256::digest(&hashed)[..] == bytes_of(line, "hash")
            && hashed[24..56] == previous
            && bytes_of(line, "previous") == previous
            && hashed[..8] == (at as u64 + 1).to_be_bytes()
            && line["number"] == at as u64 + 1
            && hashed[16..24] == line["at"].as_i64().unwrap().to_be_bytes();
        previous = bytes_of(line, "hash");
        !fits
    })
}

#[test]
fn an_exported_journal_is_followed_with_sha_256_alone() {
    run(async {
        let home = Home::new();
        let account = home.create().await;
        let backpack = account.add_backpack(Person::new("Ana Ruiz")).await.unwrap();
        let ben = backpack.acting_as(Actor::Named("Ben \"the\tson\"".into()));
        let id = backpack.add(Note::new("Slept badly.")).await.unwrap();
        ben.edit(id, Note::new("Slept well.")).await.unwrap();
        ben.note(id, "a word in confidence").await.unwrap();
        ben.act(Act::Shared { with: "Dr. Sun".into(), records: 1, files: 0 }).await.unwrap();
        let (account, backpack) = home.reopened(&account).await;
        let lines = exported(&backpack).await;
        let words: Vec<&str> = lines.iter().map(|line| line["act"].as_str().unwrap()).collect();
        assert_eq!(words, ["created", "added", "edited", "noted", "shared", "opened"]);
        assert_eq!(lines[2]["name"], "Ben \"the\tson\"");
        assert_eq!(lines[3]["record"], id.to_string());
        assert_eq!(lines[4]["with"], "Dr. Sun");
        assert_eq!(first_fault(&lines), None);
        let text = format!("{lines:?}");
        assert!(!text.contains("Slept") && !text.contains("confidence"), "{text}");
        // A line that is left out, moved or altered is seen.
        let mut less = lines.clone();
        less.remove(2);
        assert_eq!(first_fault(&less), Some(2));
        let mut moved = lines.clone();
        moved.swap(1, 2);
        assert_eq!(first_fault(&moved), Some(1));
        let mut altered = lines.clone();
        altered[3]["hashed"] = altered[3]["hashed"].as_str().unwrap().replacen('0', "1", 1).into();
        assert_eq!(first_fault(&altered), Some(3));
        account.close().await.unwrap();
    });
}

#[test]
fn undo_and_history_outlive_restarts() {
    run(async {
        let home = Home::new();
        let account = home.create().await;
        let backpack = account.add_backpack(Person::new("Ana Ruiz")).await.unwrap();
        let id = backpack.add(Note::new("first")).await.unwrap();
        backpack.edit(id, Note::new("second")).await.unwrap();
        let first = backpack.keep().original(id, 0).await.unwrap().body;
        let (account, backpack) = home.reopened(&account).await;
        assert_eq!(backpack.undo(id).await.unwrap(), Undone::Edit { version: 0 });
        let (account, backpack) = home.reopened(&account).await;
        assert_eq!(backpack.body(id).await.unwrap(), first);
        backpack.hide(id).await.unwrap();
        let (account, backpack) = home.reopened(&account).await;
        assert!(matches!(backpack.undo(id).await.unwrap(), Undone::Event(_)));
        let (account, backpack) = home.reopened(&account).await;
        assert!(!backpack.record(id).unwrap().overlay.hidden);
        let history = backpack.history(id).await.unwrap();
        let actors: Vec<_> = history.versions.iter().map(|version| version.actor.clone()).collect();
        assert_eq!(actors, vec![Some(Actor::Person); 3]);
        let turns: Vec<_> = history.turns.iter().map(|turned| turned.turn).collect();
        assert_eq!(turns, [Turn::Came(0), Turn::Came(1), Turn::Came(2)]);
        assert_eq!(history.events.len(), 2);
        let comparison = backpack.compare(id, 0, 1).await.unwrap();
        assert!(!comparison.difference().unwrap().is_empty());
        let comparison = backpack.compare(id, 0, 2).await.unwrap();
        assert!(comparison.difference().unwrap().is_empty());
        account.close().await.unwrap();
    });
}

#[test]
fn the_accounts_journal_outlives_a_deleted_backpack_and_a_copy() {
    run(async {
        let home = Home::new();
        let account = home.create().await;
        let ben = account.acting_as(Actor::Named("Benedikt Vogel".into()));
        let id = ben.add_backpack(Person::new("Ana Ruiz")).await.unwrap().id();
        account.add_backpack(Person::new("Kim Sun")).await.unwrap();
        ben.delete_backpack(id).await.unwrap();
        account.close().await.unwrap();
        let account = home.open().await;
        let filter = ActivityFilter::new().oldest_first();
        let acts = account.activity(&filter).await.unwrap().acts;
        let told: Vec<_> = acts.iter().map(|told| (told.act.name(), told.actor.clone())).collect();
        let ben = Actor::Named("Benedikt Vogel".into());
        let expected = [
            ("created", Actor::Person),
            ("unlocked", Actor::Person),
            ("backpack_added", ben.clone()),
            ("backpack_added", Actor::Person),
            ("backpack_deleted", ben),
            ("unlocked", Actor::Person),
        ];
        assert_eq!(told, expected);
        assert_eq!(acts[4].act, Act::BackpackDeleted(id));
        assert_eq!(account.verify_activity().await.unwrap(), 6);
        account.close().await.unwrap();
        // Who acted is sealed as all else.
        for (file, bytes) in files_below(&home.path()) {
            assert!(!bytes.windows(14).any(|window| window == b"Benedikt Vogel"), "{}", file.display());
        }
    });
}
