//! The rules table: every number, with where it comes from. A table that was published is never changed; a new one is added.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{Jurisdiction, LegalBasis};

/// The numbers of one version of the rules. A request keeps its own copy, so that no later table alters it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Numbers {
    /// Calendar days from receipt within which the holder must act.
    pub response_days: u32,
    /// Calendar days by which it may put that off, once.
    pub extension_days: u32,
    /// Calendar days that post is taken to need, where no receipt is known. No law: a guess, shown as one.
    pub mail_days: u32,
    /// Days before the due date on which the person is reminded.
    pub reminder_days: u32,
    /// Days within which a complaint may be filed, from when the person knew.
    pub complaint_days: u32,
    /// The flat fee, in cents, that a holder may take instead of counting; 0 where the right is about no copy.
    pub flat_fee_cents: u32,
}

/// One number of the table, as a person may look it up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RuleNumber {
    /// What it is.
    pub name: &'static str,
    /// The number.
    pub value: u32,
    /// What it counts.
    pub unit: &'static str,
    /// Where it comes from.
    pub source: &'static str,
}

/// One version of the rules of a right in a jurisdiction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Rules {
    /// Whose rules they are.
    pub jurisdiction: Jurisdiction,
    /// The right that they are about. Each has versions of its own.
    pub basis: LegalBasis,
    /// The version: 1 for the first, and one more with every change.
    pub version: u16,
    /// When somebody last compared it with its sources.
    pub checked: Date,
    /// The numbers.
    pub numbers: Numbers,
    sources: &'static [&'static str; 6],
}

/// Every table there ever was, in order.
const TABLES: &[Rules] = &[ACCESS_1, AMENDMENT_1];

const ACCESS_1: Rules = Rules {
    jurisdiction: Jurisdiction::UnitedStates,
    basis: LegalBasis::Access,
    version: 1,
    checked: jiff::civil::date(2026, 11, 26),
    numbers: Numbers {
        response_days: 30,
        extension_days: 30,
        mail_days: 5,
        reminder_days: 7,
        complaint_days: 180,
        flat_fee_cents: 650,
    },
    sources: &[
        "45 CFR 164.524(b)(2)(i)",
        "45 CFR 164.524(b)(2)(ii)",
        "a guess of this library; no law",
        "a choice of this library; no law",
        "45 CFR 160.306(b)(3)",
        "guidance of HHS on 45 CFR 164.524(c)(4); an option, no cap",
    ],
};

const AMENDMENT_1: Rules = Rules {
    jurisdiction: Jurisdiction::UnitedStates,
    basis: LegalBasis::Amendment,
    version: 1,
    checked: jiff::civil::date(2026, 11, 27),
    numbers: Numbers {
        response_days: 60,
        extension_days: 30,
        mail_days: 5,
        reminder_days: 7,
        complaint_days: 180,
        flat_fee_cents: 0,
    },
    sources: &[
        "45 CFR 164.526(b)(2)(i)",
        "45 CFR 164.526(b)(2)(ii)",
        "a guess of this library; no law",
        "a choice of this library; no law",
        "45 CFR 160.306(b)(3)",
        "",
    ],
};

impl Rules {
    /// Returns every version of the rules of a right, the oldest first.
    pub fn all(jurisdiction: Jurisdiction, basis: LegalBasis) -> impl Iterator<Item = &'static Self> {
        TABLES.iter().filter(move |rules| rules.jurisdiction == jurisdiction && rules.basis == basis)
    }

    /// Returns the rules that new requests go by.
    #[must_use]
    pub const fn newest(jurisdiction: Jurisdiction, basis: LegalBasis) -> &'static Self {
        match (jurisdiction, basis) {
            (Jurisdiction::UnitedStates, LegalBasis::Access) => &ACCESS_1,
            (Jurisdiction::UnitedStates, LegalBasis::Amendment) => &AMENDMENT_1,
        }
    }

    /// Returns the numbers with their sources, those that the right knows.
    #[must_use]
    pub fn table(&self) -> Vec<RuleNumber> {
        let days = "calendar days";
        let numbers = &self.numbers;
        let rows = [
            ("time to act", numbers.response_days, days),
            ("one extension", numbers.extension_days, days),
            ("post", numbers.mail_days, days),
            ("reminder ahead", numbers.reminder_days, days),
            ("complaint", numbers.complaint_days, days),
            ("flat fee", numbers.flat_fee_cents, "US cents"),
        ];
        let known = rows.into_iter().zip(self.sources).filter(|(_, source)| !source.is_empty());
        known.map(|((name, value, unit), source)| RuleNumber { name, value, unit, source }).collect()
    }
}
