//! Finding among many contacts the one that somebody is.

use std::collections::HashMap;

use backpack_core::{ContactId, RecordId};
use backpack_record::contact::{Contact, ContactKey};

use crate::contacts::Kept;

/// Contacts, by what tells them apart and by the records they were taken from.
pub(super) struct Among<'k> {
    kept: &'k [Kept],
    keys: Vec<ContactKey>,
    by_npi: HashMap<String, Vec<usize>>,
    by_name: HashMap<String, Vec<usize>>,
    by_record: HashMap<RecordId, Vec<usize>>,
}

impl<'k> Among<'k> {
    pub(super) fn new(kept: &'k [Kept]) -> Self {
        let keys: Vec<ContactKey> = kept.iter().map(|kept| ContactKey::of(&kept.contact)).collect();
        let (mut by_npi, mut by_name, mut by_record) = (HashMap::new(), HashMap::new(), HashMap::new());
        for (at, (kept, key)) in kept.iter().zip(&keys).enumerate() {
            for npi in &key.npis {
                by_npi.entry(npi.clone()).or_insert_with(Vec::new).push(at);
            }
            by_name.entry(key.name.clone()).or_insert_with(Vec::new).push(at);
            for tie in &kept.ties {
                by_record.entry(tie.record).or_insert_with(Vec::new).push(at);
            }
        }
        Self { kept, keys, by_npi, by_name, by_record }
    }

    /// Returns the contact that means the same.
    pub(super) fn same(&self, contact: &Contact) -> Option<ContactId> {
        let key = ContactKey::of(contact);
        let by_npi = key.npis.iter().filter_map(|npi| self.by_npi.get(npi)).flatten();
        let by_name = self.by_name.get(&key.name).into_iter().flatten();
        let mut alike =
            by_npi.chain(by_name).filter_map(|at| Some((self.kept.get(*at)?, self.keys.get(*at)?)));
        let is_same = |(kept, other): &(&Kept, &ContactKey)| {
            kept.contact.is_of_one_sort(contact) && other.is_same(&key)
        };
        alike.find(is_same).map(|(kept, _)| kept.id)
    }

    /// Returns the contacts that a record was the source of, or names; a record that describes somebody among them.
    pub(super) fn tied_to(&self, record: RecordId) -> impl Iterator<Item = (ContactId, bool)> {
        let tied = self.by_record.get(&record).into_iter().flatten().filter_map(|at| self.kept.get(*at));
        tied.map(move |kept| (kept.id, kept.ties.iter().any(|tie| tie.record == record && tie.describes)))
    }

    /// Returns the contact of this bare name, if there is only one.
    pub(super) fn named(&self, plain: &str) -> Option<ContactId> {
        match self.by_name.get(plain)?.as_slice() {
            [one] => self.kept.get(*one).map(|kept| kept.id),
            _ => None,
        }
    }
}
