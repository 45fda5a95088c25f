//! Every kind of failure has words.

use std::time::Duration;

use backpack_record::NotUndoable;

use super::*;
use crate::views::{Language, Say as _, Words};

/// One of each kind; the compiler says when one is missing.
fn kinds() -> Vec<ErrorKind> {
    let secret = || "https://portal.example/x?token=abcdef0123456789abcdef0123 Bearer s3cret".to_owned();
    let all = vec![
        ErrorKind::WrongPassphrase,
        ErrorKind::WrongKeyService,
        ErrorKind::KeyServiceDenied,
        ErrorKind::KeyServiceUnavailable,
        ErrorKind::NotAnAccount,
        ErrorKind::NotAnArchive,
        ErrorKind::IncompleteChain("the first is missing"),
        ErrorKind::Exists,
        ErrorKind::InUse,
        ErrorKind::Busy,
        ErrorKind::Changed,
        ErrorKind::Damaged,
        ErrorKind::RolledBack { found: 1, acknowledged: 2 },
        ErrorKind::NewerFormat(9),
        ErrorKind::EngineMissing("redb"),
        ErrorKind::NewerKeys,
        ErrorKind::Full,
        ErrorKind::NotFound("record"),
        ErrorKind::Invalid(secret()),
        ErrorKind::NotAnEntry,
        ErrorKind::NotPermitted("correct"),
        ErrorKind::NotUndoable(NotUndoable::Nothing),
        ErrorKind::NoConnector,
        ErrorKind::NeedsSignIn,
        ErrorKind::Denied(secret()),
        ErrorKind::WrongAnswer,
        ErrorKind::OtherPerson(secret()),
        ErrorKind::NotAPortal("no token endpoint"),
        ErrorKind::Portal,
        ErrorKind::Config("the client id"),
        ErrorKind::Cancelled,
        ErrorKind::Closed,
        ErrorKind::Io,
    ];
    // One number for all: whoever adds a kind adds it here, to the list, and one to the number.
    let kinds = |kind: &ErrorKind| match kind {
        ErrorKind::WrongPassphrase
        | ErrorKind::WrongKeyService
        | ErrorKind::KeyServiceDenied
        | ErrorKind::KeyServiceUnavailable
        | ErrorKind::NotAnAccount
        | ErrorKind::NotAnArchive
        | ErrorKind::IncompleteChain(_)
        | ErrorKind::Exists
        | ErrorKind::InUse
        | ErrorKind::Busy
        | ErrorKind::Changed
        | ErrorKind::Damaged
        | ErrorKind::RolledBack { .. }
        | ErrorKind::NewerFormat(_)
        | ErrorKind::EngineMissing(_)
        | ErrorKind::NewerKeys
        | ErrorKind::Full
        | ErrorKind::NotFound(_)
        | ErrorKind::Invalid(_)
        | ErrorKind::NotAnEntry
        | ErrorKind::NotPermitted(_)
        | ErrorKind::NotUndoable(_)
        | ErrorKind::NoConnector
        | ErrorKind::NeedsSignIn
        | ErrorKind::Denied(_)
        | ErrorKind::WrongAnswer
        | ErrorKind::OtherPerson(_)
        | ErrorKind::NotAPortal(_)
        | ErrorKind::Portal
        | ErrorKind::Config(_)
        | ErrorKind::Cancelled
        | ErrorKind::Closed
        | ErrorKind::Io => 33,
    };
    assert!(all.iter().all(|kind| kinds(kind) == all.len()));
    all
}

#[test]
fn every_kind_is_explained() {
    let mut kinds_seen = Vec::new();
    for kind in kinds() {
        let explained = Error::new(kind.clone(), "sync").explain();
        assert_eq!(backpack_testkit::words::faults(&explained.what), Vec::<String>::new(), "{kind:?}");
        assert_eq!(backpack_testkit::words::faults(&explained.todo), Vec::<String>::new(), "{kind:?}");
        assert!(explained.detail.starts_with("sync: "), "{explained:?}");
        said_in_every_language(&explained);
        for secret in ["abcdef0123456789", "s3cret", "?"] {
            assert!(!explained.detail.contains(secret), "{explained:?}");
        }
        kinds_seen.push(explained.kind);
    }
    assert!(!kinds_seen.contains(&Trouble::None) && kinds_seen.contains(&Trouble::Locked));
}

/// In English the words of the case are those of the explanation, in other languages none of them is left.
fn said_in_every_language(explained: &Explanation) {
    for language in Language::ALL {
        let words = Words::of(*language);
        let (what, todo) = words.case(explained.case).expect(explained.case);
        let english = *language == Language::English;
        assert_eq!(english, what.replace('’', "'") == explained.what, "{language:?}: {what}");
        assert_eq!(english, todo.replace('’', "'") == explained.todo, "{language:?}: {todo}");
        let said = explained.say(&words);
        assert!(said.ends_with('.') && !said.contains(['{', '}', '$']), "{said}");
        assert!(english || said == format!("{what} {todo}"), "{said}");
    }
}

#[test]
fn what_is_known_further_down_is_said() {
    let busy = backpack_connect::Error::new(
        backpack_connect::ErrorKind::Busy(Some(Duration::from_secs(240))),
        "pull",
    );
    let explained = Error::from(busy).explain();
    assert_eq!(
        (explained.what.as_str(), explained.todo.as_str(), explained.wait),
        (
            "The portal is busy and asks for patience.",
            "Please try again in 4 minutes.",
            Some(Duration::from_secs(240))
        )
    );
    assert_eq!(
        explained.detail,
        "ask portal: the portal cannot be reached or failed; cause: pull: the portal asks to wait"
    );
    assert_eq!(
        explained.say(&Words::new("de")),
        "Das Portal ist ausgelastet und bittet um Geduld. Bitte versuchen Sie es in 4 Minuten erneut."
    );
    let doubted = Error::from(SyncError::OtherPerson(vec![backpack_sync::PersonDoubt::BirthDate]));
    assert_eq!(
        doubted.explain().say(&Words::new("fr")),
        "Le patient du portail est peut-être quelqu’un d’autre. La date de naissance ne correspond pas. Vérifiez à \
         qui appartiennent ces données, puis confirmez ou supprimez la connexion. Rien n’a été conservé jusqu’ici."
    );
    let underway = Error::from(SyncError::Busy(Duration::from_secs(61))).explain();
    assert_eq!(
        (underway.kind, underway.todo.as_str()),
        (Trouble::UnderWay, "Please try again in 2 minutes.")
    );
}
