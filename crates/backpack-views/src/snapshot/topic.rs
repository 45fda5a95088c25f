//! One question of somebody who reads a list: what is there of this, and if nothing is, may it be read as "none"?

use backpack_record::{Header, Kind};

use super::area::Area;
use super::section::{Nothing, Part};
use super::{Asked, Gap, Standing, asked, none};

/// What somebody looks for in a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Topic {
    /// All records of a kind.
    Kind(Kind),
    /// Allergies to medication, those that are not said to be to anything in particular among them.
    MedicationAllergies,
    /// Allergies to food, those that are not said to be to anything in particular among them.
    FoodAllergies,
}

/// What a list has of a topic.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(
    clippy::exhaustive_enums,
    reason = "there is something, or nothing and somebody says so or does not know, or it is not said"
)]
pub enum Found {
    /// There is something.
    Facts,
    /// There is nothing, and a record says that there is nothing.
    SaidNone,
    /// There is nothing.
    Nothing,
    /// There is nothing for certain: something may be, or a source says that it does not know.
    Unclear,
    /// Nothing is shown, and that must not read as "none", nor say why: something is not for the reader.
    Unsaid,
}

/// What a record says that is no fact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(
    clippy::exhaustive_enums,
    reason = "it says that there is nothing of the topic, or does not know, or neither"
)]
pub enum NoFact {
    /// That there is nothing of the topic.
    SaysNone,
    /// That nobody asked, or that nobody knows.
    SaysUnknown,
    /// That there is nothing of something else.
    Aside,
}

impl Topic {
    /// Returns what a record says that is no fact of the topic, such as "no known drug allergies"; `None` for a fact. What
    /// says that there is nothing of a part of the topic alone is aside.
    #[must_use]
    pub fn no_fact(self, header: &Header<'_>) -> Option<NoFact> {
        let nothing = match header.kind {
            Kind::Allergy => none::of_allergies(header),
            Kind::Condition | Kind::Injury => none::of_problems(header),
            Kind::Medication => none::of_medications(header),
            Kind::Immunization => none::of_immunizations(header),
            _ => None,
        }?;
        Some(match (self, nothing) {
            (_, Nothing::All)
            | (Self::MedicationAllergies, Nothing::Part(Part::Medication))
            | (Self::FoodAllergies, Nothing::Part(Part::Food)) => NoFact::SaysNone,
            (_, Nothing::Unknown) => NoFact::SaysUnknown,
            _ => NoFact::Aside,
        })
    }

    /// Returns how it stands with the topic in a list in which this was found, and what may be missing from it. `asked` is
    /// what the portals were asked and how it ended.
    #[must_use]
    pub fn standing(self, found: Found, asked: &[Asked]) -> (Standing, Vec<Gap>) {
        let area = match self {
            Self::Kind(kind) => Area::All(kind),
            Self::MedicationAllergies | Self::FoodAllergies => Area::Allergies,
        };
        let gaps = asked::gaps(asked, area);
        (Standing::of(found, !gaps.is_empty(), asked::was_asked(asked, area)), gaps)
    }
}
