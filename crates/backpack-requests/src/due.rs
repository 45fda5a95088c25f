//! When the holder must have acted.

use jiff::ToSpan as _;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// When the holder must have acted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Due {
    /// The last day. On the day after it the answer is overdue.
    pub date: Date,
    /// The day from which it was counted.
    pub from: Date,
    /// What that day rests on.
    pub basis: Basis,
    /// Whether an extension counts.
    pub is_extended: bool,
}

/// What the day rests on from which a term is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Basis {
    /// The holder has it since then.
    Receipt,
    /// The carrier delivered it then.
    ProofOfDelivery,
    /// The portal took it then.
    PortalTime,
    /// It was sent, and so many days are taken for its way.
    Sent {
        /// The days.
        mail_days: u32,
    },
}

/// A notice that the holder needs longer, and what it is worth.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Extension {
    /// The day of the notice.
    pub notified: Date,
    /// The holder's reason.
    pub reason: String,
    /// The day by which the holder says it will act.
    pub new_date: Option<Date>,
    /// Why it extends nothing; empty if it does.
    pub flaws: Vec<Flaw>,
}

/// Why a notice extends nothing: 45 CFR 164.524(b)(2)(ii), 45 CFR 164.526(b)(2)(ii).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Flaw {
    /// It was not in writing.
    NotWritten,
    /// It gave no reason.
    NoReason,
    /// It named no day, or none after the first term.
    NoDate,
    /// It came after the first term had ended.
    Late,
    /// There was an extension already.
    Second,
    /// The rule that gives the holder less time knows no extension.
    NoneAllowed,
}

impl Due {
    /// Says whether it rests on anything but a known receipt.
    #[must_use]
    pub const fn is_estimate(&self) -> bool {
        !matches!(self.basis, Basis::Receipt)
    }
}

impl Basis {
    /// Returns it in words.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Receipt => "receipt",
            Self::ProofOfDelivery => "proof of delivery",
            Self::PortalTime => "the portal's time",
            Self::Sent { .. } => "the day it was sent and the days of its way",
        }
    }
}

impl Extension {
    /// Says whether it puts the due date off.
    #[must_use]
    pub const fn is_valid(&self) -> bool {
        self.flaws.is_empty()
    }
}

impl Flaw {
    /// Returns it in words.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::NotWritten => "it was not in writing",
            Self::NoReason => "it gave no reason",
            Self::NoDate => "it named no day after the first term",
            Self::Late => "it came after the first term had ended",
            Self::Second => "there was an extension already",
            Self::NoneAllowed => "the rule that applies knows no extension",
        }
    }
}

/// Returns the day so many days later; the last day there is if that is beyond it.
pub(crate) fn later(date: Date, days: u32) -> Date {
    date.saturating_add(i64::from(days).days())
}

/// Returns the day so many days earlier.
pub(crate) fn earlier(date: Date, days: u32) -> Date {
    date.saturating_sub(i64::from(days).days())
}

/// Returns how many days `after` lies after `before`; 0 if it does not.
pub(crate) fn days_between(before: Date, after: Date) -> u32 {
    let hours = after.duration_since(before).as_hours();
    u32::try_from(hours / 24).unwrap_or(0)
}
