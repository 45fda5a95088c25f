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

#[cfg(test)]
mod tests {
    use std::collections::HashSet;
    use std::sync::{Arc, Mutex};

    use proptest::prelude::*;

    use super::*;

    /// Something with a weight, which is in use while it is said so.
    #[derive(Clone, Debug)]
    struct Thing(Arc<Mutex<(usize, bool)>>);

    impl Weighed for Thing {
        fn weight(&self) -> usize {
            self.0.lock().unwrap().0
        }

        fn is_unused(&self) -> bool {
            !self.0.lock().unwrap().1
        }

        fn is_its_users(&self) -> bool {
            true
        }
    }

    #[derive(Clone, Copy, Debug)]
    enum Step {
        Keep(u8, usize),
        Find(u8),
        Grow(u8, usize),
        Use(u8, bool),
    }

    fn step() -> impl Strategy<Value = Step> {
        prop_oneof![
            (0..12_u8, 1..60_usize).prop_map(|(key, weight)| Step::Keep(key, weight)),
            (0..12_u8).prop_map(Step::Find),
            (0..12_u8, 1..60_usize).prop_map(|(key, weight)| Step::Grow(key, weight)),
            (0..12_u8, any::<bool>()).prop_map(|(key, used)| Step::Use(key, used)),
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn the_budget_is_kept_and_what_was_used_longest_ago_goes_first(
            steps in prop::collection::vec(step(), 1..80),
        ) {
            const BUDGET: usize = 100;
            let now = Timestamp::from_millis(0);
            let mut lru = Lru::new(BUDGET);
            let mut things: HashMap<u8, Thing> = HashMap::new();
            for step in steps {
                let keys: HashSet<u8> = lru.keys().collect();
                match step {
                    Step::Keep(key, weight) if !keys.contains(&key) => {
                        let thing = Thing(Arc::new(Mutex::new((weight, false))));
                        things.insert(key, thing.clone());
                        lru.keep(key, thing, now);
                    }
                    Step::Find(key) => {
                        prop_assert_eq!(lru.find(key, now).is_some(), keys.contains(&key));
                    }
                    Step::Grow(key, weight) => {
                        things.entry(key).and_modify(|thing| thing.0.lock().unwrap().0 = weight);
                    }
                    Step::Use(key, used) => {
                        things.entry(key).and_modify(|thing| thing.0.lock().unwrap().1 = used);
                    }
                    Step::Keep(..) => {}
                }
                drop(lru.tidy(now, None));
                let before: Vec<u8> = lru.order.values().copied().collect();
                drop(lru.trim());
                let kept: HashSet<u8> = lru.keys().collect();
                prop_assert!(lru.weight() <= BUDGET);
                prop_assert_eq!(lru.weight(), lru.kept.values().map(|kept| kept.what.weight()).sum::<usize>());
                prop_assert_eq!(lru.order.len(), kept.len());
                // Of those that nobody uses the earlier go first, and none in use goes while one of them is left.
                let unused = |key: &u8| things[key].is_unused();
                let (gone, stayed): (Vec<u8>, Vec<u8>) = before.iter().partition(|key| !kept.contains(key));
                let place = |key: &u8| before.iter().position(|one| one == key);
                for lost in &gone {
                    for left in stayed.iter().filter(|key| unused(key)) {
                        prop_assert!(unused(lost) && place(lost) < place(left));
                    }
                }
            }
        }
    }
}
