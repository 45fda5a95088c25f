//! What every value of a body says, as a number: equal values have the same, and others another.
//!
//! The hash is keyed anew for each comparison, so that nobody can prepare values that meet.

use std::hash::{BuildHasher as _, RandomState};

use crate::json::{Doc, Json};

/// The hashes of a body's values, by slot.
pub(super) struct Hashes(Vec<u64>);

impl Hashes {
    pub(super) fn new(doc: &Doc<'_>, count: usize, key: &RandomState) -> Self {
        let mut hashes = Self(vec![0; count]);
        hashes.fill(doc.root(), key);
        hashes
    }

    pub(super) fn of(&self, value: Json<'_, '_>) -> u64 {
        self.0.get(value.slot()).copied().unwrap_or_default()
    }

    /// A body is at most [`MAX_DEPTH`](crate::MAX_DEPTH) levels deep.
    fn fill(&mut self, value: Json<'_, '_>, key: &RandomState) -> u64 {
        let hash = if value.is_object() {
            // The order of members says nothing.
            let sum = value.members().fold(0_u64, |sum, (name, value)| {
                let name = name.text().unwrap_or_default();
                sum.wrapping_add(key.hash_one((name.as_str(), self.fill(value, key))))
            });
            key.hash_one((1_u8, sum))
        } else if value.is_array() {
            let items: Vec<u64> = value.elements().map(|item| self.fill(item, key)).collect();
            key.hash_one((2_u8, items))
        } else {
            match value.text() {
                Some(text) => key.hash_one((3_u8, text.as_str())),
                None => key.hash_one((4_u8, value.raw())),
            }
        };
        if let Some(slot) = self.0.get_mut(value.slot()) {
            *slot = hash;
        }
        hash
    }
}
