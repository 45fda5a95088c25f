//! What the states of a connection mean to the person.

use backpack_keep::{Authorisation, ConnectionRow, Support, SyncState};

use super::{Explain, Explanation, Trouble};
use crate::Standing;

impl Explain for ConnectionRow {
    /// The state that matters most: what the person must do comes before how the last sync went.
    fn explain(&self) -> Explanation {
        let (kind, case, what, todo) = match (self.authorisation, self.support) {
            (Authorisation::Removed, _) => (
                Trouble::None,
                "removed-and-kept",
                "This connection was removed, and its records were kept.",
                "Connect the portal again if you want new records from it.",
            ),
            (Authorisation::NeedsSignIn, _) => (
                Trouble::SignIn,
                "sign-in-ended",
                "Your sign-in at the portal has ended.",
                "Please sign in again. Your records here stay as they are.",
            ),
            (_, Support::Unsupported) => (
                Trouble::NotOffered,
                "portal-unsupported",
                "This portal cannot be read by this app yet.",
                "You can still add records by hand, or as files.",
            ),
            (_, Support::Checking) => (
                Trouble::None,
                "portal-checking",
                "It is being found out whether this portal can be read.",
                "You need to do nothing. This may take a few days.",
            ),
            (Authorisation::Ok, _) => sync(self.sync),
            _ => (Trouble::None, "connection-works", "The connection works.", "You need to do nothing."),
        };
        let detail = format!(
            "support {:?}, authorisation {:?}, sync {:?}, connection {}",
            self.support, self.authorisation, self.sync, self.id
        );
        // Ids are as long as tokens; this one says nothing to anybody else.
        Explanation { detail, ..Explanation::of_case(kind, case, what, todo) }
    }
}

impl Explain for Standing {
    fn explain(&self) -> Explanation {
        let mut explanation = self.row.explain();
        explanation.detail.push_str(&format!(", {} failures in a row", self.pace.failures));
        explanation
    }
}

fn sync(state: SyncState) -> (Trouble, &'static str, &'static str, &'static str) {
    match state {
        SyncState::Never => (
            Trouble::None,
            "update-never",
            "Nothing was brought from this portal yet.",
            "You need to do nothing. The first update brings everything.",
        ),
        SyncState::Running => (
            Trouble::UnderWay,
            "update-running",
            "Your records are being updated.",
            "You need to do nothing. This may take a while.",
        ),
        SyncState::Ok => {
            (Trouble::None, "update-whole", "Everything the portal gave is here.", "You need to do nothing.")
        }
        SyncState::Partial => (
            Trouble::Gap,
            "update-gap",
            "Some of your records could not be brought yet.",
            "You need to do nothing. The next update tries again.",
        ),
        SyncState::Failed => (
            Trouble::Portal,
            "update-failed",
            "The last update did not work.",
            "You need to do nothing. The app tries again by itself.",
        ),
        SyncState::Cancelled => (
            Trouble::Cancelled,
            "last-update-stopped",
            "The last update was stopped before it was done.",
            "What came so far is kept. The next update goes on from there.",
        ),
        _ => (Trouble::None, "connection-works", "The connection works.", "You need to do nothing."),
    }
}
