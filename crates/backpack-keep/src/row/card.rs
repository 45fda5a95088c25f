//! Share cards, and the links under which they can be looked at.

use backpack_core::{CardId, SecretBytes, Timestamp};
use backpack_record::Card;
use backpack_store::Table;
use serde::{Deserialize, Serialize};

use super::Row;
use crate::table;

/// A share card.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct CardRow {
    /// The card.
    pub id: CardId,
    /// What it shows.
    pub card: Card,
    /// When it was made.
    pub made: Timestamp,
}

impl CardRow {
    /// Returns the row of a card.
    #[must_use]
    pub const fn new(id: CardId, card: Card, made: Timestamp) -> Self {
        Self { id, card, made }
    }
}

impl Row for CardRow {
    const TABLE: Table = table::CARD;
    const FORMAT: u8 = 1;
    const WHAT: &'static str = "card";

    fn name(&self) -> Vec<u8> {
        self.id.as_bytes().to_vec()
    }
}

/// A link under which a card can be looked at. The row lies under its token, so that whoever has none finds none.
#[derive(Debug, Serialize, Deserialize)]
#[non_exhaustive]
pub struct CardLinkRow {
    /// The random part of the address.
    #[serde(with = "super::secret")]
    pub token: SecretBytes,
    /// The card.
    pub card: CardId,
    /// The access code that belongs to it.
    #[serde(with = "super::secret")]
    pub code: SecretBytes,
    /// When it was switched on.
    pub made: Timestamp,
    /// When it ends, if it does by itself.
    pub expires: Option<Timestamp>,
    /// Whether it can be used. What ended is never switched on again.
    pub is_on: bool,
    /// How many wrong codes it still bears.
    pub tries_left: u32,
    /// How often the card was looked at.
    pub views: u64,
}

impl CardLinkRow {
    /// Returns the row of a link that is switched on.
    #[must_use]
    pub const fn new(
        token: SecretBytes,
        card: CardId,
        code: SecretBytes,
        made: Timestamp,
        expires: Option<Timestamp>,
        tries: u32,
    ) -> Self {
        Self { token, card, code, made, expires, is_on: true, tries_left: tries, views: 0 }
    }
}

impl Row for CardLinkRow {
    const TABLE: Table = table::CARD_LINK;
    const FORMAT: u8 = 1;
    const GUARDED: bool = true;
    const WHAT: &'static str = "link to a card";

    fn name(&self) -> Vec<u8> {
        self.token.expose().to_vec()
    }
}
