//! A byte that flips in sled's log: the account is refused and left as it is, saved into a new one, and what is lost is
//! named exactly.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};

use backpack::answers::AccountVerification;
use backpack::core::{FileId, RecordId};
use backpack::keep::{Class, Concern, Consent, Depth, Outcome, Severity, VerifyOptions};
use backpack::record::entry::{Note, Symptom};
use backpack::{Account, Backpack, ErrorKind, Filter, Person, Storage};
use backpack_testkit::run;
use bytes::Bytes;

use crate::world::{Home, files_below, unlock};

/// Everything that an account holds, each by its id.
#[derive(Debug, Default)]
struct Held {
    bodies: BTreeMap<(RecordId, usize), Bytes>,
    notes: BTreeMap<RecordId, Vec<String>>,
    files: BTreeMap<FileId, Vec<u8>>,
    /// The commit group that wrote each body.
    written: BTreeMap<(RecordId, usize), u64>,
    /// What is here and could not be read.
    unreadable: usize,
}

async fn held(backpack: &Backpack) -> Held {
    let mut held = Held::default();
    for record in backpack.find(&Filter::new()).records {
        for version in 0..record.versions {
            match backpack.original(record.id, version).await {
                Ok(original) => drop(held.bodies.insert((record.id, version), original.body)),
                Err(_) => held.unreadable += 1,
            }
        }
        let notes = record.overlay.notes.iter().map(|note| note.text.clone()).collect();
        held.notes.insert(record.id, notes);
    }
    for file in backpack.files().await.unwrap() {
        let opened = backpack.open_file(file.id, None).await;
        let bytes = match opened {
            Ok(opened) => opened.collect().await.ok(),
            Err(_) => None,
        };
        match bytes {
            Some(bytes) => drop(held.files.insert(file.id, bytes.to_vec())),
            None => held.unreadable += 1,
        }
    }
    held
}

async fn filled(home: &Home, compacts: bool) -> Held {
    let account = home.create().await;
    let backpack = account.add_backpack(Person::new("Ana Ruiz")).await.unwrap();
    let mut written = BTreeMap::new();
    for number in 0..24_u8 {
        let said = format!("headache number {number} {}", "and so on ".repeat(usize::from(number) * 40));
        let id = backpack.add(Symptom::new(said)).await.unwrap();
        written.insert((id, 0), backpack.keep().sequence());
        if number % 3 == 0 {
            backpack.note(id, "told nobody").await.unwrap();
        }
        if number % 6 == 0 {
            let file = backpack.add_file("scan.bin", None, vec![number; 9_000]).await.unwrap();
            backpack.attach(id, file.id).await.unwrap();
        }
    }
    let id = backpack.add(Note::new("first")).await.unwrap();
    written.insert((id, 0), backpack.keep().sequence());
    backpack.edit(id, Note::new("second")).await.unwrap();
    written.insert((id, 1), backpack.keep().sequence());
    if compacts {
        account.compact().await.unwrap();
    }
    let (account, backpack) = home.reopened(&account).await;
    let expected = Held { written, ..held(&backpack).await };
    assert_eq!((expected.bodies.len(), expected.files.len(), expected.unreadable), (26, 4, 0));
    account.close().await.unwrap();
    expected
}

fn put_back(folder: &Path, files: &BTreeMap<PathBuf, Vec<u8>>) {
    fs::remove_dir_all(folder).unwrap();
    for (path, bytes) in files {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
}

/// What came of the flipped bytes.
#[derive(Debug, Default)]
struct Outcomes {
    opened: usize,
    refused: usize,
    /// What was saved lacks no body, note or file.
    whole: usize,
    /// Of these, bodies are lost.
    lossy: usize,
    /// Nothing at all could be saved.
    hopeless: usize,
}

/// Flips bytes all over the log; what is refused is salvaged, looked at, repaired, and compared.
async fn flip_and_salvage(places: usize, compacts: bool, keeps_manifest: bool) -> Outcomes {
    let home = Home::new();
    let expected = filled(&home, compacts).await;
    let store = home.path().join("store");
    let log = if compacts { store.join("sled-1/db") } else { store.join("db") };
    if !keeps_manifest {
        fs::remove_file(store.join("store.bpk")).unwrap();
    }
    let good = files_below(&home.path());
    let written = good[&log].iter().rposition(|byte| *byte != 0).unwrap();
    let mut outcomes = Outcomes::default();
    for place in 0..places {
        put_back(&home.path(), &good);
        let mut bad = good[&log].clone();
        bad[written * (place + 1) / (places + 1) + place] ^= 0x20;
        fs::write(&log, bad).unwrap();
        let before = files_below(&home.path());
        match Account::open(home.path(), unlock(), home.options.clone()).await {
            Ok(account) => {
                account.close().await.unwrap();
                outcomes.opened += 1;
                continue;
            }
            Err(error) => assert_eq!(*error.kind(), ErrorKind::Damaged),
        }
        outcomes.refused += 1;
        let to = home.folder.path().join(format!("saved-{place}"));
        let saved = Storage::salvage(&home.path(), &to, &home.options).await;
        assert!(files_below(&home.path()) == before, "what was damaged is left byte for byte");
        match saved {
            Ok(saved) => {
                assert!(saved.entries > 0 && saved.files > 4, "{saved:?}");
                repair_and_compare(&home, &to, &expected, &mut outcomes).await;
            }
            Err(error) => {
                assert_eq!(*error.kind(), ErrorKind::Damaged);
                assert!(!to.join("keys.bpk").exists(), "it would be taken for an account");
                outcomes.hopeless += 1;
            }
        }
        fs::remove_dir_all(&to).unwrap();
    }
    outcomes
}

/// What the verifications name as lost: versions and files; and whether a part of the log is among it.
fn named(found: &AccountVerification) -> (BTreeSet<(RecordId, usize)>, BTreeSet<FileId>, bool) {
    let (mut versions, mut files, mut log) = (BTreeSet::new(), BTreeSet::new(), false);
    for finding in found.backpacks.iter().flat_map(|one| &one.findings) {
        log |= [Class::LogMissing, Class::LogDamaged, Class::LogDangling].contains(&finding.class);
        // The row of a file has an opaque id, but the record that it is attached to still names it.
        let names_a_loss = finding.severity == Severity::Loss || finding.class == Class::OverlayWithoutFile;
        for concern in finding.concerns.iter().filter(|_| names_a_loss) {
            match concern {
                Concern::Version(record, version) => drop(versions.insert((*record, *version))),
                Concern::File(file) => drop(files.insert(*file)),
                _ => {}
            }
        }
    }
    (versions, files, log)
}

/// Returns the commit groups that are named as missing from the log.
fn missing_groups(found: &AccountVerification) -> impl Iterator<Item = RangeInclusive<u64>> {
    let missing = found.backpacks.iter().flat_map(|one| one.of(Class::LogMissing));
    missing.flat_map(|finding| &finding.concerns).filter_map(|concern| match concern {
        Concern::Commits(first, last) => Some(*first..=*last),
        _ => None,
    })
}

async fn repair_and_compare(home: &Home, to: &Path, expected: &Held, outcomes: &mut Outcomes) {
    let account = Account::open(to, unlock(), home.options.clone()).await.unwrap();
    let options = VerifyOptions::new(Depth::Data);
    let found = account.verify(&options).await.unwrap();
    for plan in found.verifications().filter(|plan| plan.outcome() != Outcome::Ok) {
        account.repair(plan.space, plan, Consent::nothing().anchor(true)).await.unwrap();
    }
    let backpack = account.backpack(found.backpacks[0].space).await.unwrap();
    let now = held(&backpack).await;
    account.close().await.unwrap();
    let (versions, files, is_log_lost) = named(&found);
    for (id, body) in &now.bodies {
        assert!(expected.bodies.get(id).is_none_or(|expected| expected == body), "{id:?} is another");
    }
    if is_log_lost {
        // Records are had again from what is left, some of them under ids of their own: by their bytes nothing is lost,
        // but what a lost part of the log alone could have named, and the commit groups that it held are named.
        let missing = |id| missing_groups(&found).any(|groups| groups.contains(&expected.written[id]));
        let now: BTreeSet<_> = now.bodies.values().collect();
        let lost = expected.bodies.iter().filter(|(id, body)| !now.contains(body) && !versions.contains(id));
        assert_eq!(lost.filter(|(id, _)| !missing(*id)).count(), 0, "{found:?}");
        return;
    }
    let lost: BTreeSet<_> =
        expected.bodies.keys().filter(|id| !now.bodies.contains_key(id)).copied().collect();
    assert_eq!(lost, versions, "what is lost is what was named");
    let files_lost: BTreeSet<_> = expected
        .files
        .iter()
        .filter(|(id, bytes)| now.files.get(id) != Some(bytes))
        .map(|(id, _)| *id)
        .collect();
    assert_eq!(files_lost, files, "the files that are lost are those that were named: {found:?}");
    assert_eq!(now.notes, expected.notes);
    if lost.is_empty() && files_lost.is_empty() { outcomes.whole += 1 } else { outcomes.lossy += 1 }
}

#[test]
fn an_account_whose_log_has_a_flipped_byte_is_saved_and_what_is_lost_is_named() {
    run(async {
        let mut outcomes = flip_and_salvage(24, false, true).await;
        // Two in twenty-four meet something that nothing else says, by chance.
        for _ in 0..8 {
            if outcomes.lossy > 0 {
                break;
            }
            outcomes = flip_and_salvage(24, false, true).await;
        }
        println!("flipped bytes of a log: {outcomes:?}");
        assert!(outcomes.whole > 5 && outcomes.lossy > 0, "{outcomes:?}");
        assert!(outcomes.hopeless * 6 <= outcomes.refused, "{outcomes:?}");
    });
}

#[test]
fn a_compacted_account_is_saved_too_with_its_manifest_or_without() {
    run(async {
        for keeps_manifest in [true, false] {
            let outcomes = flip_and_salvage(8, true, keeps_manifest).await;
            println!("flipped bytes of a compacted log, with its manifest {keeps_manifest}: {outcomes:?}");
            assert!(outcomes.refused > 0 && outcomes.hopeless < outcomes.refused, "{outcomes:?}");
        }
    });
}

#[test]
fn what_is_no_damaged_account_or_no_place_for_one_is_refused() {
    run(async {
        let home = Home::new();
        let other = Home::new();
        let account = other.create().await;
        let salvage = async |from: &Path, to: &Path| {
            Storage::salvage(from, to, &home.options).await.unwrap_err().kind().clone()
        };
        let to = home.folder.path().join("saved");
        assert_eq!(salvage(&home.path(), &to).await, ErrorKind::NotAnAccount);
        assert_eq!(salvage(&other.path(), &to).await, ErrorKind::InUse);
        account.close().await.unwrap();
        let before = files_below(&other.path());
        let within = salvage(&other.path(), &other.path().join("saved")).await;
        assert!(matches!(within, ErrorKind::Invalid(_)), "{within:?}");
        assert_eq!(salvage(&other.path(), &other.path()).await, within);
        fs::remove_dir_all(&to).unwrap();
        fs::create_dir(&to).unwrap();
        fs::write(to.join("holiday.jpg"), "picture").unwrap();
        assert_eq!(salvage(&other.path(), &to).await, ErrorKind::NotAnAccount);
        home.create().await.close().await.unwrap();
        assert_eq!(salvage(&other.path(), &home.path()).await, ErrorKind::Exists);
        assert!(files_below(&other.path()) == before);
        // A store without its keys is of no use to anybody.
        fs::remove_file(other.path().join("keys.bpk")).unwrap();
        fs::remove_dir_all(&to).unwrap();
        assert_eq!(salvage(&other.path(), &to).await, ErrorKind::Damaged);
        assert!(!to.exists());
    });
}
