//! Which item of a list is which: by id, by what identifies it, by content, by likeness, by place.

use std::collections::{HashMap, VecDeque};
use std::hash::BuildHasher as _;

use super::walk::{Both, Walk};
use crate::json::Json;

/// Of at most this many pairs of items the most alike are looked for; of more, the places decide.
const MOST_PAIRS: usize = 1024;
/// How many members of an item count for its likeness.
const MOST_MEMBERS: usize = 256;

/// What became of one item of a list.
pub(super) enum Item<'d, 'a> {
    /// It is in both versions, perhaps changed, perhaps elsewhere.
    Kept { before: usize, after: usize, both: Both<'d, 'a>, moved: bool },
    /// It is in the first alone.
    Removed(usize, Json<'d, 'a>),
    /// It is in the second alone.
    Added(usize, Json<'d, 'a>),
}

impl Item<'_, '_> {
    /// Returns its places before and after.
    pub(super) const fn places(&self) -> (Option<usize>, Option<usize>) {
        match self {
            Self::Kept { before, after, .. } => (Some(*before), Some(*after)),
            Self::Removed(before, _) => (Some(*before), None),
            Self::Added(after, _) => (None, Some(*after)),
        }
    }
}

/// Returns what became of every item: those that were removed first, then the others in their order after.
pub(super) fn matched<'d, 'a>(walk: &Walk<'d, 'a>, both: Both<'d, 'a>) -> Vec<Item<'d, 'a>> {
    let before: Vec<_> = both.before.elements().collect();
    let after: Vec<_> = both.after.elements().collect();
    let mut pairs = Pairs::new(before.len(), after.len());
    let hashes_before: Vec<u64> = before.iter().map(|item| walk.hash_before(*item)).collect();
    let hashes_after: Vec<u64> = after.iter().map(|item| walk.hash_after(*item)).collect();
    pairs.ends(&hashes_before, &hashes_after);
    pairs.by_key(&hashes_before, &hashes_after);
    let keys_before: Vec<_> = before.iter().map(|item| identity(walk, *item)).collect();
    let keys_after: Vec<_> = after.iter().map(|item| identity(walk, *item)).collect();
    pairs.by_optional_key(&keys_before, &keys_after);
    pairs.by_likeness(
        &traits(walk, &before, true),
        &traits(walk, &after, false),
        (&keys_before, &keys_after),
    );
    let stays = pairs.in_order();
    let mut items: Vec<_> = (0..before.len())
        .filter(|at| pairs.of_before.get(*at).is_none_or(Option::is_none))
        .filter_map(|at| Some(Item::Removed(at, *before.get(at)?)))
        .collect();
    for (at, value) in after.iter().enumerate() {
        let from = pairs.of_after.get(at).copied().flatten();
        items.push(match from.and_then(|from| Some((from, *before.get(from)?))) {
            Some((from, earlier)) => {
                let moved = !stays.get(at).copied().unwrap_or_default();
                Item::Kept { before: from, after: at, both: Both { before: earlier, after: *value }, moved }
            }
            None => Item::Added(at, *value),
        });
    }
    items
}

/// Which item before is which after.
struct Pairs {
    of_before: Vec<Option<usize>>,
    of_after: Vec<Option<usize>>,
}

impl Pairs {
    fn new(before: usize, after: usize) -> Self {
        Self { of_before: vec![None; before], of_after: vec![None; after] }
    }

    fn pair(&mut self, before: usize, after: usize) {
        if let (Some(one), Some(other)) = (self.of_before.get_mut(before), self.of_after.get_mut(after)) {
            (*one, *other) = (Some(after), Some(before));
        }
    }

    fn open(of: &[Option<usize>]) -> impl Iterator<Item = usize> {
        of.iter().enumerate().filter(|(_, pair)| pair.is_none()).map(|(at, _)| at)
    }

    /// Pairs what both lists begin and end with.
    fn ends(&mut self, before: &[u64], after: &[u64]) {
        let first = before.iter().zip(after).take_while(|(one, other)| one == other).count();
        (0..first).for_each(|at| self.pair(at, at));
        let room = before.len().min(after.len()) - first;
        let ends = before.iter().rev().zip(after.iter().rev());
        let last = ends.take(room).take_while(|(one, other)| one == other).count();
        (1..=last).for_each(|back| self.pair(before.len() - back, after.len() - back));
    }

    fn by_key(&mut self, before: &[u64], after: &[u64]) {
        let all = |keys: &[u64]| keys.iter().copied().map(Some).collect::<Vec<_>>();
        self.by_optional_key(&all(before), &all(after));
    }

    /// Pairs what has the same key, the first with the first.
    fn by_optional_key(&mut self, before: &[Option<u64>], after: &[Option<u64>]) {
        let mut waiting: HashMap<u64, VecDeque<usize>> = HashMap::new();
        for at in Self::open(&self.of_before) {
            if let Some(key) = before.get(at).copied().flatten() {
                waiting.entry(key).or_default().push_back(at);
            }
        }
        for at in Self::open(&self.of_after).collect::<Vec<_>>() {
            let key = after.get(at).copied().flatten();
            if let Some(from) = key.and_then(|key| waiting.get_mut(&key)?.pop_front()) {
                self.pair(from, at);
            }
        }
    }

    /// Pairs what is left: the most alike first, then by place. What is identified meets what is not identified alike only
    /// if nothing else is left on either side.
    fn by_likeness(
        &mut self,
        before: &[Vec<u64>],
        after: &[Vec<u64>],
        (keys_before, keys_after): (&[Option<u64>], &[Option<u64>]),
    ) {
        let mut left: Vec<usize> = Self::open(&self.of_before).collect();
        let mut right: Vec<usize> = Self::open(&self.of_after).collect();
        if left.len() > 1 || right.len() > 1 {
            left.retain(|at| keys_before.get(*at).copied().flatten().is_none());
            right.retain(|at| keys_after.get(*at).copied().flatten().is_none());
        }
        if left.len() * right.len() <= MOST_PAIRS {
            let none = Vec::new();
            let mut alike: Vec<(usize, usize, usize)> = Vec::new();
            for one in &left {
                for other in &right {
                    let (before, after) = (before.get(*one), after.get(*other));
                    let shared = shared(before.unwrap_or(&none), after.unwrap_or(&none));
                    alike.push((usize::MAX - shared, *one, *other));
                }
            }
            alike.sort_unstable();
            for (dissent, one, other) in alike {
                let is_open = |of: &[Option<usize>], at: usize| of.get(at).is_some_and(Option::is_none);
                if dissent < usize::MAX && is_open(&self.of_before, one) && is_open(&self.of_after, other) {
                    self.pair(one, other);
                }
            }
            left.retain(|at| self.of_before.get(*at).is_some_and(Option::is_none));
            right.retain(|at| self.of_after.get(*at).is_some_and(Option::is_none));
        }
        // Those that have nothing in common are paired if as many are left on either side: values that were changed.
        if left.len() == right.len() {
            left.into_iter().zip(right).for_each(|(one, other)| self.pair(one, other));
        }
    }

    /// Says for each item after whether it stays in the order before: the longest run that rises, so that the fewest move.
    fn in_order(&self) -> Vec<bool> {
        let paired: Vec<(usize, usize)> =
            self.of_after.iter().enumerate().filter_map(|(at, from)| Some((at, (*from)?))).collect();
        // For each length the end of the run of that length that ends lowest, and what stood before each.
        let mut ends: Vec<usize> = Vec::new();
        let mut behind: Vec<Option<usize>> = Vec::with_capacity(paired.len());
        let from = |number: usize| paired.get(number).map_or(0, |(_, from)| *from);
        for (number, (_, place)) in paired.iter().enumerate() {
            let length = ends.partition_point(|end| from(*end) < *place);
            behind.push(length.checked_sub(1).and_then(|shorter| ends.get(shorter)).copied());
            if let Some(end) = ends.get_mut(length) {
                *end = number;
            } else {
                ends.push(number);
            }
        }
        let mut stays = vec![false; self.of_after.len()];
        let mut next = ends.last().copied();
        while let Some(number) = next {
            if let Some(slot) = paired.get(number).and_then(|(at, _)| stays.get_mut(*at)) {
                *slot = true;
            }
            next = behind.get(number).copied().flatten();
        }
        stays
    }
}

/// Returns what identifies an item, as a number; `None` if nothing does.
///
/// An element's id, an identifier, a coding, a reference, an extension, an answer, and what is coded by one of these.
fn identity(walk: &Walk<'_, '_>, item: Json<'_, '_>) -> Option<u64> {
    if !item.is_object() {
        return None;
    }
    let alone = |name: &str| item.text_of(name).map(|text| walk.key.hash_one((name, text.as_str())));
    let with_system = |name: &str| {
        let value = item.text_of(name)?;
        Some(walk.key.hash_one((name, item.text_of("system")?.as_str(), value.as_str())))
    };
    alone("id")
        .or_else(|| alone("linkId"))
        .or_else(|| with_system("code"))
        .or_else(|| with_system("value"))
        .or_else(|| alone("reference"))
        .or_else(|| alone("url"))
        .or_else(|| coded(walk, item))
        .or_else(|| coded(walk, item.get("code")?))
}

/// Returns what identifies a concept: its first coding.
fn coded(walk: &Walk<'_, '_>, concept: Json<'_, '_>) -> Option<u64> {
    let coding = concept.get("coding")?.elements().next()?;
    let (system, code) = (coding.text_of("system"), coding.text_of("code")?);
    Some(walk.key.hash_one(("coding", system.as_deref(), code.as_str())))
}

/// Returns for each item what its members say, as sorted numbers: what two items share tells how alike they are.
fn traits<'d, 'a>(walk: &Walk<'d, 'a>, items: &[Json<'d, 'a>], are_before: bool) -> Vec<Vec<u64>> {
    let hash = |value| if are_before { walk.hash_before(value) } else { walk.hash_after(value) };
    let of = |item: &Json<'d, 'a>| {
        let members = item.members().take(MOST_MEMBERS);
        let mut traits: Vec<u64> =
            members.map(|(name, value)| walk.key.hash_one((name.raw(), hash(value)))).collect();
        traits.sort_unstable();
        traits
    };
    items.iter().map(of).collect()
}

/// Returns how many numbers two sorted lists share.
fn shared(one: &[u64], other: &[u64]) -> usize {
    let (mut at, mut shared) = (0, 0);
    for number in one {
        while other.get(at).is_some_and(|candidate| candidate < number) {
            at += 1;
        }
        if other.get(at) == Some(number) {
            (at, shared) = (at + 1, shared + 1);
        }
    }
    shared
}
