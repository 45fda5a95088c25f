//! What is kept in memory, least recently used first, within a budget of bytes.

use std::collections::{BTreeMap, HashMap};
use std::hash::Hash;
use std::time::Duration;

use backpack_core::Timestamp;

/// How many others are weighed anew with each use: what is in use grows without telling anybody.
const WEIGHED_ANEW: usize = 8;

/// What can be kept.
pub(super) trait Weighed: Clone {
    /// Returns about how many bytes of memory it takes.
    fn weight(&self) -> usize;

    /// Says whether nobody uses it.
    fn is_unused(&self) -> bool;

    /// Says whether it may be let go while somebody uses it, who then keeps it alone.
    fn is_its_users(&self) -> bool;
}

/// What is kept, within a budget.
///
/// What nobody uses goes first, the least recently used before the others. If that is not enough, what is in use is let go
/// too: it stays with its users and is freed when the last of them is done. So memory goes over the budget only by what is
/// in use.
#[derive(Debug)]
pub(super) struct Lru<K, V> {
    budget: usize,
    weight: usize,
    turn: u64,
    weighed: u64,
    kept: HashMap<K, Kept<V>>,
    order: BTreeMap<u64, K>,
}

#[derive(Debug)]
struct Kept<V> {
    what: V,
    weight: usize,
    turn: u64,
    used: Timestamp,
}

impl<K: Copy + Eq + Hash, V: Weighed> Lru<K, V> {
    pub(super) fn new(budget: usize) -> Self {
        Self { budget, weight: 0, turn: 0, weighed: 0, kept: HashMap::new(), order: BTreeMap::new() }
    }

    /// Returns how many bytes everything that is kept takes.
    pub(super) fn weight(&self) -> usize {
        self.weight
    }

    /// Returns what is kept, in no order.
    pub(super) fn keys(&self) -> impl Iterator<Item = K> {
        self.kept.keys().copied()
    }

    /// Returns what is kept under a name, which is then the most recently used.
    pub(super) fn find(&mut self, key: K, now: Timestamp) -> Option<V> {
        self.turn += 1;
        let turn = self.turn;
        let kept = self.kept.get_mut(&key)?;
        self.order.remove(&kept.turn);
        self.order.insert(turn, key);
        (kept.turn, kept.used) = (turn, now);
        let found = kept.what.clone();
        self.weigh(key);
        self.weigh_some();
        Some(found)
    }

    /// Keeps something, as the most recently used. What alone is over the budget is not kept: only its users have it.
    pub(super) fn keep(&mut self, key: K, what: V, now: Timestamp) {
        drop(self.remove(key));
        let weight = what.weight();
        if weight > self.budget && what.is_its_users() {
            return;
        }
        self.turn += 1;
        self.weight += weight;
        self.kept.insert(key, Kept { what, weight, turn: self.turn, used: now });
        self.order.insert(self.turn, key);
        self.weigh_some();
    }

    /// No longer keeps what has this name. Returns it.
    pub(super) fn remove(&mut self, key: K) -> Option<V> {
        let kept = self.kept.remove(&key)?;
        self.order.remove(&kept.turn);
        self.weight -= kept.weight;
        Some(kept.what)
    }

    /// Lets go what is over the budget. Returns it, to be dropped where nobody waits.
    pub(super) fn trim(&mut self) -> Vec<V> {
        let mut gone = Vec::new();
        for is_in_use in [false, true] {
            let mut over = self.weight.saturating_sub(self.budget);
            let mut chosen = Vec::new();
            for key in self.order.values() {
                if over == 0 {
                    break;
                }
                let Some(kept) = self.kept.get(key) else { continue };
                if kept.what.is_unused() || is_in_use && kept.what.is_its_users() {
                    over = over.saturating_sub(kept.weight);
                    chosen.push(*key);
                }
            }
            gone.extend(chosen.into_iter().filter_map(|key| self.remove(key)));
        }
        gone
    }

    /// Weighs everything anew, and lets go what nobody used for this long. Returns it.
    pub(super) fn tidy(&mut self, now: Timestamp, idle: Option<Duration>) -> Vec<V> {
        for key in self.keys().collect::<Vec<_>>() {
            self.weigh(key);
        }
        let Some(idle) = idle else { return Vec::new() };
        let is_over = |kept: &Kept<V>| now.saturating_since(kept.used) >= idle && kept.what.is_unused();
        let over: Vec<K> = self.kept.iter().filter(|(_, kept)| is_over(kept)).map(|(key, _)| *key).collect();
        over.into_iter().filter_map(|key| self.remove(key)).collect()
    }

    fn weigh(&mut self, key: K) {
        let Some(kept) = self.kept.get_mut(&key) else { return };
        let weight = kept.what.weight();
        self.weight = self.weight + weight - kept.weight;
        kept.weight = weight;
        if weight > self.budget && kept.what.is_its_users() {
            drop(self.remove(key));
        }
    }

    /// Goes round everything, a few at a time.
    fn weigh_some(&mut self) {
        let next: Vec<(u64, K)> =
            self.order.range(self.weighed..).take(WEIGHED_ANEW).map(|(turn, key)| (*turn, *key)).collect();
        self.weighed = next.last().filter(|_| next.len() == WEIGHED_ANEW).map_or(0, |(turn, _)| turn + 1);
        for (_, key) in next {
            self.weigh(key);
        }
    }
}
