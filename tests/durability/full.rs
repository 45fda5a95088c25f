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
    let (folder, holder, filler) = (disk.join("here"), disk.join("holder"), disk.join("filler"));
    fs::create_dir(&folder).unwrap();
    if megabytes >= ROOMY {
        fs::write(&holder, noise(12 << 20)).unwrap();
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
    let mut kept = 0;
    let refused = loop {
        if let Err(error) = add(&backpack, kept).await {
            break error;
        }
        kept += 1;
        // Files fill a disk sooner than entries do.
        if let Err(error) = backpack.add_file(&format!("scan-{kept}.bin"), None, content(kept)).await {
            break error;
        }
    };
    assert_eq!(refused.kind(), &ErrorKind::Full, "{megabytes} MB: {refused:?}");
    let files = backpack.files().await.unwrap().len();
    is_whole(&backpack, kept, files).await;
    account.close().await.unwrap();
    drop((account, backpack));

    // Something else takes every last byte: the store opens on its ballast, and reads.
    take_the_rest(&filler);
    let opened = open(engine, &folder).await;
    if let Err(error) = &opened {
        // A disk on which there never was room for the ballast.
        assert!(megabytes < ROOMY && error.kind() == &ErrorKind::Full, "{megabytes} MB: {error:?}");
        fs::remove_file(&filler).unwrap();
    }
    let (account, backpack) = match opened {
        Ok(opened) => opened,
        Err(_) => open(engine, &folder).await.unwrap(),
    };
    is_whole(&backpack, kept, files).await;
    let refused = add(&backpack, kept).await;
    if filler.exists() {
        assert_eq!(refused.unwrap_err().kind(), &ErrorKind::Full, "{megabytes} MB");
        is_whole(&backpack, kept, files).await;
        fs::remove_file(&filler).unwrap();
    } else {
        kept += u32::from(refused.is_ok());
    }
    fs::remove_file(&holder).ok();

    // There is room again, and it goes on without being opened anew.
    match add(&backpack, kept).await {
        Ok(()) => kept += 1,
        Err(error) => {
            assert!(megabytes < ROOMY && error.kind() == &ErrorKind::Full, "{megabytes} MB: {error:?}")
        }
    }
    is_whole(&backpack, kept, files).await;
    account.close().await.unwrap();
    drop((account, backpack));
    let (account, backpack) = open(engine, &folder).await.unwrap();
    is_whole(&backpack, kept, files).await;
    account.close().await.unwrap();
    kept
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

/// Checks that there is what was acknowledged, and nothing of what was refused.
async fn is_whole(backpack: &Backpack, entries: u32, files: usize) {
    backpack.verify().await.unwrap();
    assert_eq!(backpack.find(&Filter::new()).total, entries as usize);
    let listed = backpack.files().await.unwrap();
    assert_eq!(listed.len(), files);
    for file in listed {
        let held = backpack.open_file(file.id, None).await.unwrap().collect().await.unwrap();
        let number = file.name.strip_prefix("scan-").and_then(|rest| rest.strip_suffix(".bin")).unwrap();
        assert!(held == content(number.parse().unwrap()), "file {number} holds something else");
    }
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
