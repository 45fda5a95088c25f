//! What a card shows at a moment.

use backpack_core::{ContactId, FileId, RecordId, Timestamp};
use backpack_keep::Person;
use backpack_record::{Card, CardSort, Kind, PartialDate, ProfileFact};

use super::sections::{Looked, sections};
use crate::Record;
use crate::views::{Standing, Why};

/// What a card shows at a moment, and nothing of what was taken off it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CardContents {
    /// The card's name; empty for one that has the name of its sort.
    pub name: String,
    /// The card's rule.
    pub sort: CardSort,
    /// When this was put together.
    pub at: Timestamp,
    /// The facts of the profile, in the order of [`ProfileFact::ALL`].
    pub facts: Vec<CardFact>,
    /// The records by kind, in the order of [`Kind::ALL`], the latest first. What the rule asks for is there also without a
    /// record, and says how it stands.
    pub sections: Vec<CardSection>,
    /// The contacts that were put on, and are still there.
    pub contacts: Vec<CardContact>,
    /// The files that were put on, and are still there.
    pub files: Vec<CardFile>,
}

/// A contact as a card shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CardContact {
    /// The contact.
    pub id: ContactId,
    /// The name.
    pub name: String,
    /// How to reach them, as written: telephone numbers and addresses.
    pub points: Vec<String>,
}

/// A file as a card shows it. Its bytes the app hands out.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CardFile {
    /// The file.
    pub id: FileId,
    /// Its name.
    pub name: String,
}

/// A fact of the person's profile.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CardFact {
    /// Which.
    pub fact: ProfileFact,
    /// What it is: a name and a date as written, otherwise the code of the profile's field. `None` if nobody said: only an
    /// emergency card tells that, other cards leave the fact out.
    pub value: Option<String>,
}

/// The records of one kind, and what may be missing of them.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CardSection {
    /// The kind.
    pub kind: Kind,
    /// The records. Where the standing is [`Standing::SaidNone`] those that say that there is nothing.
    pub records: Vec<CardRecord>,
    /// How it stands: without facts it reads as "none" only where this is [`Standing::SaidNone`] or [`Standing::Empty`].
    /// [`Standing::NotAsked`] tells no more than that this card does not say: it is also what stands where something was taken
    /// off.
    pub standing: Standing,
    /// What portals did not give, and may have.
    pub gaps: Vec<CardGap>,
}

/// Something that a portal did not give.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub struct CardGap {
    /// What the portal is called; `None` if the card does not name it, since something that came from there was taken off or
    /// hidden.
    pub portal: Option<String>,
    /// Why it may be missing.
    pub why: Why,
}

/// A record as a card shows it: what it is, when and how it stands. No note, no narrative, no code, no source.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CardRecord {
    /// The record.
    pub id: RecordId,
    /// Its title.
    pub title: String,
    /// When it began or happened, as precisely as is known.
    pub date: Option<String>,
    /// When it ended, if that is known.
    pub end: Option<String>,
    /// Its status, as FHIR's code.
    pub status: Option<String>,
    /// What was measured, with its unit.
    pub value: Option<String>,
    /// Whether the person marked it as wrong.
    pub is_disputed: bool,
}

impl CardContents {
    /// Returns how many records it shows.
    #[must_use]
    pub fn records(&self) -> usize {
        self.sections.iter().map(|section| section.records.len()).sum()
    }
}

/// Puts a card together from all records, hidden ones too, and from what the portals were asked.
pub(crate) fn contents(
    card: Card,
    person: &Person,
    looked: &Looked<'_>,
    (contacts, files): (Vec<CardContact>, Vec<CardFile>),
    at: Timestamp,
) -> CardContents {
    let facts = ProfileFact::ALL.iter().filter(|fact| card.shows_fact(**fact));
    let facts = facts.map(|fact| CardFact { fact: *fact, value: value_of(person, *fact) });
    let facts = facts.filter(|fact| fact.value.is_some() || card.sort == CardSort::Emergency).collect();
    let sections = sections(&card, looked);
    CardContents { name: card.name, sort: card.sort, at, facts, sections, contacts, files }
}

fn value_of(person: &Person, fact: ProfileFact) -> Option<String> {
    let profile = &person.profile;
    let joined = |words: Vec<&str>| Some(words.join(", ")).filter(|words| !words.is_empty());
    match fact {
        ProfileFact::Name => Some(person.name.clone()).filter(|name| !name.trim().is_empty()),
        ProfileFact::BirthDate => person.birth_date.clone(),
        ProfileFact::Gender => person.sex.map(|sex| sex.code().to_owned()),
        ProfileFact::BirthSex => profile.birth_sex.map(|sex| sex.code().to_owned()),
        ProfileFact::BloodType => profile.blood_type.map(|blood| blood.to_string()),
        ProfileFact::Country => profile.country.clone(),
        ProfileFact::State => profile.state.clone(),
        ProfileFact::Race => {
            let named = profile.races.iter().map(|race| race.display());
            joined(named.chain(profile.race_words.iter().map(String::as_str)).collect())
        }
        ProfileFact::Ethnicity => {
            let named = profile.ethnicity.iter().map(|one| one.display());
            joined(named.chain(profile.ethnicity_words.iter().map(String::as_str)).collect())
        }
        _ => None,
    }
}

pub(crate) fn shown(record: &Record) -> CardRecord {
    let header = record.effective();
    let date = |date: &Option<PartialDate<'_>>| date.as_ref().map(|date| date.as_str().to_owned());
    let when = header.when.as_ref();
    CardRecord {
        id: record.id,
        title: header.title.to_string(),
        date: when.and_then(|when| date(&when.start)),
        end: when.and_then(|when| date(&when.end)),
        status: header.status.as_ref().map(ToString::to_string),
        value: header.value.as_ref().map(ToString::to_string),
        is_disputed: record.overlay.flagged.is_some(),
    }
}
