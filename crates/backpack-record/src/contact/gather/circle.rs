//! Whoever was met so far: merged by identifier, and by name and organisation.

use std::collections::{BTreeMap, HashMap};

use backpack_core::RecordId;

use super::{Met, Role, Tally};
use crate::contact::{Contact, ContactKey, ContactPoint, ContactSort, Identifier, Provider, plain_name};

/// The most of one list of what several sources say.
const MOST: usize = 16;

/// Whoever was met so far, found by what tells them apart.
#[derive(Debug, Default)]
pub(super) struct Circle {
    pub(super) met: Vec<Person>,
    by_npi: HashMap<String, usize>,
    by_name: HashMap<(bool, String), Vec<usize>>,
}

#[derive(Debug)]
pub(super) struct Person {
    contact: Contact,
    key: ContactKey,
    described_by: Vec<RecordId>,
    pub(super) tally: Tally,
}

impl Circle {
    /// Takes in everybody who is described. Returns who each record describes.
    pub(super) fn take(
        &mut self,
        people: HashMap<RecordId, Contact>,
        roles: Vec<Role>,
    ) -> HashMap<RecordId, usize> {
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
    pub(super) fn name(&mut self, name: &str, is_organisation: bool, tally: &Tally) {
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
    pub(super) fn into_met(self) -> Option<Met> {
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
