//! Where a request stands.

use serde::{Deserialize, Serialize};

/// Where a request stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum State {
    /// It may still be edited.
    Draft,
    /// It is on its way, or it is not known whether it arrived.
    Sent,
    /// The holder has it.
    Received,
    /// The holder put its answer off, as it may.
    Extended,
    /// The answer is overdue.
    Overdue,
    /// Some came; the rest is owed.
    PartiallyFulfilled,
    /// Everything came.
    Fulfilled,
    /// Denied, without a right to a review.
    DeniedUnreviewable,
    /// Denied; the person may ask for a review.
    DeniedReviewable,
    /// A review was asked for.
    ReviewRequested,
    /// The review left the denial as it was.
    Upheld,
    /// The review gave access, which is owed.
    Overturned,
    /// A complaint was filed.
    ComplaintFiled,
    /// Closed by the person.
    Closed,
    /// Withdrawn by the person.
    Withdrawn,
    /// The holder will amend all of it.
    Accepted,
    /// The holder will amend some of it, and denies the rest.
    AcceptedInPart,
    /// The holder denies the amendment.
    AmendmentDenied,
    /// The person handed in a statement of disagreement.
    Disagreed,
    /// The holder answered the statement with a rebuttal.
    Rebutted,
    /// The statement is appended to the record.
    Appended,
    /// The person asked that the request and the denial go with what is disclosed later.
    InclusionAsked,
}

impl State {
    /// Every state.
    pub const ALL: &[Self] = &[
        Self::Draft,
        Self::Sent,
        Self::Received,
        Self::Extended,
        Self::Overdue,
        Self::PartiallyFulfilled,
        Self::Fulfilled,
        Self::DeniedUnreviewable,
        Self::DeniedReviewable,
        Self::ReviewRequested,
        Self::Upheld,
        Self::Overturned,
        Self::ComplaintFiled,
        Self::Closed,
        Self::Withdrawn,
        Self::Accepted,
        Self::AcceptedInPart,
        Self::AmendmentDenied,
        Self::Disagreed,
        Self::Rebutted,
        Self::Appended,
        Self::InclusionAsked,
    ];

    /// Says whether nothing more can happen but notes.
    #[must_use]
    pub const fn is_final(self) -> bool {
        matches!(self, Self::Closed | Self::Withdrawn)
    }

    /// Says whether the holder still owes an answer for which a date was set.
    #[must_use]
    pub const fn is_awaited(self) -> bool {
        matches!(
            self,
            Self::Sent | Self::Received | Self::Extended | Self::Overdue | Self::PartiallyFulfilled
        )
    }

    /// Says whether an answer is awaited of which nothing came yet.
    pub(crate) const fn is_open(self) -> bool {
        matches!(self, Self::Sent | Self::Received | Self::Extended | Self::Overdue)
    }

    /// Returns a word for it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Sent => "sent",
            Self::Received => "received",
            Self::Extended => "extended",
            Self::Overdue => "overdue",
            Self::PartiallyFulfilled => "partially fulfilled",
            Self::Fulfilled => "fulfilled",
            Self::DeniedUnreviewable => "denied, unreviewable",
            Self::DeniedReviewable => "denied, reviewable",
            Self::ReviewRequested => "review requested",
            Self::Upheld => "upheld",
            Self::Overturned => "overturned",
            Self::ComplaintFiled => "complaint filed",
            Self::Closed => "closed",
            Self::Withdrawn => "withdrawn",
            Self::Accepted => "accepted",
            Self::AcceptedInPart => "accepted in part",
            Self::AmendmentDenied => "denied",
            Self::Disagreed => "statement of disagreement sent",
            Self::Rebutted => "rebutted",
            Self::Appended => "statement appended",
            Self::InclusionAsked => "inclusion asked for",
        }
    }
}
