//! Share cards: which parts of a Backpack somebody is shown. A card is a rule and its exceptions.

use std::collections::BTreeSet;

use backpack_core::{ContactId, FileId, RecordId};
use serde::{Deserialize, Serialize};

use crate::Kind;

/// A card: what it shows by rule, what was put on beside that, and what was taken off.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Card {
    /// The name that the person gave it; empty for one that has the name of its sort.
    pub name: String,
    /// The rule.
    pub sort: CardSort,
    /// What was put on by hand.
    pub on: BTreeSet<CardItem>,
    /// What was taken off.
    pub off: BTreeSet<CardItem>,
}

/// The rule of a card. New variants go at the end: the position is what is persisted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum CardSort {
    /// For whoever helps in an emergency: who it is, the blood type, allergies to medication. One is always there.
    Emergency,
    /// Everything, and by itself what comes later. One is always there.
    HealthHistory,
    /// Allergies to food, and those that nobody says what they are to.
    FoodAllergies,
    /// Nothing but what is put on, one by one.
    Custom,
}

/// Something that a card shows or not. New variants go at the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum CardItem {
    /// Something of the person's profile.
    Fact(ProfileFact),
    /// A record.
    Record(RecordId),
    /// A contact.
    Contact(ContactId),
    /// A file. No rule shows files: they are put on one by one.
    File(FileId),
}

/// A fact of the person's profile. New variants go at the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum ProfileFact {
    /// The name.
    Name,
    /// The birth date.
    BirthDate,
    /// The administrative gender.
    Gender,
    /// The sex at birth.
    BirthSex,
    /// The blood type.
    BloodType,
    /// The country.
    Country,
    /// The state of the United States.
    State,
    /// The race.
    Race,
    /// The ethnicity.
    Ethnicity,
}

/// What an allergy is to, in the words of `AllergyIntolerance.category` (R4, allergyintolerance.html).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct AllergyTo {
    /// Medication, or something biologic such as a vaccine.
    pub medication: bool,
    /// Food.
    pub food: bool,
    /// Something in the surroundings.
    pub environment: bool,
}

impl Card {
    /// Returns the card for whoever helps in an emergency, as it is before anybody changed it.
    #[must_use]
    pub const fn emergency() -> Self {
        Self::of(CardSort::Emergency, String::new())
    }

    /// Returns the card of the whole history, as it is before anybody changed it.
    #[must_use]
    pub const fn health_history() -> Self {
        Self::of(CardSort::HealthHistory, String::new())
    }

    /// Returns a card of allergies to food.
    #[must_use]
    pub const fn food_allergies() -> Self {
        Self::of(CardSort::FoodAllergies, String::new())
    }

    /// Returns a card that shows nothing yet: for a school, a trainer, a babysitter, a specialist.
    #[must_use]
    pub fn custom(name: impl Into<String>) -> Self {
        Self::of(CardSort::Custom, name.into())
    }

    const fn of(sort: CardSort, name: String) -> Self {
        Self { name, sort, on: BTreeSet::new(), off: BTreeSet::new() }
    }

    /// Puts something on, whatever the rule says.
    pub fn put_on(&mut self, item: CardItem) {
        self.off.remove(&item);
        self.on.insert(item);
    }

    /// Takes something off, whatever the rule says.
    pub fn take_off(&mut self, item: CardItem) {
        self.on.remove(&item);
        self.off.insert(item);
    }

    /// Says whether a fact of the profile is shown.
    #[must_use]
    pub fn shows_fact(&self, fact: ProfileFact) -> bool {
        use ProfileFact as Fact;
        let by_rule = match self.sort {
            CardSort::Emergency => {
                matches!(fact, Fact::Name | Fact::BirthDate | Fact::Gender | Fact::BloodType)
            }
            CardSort::HealthHistory => true,
            CardSort::FoodAllergies | CardSort::Custom => matches!(fact, Fact::Name),
        };
        self.decided(CardItem::Fact(fact), by_rule)
    }

    /// Says whether a record is shown: if the rule asks for it or it was put on, and was not taken off.
    #[must_use]
    pub fn shows_record(&self, record: RecordId, kind: Kind, allergy: AllergyTo) -> bool {
        self.decided(CardItem::Record(record), self.asks_for(kind, allergy))
    }

    /// Says whether the rule asks for records like this, whatever was put on or taken off. What is not said to be an allergy
    /// to anything in particular may be one to medication, and one to food: both rules ask for it.
    #[must_use]
    pub fn asks_for(&self, kind: Kind, allergy: AllergyTo) -> bool {
        let is_of_none = allergy == AllergyTo::default();
        match self.sort {
            CardSort::Emergency => kind == Kind::Allergy && (allergy.medication || is_of_none),
            CardSort::HealthHistory => true,
            CardSort::FoodAllergies => kind == Kind::Allergy && (allergy.food || is_of_none),
            CardSort::Custom => false,
        }
    }

    /// Says whether a contact or a file is shown: those that were put on.
    #[must_use]
    pub fn shows_chosen(&self, item: CardItem) -> bool {
        self.decided(item, false)
    }

    fn decided(&self, item: CardItem, by_rule: bool) -> bool {
        self.on.contains(&item) || (by_rule && !self.off.contains(&item))
    }
}

impl ProfileFact {
    /// Every fact, in the order in which a card shows them.
    pub const ALL: &[Self] = &[
        Self::Name,
        Self::BirthDate,
        Self::Gender,
        Self::BirthSex,
        Self::BloodType,
        Self::Country,
        Self::State,
        Self::Race,
        Self::Ethnicity,
    ];
}
