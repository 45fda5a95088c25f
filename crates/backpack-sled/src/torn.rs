//! A power cut while a group is on its way to the disk: any of its pages may have got there, and any may not.
//!
//! The log is kept as it is at every sync. A disk that lost its power between two of them holds a page of either, each by
//! chance.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::{Arc, Mutex};

use backpack_core::SpaceId;
use backpack_store::{Batch, Key, Store as _, Table};
use backpack_testkit::{VirtualClock, run};
use futures_util::future::join_all;

use crate::{SledOptions, SledStore};

const ROUNDS: u64 = 6;
const MIXTURES: u64 = 3;
const PAGE: usize = 4_096;
const SPACE: SpaceId = SpaceId::from_bytes([7; 16]);
const TABLE: Table = Table(1);

/// The files of a store that change while it is open: the log, and the note of how far it is durable.
type Disk = [Vec<u8>; 2];
const FILES: [&str; 2] = ["db", "reached"];
/// Says in which round each key was written last, and how large its value is.
type Model = BTreeMap<u8, (u64, usize)>;

#[test]
fn a_torn_group_costs_nothing_that_was_acknowledged() {
    run(async {
        let (folder, cut) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let mut chance = Chance(0x5EED);
        let syncs = Arc::new(Mutex::new(Vec::new()));
        let store = SledStore::open(folder.path(), watched(folder.path(), &syncs)).await.unwrap();
        let (mut model, mut landed, mut cuts) = (Model::new(), 0, 0);
        for round in 1..=ROUNDS {
            let durable = syncs.lock().unwrap().pop().unwrap();
            *syncs.lock().unwrap() = vec![durable];
            // What the store may hold: what it held, then with each of the batches that wait together.
            let mut states = vec![model.clone()];
            let mut commits = Vec::new();
            for nth in 0..=3 * (round % 2) {
                let mut after = states[states.len() - 1].clone();
                commits.push(store.commit(chance.batch(4 * round + nth, &mut after)));
                states.push(after);
            }
            assert!(join_all(commits).await.iter().all(Result::is_ok));
            let disks = syncs.lock().unwrap().clone();
            for (pair, nth) in disks.windows(2).flat_map(|pair| (0..MIXTURES).map(move |nth| (pair, nth))) {
                lay(folder.path(), cut.path(), &chance.mixed(&pair[0], &pair[1], nth));
                landed += check(cut.path(), &states, &format!("cut {cuts} in round {round}")).await;
                cuts += 1;
            }
            model = states.pop().unwrap();
        }
        assert!(landed > 10, "{landed} of {cuts} landed");
    });
}

#[test]
fn a_batch_of_a_megabyte_takes_two_syncs() {
    run(async {
        let folder = tempfile::tempdir().unwrap();
        let syncs = Arc::new(Mutex::new(Vec::new()));
        let store = SledStore::open(folder.path(), watched(folder.path(), &syncs)).await.unwrap();
        let mut all = Vec::new();
        for round in 0..12_u8 {
            syncs.lock().unwrap().clear();
            let value = |nth: u8| value(u64::from(round), nth, 60_000);
            let batch = (0..16)
                .fold(Batch::new(SPACE), |batch, nth| batch.put(TABLE, [round, nth].to_vec(), value(nth)));
            store.commit(batch).await.unwrap();
            all.push(syncs.lock().unwrap().len());
        }
        all.sort_unstable();
        // Now and then sled rearranges as much again as it writes.
        assert!(all[8] <= 2 && all[11] <= 3, "{all:?}");
    });
}

/// Options under which the log is kept as it is at every sync.
fn watched(folder: &Path, syncs: &Arc<Mutex<Vec<Disk>>>) -> SledOptions {
    let (folder, syncs) = (folder.to_owned(), Arc::clone(syncs));
    let mut options = options();
    options.sync = Arc::new(move |_| {
        syncs.lock().unwrap().push(FILES.map(|file| fs::read(folder.join(file)).unwrap_or_default()));
        Ok(())
    });
    options
}

fn options() -> SledOptions {
    SledOptions::new(Arc::new(VirtualClock::new())).ballast_bytes(0)
}

/// Makes `to` what the store's folder is but for the files that change.
fn lay(from: &Path, to: &Path, disk: &Disk) {
    fs::remove_dir_all(to).unwrap();
    fs::create_dir_all(to.join("blobs")).unwrap();
    for file in ["conf", "store.bpk"] {
        fs::copy(from.join(file), to.join(file)).unwrap();
    }
    for (file, bytes) in FILES.iter().zip(disk) {
        fs::write(to.join(file), bytes).unwrap();
    }
}

/// Checks that all that was acknowledged is there, and of each batch all or nothing. Returns how many batches landed.
async fn check(folder: &Path, states: &[Model], what: &str) -> usize {
    let store = SledStore::open(folder, options()).await.unwrap_or_else(|error| panic!("{what}: {error}"));
    let mut why = Vec::new();
    for (landed, state) in states.iter().enumerate() {
        match holds(&store, state).await {
            Ok(()) => {
                store.commit(Batch::new(SPACE).put(TABLE, "afterwards", "afterwards")).await.unwrap();
                store.close().await.unwrap();
                return landed;
            }
            Err(wrong) => why.push(wrong),
        }
    }
    panic!("{what}: it is none of the states that it may be: {why:?}");
}

async fn holds(store: &SledStore, model: &Model) -> Result<(), String> {
    for (number, (round, bytes)) in model {
        let found = store.get(&Key::new(SPACE, TABLE, vec![*number])).await;
        let found = found.map_err(|error| format!("{number}: {error}"))?;
        if found.is_none_or(|found| found.bytes != value(*round, *number, *bytes)) {
            return Err(format!("{number} is another, or gone"));
        }
    }
    Ok(())
}

fn value(round: u64, number: u8, bytes: usize) -> Vec<u8> {
    let mut chance = Chance(round << 32 | u64::from(number) | 1);
    std::iter::repeat_with(|| chance.below(256) as u8).take(bytes).collect()
}

struct Chance(u64);

impl Chance {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % end
    }

    /// A batch of up to 900 KB that mostly writes over what is there; `after` is what the store holds once it landed.
    fn batch(&mut self, round: u64, after: &mut Model) -> Batch {
        let (mut batch, mut left) = (Batch::new(SPACE), 50_000 + self.below(850_000));
        while left > 0 {
            let (number, bytes) = (self.below(40) as u8, self.below(60_000).min(left) + 1);
            batch = batch.put(TABLE, vec![number], value(round, number, bytes));
            after.insert(number, (round, bytes));
            left = left.saturating_sub(bytes);
        }
        batch
    }

    /// Makes of every page of the log the old one or the new one.
    fn mixed(&mut self, durable: &Disk, written: &Disk, mixture: u64) -> Disk {
        let ([old, note], [new, _]) = (durable, written);
        let mut bytes = old.clone();
        // Its new length is on the disk, or is not.
        bytes.resize(if self.below(2) == 0 { new.len() } else { old.len() }, 0);
        for (place, page) in new.chunks(PAGE).enumerate() {
            let got_there = match mixture {
                0 => self.below(2) == 0,
                1 => self.below(40) != 0,
                _ => true,
            };
            let begin = place * PAGE;
            if let Some(target) = bytes.get_mut(begin..begin + page.len()).filter(|_| got_there) {
                target.copy_from_slice(page);
            }
        }
        [bytes, note.clone()]
    }
}
