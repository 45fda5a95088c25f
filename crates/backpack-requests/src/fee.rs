//! What a holder may charge for a copy.

use serde::{Deserialize, Serialize};

/// What a fee is for. New variants go at the end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum FeeItem {
    /// Labour for copying, on paper or electronically.
    CopyingLabour,
    /// Supplies: paper, or a medium that the person asked for.
    Supplies,
    /// Postage, if the person asked for it by post.
    Postage,
    /// A summary or an explanation that the person agreed to.
    AgreedSummary,
    /// The flat fee that a holder may take instead of counting, for an electronic copy of what it holds electronically.
    Flat,
    /// Searching, retrieving, reviewing or preparing.
    SearchAndRetrieval,
    /// Access through the portal, or looking at the records.
    Access,
    /// Something else, in the holder's words.
    Other(String),
}

/// A fee that was asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Fee {
    /// How much, in cents.
    pub cents: u32,
    /// What for; empty if the holder does not say.
    pub items: Vec<FeeItem>,
}

/// How it stands with the fee.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum FeeState {
    /// None was asked for.
    #[default]
    None,
    /// It was asked for.
    Quoted(Fee),
    /// The person objected to it.
    Challenged(Fee),
    /// It was paid.
    Paid(Fee),
    /// The holder waived it.
    Waived(Fee),
}

impl FeeItem {
    /// Says whether it may be charged: 45 CFR 164.524(c)(4) for a copy to the person.
    #[must_use]
    pub const fn may_be_charged(&self) -> bool {
        matches!(
            self,
            Self::CopyingLabour | Self::Supplies | Self::Postage | Self::AgreedSummary | Self::Flat
        )
    }

    /// Returns it in words.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::CopyingLabour => "labour for copying",
            Self::Supplies => "supplies",
            Self::Postage => "postage",
            Self::AgreedSummary => "a summary that was agreed",
            Self::Flat => "a flat fee",
            Self::SearchAndRetrieval => "search, retrieval or preparation",
            Self::Access => "access to the records",
            Self::Other(words) => words,
        }
    }
}

impl Fee {
    /// Returns a fee of so many cents.
    #[must_use]
    pub fn new(cents: u32, items: impl IntoIterator<Item = FeeItem>) -> Self {
        Self { cents, items: items.into_iter().collect() }
    }

    /// Returns what of it may not be charged.
    pub fn unlawful(&self) -> impl Iterator<Item = &FeeItem> {
        self.items.iter().filter(|item| !item.may_be_charged())
    }

    /// Returns the amount in dollars, such as `$6.50`.
    #[must_use]
    pub fn dollars(&self) -> String {
        dollars(self.cents)
    }
}

pub(crate) fn dollars(cents: u32) -> String {
    format!("${}.{:02}", cents / 100, cents % 100)
}

impl FeeState {
    /// Returns the fee, if one was asked for.
    #[must_use]
    pub const fn fee(&self) -> Option<&Fee> {
        match self {
            Self::None => None,
            Self::Quoted(fee) | Self::Challenged(fee) | Self::Paid(fee) | Self::Waived(fee) => Some(fee),
        }
    }
}
