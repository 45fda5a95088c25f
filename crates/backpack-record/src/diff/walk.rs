//! Down both bodies at once.

use std::collections::HashMap;
use std::hash::RandomState;

use super::hashes::Hashes;
use super::list::{self, Item};
use super::path::{FieldPath, Step};
use super::{Difference, FieldChange, HowChanged, decimal};
use crate::json::{Doc, Json};

/// The most changes that are told one by one.
const MOST_CHANGES: usize = 4096;

/// The two versions of a value.
#[derive(Clone, Copy)]
pub(super) struct Both<'d, 'a> {
    pub(super) before: Json<'d, 'a>,
    pub(super) after: Json<'d, 'a>,
}

/// A comparison on its way.
pub(super) struct Walk<'d, 'a> {
    before: &'d Doc<'a>,
    after: &'d Doc<'a>,
    pub(super) key: RandomState,
    hashes: Option<(Hashes, Hashes)>,
    steps: Vec<Step<'a>>,
    found: Difference<'a>,
}

impl<'d, 'a> Walk<'d, 'a> {
    pub(super) fn new(before: &'d Doc<'a>, after: &'d Doc<'a>) -> Self {
        let key = RandomState::new();
        let counts = before.len().zip(after.len());
        let hashes =
            counts.map(|(one, other)| (Hashes::new(before, one, &key), Hashes::new(after, other, &key)));
        Self { before, after, key, hashes, steps: Vec::new(), found: Difference::default() }
    }

    pub(super) fn whole(mut self) -> Difference<'a> {
        let both = Both { before: self.before.root(), after: self.after.root() };
        if self.hashes.is_some() {
            self.value(both);
        } else if both.before.raw() != both.after.raw() {
            // Not every value is indexed: nothing is said of what is inside.
            self.replaced(both);
        }
        self.found
    }

    pub(super) fn hash_before(&self, value: Json<'_, '_>) -> u64 {
        self.hashes.as_ref().map_or(0, |(before, _)| before.of(value))
    }

    pub(super) fn hash_after(&self, value: Json<'_, '_>) -> u64 {
        self.hashes.as_ref().map_or(0, |(_, after)| after.of(value))
    }

    pub(super) fn is_same(&self, both: Both<'_, '_>) -> bool {
        self.hash_before(both.before) == self.hash_after(both.after)
    }

    fn value(&mut self, both: Both<'d, 'a>) {
        let Both { before, after } = both;
        if self.is_same(both) {
            return;
        }
        if before.is_object() && after.is_object() {
            self.object(both);
        } else if before.is_array() && after.is_array() {
            self.list(both);
        } else {
            self.replaced(both);
        }
    }

    fn object(&mut self, both: Both<'d, 'a>) {
        let after: HashMap<_, _> = members(both.after).collect();
        let before: HashMap<_, _> = members(both.before).collect();
        let added: Vec<_> = members(both.after).filter(|(name, _)| !before.contains_key(name)).collect();
        let differs = |(name, value): &(_, Json<'d, 'a>)| match after.get(name) {
            Some(other) => !self.is_same(Both { before: *value, after: *other }),
            None => true,
        };
        let changed: Vec<_> = members(both.before).filter(differs).collect();
        if self.has_no_room(changed.len() + added.len()) {
            return self.replaced(both);
        }
        for (name, value) in changed {
            let other = after.get(&name).copied();
            self.steps.push(Step::Member(name));
            match other {
                Some(other) => self.value(Both { before: value, after: other }),
                None => self.one_sided(value, HowChanged::Removed(value.raw())),
            }
            self.steps.pop();
        }
        for (name, value) in added {
            self.steps.push(Step::Member(name));
            self.one_sided(value, HowChanged::Added(value.raw()));
            self.steps.pop();
        }
    }

    /// Of a `meta` that only one version has, what says how it was served is still told apart.
    fn one_sided(&mut self, value: Json<'d, 'a>, how: HowChanged<'a>) {
        let is_meta = matches!(self.steps.as_slice(), [Step::Member(name)] if *name == "meta");
        if !is_meta || members(value).next().is_none() {
            return self.tell(how);
        }
        let parts: Vec<_> = members(value).collect();
        if self.has_no_room(parts.len()) {
            return self.tell(how);
        }
        for (name, part) in parts {
            self.steps.push(Step::Member(name));
            self.tell(match how {
                HowChanged::Removed(_) => HowChanged::Removed(part.raw()),
                _ => HowChanged::Added(part.raw()),
            });
            self.steps.pop();
        }
    }

    fn list(&mut self, both: Both<'d, 'a>) {
        let items = list::matched(self, both);
        let differs = |item: &Item<'d, 'a>| match item {
            Item::Kept { both, moved, .. } => *moved || !self.is_same(*both),
            Item::Removed(..) | Item::Added(..) => true,
        };
        let items: Vec<_> = items.into_iter().filter(differs).collect();
        if self.has_no_room(items.len()) {
            return self.replaced(both);
        }
        for item in items {
            let (before, after) = item.places();
            self.steps.push(Step::Item { before, after });
            match item {
                Item::Removed(_, value) => self.tell(HowChanged::Removed(value.raw())),
                Item::Added(_, value) => self.tell(HowChanged::Added(value.raw())),
                Item::Kept { both, moved, .. } => {
                    if moved {
                        self.tell(HowChanged::Moved);
                    }
                    self.value(both);
                }
            }
            self.steps.pop();
        }
    }

    fn has_no_room(&self, more: usize) -> bool {
        self.found.changes.len() + more > MOST_CHANGES
    }

    fn replaced(&mut self, both: Both<'d, 'a>) {
        let (before, after) = (both.before.raw(), both.after.raw());
        let are_numbers = !both.before.is_string() && !both.after.is_string();
        self.tell(if are_numbers && decimal::is_same(before, after) {
            HowChanged::Rewritten { before, after }
        } else {
            HowChanged::Replaced { before, after }
        });
    }

    fn tell(&mut self, how: HowChanged<'a>) {
        let is_served = matches!(self.steps.as_slice(), [Step::Member(meta), Step::Member(name)]
            if *meta == "meta" && (*name == "lastUpdated" || *name == "versionId"));
        let list = if is_served { &mut self.found.served } else { &mut self.found.changes };
        list.push(FieldChange { path: FieldPath { steps: self.steps.clone() }, how });
    }
}

fn members<'d, 'a>(
    object: Json<'d, 'a>,
) -> impl Iterator<Item = (crate::Text<'a>, Json<'d, 'a>)> + use<'d, 'a> {
    object.members().map(|(name, value)| (name.text().unwrap_or_default(), value))
}
