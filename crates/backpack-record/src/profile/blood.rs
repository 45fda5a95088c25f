//! Blood types: the ABO group and the RhD factor.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A blood type, as people write it: `0−` is `O-`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[expect(clippy::exhaustive_structs, reason = "a blood type is its group and its factor")]
pub struct BloodType {
    /// The ABO group.
    pub abo: Abo,
    /// The RhD factor; `None` if only the group is known.
    pub rh: Option<Rh>,
}

/// The ABO group. The position is what is persisted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[expect(clippy::exhaustive_enums, reason = "there are four groups")]
pub enum Abo {
    /// A.
    A,
    /// B.
    B,
    /// AB.
    Ab,
    /// O, in some countries written as a zero.
    O,
}

/// The RhD factor. The position is what is persisted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[expect(clippy::exhaustive_enums, reason = "there are two")]
pub enum Rh {
    /// RhD negative.
    Negative,
    /// RhD positive.
    Positive,
}

/// A text that is no blood type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("read blood type: not one of A, B, AB, O, with + or - if known")]
#[non_exhaustive]
pub struct UnknownBloodType;

impl BloodType {
    /// Returns a blood type of which group and factor are known.
    #[must_use]
    pub const fn new(abo: Abo, rh: Rh) -> Self {
        Self { abo, rh: Some(rh) }
    }
}

impl fmt::Display for BloodType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.abo {
            Abo::A => "A",
            Abo::B => "B",
            Abo::Ab => "AB",
            Abo::O => "O",
        })?;
        f.write_str(match self.rh {
            None => "",
            Some(Rh::Negative) => "-",
            Some(Rh::Positive) => "+",
        })
    }
}

impl FromStr for BloodType {
    type Err = UnknownBloodType;

    /// Reads `A+`, `0 -`, `ab`, `O neg`, `B positive`, whatever the case; a minus may be any dash.
    fn from_str(text: &str) -> Result<Self, UnknownBloodType> {
        let text: String = text.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect();
        let end = text.find(|c| !matches!(c, 'a' | 'b' | 'o' | '0')).unwrap_or(text.len());
        let (group, factor) = text.split_at(end);
        let abo = match group {
            "a" => Abo::A,
            "b" => Abo::B,
            "ab" => Abo::Ab,
            "o" | "0" => Abo::O,
            _ => return Err(UnknownBloodType),
        };
        let rh = match factor.strip_prefix("rh").unwrap_or(factor) {
            "" if factor.is_empty() => None,
            "+" | "pos" | "positive" => Some(Rh::Positive),
            "-" | "\u{2212}" | "\u{2013}" | "neg" | "negative" => Some(Rh::Negative),
            _ => return Err(UnknownBloodType),
        };
        Ok(Self { abo, rh })
    }
}
