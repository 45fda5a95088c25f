//! Who is met in the records of a Backpack: described by some, named by others, each of them once.

use std::collections::{BTreeMap, HashMap};

use backpack_core::RecordId;

use super::read::Described;
use super::{Contact, ContactKey, ContactPoint, ContactSort, Identifier, Provider, plain_name};

/// The most records that somebody is named in, and that are listed.
const MOST_NAMING: usize = 8;
/// The most of one list of what several sources say.
const MOST: usize = 16;

/// Somebody met in the records.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Met {
    /// What the records say of them, merged.
    pub contact: Contact,
    /// The records that describe them.
    pub described_by: Vec<RecordId>,
    /// The latest records that name them, 8 at most.
    pub named_in: Vec<RecordId>,
    /// How many records name them.
    pub mentions: usize,
    /// When they were named last, in milliseconds since 1970; `None` if no record that names them has a date.
    pub latest: Option<i64>,
}

/// A record that names somebody.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Mention<'a> {
    /// The record.
    pub record: RecordId,
    /// When it happened.
    pub at: Option<i64>,
    /// The name as written.
    pub name: Option<&'a str>,
    /// The record that describes whoever is named, if it is here.
    pub described_by: Option<RecordId>,
    /// Whether it is said to be an organisation.
    pub is_organisation: bool,
}

impl<'a> Mention<'a> {
    /// Returns a mention in a record.
    #[must_use]
    pub const fn new(record: RecordId, at: Option<i64>) -> Self {
        Self { record, at, name: None, described_by: None, is_organisation: false }
    }

    /// Sets the name as written.
    #[must_use]
    pub const fn named(mut self, name: Option<&'a str>) -> Self {
        self.name = name;
        self
    }

    /// Sets the record that describes whoever is named.
    #[must_use]
    pub const fn described_by(mut self, record: Option<RecordId>) -> Self {
        self.described_by = record;
        self
    }

    /// Says that it is an organisation.
    #[must_use]
    pub const fn of_organisation(mut self, is_one: bool) -> Self {
        self.is_organisation = is_one;
        self
    }
}

/// What records say of whom, put together one by one.
#[derive(Debug, Default)]
pub struct Gathering {
    people: HashMap<RecordId, Contact>,
    roles: Vec<Role>,
    named: HashMap<Named, Tally>,
}

#[derive(Debug)]
struct Role {
    record: RecordId,
    practitioner: Option<RecordId>,
    organisation: Option<RecordId>,
    contact: Contact,
}

/// Whom a record names: whoever another record describes, or a bare name.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Named {
    Described(RecordId),
    Bare { name: String, is_organisation: bool },
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Tally {
    mentions: usize,
    latest: Option<i64>,
    /// By time, the latest last.
    records: Vec<(Option<i64>, RecordId)>,
}

impl Gathering {
    /// Returns one in which nobody was met.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes in what a record describes. `practitioner` and `organisation` are the records that a role names, where they
    /// are here.
    pub fn describe(
        &mut self,
        record: RecordId,
        described: Described,
        practitioner: Option<RecordId>,
        organisation: Option<RecordId>,
    ) {
        let contact = described.contact;
        if described.is_role {
            self.roles.push(Role { record, practitioner, organisation, contact });
        } else {
            self.people.insert(record, contact);
        }
    }

    /// Takes in that a record names somebody.
    pub fn mention(&mut self, mention: &Mention<'_>) {
        let named = match (mention.described_by, mention.name) {
            (Some(record), _) => Named::Described(record),
            (None, Some(name)) if !name.trim().is_empty() => {
                Named::Bare { name: name.trim().to_owned(), is_organisation: mention.is_organisation }
            }
            _ => return,
        };
        self.named.entry(named).or_default().add(mention.at, mention.record);
    }

    /// Returns who was met: whoever has one of these names left out, the most often and most recently named first.
    #[must_use]
    pub fn met(self, but: &[&str]) -> Vec<Met> {
        let but: Vec<String> = but.iter().map(|name| plain_name(name)).collect();
        let mut circle = Circle::default();
        let numbers = circle.take(self.people, self.roles);
        // Bare names come last, and those of organisations known as such before the others.
        let named: BTreeMap<Named, Tally> = self.named.into_iter().collect();
        for (named, tally) in named {
            match named {
                Named::Described(record) => {
                    if let Some(met) = numbers.get(&record).and_then(|at| circle.met.get_mut(*at)) {
                        met.tally.merge(&tally);
                    }
                }
                Named::Bare { name, is_organisation } => circle.name(&name, is_organisation, &tally),
            }
        }
        let mut met: Vec<Met> = circle.met.into_iter().filter_map(Person::into_met).collect();
        met.retain(|one| !but.contains(&plain_name(&one.contact.name)));
        met.sort_by(|a, b| {
            (b.mentions, b.latest)
                .cmp(&(a.mentions, a.latest))
                .then_with(|| a.contact.name.cmp(&b.contact.name))
        });
        met
    }
}

/// Whoever was met so far, found by what tells them apart.
#[derive(Debug, Default)]
struct Circle {
    met: Vec<Person>,
    by_npi: HashMap<String, usize>,
    by_name: HashMap<(bool, String), Vec<usize>>,
}

#[derive(Debug)]
struct Person {
    contact: Contact,
    key: ContactKey,
    described_by: Vec<RecordId>,
    tally: Tally,
}

impl Circle {
    /// Takes in everybody who is described. Returns who each record describes.
    fn take(&mut self, people: HashMap<RecordId, Contact>, roles: Vec<Role>) -> HashMap<RecordId, usize> {
        let mut roles = roles;
        roles.sort_by_key(|role| role.record);
        let mut said: BTreeMap<RecordId, (Contact, Vec<RecordId>)> =
            people.into_iter().map(|(record, contact)| (record, (contact, vec![record]))).collect();
        for role in roles {
            let named =
                role.organisation.and_then(|record| said.get(&record)).map(|(one, _)| one.name.clone());
            let mut contact = role.contact;
            if let ContactSort::Provider(care) = &mut contact.sort {
                care.organisation = named.filter(|name| !name.is_empty()).or(care.organisation.take());
            }
            match role.practitioner.and_then(|record| said.get_mut(&record)) {
                Some((known, records)) => {
                    fill(known, contact);
                    records.push(role.record);
                }
                None => drop(said.insert(role.record, (contact, vec![role.record]))),
            }
        }
        let mut numbers = HashMap::new();
        for (contact, records) in said.into_values().filter(|(contact, _)| !contact.name.is_empty()) {
            let at = self.add(contact, &records);
            numbers.extend(records.into_iter().map(|record| (record, at)));
        }
        numbers
    }

    /// Adds somebody, or what is said of somebody who was met already.
    fn add(&mut self, contact: Contact, described_by: &[RecordId]) -> usize {
        let key = ContactKey::of(&contact);
        let known = key.npis.iter().find_map(|npi| self.by_npi.get(npi).copied());
        let known = known.or_else(|| self.named(&contact, &key));
        let at = match known {
            Some(at) => {
                if let Some(person) = self.met.get_mut(at) {
                    fill(&mut person.contact, contact);
                    person.key = ContactKey::of(&person.contact);
                    person.described_by.extend(described_by);
                }
                at
            }
            None => {
                let described_by = described_by.to_vec();
                self.met.push(Person { contact, key: key.clone(), described_by, tally: Tally::default() });
                self.met.len() - 1
            }
        };
        for npi in key.npis {
            self.by_npi.entry(npi).or_insert(at);
        }
        if let Some(person) = self.met.get(at) {
            let names = self.by_name.entry((is_organisation(&person.contact), key.name)).or_default();
            if !names.contains(&at) {
                names.push(at);
            }
        }
        at
    }

    /// Returns whoever has the same name, of the same organisation as far as it is known.
    fn named(&self, contact: &Contact, key: &ContactKey) -> Option<usize> {
        let alike = self.by_name.get(&(is_organisation(contact), key.name.clone()))?;
        alike.iter().copied().find(|at| {
            self.met.get(*at).is_some_and(|person| {
                person.key.is_same(key) && (person.key.organisation == key.organisation || alike.len() == 1)
            })
        })
    }

    /// Takes in a bare name: of the one who has it, if there is only one; else of somebody new.
    fn name(&mut self, name: &str, is_organisation: bool, tally: &Tally) {
        let plain = plain_name(name);
        let alike =
            [is_organisation, true].into_iter().find_map(|is_one| self.by_name.get(&(is_one, plain.clone())));
        let only = alike.and_then(|alike| match alike.as_slice() {
            [one] => Some(*one),
            _ => None,
        });
        let at = only.unwrap_or_else(|| {
            let contact = if is_organisation { Contact::organisation(name) } else { Contact::provider(name) };
            self.add(contact, &[])
        });
        if let Some(person) = self.met.get_mut(at) {
            person.tally.merge(tally);
        }
    }
}

impl Person {
    fn into_met(self) -> Option<Met> {
        let Self { mut contact, mut described_by, tally, .. } = self;
        // Whoever only the source's own odd words describe is nobody to offer.
        contact.name.truncate(contact.name.floor_char_boundary(500));
        contact.check().ok()?;
        described_by.sort_unstable();
        described_by.dedup();
        let named_in = tally.records.iter().rev().map(|(_, record)| *record).collect();
        Some(Met { contact, described_by, named_in, mentions: tally.mentions, latest: tally.latest })
    }
}

impl Tally {
    fn add(&mut self, at: Option<i64>, record: RecordId) {
        self.mentions += 1;
        self.note(at, record);
    }

    fn merge(&mut self, other: &Self) {
        self.mentions += other.mentions;
        for (at, record) in &other.records {
            self.note(*at, *record);
        }
    }

    fn note(&mut self, at: Option<i64>, record: RecordId) {
        self.latest = self.latest.max(at);
        let place = self.records.partition_point(|one| *one < (at, record));
        self.records.insert(place, (at, record));
        if self.records.len() > MOST_NAMING {
            self.records.remove(0);
        }
    }
}

const fn is_organisation(contact: &Contact) -> bool {
    matches!(contact.sort, ContactSort::Organisation(_))
}

/// Adds to what is known of somebody what another source says: nothing that is known is changed.
fn fill(known: &mut Contact, other: Contact) {
    if known.name.is_empty() {
        known.name = other.name;
    }
    known.address = known.address.take().or(other.address);
    for point in other.points {
        let is_new = |have: &ContactPoint| have.by != point.by || have.value != point.value;
        if known.points.len() < MOST && known.points.iter().all(is_new) {
            known.points.push(point);
        }
    }
    if let (
        ContactSort::Provider(known) | ContactSort::Organisation(known),
        ContactSort::Provider(other) | ContactSort::Organisation(other),
    ) = (&mut known.sort, other.sort)
    {
        fill_care(known, other);
    }
}

fn fill_care(known: &mut Provider, other: Provider) {
    known.specialty = known.specialty.take().or(other.specialty);
    known.organisation = known.organisation.take().or(other.organisation);
    known.role = known.role.take().or(other.role);
    let new = |identifiers: &[Identifier], one: &Identifier| !identifiers.contains(one);
    for identifier in other.identifiers {
        if known.identifiers.len() < MOST && new(&known.identifiers, &identifier) {
            known.identifiers.push(identifier);
        }
    }
}
