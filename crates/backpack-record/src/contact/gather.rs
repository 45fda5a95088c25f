//! Who is met in the records of a Backpack: described by some, named by others, each of them once.

mod circle;

use std::collections::{BTreeMap, HashMap};

use backpack_core::RecordId;

use self::circle::{Circle, Person};
use super::read::Described;
use super::{Contact, plain_name};

/// What stands in the place of a name that a source does not know, as `plain_name` has it.
const NOBODY: &[&str] = &["unknown", "provider unknown", "available not", "none", "a n"];
/// The most records that somebody is named in, and that are listed.
const MOST_NAMING: usize = 8;

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
        let is_nobody = |name: &String| but.contains(name) || NOBODY.contains(&name.as_str());
        met.retain(|one| !is_nobody(&plain_name(&one.contact.name)));
        met.sort_by(|a, b| {
            (b.mentions, b.latest)
                .cmp(&(a.mentions, a.latest))
                .then_with(|| a.contact.name.cmp(&b.contact.name))
        });
        met
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
