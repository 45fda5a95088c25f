//! The check of everything at once: random histories, compared with an ordered map.

use std::collections::BTreeMap;

use backpack_core::SpaceId;
use backpack_store::{
    Batch, Condition, Direction, Entry, ErrorKind, Key, Scan, Store, Table, Value, Version,
};
use bytes::Bytes;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::{Config, TestRunner};

use super::Subject;
use super::fixture::read_all;

/// How many histories are tried: enough to meet every pair of operations, few enough for a store that fsyncs.
const HISTORIES: u32 = 24;
/// How often a failing history is made smaller, at most.
const SHRINKS: usize = 200;
const TABLES: [Table; 2] = [Table(1), Table(2)];

/// Checks random histories of up to 40 commits, reads and scans against an ordered map. A history that fails is made
/// smaller and shown.
#[expect(clippy::future_not_send, reason = "proptest's trees stay on their thread, and so does a test")]
pub async fn follows_the_model(subject: &Subject) {
    let store = &*subject.store;
    let mut runner = TestRunner::new(Config { failure_persistence: None, ..Config::default() });
    for _ in 0..HISTORIES {
        let Ok(mut tree) = vec(step(), 1..40).new_tree(&mut runner) else { continue };
        let Err(mut why) = live_through(store, &tree.current()).await else { continue };
        let mut history = tree.current();
        for _ in 0..SHRINKS {
            if !tree.simplify() {
                break;
            }
            match live_through(store, &tree.current()).await {
                Err(still) => (history, why) = (tree.current(), still),
                Ok(()) if !tree.complicate() => break,
                Ok(()) => {}
            }
        }
        unreachable!("the store departs from the model: {why}\nin this history: {history:#?}");
    }
}

/// One step of a history. Ids and tables are numbers, so that steps meet each other often.
#[derive(Clone, Debug)]
enum Step {
    Commit { puts: Vec<(u8, usize)>, deletes: Vec<u8>, conditions: Vec<(u8, Guess)> },
    Get(u8),
    Scan { table: u8, from: Option<u8>, until: Option<u8>, limit: usize, descending: bool },
}

/// What a commit takes a key to be.
#[derive(Clone, Copy, Debug)]
enum Guess {
    AsItIs,
    Absent,
    AtTheFirstVersion,
}

fn step() -> impl Strategy<Value = Step> {
    let size = prop_oneof![0..40_usize, 990..1_010_usize, 4_990..5_010_usize, Just(64 << 10)];
    let guess =
        prop_oneof![4 => Just(Guess::AsItIs), 1 => Just(Guess::Absent), 1 => Just(Guess::AtTheFirstVersion)];
    let commit = (vec((any::<u8>(), size), 0..6), vec(any::<u8>(), 0..3), vec((any::<u8>(), guess), 0..2))
        .prop_map(|(puts, deletes, conditions)| Step::Commit { puts, deletes, conditions });
    let bounds = (any::<Option<u8>>(), any::<Option<u8>>());
    let scan = (any::<u8>(), bounds, 1..12_usize, any::<bool>()).prop_map(
        |(table, (from, until), limit, descending)| Step::Scan { table, from, until, limit, descending },
    );
    prop_oneof![4 => commit, 2 => any::<u8>().prop_map(Step::Get), 2 => scan]
}

/// Returns the table and id that a number stands for: 2 tables of 24 ids of 0 to 3 bytes.
fn place(number: u8) -> (Table, Bytes) {
    let table = if number.is_multiple_of(2) { TABLES[0] } else { TABLES[1] };
    let id = (number / 2) % 24;
    (table, Bytes::from(vec![id.wrapping_mul(85); usize::from(id % 4)]))
}

type Model = BTreeMap<Key, Value>;

/// Takes every step in the store and in the model, and says where they part.
async fn live_through(store: &dyn Store, history: &[Step]) -> Result<(), String> {
    let (space, mut model, mut first) = (SpaceId::random(), Model::new(), None);
    for step in history {
        match step {
            Step::Commit { puts, deletes, conditions } => {
                let batch = batch(space, puts, deletes);
                let batch = conditions.iter().fold(batch, |batch, (number, guess)| {
                    let (table, id) = place(*number);
                    let version = model.get(&Key::new(space, table, id.clone())).map(|value| value.version);
                    batch.require(table, id, guess.condition(version, first))
                });
                let landed = commit(store, &mut model, batch).await?;
                first = first.or(landed);
            }
            Step::Get(number) => {
                let (table, id) = place(*number);
                let key = Key::new(space, table, id);
                let found = store.get(&key).await.map_err(|error| error.to_string())?;
                if found.as_ref() != model.get(&key) {
                    return Err(format!("{step:?} returned {found:?}, not {:?}", model.get(&key)));
                }
            }
            Step::Scan { table, from, until, limit, descending } => {
                let mut scan = Scan::new(space, place(*table).0);
                (scan.from, scan.until) = (from.map(|from| place(from).1), until.map(|until| place(until).1));
                scan.limit = *limit;
                scan.direction = if *descending { Direction::Descending } else { Direction::Ascending };
                let expected = expected(&model, &scan);
                let found = read_all(store, scan).await.map_err(|error| error.to_string())?;
                if found != expected {
                    return Err(format!("{step:?} returned {found:?}, not {expected:?}"));
                }
            }
        }
    }
    Ok(())
}

impl Guess {
    fn condition(self, version: Option<Version>, first: Option<Version>) -> Condition {
        match (self, version, first) {
            (Self::AsItIs, Some(version), _) => Condition::At(version),
            (Self::AtTheFirstVersion, _, Some(first)) => Condition::At(first),
            _ => Condition::Absent,
        }
    }
}

fn batch(space: SpaceId, puts: &[(u8, usize)], deletes: &[u8]) -> Batch {
    let batch = puts.iter().fold(Batch::new(space), |batch, (number, size)| {
        let (table, id) = place(*number);
        batch.put(table, id, vec![*number; *size])
    });
    deletes.iter().fold(batch, |batch, number| {
        let (table, id) = place(*number);
        batch.delete(table, id)
    })
}

/// Commits to the store, and to the model what the contract says must have happened. Returns the version if it landed.
async fn commit(store: &dyn Store, model: &mut Model, batch: Batch) -> Result<Option<Version>, String> {
    let broken = |key: &Key, condition: Condition| {
        let version = model.get(key).map(|value| value.version);
        match condition {
            Condition::Absent => version.is_some(),
            Condition::At(expected) => version != Some(expected),
        }
    };
    let mut expected: Vec<Key> = batch
        .preconditions
        .iter()
        .filter_map(|precondition| {
            let key = batch.key(precondition.table, &precondition.id);
            broken(&key, precondition.condition).then_some(key)
        })
        .collect();
    expected.sort();
    expected.dedup();
    match store.commit(batch.clone()).await {
        Ok(version) if expected.is_empty() => {
            for (table, id) in &batch.deletes {
                model.remove(&batch.key(*table, id));
            }
            for put in &batch.puts {
                model.insert(batch.key(put.table, &put.id), Value::new(put.value.clone(), version));
            }
            Ok(Some(version))
        }
        Ok(_) => Err(format!("a commit landed against {expected:?}")),
        Err(error) => match error.kind() {
            ErrorKind::Conflict(keys) => {
                let mut keys = keys.clone();
                keys.sort();
                keys.dedup();
                if keys == expected {
                    Ok(None)
                } else {
                    Err(format!("Conflict named {keys:?}, not {expected:?}"))
                }
            }
            _ => Err(error.to_string()),
        },
    }
}

fn expected(model: &Model, scan: &Scan) -> Vec<Entry> {
    let within = |key: &Key| {
        key.table == scan.table
            && scan.from.as_ref().is_none_or(|from| key.id >= *from)
            && scan.until.as_ref().is_none_or(|until| key.id < *until)
    };
    let found = model.iter().filter(|(key, _)| within(key));
    let mut entries: Vec<_> = found.map(|(key, value)| Entry::new(key.id.clone(), value.clone())).collect();
    if scan.direction == Direction::Descending {
        entries.reverse();
    }
    entries
}
