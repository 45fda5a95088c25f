//! What a portal's failures mean to the person.

use backpack_connect::{Error, ErrorKind};
use backpack_core::Retry;

use super::{Explain, Explanation, Trouble};

impl Explain for Error {
    fn explain(&self) -> Explanation {
        let wait = match (self.kind(), self.retry()) {
            (ErrorKind::Busy(Some(wait)), _) => Some(*wait),
            (_, Retry::After(wait)) => Some(wait),
            _ => None,
        };
        words(self.kind()).waiting(wait).caused_by(self)
    }
}

fn words(kind: &ErrorKind) -> Explanation {
    let (trouble, case, what, todo) = of_the_sign_in(kind).unwrap_or_else(|| of_the_answer(kind));
    Explanation::of_case(trouble, case, what, todo)
}

/// What hinders before the portal is asked for anything.
fn of_the_sign_in(kind: &ErrorKind) -> Option<(Trouble, &'static str, &'static str, &'static str)> {
    let words = match kind {
        ErrorKind::NeedsSignIn => (
            Trouble::SignIn,
            "sign-in-ended",
            "Your sign-in at the portal has ended.",
            "Please sign in again. Your records here stay as they are.",
        ),
        ErrorKind::Denied(_) => (
            Trouble::Refused,
            "portal-refused",
            "The portal did not allow this.",
            "Please try again and allow access when the portal asks. If it still says no, ask your provider for help.",
        ),
        ErrorKind::Config(_) => (
            Trouble::App,
            "app-settings",
            "This app is not set up correctly for this portal.",
            "You can do nothing about it. Please tell the makers of the app.",
        ),
        ErrorKind::NotAPortal(_) => (
            Trouble::NotOffered,
            "not-a-portal",
            "The address answers, but not as a patient portal that this app can read.",
            "Please check the address, or search for your provider by name.",
        ),
        ErrorKind::Forbidden(_) => (
            Trouble::NotOffered,
            "address-unsafe",
            "The portal's address is not safe to use.",
            "Please check the address, or search for your provider by name.",
        ),
        ErrorKind::WrongAnswer(_) => (
            Trouble::SignIn,
            "answer-of-another",
            "The sign-in could not be finished, since its answer belongs to another one.",
            "Please begin to sign in again.",
        ),
        ErrorKind::Cancelled => (
            Trouble::Cancelled,
            "stopped",
            "This was stopped before it was done.",
            "Start it again whenever you like.",
        ),
        ErrorKind::Local => (
            Trouble::Device,
            "device-failed",
            "Something on this device did not work.",
            "Please check that the device has free space, and try again.",
        ),
        _ => return None,
    };
    Some(words)
}

fn of_the_answer(kind: &ErrorKind) -> (Trouble, &'static str, &'static str, &'static str) {
    match kind {
        ErrorKind::Unsupported => (
            Trouble::NotOffered,
            "portal-not-offered",
            "This portal does not offer this.",
            "You need to do nothing. Ask your provider for a copy if you miss something.",
        ),
        ErrorKind::NotFound => (
            Trouble::NotFound,
            "portal-not-found",
            "The portal no longer has this.",
            "You need to do nothing. Ask your provider if you miss something.",
        ),
        ErrorKind::CursorExpired => (
            Trouble::Portal,
            "portal-lost-place",
            "The portal lost its place in the middle of a long list.",
            "You need to do nothing. The next update starts that list again.",
        ),
        ErrorKind::Unreachable => (
            Trouble::Portal,
            "portal-unreachable",
            "The portal cannot be reached at the moment.",
            "Please check your internet connection. If it works, wait a while and try again.",
        ),
        ErrorKind::Timeout => (
            Trouble::Portal,
            "portal-timeout",
            "The portal took too long to answer.",
            "Please wait a while and try again.",
        ),
        ErrorKind::Busy(_) => (
            Trouble::Portal,
            "portal-busy",
            "The portal is busy and asks for patience.",
            "Please wait a while and try again.",
        ),
        ErrorKind::Portal(_) => (
            Trouble::Portal,
            "portal-failed",
            "The portal has a problem of its own.",
            "Please wait a while and try again. It is not your fault.",
        ),
        ErrorKind::TooLarge(_) => (
            Trouble::NotOffered,
            "portal-too-large",
            "The portal sent more at once than this app can take.",
            "Please tell the makers of the app. Everything else came in as usual.",
        ),
        ErrorKind::Malformed(_) => (
            Trouble::Portal,
            "portal-malformed",
            "The portal sent something that cannot be understood.",
            "You need to do nothing now. If it happens again, please tell the makers of the app.",
        ),
        // A kind of a later version.
        _ => (
            Trouble::Portal,
            "portal-unexpected",
            "The portal did not answer as expected.",
            "Please wait a while and try again.",
        ),
    }
}
