//! A blob of 300 MiB goes in and out, and the process stays small.

use std::io::{BufRead as _, BufReader};

use backpack_core::BlobId;
use backpack_files::{BlobStore as _, ByteStream};
use backpack_objects::ObjectBlobs;
use backpack_testkit::run;
use bytes::Bytes;
use futures_util::{StreamExt as _, stream};
use url::Url;

use crate::child;
use crate::support::{SPACE, prefix, s3_address};

/// The blob, in pieces of 1 MiB.
const PIECES: usize = 300;
const PIECE: usize = 1 << 20;
/// The most that the process may take beyond what it takes before, in KiB: a few parts of 8 MiB.
const MOST: u64 = 48 << 10;

fn piece(number: usize) -> Bytes {
    let mut piece = vec![u8::try_from(number % 251).unwrap(); PIECE];
    piece[..8].copy_from_slice(&(number as u64).to_le_bytes());
    piece.into()
}

/// The child: puts and gets, and says what that took. Does nothing when run as a test.
#[test]
fn child_puts_and_gets() {
    let Some(store) = child::place() else { return };
    run(async {
        let (blobs, id) = (ObjectBlobs::new(store, &prefix(), SPACE), BlobId::random());
        let before = memory("VmRSS:");
        let content = ByteStream::new(stream::iter((0..PIECES).map(|number| Ok(piece(number)))));
        assert_eq!(blobs.put(id, content).await.unwrap(), (PIECES * PIECE) as u64);
        child::say(&format!("put {}", memory("VmHWM:").saturating_sub(before)));
        let mut read = blobs.get(id, None).await.unwrap();
        let (mut number, mut held) = (0, Vec::new());
        while let Some(bytes) = read.next().await {
            held.extend_from_slice(&bytes.unwrap());
            while held.len() >= PIECE {
                assert!(held[..PIECE] == piece(number), "piece {number}");
                held.drain(..PIECE);
                number += 1;
            }
        }
        assert_eq!((number, held.len()), (PIECES, 0));
        child::say(&format!("get {}", memory("VmHWM:").saturating_sub(before)));
        blobs.delete(id).await.unwrap();
    });
}

fn stays_small(place: &str) {
    let mut process = child::command("large::child_puts_and_gets", place).spawn().unwrap();
    let lines = BufReader::new(process.stdout.take().unwrap()).lines().map_while(Result::ok);
    let said: Vec<String> = lines.filter_map(|line| child::said(&line).map(str::to_owned)).collect();
    assert!(process.wait().unwrap().success());
    assert_eq!(said.len(), 2, "{said:?}");
    for line in said {
        let (what, kib) = line.split_once(' ').unwrap();
        eprintln!("{what} of {PIECES} MiB: {kib} KiB beyond what the process took before");
        assert!(kib.parse::<u64>().unwrap() < MOST, "{line}");
    }
}

/// Returns what the system says of this process, in KiB.
fn memory(what: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix(what)).unwrap();
    line.trim().trim_end_matches("kB").trim().parse().unwrap()
}

#[test]
fn a_large_blob_takes_little_memory_in_a_folder() {
    let folder = tempfile::TempDir::new().unwrap();
    stays_small(Url::from_directory_path(folder.path()).unwrap().as_str());
}

#[test]
fn a_large_blob_takes_little_memory_on_s3() {
    let Some(address) = s3_address() else { return };
    stays_small(&format!("s3://backpack/{} {address}", BlobId::random()));
}
