//! An engine in memory that can fail anywhere.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex};

use backpack_core::SpaceId;
use backpack_folder::{Ballast, Engine, Front, Group, Lock, Opened, Readable};
use backpack_store::{Batch, Error, ErrorKind, Precondition, Reclaimed, Table, Version};
use backpack_testkit::VirtualClock;

pub(crate) const SPACE: SpaceId = SpaceId::from_bytes([7; 16]);
pub(crate) const TABLE: Table = Table(1);

/// What lies in the engine: values by their ids.
pub(crate) type Values = Arc<Mutex<BTreeMap<Vec<u8>, Vec<u8>>>>;

/// Where the engine fails next.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Fails {
    #[default]
    Nowhere,
    BeforeItAsks,
    WhileItReads,
    WhileItWrites,
    WhileItMakesDurable,
    Panicking,
}

/// What a test and its engine share.
#[derive(Clone, Debug, Default)]
pub(crate) struct Bench {
    pub(crate) fails: Arc<Mutex<Fails>>,
    pub(crate) values: Values,
    /// How many groups landed.
    pub(crate) groups: Arc<Mutex<usize>>,
}

impl Bench {
    pub(crate) async fn open(&self, folder: &Path) -> Result<Front<Values>, Error> {
        let (engine, folder) = (MemoryEngine(self.clone()), folder.to_owned());
        let open = move || {
            let reader = Arc::clone(&engine.0.values);
            let lock = Lock::take(&folder)?;
            let ballast = Ballast::find(&folder, 0);
            Ok(Opened { engine, reader, last_version: 0, highest_token: 0, ballast, lock })
        };
        Front::start("test", Arc::new(VirtualClock::new()), open).await
    }

    pub(crate) fn fail(&self, fails: Fails) {
        *self.fails.lock().unwrap() = fails;
    }

    fn meets(&self, fails: Fails) -> Result<(), Error> {
        let meets = *self.fails.lock().unwrap() == fails;
        if meets { Err(Error::new(ErrorKind::Io, "commit")) } else { Ok(()) }
    }
}

#[derive(Debug)]
pub(crate) struct MemoryEngine(Bench);

struct Writes<'a> {
    bench: &'a Bench,
    values: BTreeMap<Vec<u8>, Vec<u8>>,
}

impl Engine for MemoryEngine {
    type Reader = Values;

    const GROUP_BYTES: usize = 1 << 20;

    fn land(
        &mut self,
        _: &Readable<Values>,
        stage: &mut dyn FnMut(&mut dyn Group) -> Result<(), Error>,
    ) -> Result<(), Error> {
        self.0.meets(Fails::BeforeItAsks)?;
        assert!(self.0.meets(Fails::Panicking).is_ok(), "the engine panics, as it was told to");
        let mut writes = Writes { bench: &self.0, values: self.0.values.lock().unwrap().clone() };
        stage(&mut writes)?;
        self.0.meets(Fails::WhileItMakesDurable)?;
        *self.0.values.lock().unwrap() = writes.values;
        *self.0.groups.lock().unwrap() += 1;
        Ok(())
    }

    fn reclaim(&mut self, _: &Readable<Values>) -> Result<Reclaimed, Error> {
        assert!(self.0.meets(Fails::Panicking).is_ok(), "the engine panics, as it was told to");
        // An engine that fails and can go on does not poison the store.
        self.0.meets(Fails::WhileItWrites)?;
        Ok(Reclaimed::new(2, 1))
    }

    fn settle(&mut self) -> Result<(), Error> {
        self.0.meets(Fails::WhileItMakesDurable)
    }

    fn close(self, _: Values) -> Result<(), Error> {
        Ok(())
    }
}

impl Group for Writes<'_> {
    fn holds(&self, _: SpaceId, precondition: &Precondition) -> Result<bool, Error> {
        self.bench.meets(Fails::WhileItReads)?;
        let is_there = self.values.contains_key(precondition.id.as_ref());
        Ok(precondition.condition.holds(is_there.then_some(Version(1))))
    }

    fn write(&mut self, batch: Batch, _: Version) -> Result<(), Error> {
        self.bench.meets(Fails::WhileItWrites)?;
        self.values.extend(batch.puts.into_iter().map(|put| (put.id.to_vec(), put.value.to_vec())));
        Ok(())
    }

    fn note_token(&mut self, _: u64) -> Result<(), Error> {
        self.bench.meets(Fails::WhileItWrites)
    }
}
