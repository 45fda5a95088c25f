//! The checks of key files and anchors: on the places in memory, and each on a place with the flaw that it is there to find.
#![expect(clippy::unwrap_used, reason = "a test that cannot set itself up can only stop")]

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use backpack_core::SpaceId;
use backpack_store::{Anchor, AnchorStore, Error, ErrorKind, KeyFileStore, MemoryAnchors, MemoryKeyFile};
use backpack_testkit::places::{self, AnchorSubject, KeyFileSubject};
use backpack_testkit::run;
use bytes::Bytes;

mod key_file {
    use super::{Arc, KeyFileSubject, MemoryKeyFile};

    backpack_testkit::key_file_conformance!(async || {
        let key_file = Arc::new(MemoryKeyFile::new());
        KeyFileSubject::new(Arc::<MemoryKeyFile>::clone(&key_file)).also_through(key_file)
    });
}

mod anchors {
    use super::{AnchorSubject, Arc, MemoryAnchors};

    backpack_testkit::anchor_conformance!(async || AnchorSubject::new(Arc::new(MemoryAnchors::new())));
}

mod left_out {
    use super::KeyFileSubject;

    backpack_testkit::key_file_conformance!(async || None::<KeyFileSubject>);
}

/// What is wrong with a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Flaw {
    TakesAnotherFirst,
    CutsLongFiles,
    IgnoresWhatWasBefore,
    ChecksBeforeItsTurn,
    GoesBack,
    MixesSpaces,
    ForgetsNothing,
}

#[test]
fn every_check_finds_the_flaw_it_is_for() {
    let key_file = |flaw| KeyFileSubject::new(Arc::new(FlawedKeyFile { flaw, bytes: Mutex::default() }));
    let found = |check: &dyn Fn()| catch_unwind(AssertUnwindSafe(check)).is_err();
    let cases: [(Flaw, &dyn Fn()); 4] = [
        (Flaw::TakesAnotherFirst, &|| run(places::key_files_begin_once(&key_file(Flaw::TakesAnotherFirst)))),
        (Flaw::CutsLongFiles, &|| run(places::key_files_are_replaced_whole(&key_file(Flaw::CutsLongFiles)))),
        (Flaw::IgnoresWhatWasBefore, &|| {
            run(places::stale_replacements_are_refused(&key_file(Flaw::IgnoresWhatWasBefore)));
        }),
        (Flaw::ChecksBeforeItsTurn, &|| {
            run(places::of_racing_replacements_one_wins(&key_file(Flaw::ChecksBeforeItsTurn)));
        }),
    ];
    for (flaw, check) in cases {
        assert!(found(check), "{flaw:?} was not found");
    }
    let anchors = |flaw| AnchorSubject::new(Arc::new(FlawedAnchors { flaw, kept: Mutex::default() }));
    let cases: [(Flaw, &dyn Fn()); 3] = [
        (Flaw::GoesBack, &|| run(places::anchors_keep_the_furthest(&anchors(Flaw::GoesBack)))),
        (Flaw::MixesSpaces, &|| run(places::anchors_are_apart(&anchors(Flaw::MixesSpaces)))),
        (Flaw::ForgetsNothing, &|| run(places::anchors_are_forgotten(&anchors(Flaw::ForgetsNothing)))),
    ];
    for (flaw, check) in cases {
        assert!(found(check), "{flaw:?} was not found");
    }
}

#[derive(Debug)]
struct FlawedKeyFile {
    flaw: Flaw,
    bytes: Mutex<Option<Bytes>>,
}

#[async_trait]
impl KeyFileStore for FlawedKeyFile {
    async fn load(&self) -> Result<Option<Bytes>, Error> {
        Ok(self.bytes.lock().unwrap().clone())
    }

    async fn replace(&self, before: Option<&Bytes>, mut bytes: Bytes) -> Result<(), Error> {
        let stored = self.bytes.lock().unwrap().clone();
        let is_excused = match self.flaw {
            Flaw::TakesAnotherFirst => stored.is_none(),
            Flaw::IgnoresWhatWasBefore => stored.is_some() && before.is_some(),
            _ => false,
        };
        if stored.as_ref() != before && !is_excused {
            return Err(Error::new(ErrorKind::Conflict(Vec::new()), "replace key file"));
        }
        match self.flaw {
            Flaw::CutsLongFiles => bytes.truncate(1 << 16),
            Flaw::ChecksBeforeItsTurn => tokio::task::yield_now().await,
            _ => {}
        }
        *self.bytes.lock().unwrap() = Some(bytes);
        Ok(())
    }
}

#[derive(Debug)]
struct FlawedAnchors {
    flaw: Flaw,
    kept: Mutex<HashMap<SpaceId, Anchor>>,
}

impl FlawedAnchors {
    fn place(&self, space: SpaceId) -> SpaceId {
        if self.flaw == Flaw::MixesSpaces { SpaceId::from_bytes([0; 16]) } else { space }
    }
}

#[async_trait]
impl AnchorStore for FlawedAnchors {
    async fn read(&self, space: SpaceId) -> Result<Option<Anchor>, Error> {
        Ok(self.kept.lock().unwrap().get(&self.place(space)).copied())
    }

    async fn write(&self, space: SpaceId, anchor: Anchor) -> Result<(), Error> {
        let mut kept = self.kept.lock().unwrap();
        let before = kept.get(&self.place(space)).map_or(0, |before| before.sequence);
        if self.flaw == Flaw::GoesBack || before < anchor.sequence {
            kept.insert(self.place(space), anchor);
        }
        Ok(())
    }

    async fn forget(&self, space: SpaceId) -> Result<(), Error> {
        if self.flaw != Flaw::ForgetsNothing {
            self.kept.lock().unwrap().remove(&self.place(space));
        }
        Ok(())
    }
}
