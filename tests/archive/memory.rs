//! How much memory it takes to write a Backpack with a large file out.

use backpack::Person;
use backpack::files::ByteStream;
use backpack_testkit::run;
use bytes::Bytes;
use futures_util::stream;

use super::lock;
use crate::world::{Home, process, unlock};

/// The large file, in MiB.
const LARGE: usize = 300;
/// The most that a process may take beyond the open Backpack, in KiB.
const MOST: u64 = 64 << 10;

#[test]
#[ignore = "writes a gigabyte; run it before a release"]
fn a_large_file_goes_out_in_pieces() {
    run(async {
        let home = Home::new();
        let account = home.create().await;
        let backpack = account.add_backpack(Person::new("Ana Ruiz")).await.unwrap();
        // No piece is like another.
        let piece = |number: usize| {
            let mut piece = process::noise(1 << 20);
            piece.iter_mut().step_by(64).for_each(|byte| *byte ^= u8::try_from(number % 251).unwrap_or(0));
            piece[..8].copy_from_slice(&(number as u64).to_le_bytes());
            Ok(Bytes::from(piece))
        };
        let content = ByteStream::new(stream::iter((0..LARGE).map(piece)));
        backpack.add_file_from("large.bin", None, content).await.unwrap();
        account.close().await.unwrap();
        drop((account, backpack));
        let path = home.folder.path().to_owned();
        let said = tokio::task::spawn_blocking(move || {
            process::said("archive::memory::written_elsewhere", &path, &[])
        });
        for line in said.await.unwrap() {
            let (what, kib) = line.split_once(' ').unwrap();
            println!("{what}: {kib} KiB beyond the open Backpack");
            assert!(kib.parse::<u64>().unwrap() < MOST, "{line}");
        }
    });
}

/// Another process: writes the Backpack out both ways, and says what that took.
#[test]
fn written_elsewhere() {
    let Some(folder) = process::folder() else { return };
    run(async {
        let home = Home::new();
        let account =
            backpack::Account::open(folder.join("account"), unlock(), home.options.clone()).await.unwrap();
        let id = account.backpacks().await.unwrap()[0].id;
        let backpack = account.backpack(id).await.unwrap();
        let open = memory("VmRSS:");
        backpack.export_to(folder.join("export")).await.unwrap();
        process::say(&format!("export {}", memory("VmHWM:") - open));
        account.back_up(id, folder.join("one.age"), lock(), None).await.unwrap();
        process::say(&format!("backup {}", memory("VmHWM:") - open));
    });
}

/// Returns what the system says of this process, in KiB.
fn memory(what: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix(what)).unwrap();
    line.trim().trim_end_matches("kB").trim().parse().unwrap()
}
