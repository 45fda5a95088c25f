//! The S3 server behind a proxy that spoils requests: what the client in between makes of it.

use std::time::{Duration, Instant};

use backpack_core::{BlobId, Retry, SpaceId};
use backpack_files::{BlobStore as _, Error, ErrorKind};
use backpack_objects::{ObjectBlobs, ObjectOptions, Patience, open};

use crate::proxy::{Proxy, Spoil};
use crate::support::{content, hasty, kind, options, pieces, prefix, read, s3_address};

const PART: usize = 30_000;

/// Waits for a second where the default waits for thirty.
fn curt() -> Patience {
    let mut patience = hasty();
    patience.request_time = Duration::from_secs(1);
    patience
}

fn options_at(address: &str) -> ObjectOptions {
    options(address).with_times(Duration::from_secs(1), Duration::from_secs(1))
}

fn blobs_at(address: &str) -> ObjectBlobs {
    let url = format!("s3://backpack/{}", BlobId::random());
    let store = open(&url.parse().unwrap(), &options_at(address)).unwrap();
    ObjectBlobs::new(store, &prefix(), SpaceId::random()).with_part_bytes(PART).with_patience(curt())
}

async fn proxied() -> Option<(Proxy, ObjectBlobs)> {
    let proxy = Proxy::start(&s3_address()?).await;
    let blobs = blobs_at(&proxy.address);
    Some((proxy, blobs))
}

#[tokio::test]
async fn one_spoiled_request_is_passed_over() {
    let Some((proxy, blobs)) = proxied().await else { return };
    let bytes = content(PART + 500);
    for spoil in [Spoil::Status(503), Spoil::Reset, Spoil::Lost, Spoil::Cut] {
        for nth in 0.. {
            let id = BlobId::random();
            proxy.spoil(spoil, nth..nth + 1);
            assert_eq!(blobs.put(id, pieces(&bytes, 7_000)).await.unwrap(), bytes.len() as u64);
            assert!(read(&blobs, id).await.unwrap() == bytes, "{spoil:?} of request {nth}");
            assert_eq!(blobs.list(None).await.unwrap().ids, [id]);
            blobs.delete(id).await.unwrap();
            if proxy.requests() <= nth {
                assert!(nth > 10, "{nth} requests");
                break;
            }
        }
    }
}

/// Two requests in a row, of every sort, in the middle of everything: five tries are made.
#[tokio::test]
async fn a_slow_down_is_waited_for() {
    let Some((proxy, blobs)) = proxied().await else { return };
    let (id, bytes) = (BlobId::random(), content(PART * 4));
    for from in [0, 2, 4] {
        proxy.spoil(Spoil::Status(503), from..from + 3);
        blobs.put(id, pieces(&bytes, 7_000)).await.unwrap();
        proxy.spoil(Spoil::Cut, from..from + 3);
        assert!(read(&blobs, id).await.unwrap() == bytes);
        proxy.spoil(Spoil::Reset, 0..3);
        blobs.delete(id).await.unwrap();
    }
}

#[tokio::test]
async fn a_server_that_falls_silent_is_left_in_bounded_time() {
    let Some((proxy, blobs)) = proxied().await else { return };
    let id = BlobId::random();
    blobs.put(id, pieces(&content(PART * 2), 7_000)).await.unwrap();
    proxy.spoil(Spoil::Silent, 0..u64::MAX);
    let began = Instant::now();
    assert_eq!(kind(read(&blobs, id).await), Some(ErrorKind::Unavailable));
    assert!(began.elapsed() < Duration::from_secs(25), "five tries of a second: {:?}", began.elapsed());
    let began = Instant::now();
    assert_eq!(kind(blobs.put(BlobId::random(), pieces(b"x", 1)).await), Some(ErrorKind::Unavailable));
    assert!(began.elapsed() < Duration::from_secs(50), "{:?}", began.elapsed());
    // One silence alone is passed over.
    proxy.spoil(Spoil::Silent, 1..2);
    assert!(read(&blobs, id).await.unwrap() == content(PART * 2));
}

/// A server that drips makes headway or is left; never is a byte taken twice or left out.
#[tokio::test]
async fn a_server_that_drips_is_left_unless_it_makes_headway() {
    let Some((proxy, _)) = proxied().await else { return };
    let blobs = blobs_at(&proxy.address).with_part_bytes(1 << 20);
    let (id, bytes) = (BlobId::random(), content(300_000));
    blobs.put(id, pieces(&bytes, 7_000)).await.unwrap();
    // A hundred kilobytes a second are slow, and welcome.
    proxy.spoil(Spoil::Drip(5_000, Duration::from_millis(50)), 0..u64::MAX);
    let began = Instant::now();
    assert!(read(&blobs, id).await.unwrap() == bytes);
    assert!(began.elapsed() > Duration::from_secs(2), "{:?}", began.elapsed());
    // Ten bytes in a tenth of a second are never silent for long, and never end.
    proxy.spoil(Spoil::Drip(10, Duration::from_millis(100)), 0..u64::MAX);
    let began = Instant::now();
    assert_eq!(kind(read(&blobs, id).await), Some(ErrorKind::Unavailable));
    assert!(began.elapsed() < Duration::from_secs(25), "{:?}", began.elapsed());
    // A drip that ends after two tries: the read goes on where it broke.
    proxy.spoil(Spoil::Drip(10, Duration::from_millis(100)), 0..2);
    assert!(read(&blobs, id).await.unwrap() == bytes);
    assert!(proxy.requests() >= 3);
}

#[tokio::test]
async fn what_will_not_pass_is_told_at_once() {
    let Some((proxy, blobs)) = proxied().await else { return };
    for (status, expected, retry) in [
        (400, ErrorKind::Io, Retry::Never),
        (401, ErrorKind::Io, Retry::Never),
        (403, ErrorKind::Io, Retry::Never),
        (301, ErrorKind::Io, Retry::Never),
        (501, ErrorKind::Io, Retry::Never),
        (507, ErrorKind::Full, Retry::Never),
        (500, ErrorKind::Unavailable, Retry::Soon),
    ] {
        proxy.spoil(Spoil::Status(status), 0..u64::MAX);
        let passing = retry == Retry::Soon;
        let put = blobs.put(BlobId::random(), pieces(&content(PART * 3), 7_000)).await.unwrap_err();
        let get = read(&blobs, BlobId::random()).await.unwrap_err();
        let list = blobs.list(None).await.unwrap_err();
        for error in [put, get, list] {
            assert_eq!((*error.kind(), error.retry()), (expected, retry), "{status}");
            says_nothing(&error, &proxy.address);
        }
        assert!(passing || proxy.requests() < 12, "{status}: {} requests", proxy.requests());
    }
}

/// A bucket that is not there is no empty one, and its blobs are not gone.
#[tokio::test]
async fn a_bucket_that_is_not_there_is_not_an_empty_one() {
    let Some(address) = s3_address() else { return };
    let store = open(&"s3://no-such-bucket/x".parse().unwrap(), &options_at(&address)).unwrap();
    let blobs = ObjectBlobs::new(store, &prefix(), SpaceId::random()).with_patience(curt());
    let id = BlobId::random();
    for error in [
        blobs.list(None).await.unwrap_err(),
        blobs.put(id, pieces(b"x", 1)).await.unwrap_err(),
        blobs.size(id).await.unwrap_err(),
        blobs.get(id, None).await.unwrap_err(),
    ] {
        assert_eq!((*error.kind(), error.retry()), (ErrorKind::Io, Retry::Never));
        assert_eq!(std::error::Error::source(&error).unwrap().to_string(), "there is no such bucket");
        says_nothing(&error, &address);
    }
}

#[tokio::test]
async fn a_server_that_is_not_there_is_unavailable() {
    let gone = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.unwrap().local_addr().unwrap();
    let address = format!("http://{gone}");
    let blobs = blobs_at(&address);
    for error in [
        blobs.list(None).await.unwrap_err(),
        blobs.put(BlobId::random(), pieces(&content(PART * 3), 7_000)).await.unwrap_err(),
        blobs.delete(BlobId::random()).await.unwrap_err(),
    ] {
        assert_eq!((*error.kind(), error.retry()), (ErrorKind::Unavailable, Retry::Soon));
        says_nothing(&error, &address);
    }
}

/// No error names the server, the bucket, an object, a key's id, or what the server said.
fn says_nothing(error: &Error, address: &str) {
    let mut told = format!("{error} {error:?}");
    let mut next = std::error::Error::source(error);
    while let Some(cause) = next {
        told += &format!(" {cause} {cause:?}");
        next = cause.source();
    }
    let address = address.trim_start_matches("http://");
    for word in [address, "some/where", "s3://", "http", "secret", "AWS4", "NotForUs", "no-such-bucket"] {
        assert!(!told.contains(word), "{told} tells {word}");
    }
}
