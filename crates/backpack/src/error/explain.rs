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
        ErrorKind::InUse | ErrorKind::NewerKeys | ErrorKind::Changed | ErrorKind::Busy => of_another(kind),
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

/// What somebody else does at the same time.
fn of_another(kind: &ErrorKind) -> (Trouble, &'static str, &'static str, &'static str) {
    match kind {
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
        _ => (
            Trouble::UnderWay,
            "update-under-way",
            "This connection is being updated already.",
            "You need to do nothing. Look again in a while.",
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
mod tests;
