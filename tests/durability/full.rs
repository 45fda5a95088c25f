//! The disk is full: a write is refused as a whole and by name, reading goes on, and writing goes on once there is room.

use std::fs;
use std::io::Write as _;
use std::path::Path;

use backpack::record::entry::Symptom;
use backpack::{Account, Backpack, Error, ErrorKind, Filter, Person};
use backpack_testkit::run;

use super::engine::{ENGINES, Engine};
use super::{report, times};
use crate::world::process::{SmallDisk, noise};

/// Megabytes of the disks that are filled, the most telling first.
const SIZES: [u64; 12] = [1, 8, 12, 24, 40, 2, 4, 6, 16, 32, 48, 64];
const BALLAST: u64 = 2 << 20;
/// From this size on something else lies on the disk that can be removed to make room.
const ROOMY: u64 = 24;

#[test]
fn a_full_disk_refuses_and_reads_and_goes_on() {
    let sizes = &SIZES[..SIZES.len().min(times("BACKPACK_DURABILITY_DISKS", 4) as usize)];
    for engine in ENGINES {
        let mut kept = Vec::new();
        for megabytes in sizes {
            let Some(disk) = SmallDisk::mount(megabytes << 20) else {
                return report("full disks were skipped: no small file system can be mounted here");
            };
            kept.push(run(fill(engine, disk.path(), *megabytes)));
        }
        report(&format!("{}: disks of {sizes:?} MB were filled with {kept:?} entries, 0 lost", engine.name));
    }
}

/// Fills a disk with an account. Returns how many entries were acknowledged.
async fn fill(engine: Engine, disk: &Path, megabytes: u64) -> u32 {
    let folder = disk.join("here");
    fs::create_dir(&folder).unwrap();
    if megabytes >= ROOMY {
        fs::write(disk.join(HOLDER), noise(12 << 20)).unwrap();
    }
    let made = async {
        let account = engine.create_account(&folder, BALLAST).await?;
        let backpack = account.add_backpack(Person::new("Ana Ruiz")).await?;
        Ok::<_, Error>((account, backpack))
    };
    let (account, backpack) = match made.await {
        Ok(made) => made,
        Err(error) => {
            assert_eq!(error.kind(), &ErrorKind::Full, "{megabytes} MB: {error:?}");
            return 0;
        }
    };
    let mut held = Held { entries: 0, files: 0 };
    held.until_full(&backpack).await;
    held.is_whole(&backpack).await;
    account.close().await.unwrap();
    drop((account, backpack));
    held.with_not_a_byte_left(engine, disk, megabytes).await;
    let (account, backpack) = open(engine, &folder).await.unwrap();
    held.is_whole(&backpack).await;
    account.close().await.unwrap();
    held.entries
}

/// Something else on the disk.
const HOLDER: &str = "holder";

/// What was acknowledged.
struct Held {
    entries: u32,
    files: u32,
}

impl Held {
    async fn until_full(&mut self, backpack: &Backpack) {
        let refused = loop {
            if let Err(error) = add(backpack, self.entries).await {
                break error;
            }
            self.entries += 1;
            // Files fill a disk sooner than entries do.
            let name = format!("scan-{}.bin", self.files);
            if let Err(error) = backpack.add_file(&name, None, content(self.files)).await {
                break error;
            }
            self.files += 1;
        };
        assert_eq!(refused.kind(), &ErrorKind::Full, "{refused:?}");
    }

    /// Something else takes every last byte: the store opens on its ballast, and reads; with room again it goes on.
    async fn with_not_a_byte_left(&mut self, engine: Engine, disk: &Path, megabytes: u64) {
        let (folder, filler) = (disk.join("here"), disk.join("filler"));
        take_the_rest(&filler);
        let (account, backpack) = match open(engine, &folder).await {
            Ok(opened) => {
                self.is_whole(&opened.1).await;
                let refused = add(&opened.1, self.entries).await.unwrap_err();
                assert_eq!(refused.kind(), &ErrorKind::Full, "{megabytes} MB");
                self.is_whole(&opened.1).await;
                fs::remove_file(&filler).unwrap();
                opened
            }
            Err(error) => {
                // A disk on which there never was room for the ballast.
                let is_small = megabytes < ROOMY && error.kind() == &ErrorKind::Full;
                assert!(is_small, "{megabytes} MB: {error:?}");
                fs::remove_file(&filler).unwrap();
                open(engine, &folder).await.unwrap()
            }
        };
        fs::remove_file(disk.join(HOLDER)).ok();
        // It goes on without being opened anew, where there is room.
        match add(&backpack, self.entries).await {
            Ok(()) => self.entries += 1,
            Err(error) => {
                let is_small = megabytes < ROOMY && error.kind() == &ErrorKind::Full;
                assert!(is_small, "{megabytes} MB: {error:?}");
            }
        }
        self.is_whole(&backpack).await;
        account.close().await.unwrap();
    }

    /// Checks that there is what was acknowledged, and nothing of what was refused.
    async fn is_whole(&self, backpack: &Backpack) {
        backpack.verify().await.unwrap();
        assert_eq!(backpack.find(&Filter::new()).total, self.entries as usize);
        let listed = backpack.files().await.unwrap();
        assert_eq!(listed.len(), self.files as usize);
        for file in listed {
            let held = backpack.open_file(file.id, None).await.unwrap().collect().await.unwrap();
            let number = file.name.strip_prefix("scan-").and_then(|rest| rest.strip_suffix(".bin"));
            let number = number.unwrap().parse().unwrap();
            assert!(held == content(number), "file {number} holds something else");
        }
    }
}

async fn add(backpack: &Backpack, number: u32) -> Result<(), Error> {
    backpack.add(Symptom::new(format!("headache number {number}"))).await.map(drop)
}

async fn open(engine: Engine, folder: &Path) -> Result<(Account, Backpack), Error> {
    let account = engine.open_account(folder, BALLAST).await?;
    let listed = account.backpacks().await?;
    let backpack = account.backpack(listed[0].id).await?;
    Ok((account, backpack))
}

/// Returns what the file of this number holds.
fn content(number: u32) -> Vec<u8> {
    let mut content = noise(300_000);
    content[..4].copy_from_slice(&number.to_be_bytes());
    content
}

/// Writes until nothing more fits.
fn take_the_rest(file: &Path) {
    let mut file = fs::File::create(file).unwrap();
    for piece in [1 << 16, 1 << 12, 1] {
        while file.write_all(&vec![1; piece]).is_ok() {}
    }
}
