//! The facade's failures in words.

use std::error::Error as _;

use backpack_core::Retry;
use backpack_sync::{Explain, Explanation, SyncError, Trouble};

use crate::{Error, ErrorKind};

impl Error {
    /// Says in words what happened and what the person can do, with details for developers that hold no secret.
    #[must_use]
    pub fn explain(&self) -> Explanation {
        Explain::explain(self)
    }
}

impl Explain for Error {
    fn explain(&self) -> Explanation {
        // Whoever met the failure first knows more about it than its kind says.
        let source = self.source();
        let sync = source.and_then(|source| source.downcast_ref::<SyncError>()).map(Explain::explain);
        let portal = source.and_then(|source| source.downcast_ref::<backpack_connect::Error>());
        let wait = if let Retry::After(wait) = self.retry() { Some(wait) } else { None };
        let explanation = sync.or_else(|| portal.map(Explain::explain));
        explanation.unwrap_or_else(|| words(self.kind()).waiting(wait)).caused_by(self)
    }
}

/// What others say better is said in their words.
fn words(kind: &ErrorKind) -> Explanation {
    if let Some(portal) = of_the_portal(kind) {
        return Explain::explain(&backpack_connect::Error::new(portal, "ask portal"));
    }
    if let Some(kept) = of_what_is_kept(kind) {
        return Explain::explain(&kept);
    }
    let (trouble, case, what, todo) = own(kind);
    Explanation::of_case(trouble, case, what, todo)
}

fn of_the_portal(kind: &ErrorKind) -> Option<backpack_connect::ErrorKind> {
    use backpack_connect::ErrorKind as Portal;
    Some(match kind {
        ErrorKind::NeedsSignIn => Portal::NeedsSignIn,
        ErrorKind::Denied(why) => Portal::Denied(why.clone()),
        ErrorKind::WrongAnswer => Portal::WrongAnswer("answer"),
        ErrorKind::NotAPortal(what) => Portal::NotAPortal(what),
        ErrorKind::Config(what) => Portal::Config(what),
        ErrorKind::Cancelled => Portal::Cancelled,
        _ => return None,
    })
}

fn of_what_is_kept(kind: &ErrorKind) -> Option<backpack_keep::Error> {
    use backpack_keep::Error as Keep;
    Some(match kind {
        ErrorKind::Exists => Keep::Exists,
        ErrorKind::Damaged => Keep::Tampered("account"),
        ErrorKind::RolledBack { found, acknowledged } => {
            Keep::RolledBack { sequence: *found, anchored: *acknowledged }
        }
        ErrorKind::NewerFormat(format) => Keep::NewerFormat("account", *format),
        ErrorKind::NotFound(_) => Keep::NoSuchRecord,
        ErrorKind::NotAnEntry => Keep::NotAnEntry,
        ErrorKind::NotUndoable(why) => Keep::NotUndoable(*why),
        ErrorKind::Closed => Keep::Closed,
        _ => return None,
    })
}

fn own(kind: &ErrorKind) -> (Trouble, &'static str, &'static str, &'static str) {
    match kind {
        ErrorKind::OtherPerson(_) => (
            Trouble::OtherPerson,
            "other-person",
            "The patient at the portal may be somebody else.",
            "Please check whose records these are, then confirm or remove the connection. Nothing was kept so far.",
        ),
        ErrorKind::NoConnector => (
            Trouble::App,
            "portal-unknown",
            "This app does not know how to speak to this portal at the moment.",
            "Please update the app, or tell its makers.",
        ),
        ErrorKind::EngineMissing(_) => (
            Trouble::App,
            "kept-another-way",
            "This app cannot open health records that are kept in this way.",
            "Please open them with the app that made them, or update this one. Nothing was changed.",
        ),
        ErrorKind::Portal => (
            Trouble::Portal,
            "portal-away",
            "The portal cannot be reached, or has a problem of its own.",
            "Please check your internet connection. If it works, wait a while and try again.",
        ),
        ErrorKind::WrongPassphrase => (
            Trouble::Locked,
            "wrong-passphrase",
            "The passphrase is not the right one.",
            "Please try again. Nothing was changed.",
        ),
        ErrorKind::WrongKeyService | ErrorKind::KeyServiceDenied | ErrorKind::KeyServiceUnavailable => {
            of_the_key_service(kind)
        }
        ErrorKind::NotAnAccount => (
            Trouble::NotFound,
            "no-records-here",
            "There are no health records in this place.",
            "Please choose another place, or begin anew.",
        ),
        ErrorKind::NotPermitted(_) => (
            Trouble::Refused,
            "not-permitted",
            "Your access to these records does not include this.",
            "Please ask somebody who looks after them to do it, or to give you more access.",
        ),
        ErrorKind::NotAnArchive | ErrorKind::IncompleteChain(_) => of_an_archive(kind),
        ErrorKind::InUse => (
            Trouble::UnderWay,
            "open-elsewhere",
            "Your records are open in another window or app.",
            "Please close the other one, and try again.",
        ),
        ErrorKind::NewerKeys => (
            Trouble::UnderWay,
            "new-key-elsewhere",
            "Your records were given a new key in another window or app.",
            "Please close this one, and open it again.",
        ),
        ErrorKind::Changed => (
            Trouble::UnderWay,
            "changed-while-copied",
            "Your records changed while they were being copied.",
            "Nothing is lost. Please try again.",
        ),
        ErrorKind::Busy => (
            Trouble::UnderWay,
            "update-under-way",
            "This connection is being updated already.",
            "You need to do nothing. Look again in a while.",
        ),
        ErrorKind::Full => (
            Trouble::Device,
            "device-full",
            "The device is full.",
            "Please free some space, and try again. What is kept can still be read.",
        ),
        ErrorKind::Invalid(_) => (
            Trouble::Invalid,
            "not-valid",
            "This cannot be kept as it is.",
            "Please change it, and try again.",
        ),
        _ => (
            Trouble::Device,
            "device-storage",
            "Reading or saving on this device did not work.",
            "Please check that the device has free space, and try again.",
        ),
    }
}

fn of_an_archive(kind: &ErrorKind) -> (Trouble, &'static str, &'static str, &'static str) {
    match kind {
        ErrorKind::IncompleteChain(_) => (
            Trouble::NotFound,
            "backup-part-missing",
            "A part of the backups is missing.",
            "Please choose all of them, or make a new backup.",
        ),
        _ => (
            Trouble::NotFound,
            "not-a-backup",
            "This is not a backup of health records.",
            "Please choose another file or folder.",
        ),
    }
}

fn of_the_key_service(kind: &ErrorKind) -> (Trouble, &'static str, &'static str, &'static str) {
    match kind {
        ErrorKind::KeyServiceUnavailable => (
            Trouble::Locked,
            "key-service-away",
            "The service that unlocks your records cannot be reached.",
            "Please wait a while and try again. Nothing was changed.",
        ),
        ErrorKind::KeyServiceDenied => (
            Trouble::App,
            "key-service-refused",
            "The service that unlocks your records did not allow it.",
            "Please tell the makers of this app. Nothing was changed.",
        ),
        _ => (
            Trouble::Locked,
            "key-service-without-key",
            "The service that was asked has no key to these records.",
            "Please open them in another way that you set up, or tell the makers of this app.",
        ),
    }
}

#[cfg(test)]
mod tests {
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
}
