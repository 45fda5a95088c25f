//! What makes questions fast: records in order of time for each kind, and records by code.

use std::collections::hash_map::RandomState;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::hash::BuildHasher as _;

use backpack_record::{Code, Header, Kind};

use super::weight;

/// The orders in which records are found without looking at each.
#[derive(Debug, Default)]
pub(crate) struct Index {
    /// For each kind: when it happened, and the record's number.
    by_time: BTreeMap<Kind, BTreeSet<(i64, u32)>>,
    /// For each code: the records' numbers, ascending.
    by_code: HashMap<u64, Vec<u32>>,
    /// How many places there are by code.
    places: usize,
    hasher: RandomState,
}

impl Index {
    pub(crate) fn add(&mut self, number: u32, kind: Kind, start: i64, header: Option<&Header<'_>>) {
        self.by_time.entry(kind).or_default().insert((start, number));
        for key in self.keys_of(header) {
            let numbers = self.by_code.entry(key).or_default();
            if let Err(at) = numbers.binary_search(&number) {
                numbers.insert(at, number);
                self.places += 1;
            }
        }
    }

    pub(crate) fn remove(&mut self, number: u32, kind: Kind, start: i64, header: Option<&Header<'_>>) {
        if let Some(records) = self.by_time.get_mut(&kind) {
            records.remove(&(start, number));
        }
        for key in self.keys_of(header) {
            if let Some(numbers) = self.by_code.get_mut(&key)
                && let Ok(at) = numbers.binary_search(&number)
            {
                numbers.remove(at);
                self.places = self.places.saturating_sub(1);
            }
        }
    }

    /// Says whether a record is found by its time and all its codes, and returns how many codes it has.
    pub(crate) fn finds(
        &self,
        number: u32,
        kind: Kind,
        start: i64,
        header: Option<&Header<'_>>,
    ) -> (bool, usize) {
        let by_time = self.by_time.get(&kind).is_some_and(|records| records.contains(&(start, number)));
        let keys = self.keys_of(header);
        let by_code = |key| self.by_code.get(key).is_some_and(|list| list.binary_search(&number).is_ok());
        (by_time && keys.iter().all(by_code), keys.len())
    }

    /// Returns how many places there are by time and by code.
    pub(crate) fn sizes(&self) -> (usize, usize) {
        (self.by_time.values().map(BTreeSet::len).sum(), self.by_code.values().map(Vec::len).sum())
    }

    /// Returns about how many bytes it takes, for so many records.
    pub(crate) fn weight(&self, records: usize) -> usize {
        // A tree of pairs in nodes that are filled to two thirds, and lists that double as they grow.
        let by_time = records * size_of::<(i64, u32)>() * 2;
        let lists =
            weight::map::<u64, Vec<u32>>(self.by_code.capacity()) + self.by_code.len() * weight::LEAST;
        by_time + lists + self.places * size_of::<u32>() * 3 / 2
    }

    /// Returns the records that have any of these codes, ascending, each once.
    pub(crate) fn with_codes<'q>(&self, codes: impl Iterator<Item = (Option<&'q str>, &'q str)>) -> Vec<u32> {
        let found = codes.filter_map(|(system, code)| self.by_code.get(&self.key(system, code)));
        let mut found = found.map(Vec::as_slice).collect::<Vec<_>>();
        match found.as_mut_slice() {
            [only] => only.to_vec(),
            lists => {
                let mut all = lists.concat();
                all.sort_unstable();
                all.dedup();
                all
            }
        }
    }

    /// Returns the records of some kinds, or of all, that began before `until`.
    pub(crate) fn by_time(&self, kinds: &[Kind], until: Option<i64>) -> impl Iterator<Item = u32> {
        let wanted = self.by_time.iter().filter(|(kind, _)| kinds.is_empty() || kinds.contains(kind));
        wanted.flat_map(move |(_, records)| {
            let end = until.map_or((i64::MAX, u32::MAX), |until| (until, 0));
            records.range(..end).map(|(_, number)| *number)
        })
    }

    fn keys_of(&self, header: Option<&Header<'_>>) -> Vec<u64> {
        let Some(header) = header else { return Vec::new() };
        let components = header.components.iter().flat_map(|component| &component.codes);
        let mut keys = Vec::with_capacity(header.codes.len() * 2);
        for Code { system, code, .. } in header.codes.iter().chain(components) {
            if let Some(code) = code {
                keys.push(self.key(None, code));
                if let Some(system) = system {
                    keys.push(self.key(Some(system), code));
                }
            }
        }
        keys.sort_unstable();
        keys.dedup();
        keys
    }

    /// The hash is keyed anew in each process, so that nobody can prepare codes that meet.
    fn key(&self, system: Option<&str>, code: &str) -> u64 {
        self.hasher.hash_one((system, code))
    }
}
