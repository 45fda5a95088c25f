//! What the end of one query means to the person.

use backpack_keep::QueryOutcome;

use super::{Explain, Explanation, Trouble};
use crate::{QueryReport, SyncReport};

impl Explain for QueryOutcome {
    fn explain(&self) -> Explanation {
        match self {
            Self::Done => words("done", None),
            Self::Empty => words("empty", None),
            Self::Refused(why) => words("refused", Some(why)),
            Self::NotGranted => words("not_granted", None),
            Self::NotSupported => words("not_supported", None),
            Self::Partial(why) => words("partial", Some(why)),
            Self::Failed(why) => words("failed", Some(why)),
            _ => words("", None),
        }
    }
}

impl Explain for QueryReport {
    fn explain(&self) -> Explanation {
        let explanation = words(self.outcome, self.reason.as_deref());
        let detail = format!("{} ({})", explanation.detail, self.id.split('?').next().unwrap_or_default());
        explanation.detailed(&detail)
    }
}

impl Explain for SyncReport {
    /// The whole of a sync: it is well only if every query is, however many others brought something.
    fn explain(&self) -> Explanation {
        let gaps = self.queries.iter().filter(|query| ["partial", "failed"].contains(&query.outcome));
        let gaps: Vec<&str> = gaps.map(|query| query.id.split('?').next().unwrap_or_default()).collect();
        let detail =
            format!("{} of {} queries left a gap: {}", gaps.len(), self.queries.len(), gaps.join(", "));
        if self.needs_sign_in {
            return Explanation::of_case(
                Trouble::SignIn,
                "update-sign-in-ended",
                "Your sign-in at the portal ended before everything was here.",
                "Please sign in again. The update then goes on where it stopped.",
            )
            .detailed(&detail);
        }
        if self.portal_failed {
            return Explanation::of_case(
                Trouble::Portal,
                "update-portal-away",
                "The portal cannot be reached, or has a problem of its own.",
                "You need to do nothing. The next update tries again.",
            )
            .waiting(self.wait)
            .detailed(&detail);
        }
        if !self.complete {
            return Explanation::of_case(
                Trouble::Gap,
                "update-gap",
                "Some of your records could not be brought yet.",
                "You need to do nothing. The next update tries again.",
            )
            .waiting(self.wait)
            .detailed(&detail);
        }
        Explanation::of_case(
            Trouble::None,
            "update-whole",
            "Everything the portal gave is here.",
            "You need to do nothing.",
        )
    }
}

fn words(outcome: &str, why: Option<&str>) -> Explanation {
    let (kind, case, what, todo) = match outcome {
        "done" => (Trouble::None, "part-done", "Everything there is was brought.", "You need to do nothing."),
        "empty" => {
            (Trouble::None, "part-empty", "The portal has nothing of this.", "You need to do nothing.")
        }
        "refused" => (
            Trouble::Refused,
            "part-refused",
            "The portal did not give this part of your records.",
            "Ask your provider for it if you miss something.",
        ),
        "not_granted" => (
            Trouble::Refused,
            "part-not-granted",
            "You did not allow this part of your records when you signed in.",
            "To bring it too, sign in again and allow it.",
        ),
        "not_supported" => (
            Trouble::NotOffered,
            "part-not-offered",
            "The portal does not offer this part of your records.",
            "Ask your provider for it if you miss something.",
        ),
        "partial" => (
            Trouble::Gap,
            "part-missing",
            "Some of this could not be brought.",
            "You need to do nothing. The next update tries to fill the gap.",
        ),
        // Unknown ends are gaps: a gap never reads as "none".
        _ => (
            Trouble::Gap,
            "part-failed",
            "This could not be brought.",
            "You need to do nothing. The next update tries again.",
        ),
    };
    let detail = match why.filter(|why| !why.is_empty()) {
        Some(why) => format!("{outcome}: {why}"),
        None => outcome.to_owned(),
    };
    Explanation::of_case(kind, case, what, todo).detailed(&detail)
}
