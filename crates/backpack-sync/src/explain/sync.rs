//! What a sync's or a disconnection's end means to the person.

use super::{Explain, Explanation, Trouble};
use crate::{Disconnected, PersonDoubt, Revocation, SyncError};

impl Explain for SyncError {
    fn explain(&self) -> Explanation {
        let (kind, case, what, todo) = match self {
            Self::Portal(error) => return error.explain(),
            Self::Keep(error) => return error.explain(),
            Self::Busy(wait) => {
                let explanation = Explanation::of_case(
                    Trouble::UnderWay,
                    "update-under-way",
                    "This connection is being updated already.",
                    "You need to do nothing. Look again in a while.",
                );
                return explanation.waiting(Some(*wait)).caused_by(self);
            }
            Self::OtherPerson(doubts) => return another_person(doubts).caused_by(self),
            Self::NoSuchConnection => (
                Trouble::NotFound,
                "connection-gone",
                "This connection was removed.",
                "Connect the portal again if you want new records from it.",
            ),
            Self::WrongConnector => (
                Trouble::App,
                "portals-mixed-up",
                "The app mixed up two portals.",
                "You can do nothing about it. Please tell the makers of the app.",
            ),
            Self::NoSuchAttempt => (
                Trouble::SignIn,
                "sign-in-over",
                "This sign-in was finished before, or it waited too long.",
                "Please begin to sign in again.",
            ),
            Self::NeedsSignIn => (
                Trouble::SignIn,
                "sign-in-ended",
                "Your sign-in at the portal has ended.",
                "Please sign in again. Your records here stay as they are.",
            ),
            Self::OtherPatient => (
                Trouble::OtherPerson,
                "other-patient",
                "You signed in as another patient than before.",
                "Please sign in as the same patient as before, or connect the portal anew. Nothing was changed.",
            ),
            Self::Cancelled => (
                Trouble::Cancelled,
                "update-stopped",
                "The update was stopped before it was done.",
                "What came so far is kept. Start it again whenever you like.",
            ),
            Self::LeaseLost => (
                Trouble::UnderWay,
                "update-taken-over",
                "The update was taken over elsewhere.",
                "You need to do nothing. What came so far is kept.",
            ),
        };
        Explanation::of_case(kind, case, what, todo).caused_by(self)
    }
}

fn another_person(doubts: &[PersonDoubt]) -> Explanation {
    let differs: Vec<&str> = doubts
        .iter()
        .map(|doubt| match doubt {
            PersonDoubt::Name => "the name",
            PersonDoubt::BirthDate => "the birth date",
            PersonDoubt::BirthDateSwapped => "the order of day and month in the birth date",
            PersonDoubt::Sex => "the sex",
        })
        .collect();
    let differs = match differs.as_slice() {
        [] => String::new(),
        [one] => format!("{one} differs."),
        [first @ .., last] => format!("{} and {last} differ.", first.join(", ")),
    };
    // Each begins with an article: the first one begins a sentence.
    let differs = differs.strip_prefix("the").map(|rest| format!(" The{rest}")).unwrap_or_default();
    let what = format!("The patient at the portal may be somebody else.{differs}");
    let todo = "Please check whose records these are, then confirm or remove the connection. Nothing was kept so far.";
    Explanation::of_case(Trouble::OtherPerson, "other-person", what, todo).doubting(doubts)
}

impl Explain for Disconnected {
    fn explain(&self) -> Explanation {
        self.revocation.explain()
    }
}

impl Explain for Revocation {
    /// Whether the portal ended its side, and what the person should do if it did not.
    fn explain(&self) -> Explanation {
        match self {
            Self::Done => Explanation::of_case(
                Trouble::None,
                "removed-and-told",
                "The connection was removed, and the portal was told.",
                "You need to do nothing.",
            ),
            Self::NothingToRevoke => Explanation::of_case(
                Trouble::None,
                "removed-here",
                "The connection was removed from this device.",
                "To be sure, look at the portal's list of allowed apps, and remove this one there.",
            ),
            Self::NotOffered => Explanation::of_case(
                Trouble::NotOffered,
                "removed-untold",
                "The connection was removed from this device, but the portal cannot be told.",
                "Please sign in at the portal, and remove this app from its list of allowed apps.",
            ),
            Self::Failed(error) => Explanation::of_case(
                Trouble::Portal,
                "removed-telling-failed",
                "The connection was removed from this device, but the portal could not be told.",
                "Please sign in at the portal, and remove this app from its list of allowed apps.",
            )
            .caused_by(error),
        }
    }
}
