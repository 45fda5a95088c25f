//! What happened to a request. State and dates follow from it, and are stored nowhere else.

use backpack_core::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{AmendmentGround, DenialGround, Fee, LegalBasis};

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Event {
    /// The day on which it happened, in the holder's time zone.
    pub date: Date,
    /// When it was written down, if the host says so.
    pub recorded: Option<Timestamp>,
    /// What happened.
    pub kind: EventKind,
}

/// What happened. Variants and fields are persisted by name: none is renamed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum EventKind {
    /// The request was drafted: the first event of each.
    Drafted,
    /// It was sent.
    Sent {
        /// How.
        channel: Channel,
        /// What proves it.
        proof: Option<Proof>,
    },
    /// The holder has it since this day.
    Received {
        /// How that is known.
        evidence: String,
    },
    /// The holder says that it needs longer.
    ExtensionNotified {
        /// Whether it said so in writing.
        written: bool,
        /// Its reason; empty if it gave none.
        reason: String,
        /// The day by which it will act, if it named one.
        new_date: Option<Date>,
    },
    /// The holder asks for a fee.
    FeeQuoted(Fee),
    /// The person objected to the fee.
    FeeChallenged,
    /// The fee was paid.
    FeePaid,
    /// The holder waived the fee.
    FeeWaived,
    /// Everything came.
    Fulfilled {
        /// What came.
        parts: Vec<String>,
    },
    /// Some came.
    PartiallyFulfilled {
        /// What came.
        parts: Vec<String>,
        /// What is missing.
        missing: Vec<String>,
    },
    /// The holder denies access, in whole or to what is left.
    Denied {
        /// On which ground.
        ground: DenialGround,
    },
    /// The person asked for a review of the denial.
    ReviewRequested,
    /// The review left the denial as it was.
    Upheld,
    /// The review gave access.
    Overturned,
    /// The person took note that the answer is overdue, or told the holder. Stays so, whatever a clock says later.
    OverdueNoticed,
    /// A complaint was filed.
    ComplaintFiled {
        /// With whom.
        office: String,
    },
    /// The person closed the case.
    Closed,
    /// The person withdrew the request.
    Withdrawn,
    /// A note.
    Noted {
        /// In the person's words.
        text: String,
    },
    /// The holder will amend all of it.
    Accepted,
    /// The holder will amend some of it, and denies the rest.
    AcceptedInPart {
        /// The places of the findings that it accepts, from 0.
        findings: Vec<u16>,
        /// On which ground it denies the rest, if it gave one of the rule.
        ground: Option<AmendmentGround>,
    },
    /// The holder denies the amendment.
    AmendmentDenied {
        /// On which ground, if it gave one of the rule.
        ground: Option<AmendmentGround>,
    },
    /// The holder told others of the amendment: those whom the person named, and those of whom it knows that they rely on
    /// what was wrong (45 CFR 164.526(c)(3)).
    OthersTold {
        /// Their names.
        names: Vec<String>,
    },
    /// What the person says in a statement of disagreement, before it is handed in. The last one counts.
    StatementWorded {
        /// In the person's words.
        text: String,
    },
    /// The person handed in a statement of disagreement (45 CFR 164.526(d)(2)).
    StatementSent,
    /// The holder answered the statement with a rebuttal, of which the person must get a copy (45 CFR 164.526(d)(3)).
    Rebutted,
    /// The holder appended the statement to the record (45 CFR 164.526(d)(4)).
    Appended,
    /// The person asked that the request and the denial go with what is disclosed later (45 CFR 164.526(d)(5)(ii)).
    InclusionAsked,
}

/// How a request was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Channel {
    /// By post.
    Post,
    /// By fax.
    Fax,
    /// By e-mail.
    Email,
    /// Through the portal.
    Portal,
    /// Handed over.
    InPerson,
}

/// What proves that a request was sent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Proof {
    /// The day of delivery, as the carrier confirms it.
    pub delivered: Option<Date>,
    /// The day on which the portal says that it took the request.
    pub portal_day: Option<Date>,
    /// What it is, such as a tracking number.
    pub words: String,
}

impl Event {
    /// Returns what happened on a day of the holder's time zone.
    #[must_use]
    pub const fn new(date: Date, kind: EventKind) -> Self {
        Self { date, recorded: None, kind }
    }

    /// Says when it was written down.
    #[must_use]
    pub const fn recorded_at(mut self, at: Timestamp) -> Self {
        self.recorded = Some(at);
        self
    }

    /// Says whether the proof of a sending names a day before it.
    pub(crate) fn is_delivered_before_it_was_sent(&self) -> bool {
        let EventKind::Sent { proof: Some(proof), .. } = &self.kind else { return false };
        [proof.delivered, proof.portal_day].into_iter().flatten().any(|day| day < self.date)
    }
}

impl EventKind {
    /// Returns a word for it.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Drafted => "drafted",
            Self::Sent { .. } => "sent",
            Self::Received { .. } => "received",
            Self::ExtensionNotified { .. } => "extension notified",
            Self::FeeQuoted(_) => "fee quoted",
            Self::FeeChallenged => "fee challenged",
            Self::FeePaid => "fee paid",
            Self::FeeWaived => "fee waived",
            Self::Fulfilled { .. } => "fulfilled",
            Self::PartiallyFulfilled { .. } => "partially fulfilled",
            Self::Denied { .. } => "denied",
            Self::ReviewRequested => "review requested",
            Self::Upheld => "upheld",
            Self::Overturned => "overturned",
            Self::OverdueNoticed => "overdue noticed",
            Self::ComplaintFiled { .. } => "complaint filed",
            Self::Closed => "closed",
            Self::Withdrawn => "withdrawn",
            Self::Noted { .. } => "noted",
            Self::Accepted => "accepted",
            Self::AcceptedInPart { .. } => "accepted in part",
            Self::AmendmentDenied { .. } => "amendment denied",
            Self::OthersTold { .. } => "others told",
            Self::StatementWorded { .. } => "statement worded",
            Self::StatementSent => "statement of disagreement sent",
            Self::Rebutted => "rebutted",
            Self::Appended => "statement appended",
            Self::InclusionAsked => "inclusion asked for",
        }
    }

    /// Says whether it can happen to a request on this right.
    pub(crate) const fn belongs_to(&self, basis: LegalBasis) -> bool {
        match self {
            Self::FeeQuoted(_)
            | Self::FeeChallenged
            | Self::FeePaid
            | Self::FeeWaived
            | Self::Fulfilled { .. }
            | Self::PartiallyFulfilled { .. }
            | Self::Denied { .. }
            | Self::ReviewRequested
            | Self::Upheld
            | Self::Overturned => matches!(basis, LegalBasis::Access),
            Self::Accepted
            | Self::AcceptedInPart { .. }
            | Self::AmendmentDenied { .. }
            | Self::OthersTold { .. }
            | Self::StatementWorded { .. }
            | Self::StatementSent
            | Self::Rebutted
            | Self::Appended
            | Self::InclusionAsked => matches!(basis, LegalBasis::Amendment),
            _ => true,
        }
    }

    /// Returns every text that it holds.
    pub(crate) fn texts(&self) -> Vec<&str> {
        match self {
            Self::Sent { proof: Some(proof), .. } => vec![&proof.words],
            Self::Received { evidence: text }
            | Self::ExtensionNotified { reason: text, .. }
            | Self::ComplaintFiled { office: text }
            | Self::StatementWorded { text }
            | Self::Noted { text } => vec![text],
            Self::FeeQuoted(fee) => fee.items.iter().map(|item| item.name()).collect(),
            Self::Fulfilled { parts } | Self::OthersTold { names: parts } => {
                parts.iter().map(String::as_str).collect()
            }
            Self::PartiallyFulfilled { parts, missing } => {
                parts.iter().chain(missing).map(String::as_str).collect()
            }
            _ => Vec::new(),
        }
    }
}

impl Channel {
    /// Returns it in words.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Post => "post",
            Self::Fax => "fax",
            Self::Email => "e-mail",
            Self::Portal => "portal",
            Self::InPerson => "hand",
        }
    }
}

impl Proof {
    /// Returns a proof in words, such as a tracking number.
    #[must_use]
    pub fn new(words: impl Into<String>) -> Self {
        Self { words: words.into(), ..Self::default() }
    }

    /// Sets the day of delivery, as the carrier confirms it.
    #[must_use]
    pub const fn delivered_on(mut self, date: Date) -> Self {
        self.delivered = Some(date);
        self
    }

    /// Sets the day on which the portal says that it took the request.
    #[must_use]
    pub const fn taken_by_portal_on(mut self, date: Date) -> Self {
        self.portal_day = Some(date);
        self
    }
}
