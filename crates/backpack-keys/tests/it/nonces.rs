//! Nonces never repeat: not in a million envelopes, not over threads, not over processes of the same program.

use std::collections::HashSet;
use std::env;
use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, Command, Stdio};

use backpack_keys::{Aad, BackpackKeys, Purpose};

use crate::backpack_keys;

type Nonce = [u8; 24];

/// Where the nonce lies in an envelope.
const PLACE: std::ops::Range<usize> = 8..32;
const CHILD: &str = "BACKPACK_KEYS_TEST_NONCES";
const PROCESSES: usize = 6;
/// How many envelopes each process seals.
const EACH: usize = 5_000;

#[test]
fn a_million_envelopes_have_a_million_nonces() {
    let keys = backpack_keys();
    // The same plaintext under the same key at the same place: only the nonce can differ.
    let seal = || (0..250_000).map(|_| nonce(&keys)).collect::<Vec<_>>();
    let mut nonces = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..4).map(|_| scope.spawn(seal)).collect();
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect::<Vec<_>>()
    });
    let mut ones = [0_u32; 192];
    for nonce in &nonces {
        for (bit, ones) in ones.iter_mut().enumerate() {
            *ones += u32::from(nonce[bit / 8] >> (bit % 8) & 1);
        }
    }
    nonces.sort_unstable();
    assert!(nonces.windows(2).all(|pair| pair[0] != pair[1]), "a nonce came twice");
    // Half a million, give or take six times the deviation of a fair coin: every bit is drawn, none is fixed.
    assert!(ones.iter().all(|ones| (497_000..503_000).contains(ones)), "{ones:?}");
}

/// A process holds no state that nonces come from, so that one that starts as another did goes its own way.
#[test]
fn processes_of_one_program_share_no_nonce() {
    // All of them run before the first one is listened to.
    let children: Vec<Child> = (0..PROCESSES).map(|_| start()).collect();
    let keys = backpack_keys();
    let mut all: HashSet<String> = (0..EACH).map(|_| hex(&nonce(&keys))).collect();
    for mut child in children {
        let lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
        let nonces: Vec<String> =
            lines.filter_map(|line| line.strip_prefix("nonce ").map(str::to_owned)).collect();
        assert!(child.wait().unwrap().success());
        assert_eq!(nonces.len(), EACH);
        all.extend(nonces);
    }
    assert_eq!(all.len(), (PROCESSES + 1) * EACH, "two processes drew the same nonce");
}

/// The child: seals and tells the nonces. Does nothing when run as a test.
#[test]
fn child_tells_its_nonces() {
    if env::var_os(CHILD).is_none() {
        return;
    }
    let keys = backpack_keys();
    let told: String = (0..EACH).map(|_| format!("nonce {}\n", hex(&nonce(&keys)))).collect();
    let mut out = std::io::stdout().lock();
    write!(out, "\n{told}").unwrap();
    out.flush().unwrap();
}

fn start() -> Child {
    Command::new(env::current_exe().unwrap())
        .args(["--exact", "nonces::child_tells_its_nonces", "--nocapture"])
        .env(CHILD, "1")
        .stdout(Stdio::piped())
        .spawn()
        .unwrap()
}

fn nonce(keys: &BackpackKeys) -> Nonce {
    let sealed = keys.seal(Purpose::Row, &Aad::new(1, b"id"), b"the same");
    sealed[PLACE].try_into().unwrap()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
