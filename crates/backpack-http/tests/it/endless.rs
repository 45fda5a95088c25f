//! Answers without an end, each read in a process of its own, so that its memory can be told.

use std::process::Command;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use backpack_connect::{ErrorKind, Request, Transport as _};
use backpack_http::{HttpOptions, HttpTransport};
use flate2::Compression;
use flate2::write::GzEncoder;
use futures_util::StreamExt as _;
use std::io::Write as _;

use crate::server::{Server, kind, raw};

const WHICH: &str = "BACKPACK_ENDLESS";
const CAP: u64 = 64 << 20;

/// Runs one case in another process and returns the most memory it had, in KiB.
fn peak(case: &str) -> u64 {
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "endless::in_a_process_of_its_own", "--nocapture"])
        .env(WHICH, case)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{case}: {said} {}", String::from_utf8_lossy(&output.stderr));
    let peak = said.lines().find_map(|line| line.split_once("peak ")?.1.trim().parse().ok());
    peak.unwrap_or_else(|| panic!("{case} said nothing: {said}"))
}

#[test]
fn an_answer_without_an_end_stops_at_the_cap_in_flat_memory() {
    if !std::path::Path::new("/proc/self/status").exists() {
        println!("skipped: this system does not tell a process's memory");
        return;
    }
    for case in ["page", "stream", "bomb"] {
        let peak = peak(case);
        println!("{case}: {peak} KiB");
        assert!(peak < 128 << 10, "{case} took {peak} KiB");
    }
}

/// Run by the test above, as another process.
#[tokio::test]
async fn in_a_process_of_its_own() {
    let Ok(case) = std::env::var(WHICH) else { return };
    match case.as_str() {
        "page" => page().await,
        "stream" => stream().await,
        "bomb" => bomb().await,
        other => panic!("no case {other}"),
    }
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    println!("peak {}", peak.trim().trim_end_matches("kB").trim());
}

fn transport() -> HttpTransport {
    HttpTransport::new(HttpOptions::new().allow_insecure_loopback()).unwrap()
}

fn endless(head: &str, piece: Vec<u8>) -> crate::server::Answer {
    raw(head, b"").then_for_ever(piece, Duration::ZERO)
}

/// A page that is collected, as JSON is.
async fn page() {
    let server = Server::start(&[("/a", endless("200 OK", vec![b' '; 64 << 10]))]).await;
    let request = Request::get(server.url("a")).limits(CAP, Duration::from_secs(120));
    let answer = transport().send(request).await.unwrap();
    let error = answer.body.collect(u64::MAX).await.map_err(kind);
    assert_eq!(error.map(|body| body.len()), Err(ErrorKind::TooLarge(CAP)));
}

/// A body that is passed on as it comes, as an attachment is; ten times the memory that may be used.
async fn stream() {
    let server = Server::start(&[("/a", endless("200 OK", vec![b' '; 256 << 10]))]).await;
    let cap = 1 << 30;
    let request = Request::get(server.url("a")).limits(cap, Duration::from_secs(300));
    let mut body = transport().send(request).await.unwrap().body;
    let mut received = 0;
    let error = loop {
        match body.next().await.unwrap() {
            Ok(chunk) => received += chunk.len() as u64,
            Err(error) => break kind(error),
        }
    };
    assert_eq!(error, ErrorKind::TooLarge(cap));
    assert!(received <= cap && received > cap - (1 << 20), "{received}");
}

/// Ten gibibytes of zeros, a mebibyte in each member of a gzip without an end.
async fn bomb() {
    static UNPACKED: AtomicU64 = AtomicU64::new(0);
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(&vec![0; 1 << 20]).unwrap();
    let member = encoder.finish().unwrap();
    assert!(member.len() < 1_200, "{}", member.len());
    let server = Server::start(&[("/a", endless("200 OK\r\nContent-Encoding: gzip", member))]).await;
    let request = Request::get(server.url("a")).limits(10 << 30, Duration::from_secs(120));
    let mut body = transport().send(request).await.unwrap().body;
    let error = loop {
        match body.next().await.unwrap() {
            Ok(chunk) => _ = UNPACKED.fetch_add(chunk.len() as u64, Ordering::Relaxed),
            Err(error) => break kind(error),
        }
    };
    assert_eq!(error, ErrorKind::Malformed("it unpacks to more than 100 times its size"));
    assert!(UNPACKED.load(Ordering::Relaxed) < 2 << 20, "{UNPACKED:?}");
}
