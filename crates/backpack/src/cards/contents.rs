//! What a card shows at a moment.

use std::collections::BTreeMap;

use backpack_core::{ContactId, FileId, RecordId, Timestamp};
use backpack_keep::Person;
use backpack_record::{AllergyTo, Card, CardItem, CardSort, Kind, PartialDate, ProfileFact};

use crate::Record;
use crate::views::Standing;

/// What a card shows at a moment.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CardContents {
    /// The card, with its rule and exceptions.
    pub card: Card,
    /// When this was put together.
    pub at: Timestamp,
    /// The facts of the profile, in the order of [`ProfileFact::ALL`]; what nobody said is left out.
    pub facts: Vec<CardFact>,
    /// The records by kind, in the order of [`Kind::ALL`], the latest first.
    pub sections: Vec<CardSection>,
    /// How it stands with allergies, on a card whose rule shows them: an empty list reads as "none" only where this says so.
    pub allergies: Option<Standing>,
    /// The contacts that were put on.
    pub contacts: Vec<ContactId>,
    /// The files that were put on.
    pub files: Vec<FileId>,
}

/// A fact of the person's profile.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CardFact {
    /// Which.
    pub fact: ProfileFact,
    /// What it is: a name and a date as written, otherwise the code of the profile's field.
    pub value: String,
}

/// The records of one kind.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CardSection {
    /// The kind.
    pub kind: Kind,
    /// The records.
    pub records: Vec<CardRecord>,
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

/// Puts a card together from all records that are shown, each with what it is an allergy to.
pub(crate) fn contents(
    card: Card,
    person: &Person,
    allergies: Standing,
    records: impl IntoIterator<Item = (Record, AllergyTo)>,
    at: Timestamp,
) -> CardContents {
    let facts = ProfileFact::ALL.iter().filter(|fact| card.shows_fact(**fact));
    let facts = facts.filter_map(|fact| Some(CardFact { fact: *fact, value: value_of(person, *fact)? }));
    let facts = facts.collect();
    let mut sections: BTreeMap<Kind, Vec<CardRecord>> = BTreeMap::new();
    for (record, allergy) in records {
        if !is_left_out(&record) && card.shows_record(record.id, record.kind(), allergy) {
            sections.entry(record.kind()).or_default().push(shown(&record));
        }
    }
    let sections = sections.into_iter().map(|(kind, records)| CardSection { kind, records }).collect();
    let (mut contacts, mut files) = (Vec::new(), Vec::new());
    for item in &card.on {
        match item {
            CardItem::Contact(contact) => contacts.push(*contact),
            CardItem::File(file) => files.push(*file),
            _ => {}
        }
    }
    let allergies = (card.sort != CardSort::Custom).then_some(allergies);
    CardContents { card, at, facts, sections, allergies, contacts, files }
}

/// Says whether a record is on no card: hidden, deleted, taken back, found to be none, or never come to be.
pub(crate) fn is_left_out(record: &Record) -> bool {
    let status = record.effective().status.as_deref();
    let is_void = matches!(status, Some("entered-in-error" | "refuted" | "cancelled" | "not-done"));
    is_void || record.retracted || record.overlay.deleted || record.overlay.hidden
}

fn value_of(person: &Person, fact: ProfileFact) -> Option<String> {
    let profile = &person.profile;
    let joined = |words: Vec<&str>| Some(words.join(", ")).filter(|words| !words.is_empty());
    match fact {
        ProfileFact::Name => Some(person.name.clone()).filter(|name| !name.is_empty()),
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
