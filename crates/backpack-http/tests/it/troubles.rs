//! What goes wrong on the way, and what is said of it.

use std::error::Error as _;
use std::time::{Duration, Instant};

use backpack_connect::{Credential, ErrorKind, Request, Transport as _, TransportExt as _};
use backpack_http::{HttpOptions, HttpTransport};

use crate::server::{Server, fetch, kind, raw, transport};

#[tokio::test]
async fn a_silent_server_is_not_waited_for() {
    let head = raw("200 OK\r\nContent-Length: 100", b"half").then_silence();
    let nothing = crate::server::Answer::clone(&raw("", b"")).then_silence();
    let server = Server::start(&[("/half", head), ("/never", nothing)]).await;
    let begun = Instant::now();
    assert_eq!(fetch(Request::get(server.url("half"))).await, Err(ErrorKind::Timeout));
    let short = Request::get(server.url("half")).limits(100, Duration::from_millis(100));
    assert_eq!(fetch(short).await, Err(ErrorKind::Timeout));
    assert!(begun.elapsed() < Duration::from_secs(5));
}

#[tokio::test]
async fn a_drip_is_not_waited_for() {
    // A byte every 20 ms is never silence, which here is 300 ms.
    let drip =
        raw("200 OK\r\nContent-Length: 1000000", b"").then_for_ever(b"x".to_vec(), Duration::from_millis(20));
    let server = Server::start(&[("/a", drip)]).await;
    let begun = Instant::now();
    let page = Request::get(server.url("a")).limits(1 << 20, Duration::from_millis(900));
    assert_eq!(fetch(page).await, Err(ErrorKind::Timeout));
    assert!(begun.elapsed() >= Duration::from_millis(600) && begun.elapsed() < Duration::from_secs(20));
}

#[tokio::test]
async fn what_no_portal_needs_to_say_in_a_header_is_not_heard() {
    let long = |length: usize| "x".repeat(length);
    let head =
        format!("200 OK\r\nContent-Length: 0\r\nETag: {}\r\nX-Most: {}", long((8 << 10) + 1), long(8 << 10));
    let moved = format!("302 Moved\r\nContent-Length: 0\r\nLocation: /{}", long(8 << 10));
    let broken = raw("200 OK\r\nContent-Length: 0\r\nETag: a\x01b", b"");
    let many = format!("200 OK\r\n{}Content-Length: 0", "A: b\r\n".repeat(10_000));
    let huge = format!("200 OK\r\nContent-Length: 0\r\nA: {}", long(2 << 20));
    let server = Server::start(&[
        ("/a", raw(&head, b"")),
        ("/moved", raw(&moved, b"")),
        ("/broken", broken),
        ("/many", raw(&many, b"")),
        ("/huge", raw(&huge, b"")),
    ])
    .await;
    let answer = crate::server::send(Request::get(server.url("a"))).await.unwrap();
    assert_eq!((answer.headers.get("etag"), answer.headers["x-most"].len()), (None, 8 << 10));
    let moved = Request::get(server.url("moved")).redirects(backpack_connect::Redirects::SameOrigin(3));
    assert_eq!(fetch(moved).await, Ok("302 ".to_owned()));
    for path in ["broken", "many", "huge"] {
        assert_eq!(fetch(Request::get(server.url(path))).await, Err(ErrorKind::Unreachable), "{path}");
    }
}

#[tokio::test]
async fn a_server_that_is_not_there_is_unreachable() {
    let server = Server::start(&[]).await;
    let url = server.url("a");
    drop(server);
    tokio::task::yield_now().await;
    assert_eq!(fetch(Request::get(url)).await, Err(ErrorKind::Unreachable));
    // A name that can never exist (RFC 6761).
    let plain = HttpTransport::new(HttpOptions::new()).unwrap();
    let error = plain.fetch(Request::get("https://portal.invalid/".parse().unwrap())).await.err();
    assert_eq!(error.map(kind), Some(ErrorKind::Unreachable));
}

#[tokio::test]
async fn this_machine_is_refused_by_every_name_unless_allowed() {
    let server = Server::start(&[("/a", crate::server::ok(b"in"))]).await;
    let plain = HttpTransport::new(HttpOptions::new()).unwrap();
    let port = server.base.port().unwrap();
    for host in ["127.0.0.1", "localhost", "[::1]", "2130706433"] {
        let url = format!("https://{host}:{port}/a").parse().unwrap();
        let error = plain.send(Request::get(url)).await.err().map(kind);
        assert_eq!(error, Some(ErrorKind::Forbidden("it is this machine")), "{host}");
    }
    assert_eq!(server.log(), [] as [&str; 0]);
    let url = format!("http://localhost:{port}/a").parse().unwrap();
    assert_eq!(fetch(Request::get(url)).await, Ok("200 in".to_owned()));
}

#[tokio::test]
async fn errors_and_debug_hold_no_query_and_no_token() {
    let head = raw("200 OK\r\nContent-Length: 100", b"Lovelace").then_silence();
    let server = Server::start(&[("/a?patient=secret-1", head)]).await;
    let gone = {
        let server = Server::start(&[]).await;
        server.url("a?patient=secret-1")
    };
    let mut told = vec![format!("{:?}", transport())];
    for url in
        [server.url("a?patient=secret-1"), gone, "https://portal.invalid/a?patient=secret-1".parse().unwrap()]
    {
        let credential = Credential::new("Bearer secret-1".into(), url.clone());
        let error = transport().fetch(Request::get(url).credential(credential)).await.err().unwrap();
        let mut cause = error.source();
        told.push(format!("{error} {error:?}"));
        while let Some(error) = cause {
            told.push(format!("{error} {error:?}"));
            cause = error.source();
        }
    }
    assert!(told.len() > 4);
    for text in told {
        assert!(
            !text.contains("secret-1") && !text.contains("patient") && !text.contains("Lovelace"),
            "{text}"
        );
    }
}

#[test]
fn a_user_agent_that_is_none_is_refused() {
    let error = HttpTransport::new(HttpOptions::new().with_user_agent("a\r\nb")).err().map(kind);
    assert_eq!(error, Some(ErrorKind::Config("the user agent is no header value")));
}
