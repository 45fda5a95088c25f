//! Every failure and every state in words: complete, plain, and without secrets.

use std::collections::BTreeSet;
use std::time::Duration;

use backpack_connect::{Error, ErrorKind};
use backpack_core::Timestamp;
use backpack_keep::{Authorisation, ConnectionRow, QueryOutcome, Support, SyncState};
use backpack_record::{NotUndoable, Refusal};
use backpack_sync::{Explain as _, Explanation, PersonDoubt, Revocation, SyncError, SyncReport, Trouble};
use backpack_testkit::words::faults;
use backpack_words::{Language, Words};

const SECRETS: [&str; 4] = ["s3cret-0123456789-abcdefghij", "Zoë Ruiz", "patient=", "?"];

/// Returns the names of an enum's variants, read off its source, so that none can be forgotten here.
fn variants(source: &str, name: &str) -> BTreeSet<String> {
    let body = source.split(&format!("pub enum {name} {{")).nth(1).unwrap();
    let body = body.split("\n}").next().unwrap();
    let lines = body.lines().filter(|line| line.starts_with("    ") && !line.starts_with("     "));
    let names = lines.filter_map(|line| {
        let name: String = line.trim().chars().take_while(|c| c.is_alphanumeric()).collect();
        name.starts_with(char::is_uppercase).then_some(name)
    });
    names.collect()
}

fn names<T: std::fmt::Debug>(all: &[T]) -> BTreeSet<String> {
    let name = |one: &T| format!("{one:?}").chars().take_while(|c| c.is_alphanumeric()).collect();
    all.iter().map(name).collect()
}

fn check(explained: &Explanation, of: &dyn std::fmt::Debug) {
    assert_eq!(faults(&explained.what), Vec::<String>::new(), "{of:?}");
    assert_eq!(faults(&explained.todo), Vec::<String>::new(), "{of:?}");
    for secret in SECRETS {
        assert!(!explained.detail.contains(secret), "{of:?}: {}", explained.detail);
    }
    check_words(explained, of);
}

/// The case has words in every language, in English the same ones, in others none of those.
fn check_words(explained: &Explanation, of: &dyn std::fmt::Debug) {
    for language in Language::ALL {
        let words = Words::of(*language);
        let (what, todo) = words.case(explained.case).unwrap_or_default();
        assert!(!what.is_empty(), "{of:?}: no words for {:?} in {language:?}", explained.case);
        let names: Vec<&str> = explained.doubts.iter().map(|doubt| doubt.as_str()).collect();
        let differs = words.differences(&names);
        let what = format!("{what} {differs}").trim().to_owned();
        if *language == Language::English {
            assert_eq!(what.replace('’', "'"), explained.what, "{of:?}");
            // A wait that is known takes the place of what to do.
            assert!(explained.wait.is_some() || todo.replace('’', "'") == explained.todo, "{of:?}: {todo}");
            continue;
        }
        for (own, english) in [(&what, &explained.what), (&todo, &explained.todo)] {
            assert!(own != english && own.ends_with('.') && own.trim() == own, "{language:?} {of:?}: {own}");
            assert!(!own.contains(char::is_control) && !own.contains(['{', '}', '$']), "{of:?}: {own}");
            let sentences = own.split_inclusive(". ");
            assert!(sentences.clone().all(|one| one.starts_with(char::is_uppercase)), "{of:?}: {own}");
        }
    }
}

fn portal_kinds() -> Vec<ErrorKind> {
    vec![
        ErrorKind::NeedsSignIn,
        ErrorKind::Denied("see https://x.example/?patient=1&code=s3cret-0123456789-abcdefghij".to_owned()),
        ErrorKind::Config("the client id"),
        ErrorKind::NotAPortal("no token endpoint"),
        ErrorKind::Unsupported,
        ErrorKind::NotFound,
        ErrorKind::CursorExpired,
        ErrorKind::Unreachable,
        ErrorKind::Timeout,
        ErrorKind::Busy(None),
        ErrorKind::Busy(Some(Duration::from_secs(90))),
        ErrorKind::Portal(503),
        ErrorKind::TooLarge(1 << 20),
        ErrorKind::Malformed("the bundle"),
        ErrorKind::Forbidden("not https"),
        ErrorKind::WrongAnswer("state"),
        ErrorKind::Cancelled,
        ErrorKind::Local,
    ]
}

#[test]
fn every_failure_of_a_portal_is_explained() {
    let kinds = portal_kinds();
    assert_eq!(names(&kinds), variants(include_str!("../../../backpack-connect/src/error.rs"), "ErrorKind"));
    for kind in kinds {
        let source = std::io::Error::other("Authorization: Bearer s3cret-0123456789-abcdefghij");
        let explained = Error::new(kind.clone(), "pull").with_source(source).explain();
        check(&explained, &kind);
        assert_ne!(explained.kind, Trouble::None, "{kind:?}");
        assert!(
            explained.detail.starts_with("pull: ") && explained.detail.contains("cause: "),
            "{explained:?}"
        );
        let through = SyncError::from(Error::new(kind.clone(), "pull")).explain();
        assert_eq!((through.kind, through.what), (explained.kind, explained.what), "{kind:?}");
    }
    let patience = Error::new(ErrorKind::Busy(Some(Duration::from_secs(90))), "pull").explain();
    assert_eq!(patience.wait, Some(Duration::from_secs(90)));
    assert_eq!(patience.todo, "Please try again in 2 minutes.");
}

#[test]
fn every_end_of_a_sync_is_explained() {
    let doubts =
        vec![PersonDoubt::Name, PersonDoubt::BirthDate, PersonDoubt::BirthDateSwapped, PersonDoubt::Sex];
    assert_eq!(names(&doubts), variants(include_str!("../../src/person.rs"), "PersonDoubt"));
    let all = [
        SyncError::Busy(Duration::from_secs(60)),
        SyncError::NoSuchConnection,
        SyncError::WrongConnector,
        SyncError::NoSuchAttempt,
        SyncError::NeedsSignIn,
        SyncError::OtherPatient,
        SyncError::OtherPerson(doubts),
        SyncError::Cancelled,
        SyncError::LeaseLost,
        SyncError::Portal(Error::new(ErrorKind::Timeout, "pull")),
        SyncError::Keep(backpack_keep::Error::Closed),
    ];
    assert_eq!(names(&all), variants(include_str!("../../src/error.rs"), "SyncError"));
    for error in &all {
        check(&error.explain(), error);
    }
    let some = |doubts: &[PersonDoubt]| SyncError::OtherPerson(doubts.to_vec()).explain().what;
    assert_eq!(
        some(&[PersonDoubt::Name]),
        "The patient at the portal may be somebody else. The name differs."
    );
    assert_eq!(
        some(&[PersonDoubt::Name, PersonDoubt::Sex]),
        "The patient at the portal may be somebody else. The name and the sex differ."
    );
    assert_eq!(
        some(&[PersonDoubt::BirthDateSwapped]),
        "The patient at the portal may be somebody else. The order of day and month in the birth date differs."
    );
    assert_eq!(
        some(&[PersonDoubt::Name, PersonDoubt::BirthDateSwapped, PersonDoubt::Sex]),
        "The patient at the portal may be somebody else. The name, the order of day and month in the birth date and \
         the sex differ."
    );
    assert_eq!(some(&[]), "The patient at the portal may be somebody else.");
    for doubts in [&[][..], &[PersonDoubt::Name], &[PersonDoubt::Name, PersonDoubt::Sex]] {
        check(&SyncError::OtherPerson(doubts.to_vec()).explain(), &doubts);
    }
    let said = |tag, names: &[&str]| Words::new(tag).differences(names);
    assert_eq!(said("de", &["name"]), "Der Name stimmt nicht überein.");
    assert_eq!(
        said("es", &["name", "birth-date", "sex"]),
        "El nombre, la fecha de nacimiento y el sexo no coinciden."
    );
}

#[test]
fn every_failure_of_a_backpack_is_explained() {
    use backpack_keep::Error as Keep;
    let all = [
        Keep::Exists,
        Keep::NoSuchBackpack,
        Keep::RolledBack { sequence: 1, anchored: 2 },
        Keep::Forked { sequence: 1 },
        Keep::Tampered("row"),
        Keep::NewerFormat("row", 9),
        Keep::NewerKeys("row", 2),
        Keep::OtherRoot,
        Keep::NoSuchRecord,
        Keep::NoSuchVersion,
        Keep::NoSuchConnection,
        Keep::NoSuchFile,
        Keep::NoSuchUpload,
        Keep::NotAnEntry,
        Keep::AnEntry,
        Keep::NotUndoable(NotUndoable::StoodUpon),
        Keep::Refused(Refusal::NotAnObject),
        Keep::TooLarge("file"),
        Keep::Conflict,
        Keep::Busy,
        Keep::NotPermitted,
        Keep::InvitationOver,
        Keep::Cancelled,
        Keep::Closed,
        Keep::Store(backpack_store::Error::new(backpack_store::ErrorKind::Full, "commit")),
        Keep::Files(backpack_files::Error::new(backpack_files::ErrorKind::Full, "write")),
    ];
    assert_eq!(names(&all), variants(include_str!("../../../backpack-keep/src/error.rs"), "Error"));
    for error in &all {
        check(&error.explain(), error);
        assert_ne!(error.explain().kind, Trouble::None, "{error:?}");
    }
    assert_eq!(Keep::Cancelled.explain().kind, Trouble::Cancelled);
}

#[test]
fn what_cannot_be_undone_is_explained_by_its_reason() {
    let all = [NotUndoable::Nothing, NotUndoable::NoSuchEvent, NotUndoable::Already, NotUndoable::StoodUpon];
    let source = include_str!("../../../backpack-record/src/overlay/undo.rs");
    assert_eq!(names(&all), variants(source, "NotUndoable"));
    let told = all.map(|why| {
        let explained = backpack_keep::Error::NotUndoable(why).explain();
        check(&explained, &why);
        explained.case
    });
    assert_eq!(told, ["nothing-to-undo", "no-longer-here", "undone-already", "not-undoable"]);
}

#[test]
fn the_end_of_a_connection_is_explained() {
    let failed = Revocation::Failed(Error::new(ErrorKind::Timeout, "revoke"));
    let all = [Revocation::Done, Revocation::NothingToRevoke, Revocation::NotOffered, failed];
    assert_eq!(names(&all), variants(include_str!("../../src/disconnect.rs"), "Revocation"));
    let told: BTreeSet<String> = all
        .iter()
        .map(|end| {
            check(&end.explain(), end);
            end.explain().what
        })
        .collect();
    assert_eq!(told.len(), all.len());
}

#[test]
fn every_end_of_a_report_is_explained() {
    let report = |change: fn(&mut SyncReport)| {
        let mut report = SyncReport::default();
        change(&mut report);
        report.explain()
    };
    let all = [
        report(|report| report.complete = true),
        report(|report| report.needs_sign_in = true),
        report(|report| report.portal_failed = true),
        report(|_| {}),
        report(|report| report.wait = Some(Duration::from_secs(3_600))),
    ];
    for explained in &all {
        check(explained, &explained.case);
    }
    assert_eq!(
        all.each_ref().map(|explained| explained.case),
        ["update-whole", "update-sign-in-ended", "update-portal-away", "update-gap", "update-gap"]
    );
    assert_eq!(all[4].todo, "Please try again in an hour.");
}

#[test]
fn every_outcome_of_a_query_is_explained() {
    let words = || "see https://x.example/fhir?patient=1".to_owned();
    let all = [
        QueryOutcome::Done,
        QueryOutcome::Empty,
        QueryOutcome::Refused(words()),
        QueryOutcome::NotGranted,
        QueryOutcome::NotSupported,
        QueryOutcome::Partial(words()),
        QueryOutcome::Failed(words()),
    ];
    assert_eq!(
        names(&all),
        variants(include_str!("../../../backpack-keep/src/row/ledger.rs"), "QueryOutcome")
    );
    let kinds = [
        Trouble::None,
        Trouble::None,
        Trouble::Refused,
        Trouble::Refused,
        Trouble::NotOffered,
        Trouble::Gap,
        Trouble::Gap,
    ];
    for (outcome, kind) in all.iter().zip(kinds) {
        let explained = outcome.explain();
        check(&explained, outcome);
        assert_eq!(explained.kind, kind, "{outcome:?}");
    }
}

#[test]
fn every_state_of_a_connection_is_explained() {
    let source = include_str!("../../../backpack-keep/src/row/connection.rs");
    let authorisations = [Authorisation::Ok, Authorisation::NeedsSignIn, Authorisation::Removed];
    let supports = [Support::Checking, Support::Supported, Support::Unsupported];
    let syncs = [
        SyncState::Never,
        SyncState::Running,
        SyncState::Ok,
        SyncState::Partial,
        SyncState::Failed,
        SyncState::Cancelled,
    ];
    assert_eq!(names(&authorisations), variants(source, "Authorisation"));
    assert_eq!(names(&supports), variants(source, "Support"));
    assert_eq!(names(&syncs), variants(source, "SyncState"));
    let mut told = BTreeSet::new();
    for authorisation in authorisations {
        for support in supports {
            for sync in syncs {
                let mut row = ConnectionRow::new(
                    "smart",
                    "https://x.example/?patient=1",
                    "Zoë Ruiz",
                    Timestamp::default(),
                );
                (row.authorisation, row.support, row.sync) = (authorisation, support, sync);
                let explained = row.explain();
                check(&explained, &(authorisation, support, sync));
                told.insert(explained.what);
            }
        }
    }
    // What the person must do comes before how the last sync went.
    assert_eq!(told.len(), 2 + 2 + syncs.len());
}

#[test]
fn every_trouble_has_a_name_of_its_own() {
    let mut seen = BTreeSet::new();
    assert!(Trouble::ALL.iter().all(|trouble| seen.insert(trouble.as_str())));
    let variants = variants(include_str!("../../src/explain/mod.rs"), "Trouble");
    assert_eq!(names(Trouble::ALL), variants);
}
