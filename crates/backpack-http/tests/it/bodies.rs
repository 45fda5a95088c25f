//! Bodies: counted, unpacked, bounded.

use std::io::Write as _;
use std::time::Duration;

use backpack_connect::{ErrorKind, Request};
use flate2::Compression;
use flate2::write::GzEncoder;

use crate::server::{Answer, Server, fetch, ok, raw, send};

const TIME: Duration = Duration::from_secs(5);

fn gzip(plain: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(plain).unwrap();
    encoder.finish().unwrap()
}

fn packed(body: &[u8]) -> Answer {
    raw(&format!("200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {}", body.len()), body)
}

async fn get(answer: Answer, limit: u64) -> Result<String, ErrorKind> {
    let server = Server::start(&[("/a", answer)]).await;
    fetch(Request::get(server.url("a")).limits(limit, TIME)).await
}

/// Noise that gzip cannot shrink, from a fixed seed.
fn noise(length: usize) -> Vec<u8> {
    let mut state = 0x2545_f491_u32;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        state.to_be_bytes()[0]
    };
    (0..length).map(|_| next()).collect()
}

#[tokio::test]
async fn a_body_beyond_the_limit_is_refused_at_the_first_byte_too_many() {
    let large = Err(ErrorKind::TooLarge(9));
    assert_eq!(get(ok(b"123456789"), 9).await, Ok("200 123456789".to_owned()));
    assert_eq!(get(ok(b"1234567890"), 9).await, large);
    // Without a length the bytes themselves are counted.
    assert_eq!(get(raw("200 OK", b"1234567890"), 9).await, large);
    assert_eq!(get(packed(&gzip(b"1234567890")), 9).await, large);
    assert_eq!(get(packed(&gzip(b"123456789")), 9).await, Ok("200 123456789".to_owned()));
}

#[tokio::test]
async fn packed_bodies_are_unpacked_and_their_headers_told_truly() {
    let plain = noise(300_000);
    let server = Server::start(&[("/a", packed(&gzip(&plain)))]).await;
    let response = send(Request::get(server.url("a"))).await.unwrap();
    assert!(
        !response.headers.contains_key("content-encoding")
            && !response.headers.contains_key("content-length")
    );
    let body = response.body.collect(1 << 20).await.unwrap();
    assert!(body == plain);
}

#[tokio::test]
async fn a_bomb_does_not_go_off() {
    let bomb = gzip(&vec![b'a'; 4 << 20]);
    assert!(bomb.len() < 10_000);
    let ratio = Err(ErrorKind::Malformed("it unpacks to more than 100 times its size"));
    assert_eq!(get(packed(&bomb), 1 << 30).await.map(drop), ratio.clone());
    assert_eq!(get(packed(&bomb), 1 << 20).await.map(drop), Err(ErrorKind::TooLarge(1 << 20)));
    // Below a mebibyte nobody minds how well it shrinks.
    let small = get(packed(&gzip(&vec![b'a'; 1 << 20])), 1 << 30).await.unwrap();
    assert_eq!(small.len(), (1 << 20) + 4);
}

#[tokio::test]
async fn damaged_coding_is_an_error() {
    let whole = gzip(&noise(10_000));
    let damaged = Err(ErrorKind::Malformed("its gzip coding is damaged"));
    assert_eq!(get(packed(&whole[..whole.len() - 9]), 1 << 20).await.map(drop), damaged.clone());
    assert_eq!(get(packed(b"no gzip at all"), 1 << 20).await.map(drop), damaged.clone());
    let mut flipped = whole;
    let last = flipped.len() - 6;
    flipped[last] ^= 1;
    assert_eq!(get(packed(&flipped), 1 << 20).await.map(drop), damaged);
    let odd = raw("200 OK\r\nContent-Encoding: br\r\nContent-Length: 1", b"x");
    assert_eq!(get(odd, 1 << 20).await, Err(ErrorKind::Malformed("a coding nobody asked for")));
    let part =
        raw("206 Partial\r\nContent-Encoding: gzip\r\nContent-Range: bytes 1-1/2\r\nContent-Length: 1", b"x");
    assert_eq!(get(part, 1 << 20).await, Err(ErrorKind::Malformed("a part of a packed answer")));
}

#[tokio::test]
async fn a_body_cut_short_is_no_body() {
    let cut = raw("200 OK\r\nContent-Length: 100", b"half");
    assert_eq!(get(cut, 1 << 20).await, Err(ErrorKind::Unreachable));
}
