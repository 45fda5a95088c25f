//! Two processes that do things by chance, at the same time.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use backpack_core::{FileId, RecordId};
use backpack_files::{BlobStore, ByteStream};
use backpack_keep::{Depth, Error, Keep, NewFile, RotationOptions, VerifyOptions};
use backpack_record::Actor;
use backpack_store::Store;
use backpack_testkit::run;
use bytes::Bytes;
use proptest::prelude::*;

use super::slow::{Chance, Slow};
use super::{HOUR, left, open};
use crate::world::{World, page, result};

/// What a process does.
#[derive(Clone, Copy, Debug)]
enum Act {
    /// An entry, so large that its body is a blob if it says so.
    Entry {
        large: bool,
    },
    /// Another version of one of the entries so far.
    Edit(usize),
    /// A file; of a few contents, so that both add the same.
    File(u8),
    /// One of the files so far goes.
    Remove(usize),
    /// A page of a portal, with one record that changes and one of its own.
    Page(u8),
    Sweep,
    Compact,
    Rotate,
    Read,
    Wait(u8),
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        3 => any::<bool>().prop_map(|large| Act::Entry { large }),
        2 => any::<usize>().prop_map(Act::Edit),
        4 => (0..4_u8).prop_map(Act::File),
        1 => any::<usize>().prop_map(Act::Remove),
        2 => any::<u8>().prop_map(Act::Page),
        4 => Just(Act::Sweep),
        2 => Just(Act::Compact),
        1 => Just(Act::Rotate),
        2 => Just(Act::Read),
        1 => (1..30_u8).prop_map(Act::Wait),
    ]
}

/// What was acknowledged.
#[derive(Debug, Default)]
struct Acknowledged {
    /// Entries, with every body that was acknowledged as theirs.
    entries: BTreeMap<RecordId, Vec<Bytes>>,
    /// Files; `None` for one that somebody removed, or began to.
    files: BTreeMap<FileId, Option<Bytes>>,
    portal: BTreeMap<RecordId, ()>,
}

#[derive(Clone)]
struct Process {
    world: World,
    keep: Keep,
    number: usize,
    is_troubled: bool,
    acknowledged: Arc<Mutex<Acknowledged>>,
}

impl Process {
    async fn run(self, acts: Vec<Act>) {
        for (at, act) in acts.into_iter().enumerate() {
            // Others may be faster every time; whoever is told so tries again.
            for _ in 0..50 {
                match self.act(act, at).await {
                    Err(Error::Busy | Error::Conflict) => {}
                    // Whether it is done nobody knows; what is not acknowledged may be there or not.
                    Err(Error::Store(_) | Error::Files(_)) if self.is_troubled => break,
                    ended => {
                        ended.unwrap();
                        break;
                    }
                }
            }
        }
    }

    async fn act(&self, act: Act, at: usize) -> Result<(), Error> {
        let name = format!("{}-{at}", self.number);
        match act {
            Act::Entry { large } => {
                let body = if large { long(&name) } else { Bytes::from(result("", &format!("1{at}"))) };
                let id = self.keep.put_entry(None, body.clone(), Actor::Person).await?;
                self.known().entries.entry(id).or_default().push(body);
            }
            Act::Edit(which) => {
                let Some(id) = nth(self.known().entries.keys().copied(), which) else { return Ok(()) };
                let body = long(&format!("edit-{name}"));
                self.keep.put_entry(Some(id), body.clone(), Actor::Person).await?;
                self.known().entries.entry(id).or_default().push(body);
            }
            Act::File(content) => {
                let content = Bytes::from(vec![content; 70_000]);
                let stream = ByteStream::from_bytes(content.clone());
                let row = self.keep.add_file(NewFile::new("file"), stream).await?;
                self.known().files.entry(row.id).or_insert(Some(content));
            }
            Act::Remove(which) => {
                let Some(id) = nth(self.known().files.keys().copied(), which) else { return Ok(()) };
                self.known().files.insert(id, None);
                match self.keep.remove_file(id).await {
                    Err(Error::NoSuchFile) => {}
                    ended => ended?,
                }
            }
            Act::Page(value) => {
                let own = result(&format!("own-{name}"), "1");
                let counts = self.keep.commit_page(page([result("all", &value.to_string()), own])).await?;
                self.known().portal.extend(counts.new_ids.into_iter().map(|id| (id, ())));
            }
            Act::Sweep => drop(self.keep.sweep().await?),
            Act::Compact => drop(self.keep.compact().await?),
            Act::Rotate => self.rotate().await?,
            Act::Read => read(&self.keep, &self.acknowledged).await?,
            Act::Wait(hours) => self.world.clock.advance(u32::from(hours) * HOUR),
        }
        Ok(())
    }

    async fn rotate(&self) -> Result<(), Error> {
        let keys =
            if self.world.keys().epochs().count() > 1 { self.world.keys() } else { self.world.new_epoch() };
        let (world, newest) = (self.world.clone(), keys.newest_epoch());
        let forget = async move { Ok::<_, Error>(world.forget_before(newest)) };
        self.keep.rotate(keys, RotationOptions::new(), |_| {}, forget).await.map(drop)
    }

    fn known(&self) -> std::sync::MutexGuard<'_, Acknowledged> {
        self.acknowledged.lock().unwrap()
    }
}

/// A resource that is too large for the store, even compressed.
fn long(name: &str) -> Bytes {
    let mut state = name.bytes().fold(7_u64, |state, byte| state.wrapping_mul(31).wrapping_add(byte.into()));
    let mut next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        char::from(b'a' + u8::try_from((state >> 40) % 26).unwrap())
    };
    let noise: String = (0..110_000).map(|_| next()).collect();
    Bytes::from(format!(r#"{{"resourceType":"Binary","id":"{name}","data":"{noise}"}}"#))
}

fn nth<T>(all: impl ExactSizeIterator<Item = T>, which: usize) -> Option<T> {
    let count = all.len();
    (count > 0).then(|| all.into_iter().nth(which % count)).flatten()
}

/// Everything that was acknowledged can be read, as it was.
async fn read(keep: &Keep, acknowledged: &Mutex<Acknowledged>) -> Result<(), Error> {
    let (entries, files) = {
        let known = acknowledged.lock().unwrap();
        let files: Vec<_> = known.files.iter().map(|(id, content)| (*id, content.clone())).collect();
        (known.entries.clone(), files)
    };
    keep.refresh().await?;
    for (id, bodies) in entries {
        for body in bodies {
            let versions = keep.versions(id)?.len();
            let mut found = Vec::new();
            for version in 0..versions {
                found.push(keep.original(id, version).await?.body);
            }
            assert!(found.contains(&body), "a body of {id} is lost");
        }
    }
    for (id, content) in files {
        let opened = match keep.open_file(id, None).await {
            Ok(stream) => stream.collect().await.map_err(Error::from),
            Err(error) => Err(error),
        };
        let is_removed = acknowledged.lock().unwrap().files.get(&id).is_some_and(Option::is_none);
        match (opened, content) {
            (Ok(opened), Some(content)) => assert_eq!(opened, content),
            (Err(Error::NoSuchFile), _) if is_removed => {}
            (Err(error), _) if !is_removed => return Err(error),
            _ => {}
        }
    }
    Ok(())
}

async fn both(seed: u64, is_troubled: bool, grace: Duration, scripts: [Vec<Act>; 2]) {
    let world = World::shared();
    world.create().await.close().await;
    let acknowledged = Arc::new(Mutex::new(Acknowledged::default()));
    let mut processes = Vec::new();
    for (number, acts) in scripts.into_iter().enumerate() {
        let chance = Chance::new(seed.rotate_left(u32::try_from(number).unwrap() * 7), is_troubled);
        let mut parts = world.parts_with_keys().with_blob_grace(grace);
        let store: Arc<dyn Store> = Arc::new(Slow(Arc::clone(&world.memory), chance.clone()));
        let blobs: Arc<dyn BlobStore> = Arc::new(Slow(Arc::clone(&world.blobs), chance));
        (parts.store, parts.blobs) = (store, blobs);
        let keep = Keep::open(parts).await.unwrap();
        let (world, acknowledged) = (world.clone(), Arc::clone(&acknowledged));
        let process = Process { world, keep, number, is_troubled, acknowledged };
        processes.push(tokio::spawn(process.run(acts)));
    }
    for process in processes {
        process.await.unwrap();
    }
    // A third process finds everything, and nothing that is amiss.
    let third = open(&world).await;
    read(&third, &acknowledged).await.unwrap();
    for id in acknowledged.lock().unwrap().portal.keys() {
        assert!(third.versions(*id).is_ok());
    }
    let found = third.verify_with(&VerifyOptions::new(Depth::Data)).await.unwrap();
    assert_eq!(found.findings, []);
    // In the end nothing is left of what has no name.
    let named = found.counts.files + large_blocks(&third).await;
    for _ in 0..3 {
        world.clock.advance(49 * HOUR);
        third.sweep().await.unwrap();
    }
    assert_eq!(left(&world).await, (usize::try_from(named).unwrap(), 0));
    read(&third, &acknowledged).await.unwrap();
}

/// Returns how many blocks lie in the blob store: each long body has one of its own.
async fn large_blocks(keep: &Keep) -> u64 {
    let mut bodies = keep.bodies();
    let mut large = 0;
    while let Some(body) = bodies.next().await.unwrap() {
        large += u64::from(body.body().len() > 100_000);
    }
    large
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_acknowledged_is_lost_and_nothing_named_is_removed(
        seed in any::<u64>(),
        patient in any::<bool>(),
        is_troubled in any::<bool>(),
        one in prop::collection::vec(act(), 1..9),
        two in prop::collection::vec(act(), 1..9),
    ) {
        // Without a grace a sweep removes what has no name at once, whoever is about to name it.
        let grace = if patient { 24 * HOUR } else { Duration::ZERO };
        run(both(seed, is_troubled, grace, [one, two]));
    }
}
