//! An open store as its one writer has it: what is applied, and when it is durable.

use std::fs::File;

use backpack_folder::Readable;
use backpack_store::{Error, Reclaimed, Version};
use sled::{Db, Tree};

use crate::batch::Group;
use crate::compact;
use crate::errors::{damaged, from_io, from_sled};
use crate::folder::{Home, Reached};
use crate::layout::{decode_leftover, leftover_key, leftovers, pieces_after};
use crate::log::{Log, Position, Tail};
use crate::nudge::Nudge;
use crate::open::waits_for;
use crate::options::SledOptions;

/// Pieces that are written between two looks at how much the log grew. Rewriting their pages, sled makes up to three times
/// as much of them.
const PIECES_AT_A_TIME: usize = 8;
/// What may be written between two looks, at the very most.
const STRIDE_BYTES: u64 = 192 << 10;

/// An open store, as it is written.
pub(crate) struct Engine {
    pub(crate) nudge: Nudge,
    pub(crate) db: Db,
    pub(crate) home: Home,
    pub(crate) log: Log,
    pub(crate) tail: Tail,
    pub(crate) reached: Reached,
    /// How far the log was when it was made durable last.
    pub(crate) durable: Position,
    pub(crate) options: SledOptions,
}

impl Engine {
    /// Makes everything applied so far durable.
    pub(crate) fn make_durable(&mut self) -> Result<(), Error> {
        let written = self.write_out()?;
        self.sync_to(written)
    }

    /// Writes a group: what is large piece by piece, made durable on the way, and the rest at once.
    ///
    /// sled trusts what the header of a segment says was stable before, though nothing is durable without a sync.
    /// So less than a segment is ever on its way: then no header can speak of what a power cut may take.
    pub(crate) fn apply(
        &mut self,
        group: Group,
        at_once: impl FnOnce(sled::Batch) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let parts = group.cut();
        // sled splits a page at its seventeenth entry, and writes what it moves again: so pages are split while their
        // entries are empty, and each piece is then written once instead of two to four times.
        for (key, _) in &parts.pieces {
            self.db.insert(key, &[]).map_err(|error| from_sled(&error, "commit"))?;
        }
        for pieces in parts.pieces.chunks(PIECES_AT_A_TIME) {
            for (key, piece) in pieces {
                self.db.insert(key, piece).map_err(|error| from_sled(&error, "commit"))?;
            }
            self.pace(STRIDE_BYTES)?;
        }
        self.pace(parts.batch_bytes.saturating_mul(4))?;
        at_once(parts.batch)?;
        self.make_durable()?;
        if !parts.leftover.is_empty() {
            self.remove(parts.leftover.iter().flat_map(|pieces| pieces.keys()))?;
            self.db.remove(leftover_key(parts.version)).map_err(|error| from_sled(&error, "commit"))?;
        }
        Ok(())
    }

    /// Removes pieces that nothing refers to.
    fn remove(&mut self, pieces: impl Iterator<Item = [u8; 13]>) -> Result<(), Error> {
        for (nth, key) in pieces.enumerate() {
            self.db.remove(key).map_err(|error| from_sled(&error, "commit"))?;
            if nth % PIECES_AT_A_TIME == 0 {
                self.pace(STRIDE_BYTES)?;
            }
        }
        Ok(())
    }

    /// Does what a commit was still to do when the process ended: removes pieces that nothing refers to.
    pub(crate) fn clean(&mut self, last: Version) -> Result<(), Error> {
        let failed = |error: sled::Error| from_sled(&error, "open");
        let notes: Vec<_> = self.db.range(leftovers()).collect::<Result<_, _>>().map_err(failed)?;
        for (note, leftover) in notes {
            let leftover = decode_leftover(&leftover).ok_or_else(|| damaged("open"))?;
            self.remove(leftover.iter().flat_map(|pieces| pieces.keys()))?;
            self.db.remove(note).map_err(failed)?;
        }
        let orphans = self.db.range(pieces_after(last)).keys();
        let orphans: Vec<_> = orphans.collect::<Result<_, _>>().map_err(failed)?;
        self.remove(orphans.iter().filter_map(|key| key.as_ref().try_into().ok()))
    }

    /// Makes everything durable, if with `bytes` more a whole segment could be on its way.
    fn pace(&mut self, bytes: u64) -> Result<(), Error> {
        let written = self.write_out()?;
        let on_its_way = written.saturating_sub(self.durable);
        let is_near = on_its_way > 0 && on_its_way.saturating_add(bytes) >= self.log.segment();
        if is_near { self.sync_to(written) } else { Ok(()) }
    }

    /// Hands all that was applied to the operating system. Returns where the log ends then.
    fn write_out(&mut self) -> Result<Position, Error> {
        // sled's flush hands the pages over and does not wait for the disk.
        self.nudge.during(|| self.db.flush()).map_err(|error| from_sled(&error, "flush"))?;
        // Followed before the sync, so that all that was read there is durable after it.
        self.tail.follow(&self.log).map_err(|error| from_io(&error, "flush"))
    }

    fn sync_to(&mut self, written: Position) -> Result<(), Error> {
        (self.options.sync)(self.log.file()).map_err(|error| from_io(&error, "flush"))?;
        self.durable = written;
        self.reached.note(written, 0);
        Ok(())
    }

    /// Makes everything durable, and the note of it too.
    pub(crate) fn make_all_durable(&mut self) -> Result<(), Error> {
        self.make_durable()?;
        self.reached.sync();
        Ok(())
    }

    /// Goes on with a store that was made durable in another place, and ends there at `end`. Returns the place before.
    pub(crate) fn move_to(&mut self, home: Home, db: Db, log: Log, end: Position) -> Home {
        self.nudge = Nudge::new((*db).clone());
        self.reached = Reached::open(home.path());
        (self.tail, self.durable) = (Tail::at(end), end);
        drop((std::mem::replace(&mut self.db, db), std::mem::replace(&mut self.log, log)));
        std::mem::replace(&mut self.home, home)
    }
}

impl backpack_folder::Engine for Engine {
    type Reader = Tree;

    // A larger group needs syncs in between.
    const GROUP_BYTES: usize = 256 << 10;

    fn land(
        &mut self,
        readable: &Readable<Tree>,
        stage: &mut dyn FnMut(&mut dyn backpack_folder::Group) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let mut changes = Group::new((*self.db).clone());
        stage(&mut changes)?;
        if changes.is_empty() {
            return Ok(());
        }
        self.apply(changes, |batch| {
            readable
                .alone("commit", |tree| tree.apply_batch(batch).map_err(|error| from_sled(&error, "commit")))
        })
    }

    fn reclaim(&mut self, readable: &Readable<Tree>) -> Result<Reclaimed, Error> {
        compact::reclaim(self, readable)
    }

    fn settle(&mut self) -> Result<(), Error> {
        self.make_all_durable()
    }

    /// Notes how long the log is once sled has let go of it: nothing changes it any more.
    fn close(self, tree: Tree) -> Result<(), Error> {
        let Self { nudge, db, log, mut reached, durable, .. } = self;
        drop(nudge);
        drop((tree, db));
        // sled's threads may still be cutting the file; its lock goes with the last of them.
        if waits_for(|| File::try_lock(log.file()).is_ok())
            && let Ok(metadata) = log.file().metadata()
        {
            reached.note(durable, metadata.len());
            reached.sync();
        }
        Ok(())
    }
}
