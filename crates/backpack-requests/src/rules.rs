//! The rules table: every number, with where it comes from. A table that was published is never changed; a new one is added.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::Jurisdiction;

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
    /// The flat fee, in cents, that a holder may take instead of counting.
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

/// One version of the rules of a jurisdiction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Rules {
    /// Whose rules they are.
    pub jurisdiction: Jurisdiction,
    /// The version: 1 for the first, and one more with every change.
    pub version: u16,
    /// When somebody last compared it with its sources.
    pub checked: Date,
    /// The numbers.
    pub numbers: Numbers,
    sources: &'static [&'static str; 6],
}

/// Every table there ever was, in order.
const TABLES: &[Rules] = &[UNITED_STATES_1];

const UNITED_STATES_1: Rules = Rules {
    jurisdiction: Jurisdiction::UnitedStates,
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

impl Rules {
    /// Returns every version of a jurisdiction's rules, the oldest first.
    pub fn all(jurisdiction: Jurisdiction) -> impl Iterator<Item = &'static Self> {
        TABLES.iter().filter(move |rules| rules.jurisdiction == jurisdiction)
    }

    /// Returns the rules that new requests go by.
    #[must_use]
    pub const fn newest(jurisdiction: Jurisdiction) -> &'static Self {
        match jurisdiction {
            Jurisdiction::UnitedStates => &UNITED_STATES_1,
        }
    }

    /// Returns the numbers with their sources.
    #[must_use]
    pub const fn table(&self) -> [RuleNumber; 6] {
        let (numbers, [response, extension, mail, reminder, complaint, flat]) = (&self.numbers, self.sources);
        let days = "calendar days";
        [
            RuleNumber { name: "time to act", value: numbers.response_days, unit: days, source: response },
            RuleNumber {
                name: "one extension",
                value: numbers.extension_days,
                unit: days,
                source: extension,
            },
            RuleNumber { name: "post", value: numbers.mail_days, unit: days, source: mail },
            RuleNumber { name: "reminder ahead", value: numbers.reminder_days, unit: days, source: reminder },
            RuleNumber { name: "complaint", value: numbers.complaint_days, unit: days, source: complaint },
            RuleNumber { name: "flat fee", value: numbers.flat_fee_cents, unit: "US cents", source: flat },
        ]
    }
}
