//! Share cards, as JSON. Their links stay behind: they hold what opens them.

use backpack_core::{CardId, ContactId, FileId, RecordId};
use backpack_keep::CardRow;
use backpack_record::{Card, CardItem, CardSort, ProfileFact};
use serde::{Deserialize, Serialize};

use super::Ids;
use crate::text::{At, Shown};

/// A card: its rule, and what was put on and taken off.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct CardLine {
    id: Shown<CardId>,
    name: String,
    sort: CardSort,
    on: Vec<CardItemLine>,
    off: Vec<CardItemLine>,
    made: At,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum CardItemLine {
    Fact(ProfileFact),
    Record(Shown<RecordId>),
    Contact(Shown<ContactId>),
    File(Shown<FileId>),
}

impl CardLine {
    /// Returns the line of a card; `None` if this version has no word for what is on it.
    pub(crate) fn new(row: &CardRow) -> Option<Self> {
        let items = |items: &std::collections::BTreeSet<CardItem>| {
            items.iter().map(CardItemLine::new).collect::<Option<Vec<_>>>()
        };
        Some(Self {
            id: Shown(row.id),
            name: row.card.name.clone(),
            sort: row.card.sort,
            on: items(&row.card.on)?,
            off: items(&row.card.off)?,
            made: At(row.made),
        })
    }

    pub(crate) fn row(self, ids: &Ids) -> CardRow {
        let mut card = Card::custom(self.name);
        card.sort = self.sort;
        card.on = self.on.into_iter().map(|item| item.kept(ids)).collect();
        card.off = self.off.into_iter().map(|item| item.kept(ids)).collect();
        CardRow::new(self.id.0, card, self.made.0)
    }
}

impl CardItemLine {
    fn new(item: &CardItem) -> Option<Self> {
        Some(match item {
            CardItem::Fact(fact) => Self::Fact(*fact),
            CardItem::Record(record) => Self::Record(Shown(*record)),
            CardItem::Contact(contact) => Self::Contact(Shown(*contact)),
            CardItem::File(file) => Self::File(Shown(*file)),
            _ => return None,
        })
    }

    fn kept(self, ids: &Ids) -> CardItem {
        match self {
            Self::Fact(fact) => CardItem::Fact(fact),
            Self::Record(record) => CardItem::Record(ids.here(record.0)),
            Self::Contact(contact) => CardItem::Contact(contact.0),
            Self::File(file) => CardItem::File(file.0),
        }
    }
}
