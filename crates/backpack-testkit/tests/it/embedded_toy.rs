//! An embedded store that is small enough to be read whole, and can be told to be wrong in one way.
//!
//! Its log begins with how many bytes of it count. A commit is a record behind them, and counts once that number is
//! written anew. It survives kills, and is not made for power cuts.
#![expect(clippy::unwrap_used, reason = "a test that cannot set itself up can only stop")]

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::hash::{DefaultHasher, Hasher as _};
use std::io::{self, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use async_trait::async_trait;
use backpack_core::Clock as _;
use backpack_store::{
    Batch, Direction, Entry, Error, ErrorKind, Fence, Key, LeaseName, Leases, Reclaimed, Scan, ScanPage,
    Store, Value, Version,
};
use backpack_testkit::VirtualClock;
use backpack_testkit::embedded::{Embedded, Mode, Opening, Texts};

const MANIFEST: &str = "manifest";
const COMPLETE: &str = "toy\nformat 1\ncomplete\n";
const BEGUN: &str = "toy\nformat 1\nbegun\n";
const LOG: &str = "log";
/// The number of bytes that count, and a checksum of it.
const HEADER: u64 = 16;
/// Stands for the length of a value that was deleted.
const DELETED: u32 = u32::MAX;

/// What is wrong with a store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Flaw {
    LosesTheLast,
    LocksNothing,
    MakesAnywhere,
    TakesAnyFolder,
    ReadsAnyFormat,
    RefusesTheBegun,
    CountsAnew,
    ForgetsTokens,
    TakesDamageForNew,
    MendsWhatItRefuses,
    ChecksNothing,
    ReadsAsFarAsItGoes,
    StopsAtDamage,
    NeverFull,
    KeepsRoom,
    AcknowledgesEarly,
    ReclaimsInPlace,
}

/// The toy, as the checks open it.
pub(crate) struct Toy(Option<Flaw>);

impl Toy {
    pub(crate) fn sound() -> Self {
        Self(None)
    }

    pub(crate) fn with(flaw: Flaw) -> Self {
        Self(Some(flaw))
    }

    fn has(&self, flaw: Flaw) -> bool {
        self.0 == Some(flaw)
    }

    /// Says whether a store lies in `folder`, or one can be made there.
    fn look(&self, folder: &Path, mode: Mode) -> Result<bool, ErrorKind> {
        let names: Vec<String> = match fs::read_dir(folder) {
            Err(error) if error.kind() == io::ErrorKind::NotADirectory => return Err(ErrorKind::NotAStore),
            Err(_) => Vec::new(),
            Ok(entries) => entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect(),
        };
        let foreign = names.iter().any(|name| ![MANIFEST, LOG, "lock"].contains(&name.as_str()));
        let is_there = match fs::read_to_string(folder.join(MANIFEST)).as_deref() {
            Ok(COMPLETE) => true,
            Ok(BEGUN) if self.has(Flaw::RefusesTheBegun) => return Err(ErrorKind::Damaged),
            Ok(BEGUN) => false,
            Ok(text) if text.starts_with("toy\nformat 7") && !self.has(Flaw::ReadsAnyFormat) => {
                return Err(ErrorKind::NewerFormat(7));
            }
            Ok(text) if text.starts_with("toy\n") => true,
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(ErrorKind::Damaged),
            _ if names.iter().any(|name| name == LOG || name == MANIFEST) => return Err(ErrorKind::Damaged),
            _ if foreign && !self.has(Flaw::TakesAnyFolder) => return Err(ErrorKind::NotAStore),
            _ => false,
        };
        match mode {
            Mode::CreateNew if is_there => Err(ErrorKind::Exists),
            Mode::Existing if !is_there && !self.has(Flaw::MakesAnywhere) => Err(ErrorKind::NotAStore),
            _ => Ok(is_there),
        }
    }

    fn open_now(&self, folder: &Path, opening: Opening) -> Result<Open, Error> {
        let refused = |kind| Error::new(kind, "open");
        let mut is_there = self.look(folder, opening.mode).map_err(refused)?;
        fs::create_dir_all(folder).unwrap();
        let lock =
            OpenOptions::new().create(true).truncate(false).write(true).open(folder.join("lock")).unwrap();
        if lock.try_lock().is_err() && !self.has(Flaw::LocksNothing) {
            return Err(refused(ErrorKind::InUse));
        }
        let path = folder.join(LOG);
        if self.has(Flaw::TakesDamageForNew) && fs::metadata(&path).map_or(0, |log| log.len()) < HEADER {
            is_there = false;
        }
        if !is_there {
            fs::write(folder.join(MANIFEST), BEGUN).unwrap();
            fs::write(&path, header(HEADER)).unwrap();
            fs::write(folder.join(MANIFEST), COMPLETE).unwrap();
        }
        let read = self.read(&path);
        if read.is_none() && self.has(Flaw::MendsWhatItRefuses) {
            fs::write(&path, header(HEADER)).unwrap();
        }
        let Read { values, counted, version, token } = read.ok_or_else(|| refused(ErrorKind::Damaged))?;
        let log = OpenOptions::new().read(true).write(true).open(&path).unwrap();
        Ok(Open {
            flaw: self.0,
            leases: Leases::after(if self.has(Flaw::ForgetsTokens) { 0 } else { token }),
            version: if self.has(Flaw::CountsAnew) { 0 } else { version },
            clock: opening.clock,
            early: Vec::new(),
            _lock: lock,
            path,
            log,
            values,
            counted,
        })
    }

    /// Reads a log; `None` if it is damaged.
    fn read(&self, path: &Path) -> Option<Read> {
        let bytes = fs::read(path).ok()?;
        let (length, checksum) = bytes.get(..16)?.split_first_chunk::<8>()?;
        let mut counted = u64::from_be_bytes(*length);
        if header(counted)[8..] != *checksum && !self.has(Flaw::ChecksNothing) {
            return None;
        }
        if self.has(Flaw::ReadsAsFarAsItGoes) || self.has(Flaw::ChecksNothing) {
            counted = counted.min(bytes.len() as u64);
        }
        let mut left = bytes.get(16..usize::try_from(counted).ok()?)?;
        let mut read = Read { values: BTreeMap::new(), counted, version: 0, token: 0 };
        while !left.is_empty() {
            match self.record(&mut left) {
                Some(record) if self.has(Flaw::LosesTheLast) && left.is_empty() => drop(record),
                Some(record) => read.take(record),
                None if self.has(Flaw::StopsAtDamage) || self.has(Flaw::ReadsAsFarAsItGoes) => break,
                None => return None,
            }
        }
        Some(read)
    }

    fn record(&self, left: &mut &[u8]) -> Option<Record> {
        let checksum = u64::from_be_bytes(take(left, 8)?.try_into().ok()?);
        let length = number(left)?;
        let mut body = take(left, length as usize)?;
        if hash(body) != checksum && !self.has(Flaw::ChecksNothing) {
            return None;
        }
        let version = u64::from_be_bytes(take(&mut body, 8)?.try_into().ok()?);
        let token = u64::from_be_bytes(take(&mut body, 8)?.try_into().ok()?);
        let mut writes = Vec::new();
        while !body.is_empty() {
            let length = number(&mut body)?;
            let key = Key::from_bytes(take(&mut body, length as usize)?)?;
            let value = match number(&mut body)? {
                DELETED => None,
                length => Some(take(&mut body, length as usize)?.to_vec()),
            };
            writes.push((key, value));
        }
        Some(Record { version, token, writes })
    }
}

#[async_trait]
impl Embedded for Toy {
    async fn open(&self, folder: &Path, opening: Opening) -> Result<Arc<dyn Store>, Error> {
        Ok(Arc::new(ToyStore(Mutex::new(Some(self.open_now(folder, opening)?)))))
    }

    fn files(&self) -> Vec<&'static str> {
        vec![LOG]
    }

    fn texts(&self) -> Texts {
        Texts::new(MANIFEST, BEGUN, "toy\nformat 7\nand something unheard of\n")
    }
}

/// What a log says.
struct Read {
    values: BTreeMap<Key, Value>,
    counted: u64,
    version: u64,
    token: u64,
}

/// One commit.
struct Record {
    version: u64,
    token: u64,
    writes: Vec<(Key, Option<Vec<u8>>)>,
}

impl Read {
    fn take(&mut self, record: Record) {
        (self.version, self.token) = (record.version.max(self.version), record.token.max(self.token));
        for (key, value) in record.writes {
            match value {
                None => drop(self.values.remove(&key)),
                Some(value) => {
                    drop(self.values.insert(key, Value::new(value.into(), Version(record.version))));
                }
            }
        }
    }
}

impl Record {
    fn encode(&self) -> Vec<u8> {
        let mut body = [self.version.to_be_bytes(), self.token.to_be_bytes()].concat();
        for (key, value) in &self.writes {
            let key = key.to_bytes();
            body.extend(u32::try_from(key.len()).unwrap().to_be_bytes());
            body.extend(key);
            let length = value.as_ref().map_or(DELETED, |value| u32::try_from(value.len()).unwrap());
            body.extend(length.to_be_bytes());
            body.extend(value.iter().flatten());
        }
        let length = u32::try_from(body.len()).unwrap();
        [hash(&body).to_be_bytes().as_slice(), &length.to_be_bytes(), &body].concat()
    }
}

#[derive(Debug)]
struct ToyStore(Mutex<Option<Open>>);

#[derive(Debug)]
struct Open {
    flaw: Option<Flaw>,
    path: PathBuf,
    log: File,
    counted: u64,
    values: BTreeMap<Key, Value>,
    leases: Leases,
    version: u64,
    clock: VirtualClock,
    /// What was acknowledged before it was written.
    early: Vec<u8>,
    _lock: File,
}

impl ToyStore {
    fn lock(&self) -> MutexGuard<'_, Option<Open>> {
        self.0.lock().unwrap()
    }

    fn with<T>(
        &self,
        operation: &'static str,
        body: impl FnOnce(&mut Open) -> Result<T, ErrorKind>,
    ) -> Result<T, Error> {
        let mut open = self.lock();
        let open = open.as_mut().ok_or_else(|| Error::new(ErrorKind::Closed, operation))?;
        body(open).map_err(|kind| Error::new(kind, operation))
    }
}

impl Open {
    /// Lets a record count, or leaves everything as it was.
    fn append(&mut self, record: &Record) -> Result<(), ErrorKind> {
        let mut bytes = record.encode();
        if self.flaw == Some(Flaw::AcknowledgesEarly) {
            self.early.extend(bytes);
            if self.early.len() < 100_000 {
                return Ok(());
            }
            bytes = std::mem::take(&mut self.early);
        }
        let end = self.counted + bytes.len() as u64;
        self.log.seek(SeekFrom::Start(self.counted)).unwrap();
        let written = self.log.write_all(&bytes);
        if written.is_err() && self.flaw != Some(Flaw::NeverFull) {
            self.log.set_len(self.counted).unwrap();
            return Err(ErrorKind::Full);
        }
        if written.is_ok() {
            self.log.rewind().unwrap();
            self.log.write_all(&header(end)).unwrap();
            self.counted = end;
        }
        Ok(())
    }

    fn reclaim(&mut self) -> Reclaimed {
        let before = self.log.metadata().unwrap().len();
        let writes = |(key, value): (&Key, &Value)| Record {
            version: value.version.0,
            token: self.leases.highest_token(),
            writes: vec![(key.clone(), Some(value.bytes.to_vec()))],
        };
        let mut records: Vec<Vec<u8>> =
            self.values.iter().map(writes).map(|record| record.encode()).collect();
        let last = Record { version: self.version, token: self.leases.highest_token(), writes: Vec::new() };
        records.push(last.encode());
        let end = HEADER + records.iter().map(Vec::len).sum::<usize>() as u64;
        match self.flaw {
            Some(Flaw::KeepsRoom) => return Reclaimed::new(before, before / 4),
            Some(Flaw::ReclaimsInPlace) => self.log.set_len(0).unwrap(),
            _ => self.log = File::create(self.path.with_extension("new")).unwrap(),
        }
        self.log.rewind().unwrap();
        self.log.write_all(&header(end)).unwrap();
        for record in records {
            self.log.write_all(&record).unwrap();
            self.log.sync_data().unwrap();
        }
        if self.flaw != Some(Flaw::ReclaimsInPlace) {
            fs::rename(self.path.with_extension("new"), &self.path).unwrap();
            self.log = OpenOptions::new().read(true).write(true).open(&self.path).unwrap();
        }
        self.counted = end;
        Reclaimed::new(before, end)
    }
}

#[async_trait]
impl Store for ToyStore {
    async fn get(&self, key: &Key) -> Result<Option<Value>, Error> {
        self.with("get", |open| Ok(open.values.get(key).cloned()))
    }

    async fn scan(&self, scan: &Scan) -> Result<ScanPage, Error> {
        let range = scan.key_range().unwrap();
        self.with("scan", |open| {
            let entry = |(key, value): (&Key, &Value)| Entry::new(key.id.clone(), value.clone());
            let mut found: Vec<Entry> = open.values.range(range).map(entry).collect();
            if scan.direction == Direction::Descending {
                found.reverse();
            }
            let more = found.len() > scan.limit;
            found.truncate(scan.limit);
            let next = found.last().filter(|_| more).map(|last| last.id.clone());
            Ok(ScanPage::new(found, next))
        })
    }

    async fn commit(&self, batch: Batch) -> Result<Version, Error> {
        self.with("commit", |open| {
            if batch.fence.as_ref().is_some_and(|fence| !open.leases.holds(fence, open.clock.now())) {
                return Err(ErrorKind::Fenced);
            }
            let deletes = batch.deletes.iter().map(|(table, id)| (batch.key(*table, id), None));
            let puts = batch.puts.iter().map(|put| (batch.key(put.table, &put.id), Some(put.value.to_vec())));
            let (version, token) = (open.version + 1, open.leases.highest_token());
            let record = Record { version, token, writes: deletes.chain(puts).collect() };
            open.append(&record)?;
            open.version = version;
            let mut read = Read { values: std::mem::take(&mut open.values), counted: 0, version, token };
            read.take(record);
            open.values = read.values;
            Ok(Version(version))
        })
    }

    async fn lease(&self, name: &LeaseName, ttl: Duration, held: Option<&Fence>) -> Result<Fence, Error> {
        self.with("lease", |open| {
            let taken = open.leases.take(name, ttl, held, open.clock.now());
            let (fence, _) = taken.map_err(|error| error.kind().clone())?;
            let token = open.leases.highest_token();
            open.append(&Record { version: open.version, token, writes: Vec::new() })?;
            Ok(fence)
        })
    }

    async fn release(&self, fence: &Fence) -> Result<(), Error> {
        self.with("release", |open| {
            open.leases.release(fence);
            Ok(())
        })
    }

    async fn close(&self) -> Result<(), Error> {
        drop(self.lock().take());
        Ok(())
    }

    async fn reclaim(&self) -> Result<Option<Reclaimed>, Error> {
        self.with("reclaim", |open| Ok(Some(open.reclaim())))
    }
}

fn header(counted: u64) -> [u8; 16] {
    let length = counted.to_be_bytes();
    let mut header = [0; 16];
    header[..8].copy_from_slice(&length);
    header[8..].copy_from_slice(&hash(&length).to_be_bytes());
    header
}

fn hash(bytes: &[u8]) -> u64 {
    let mut hash = DefaultHasher::new();
    hash.write(bytes);
    hash.finish()
}

fn take<'a>(left: &mut &'a [u8], length: usize) -> Option<&'a [u8]> {
    let (taken, rest) = left.split_at_checked(length)?;
    *left = rest;
    Some(taken)
}

fn number(left: &mut &[u8]) -> Option<u32> {
    Some(u32::from_be_bytes(take(left, 4)?.try_into().ok()?))
}
