//! redb, as the one thread that writes has it.

use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use backpack_folder::{COMPLETE, Engine, Layout, Manifest, Readable};
use backpack_store::{Error, Reclaimed};
use redb::Database;

use crate::batch::{Group, begin};
use crate::errors::{from_io, from_redb};

/// The one file that redb keeps everything in.
pub(crate) const DATABASE: &str = "store.redb";
/// What every file of redb begins with. redb makes a new database of a file that is empty.
const MAGIC: [u8; 9] = *b"redb\x1A\x0A\xA9\x0D\x0A";
/// The most rounds of one compaction. One moves most pages; each later one finds less.
const COMPACTION_ROUNDS: usize = 8;

/// An open store, as it is written; redb's database is shared with the readers.
#[derive(Debug)]
pub(crate) struct RedbEngine {
    file: PathBuf,
}

impl RedbEngine {
    pub(crate) fn new(file: PathBuf) -> Self {
        Self { file }
    }

    /// Returns the bytes of redb's file.
    fn bytes(&self) -> Result<u64, Error> {
        fs::metadata(&self.file).map(|file| file.len()).map_err(|error| from_io(&error, "reclaim"))
    }
}

impl Layout for RedbEngine {
    const MANIFEST: Manifest = Manifest::new("backpack store on redb", 1);

    fn is_made(_: u32, stands: &str) -> bool {
        stands == COMPLETE
    }

    fn is_whole(folder: &Path) -> io::Result<bool> {
        let file = match File::open(folder.join(DATABASE)) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
            Err(error) => return Err(error),
        };
        let mut begins = Vec::with_capacity(MAGIC.len());
        file.take(MAGIC.len() as u64).read_to_end(&mut begins)?;
        Ok(begins == MAGIC)
    }

    fn is_part(name: &str) -> bool {
        name == DATABASE
    }
}

impl Engine for RedbEngine {
    type Reader = Database;

    const GROUP_BYTES: usize = 4 << 20;

    fn land(
        &mut self,
        readable: &Readable<Database>,
        stage: &mut dyn FnMut(&mut dyn backpack_folder::Group) -> Result<(), Error>,
    ) -> Result<(), Error> {
        readable.with("commit", |database| {
            let transaction = begin(database)?;
            let mut changes = Group::new(&transaction)?;
            // A transaction that is dropped never was.
            stage(&mut changes)?;
            let changed = changes.changed();
            drop(changes);
            if changed {
                transaction.commit().map_err(|error| from_redb(error, "commit"))
            } else {
                transaction.abort().map_err(|error| from_redb(error, "commit"))
            }
        })
    }

    /// Moves pages to the front of the file and cuts it, while nobody reads.
    fn reclaim(&mut self, readable: &Readable<Database>) -> Result<Reclaimed, Error> {
        let before = self.bytes()?;
        let compacted = readable.alone("reclaim", |database| {
            for _ in 0..COMPACTION_ROUNDS {
                if !database.compact().map_err(|error| from_redb(error, "reclaim"))? {
                    break;
                }
            }
            Ok(())
        });
        if let Err(error) = compacted {
            // What redb has of the file by then is not to be trusted.
            readable.poison();
            return Err(error);
        }
        Ok(Reclaimed::new(before, self.bytes()?))
    }

    fn settle(&mut self) -> Result<(), Error> {
        // Every group was durable when it landed.
        Ok(())
    }

    fn close(self, database: Database) -> Result<(), Error> {
        database.close().map_err(|error| from_redb(error, "close"))
    }
}
