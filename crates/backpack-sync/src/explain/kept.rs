//! What a failure of what is kept means to the person.

use backpack_keep::Error;
use backpack_record::NotUndoable;

use super::{Explain, Explanation, Trouble};

/// The sort of trouble, the case, what happened, and what to do.
type Said = (Trouble, &'static str, &'static str, &'static str);

impl Explain for Error {
    fn explain(&self) -> Explanation {
        let (kind, case, what, todo) = of_the_records(self).unwrap_or_else(|| of_the_store(self));
        Explanation::of_case(kind, case, what, todo).caused_by(self)
    }
}

/// What somebody wanted to do with records, and cannot.
fn of_the_records(error: &Error) -> Option<Said> {
    Some(match error {
        Error::NotAnEntry => (
            Trouble::Invalid,
            "came-from-portal",
            "Records that came from a portal cannot be changed.",
            "You can add a note to it, hide it, or ask your provider to correct it.",
        ),
        Error::AnEntry => (
            Trouble::Invalid,
            "written-by-hand",
            "This was written by hand, so there is no other source to correct.",
            "Please change the entry itself.",
        ),
        Error::NotUndoable(NotUndoable::Nothing) => {
            (Trouble::Invalid, "nothing-to-undo", "There is nothing to undo.", "You need to do nothing.")
        }
        Error::NotUndoable(NotUndoable::Already) => (
            Trouble::Invalid,
            "undone-already",
            "This was undone already.",
            "To have it back, undo the undoing.",
        ),
        Error::NotUndoable(NotUndoable::NoSuchEvent) => return None,
        Error::NotUndoable(_) => (
            Trouble::Invalid,
            "not-undoable",
            "This cannot be undone.",
            "Please look whether something was done since that builds on it, and undo that first.",
        ),
        Error::NotPermitted => (
            Trouble::Refused,
            "not-permitted",
            "Your access to these records does not include this.",
            "Please ask somebody who looks after them to do it, or to give you more access.",
        ),
        Error::InvitationOver => {
            (Trouble::NotFound, "invitation-over", "This invitation is over.", "Please ask for a new one.")
        }
        _ => return None,
    })
}

/// What is wrong with where they are kept.
fn of_the_store(error: &Error) -> Said {
    match error {
        Error::Tampered(_) | Error::Forked { .. } => (
            Trouble::Damaged,
            "kept-damaged",
            "Something that is kept here is damaged.",
            "It was left as it is. Please restore a copy, or ask the makers of the app for help.",
        ),
        Error::RolledBack { .. } => (
            Trouble::Damaged,
            "kept-older",
            "What is kept here is older than it should be.",
            "An older copy may have been put back. Please restore the newest one.",
        ),
        Error::NewerFormat(..) => (
            Trouble::App,
            "kept-newer",
            "These records were written by a newer version of the app.",
            "Please update the app.",
        ),
        Error::OtherRoot | Error::NewerKeys(..) => (
            Trouble::UnderWay,
            "new-key-elsewhere",
            "Your records were given a new key in another window or app.",
            "Please close this one, and open it again.",
        ),
        Error::NoSuchRecord
        | Error::NoSuchVersion
        | Error::NoSuchConnection
        | Error::NoSuchFile
        | Error::NoSuchUpload
        | Error::NoSuchBackpack
        | Error::NotUndoable(NotUndoable::NoSuchEvent) => (
            Trouble::NotFound,
            "no-longer-here",
            "This is no longer here.",
            "It may have been removed. Please go back and look again.",
        ),
        Error::Conflict | Error::Busy => (
            Trouble::UnderWay,
            "changed-elsewhere",
            "Something else is changing the same records.",
            "Please try again in a moment.",
        ),
        Error::Closed => (Trouble::App, "closed", "These records were closed.", "Please open them again."),
        Error::Exists => (Trouble::Invalid, "exists", "There is one already.", "You need to do nothing."),
        Error::Refused(_) | Error::TooLarge(_) => (
            Trouble::Invalid,
            "too-much-or-unreadable",
            "This cannot be kept as it is.",
            "Please shorten or change it, and try again.",
        ),
        Error::Store(_) | Error::Files(_) => (
            Trouble::Device,
            "device-storage",
            "Reading or saving on this device did not work.",
            "Please check that the device has free space, and try again.",
        ),
        Error::Cancelled => (
            Trouble::Cancelled,
            "stopped",
            "This was stopped before it was done.",
            "Start it again whenever you like.",
        ),
        _ => (Trouble::Device, "device-other", "Something on this device did not work.", "Please try again."),
    }
}
