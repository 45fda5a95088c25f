//! Why something cannot happen to a request.

use crate::State;

/// Why an event or a change was refused. It holds nothing of what the request says.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Refusal {
    /// It cannot follow in this state.
    #[error("\"{event}\" cannot follow while the request is {}", state.name())]
    NotNow {
        /// The event.
        event: &'static str,
        /// The state.
        state: State,
    },
    /// Only the first event can be that it was drafted.
    #[error("a request is drafted once, first of all")]
    NotFirst,
    /// Something must be filled in before it can be sent.
    #[error("it cannot be sent yet: {}", first(.0))]
    Incomplete(Vec<Missing>),
    /// It is known already when the holder received it.
    #[error("it is known already when the holder received it")]
    AlreadyReceived,
    /// There is no fee to which that could be said.
    #[error("there is no fee that stands open")]
    NoFee,
    /// A denial without a right to a review.
    #[error("this denial gives no right to a review")]
    NotReviewable,
    /// The answer is not overdue on that day.
    #[error("the answer is not overdue on that day")]
    NotOverdue,
    /// It would have happened before the request was sent.
    #[error("it cannot have happened before the request was sent")]
    TooEarly,
    /// A text is too long.
    #[error("a text is longer than {} bytes", crate::MAX_TEXT_BYTES)]
    TooLong,
    /// There are as many events as a request may have.
    #[error("a request has at most {} events", crate::MAX_EVENTS)]
    TooMany,
    /// It belongs to another right: access or amendment.
    #[error("\"{0}\" does not belong to the right that this request uses")]
    OtherRight(&'static str),
    /// The rules, or the change, are those of another right.
    #[error("a request uses one right: access or amendment")]
    OtherRules,
    /// The holder accepts in part what is no part: none of the findings, all of them, or one that is not there.
    #[error("these are not some of the findings")]
    NotInPart,
    /// What was sent cannot be edited any more.
    #[error("only a draft can be edited")]
    NotADraft,
    /// A rule that would give the holder longer than the table is none of use.
    #[error("an overriding rule can only be shorter")]
    NotShorter,
    /// There is nothing to write such a letter about.
    #[error("there is nothing to write this letter about")]
    NoOccasion,
}

fn first(missing: &[Missing]) -> &'static str {
    missing.first().map_or("nothing is missing", |missing| missing.name())
}

/// What must be filled in before a request can be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Missing {
    /// The person's name.
    PatientName,
    /// The person's birth date.
    BirthDate,
    /// A way to reach the person: address, telephone or e-mail.
    Contact,
    /// The holder's name.
    HolderName,
    /// A way to reach the holder.
    HolderAddress,
    /// The representative's name, or what they are to the person.
    Representative,
    /// What proves that the representative is one.
    RepresentativeProof,
    /// A form of the copy.
    Form,
    /// The address to which it should go.
    DeliveryAddress,
    /// Whether the person was told that ordinary e-mail can be read by others.
    EmailWarning,
    /// The signature for a copy to somebody else.
    ThirdPartySignature,
    /// The period ends before it begins.
    Period,
    /// What is wrong: a request for amendment has no finding.
    Finding,
    /// Why it is wrong, of a finding: the holder may demand a reason.
    Reason,
    /// What a finding's record should say.
    Wanted,
}

impl Missing {
    /// Returns it in words.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::PatientName => "the person's name is missing",
            Self::BirthDate => "the person's birth date is missing",
            Self::Contact => "a way to reach the person is missing",
            Self::HolderName => "the holder's name is missing",
            Self::HolderAddress => "a way to reach the holder is missing",
            Self::Representative => "the representative's name or relation is missing",
            Self::RepresentativeProof => "the proof of the representative is missing",
            Self::Form => "the form of the copy is missing",
            Self::DeliveryAddress => "the address for the copy is missing",
            Self::EmailWarning => "the warning about unencrypted e-mail was not acknowledged",
            Self::ThirdPartySignature => "the signature for a copy to somebody else is missing",
            Self::Period => "the period ends before it begins",
            Self::Finding => "what is wrong is missing",
            Self::Reason => "why it is wrong is missing",
            Self::Wanted => "what it should say is missing",
        }
    }
}
