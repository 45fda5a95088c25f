//! Redirects, and where a credential goes.

use backpack_connect::{Body, Credential, ErrorKind, Redirects, Request};
use http::Method;
use http::header::{AUTHORIZATION, COOKIE, HeaderValue, RANGE};

use crate::server::{Server, fetch, header, ok, redirect, send};

const TOKEN: &str = "Bearer token-1";

fn with_token(request: Request, server: &Server, below: &str) -> Request {
    request.credential(Credential::new(TOKEN.into(), server.url(below)))
}

/// Which of the requests carried the token.
fn proofs(server: &Server) -> Vec<(String, bool)> {
    let requests = server.log();
    let path = |head: &str| head.split(' ').nth(1).unwrap().to_owned();
    requests.iter().map(|head| (path(head), header(head, "authorization") == Some(TOKEN))).collect()
}

fn told(rows: &[(&str, bool)]) -> Vec<(String, bool)> {
    rows.iter().map(|&(path, proof)| (path.to_owned(), proof)).collect()
}

#[tokio::test]
async fn the_credential_goes_only_below_its_audience() {
    let server = Server::start(&[
        ("/fhir/a", redirect(302, "/fhir/b")),
        ("/fhir/b", redirect(307, "/files/c")),
        ("/files/c", ok(b"there")),
    ])
    .await;
    let request = with_token(Request::get(server.url("fhir/a")), &server, "fhir");
    assert_eq!(fetch(request.redirects(Redirects::SameOrigin(3))).await, Ok("200 there".to_owned()));
    assert_eq!(proofs(&server), told(&[("/fhir/a", true), ("/fhir/b", true), ("/files/c", false)]));
    // A request that may go anywhere proves itself once at most.
    let request = with_token(Request::get(server.url("fhir/a")), &server, "fhir");
    assert_eq!(fetch(request.redirects(Redirects::AnyHttps(3))).await, Ok("200 there".to_owned()));
    assert_eq!(proofs(&server), told(&[("/fhir/a", true), ("/fhir/b", false), ("/files/c", false)]));
    let request = with_token(Request::get(server.url("fhirx")), &server, "fhir");
    fetch(request).await.unwrap();
    assert_eq!(proofs(&server), told(&[("/fhirx", false)]));
}

#[tokio::test]
async fn another_origin_gets_no_credential_and_no_request_unless_allowed() {
    let other = Server::start(&[("/c", ok(b"other"))]).await;
    let away = other.url("c");
    let server = Server::start(&[("/a", redirect(302, away.as_str()))]).await;
    let request = || with_token(Request::get(server.url("a")), &server, "");
    let refused = ErrorKind::Forbidden("it redirects to another origin");
    assert_eq!(fetch(request().redirects(Redirects::SameOrigin(3))).await, Err(refused));
    assert_eq!(proofs(&other), []);
    assert_eq!(fetch(request().redirects(Redirects::AnyHttps(3))).await, Ok("200 other".to_owned()));
    assert_eq!(proofs(&other), told(&[("/c", false)]));
    // Without leave to follow, the redirect is the answer.
    let answer = send(request()).await.unwrap();
    assert_eq!((answer.status.as_u16(), answer.url), (302, server.url("a")));
    assert_eq!(proofs(&other), []);
}

#[tokio::test]
async fn redirects_end() {
    let server = Server::start(&[("/a", redirect(301, "/b")), ("/b", redirect(308, "/a"))]).await;
    let often = ErrorKind::Forbidden("it redirects too often");
    assert_eq!(fetch(Request::get(server.url("a")).redirects(Redirects::SameOrigin(3))).await, Err(often));
    assert_eq!(server.log().len(), 4);
}

#[tokio::test]
async fn every_hop_passes_the_gate() {
    let rows = [
        ("http://169.254.169.254/latest", ErrorKind::Forbidden("it is a private network")),
        ("https://10.0.0.1/", ErrorKind::Forbidden("it is a private network")),
        ("http://portal.example/", ErrorKind::Forbidden("it is not https")),
        ("https://user@portal.example/", ErrorKind::Forbidden("it holds a user name or password")),
        ("file:///etc/passwd", ErrorKind::Forbidden("it names no host")),
    ];
    for (target, expected) in rows {
        let server = Server::start(&[("/a", redirect(302, target))]).await;
        let request = Request::get(server.url("a")).redirects(Redirects::AnyHttps(3));
        assert_eq!(fetch(request).await, Err(expected), "{target}");
    }
}

#[tokio::test]
async fn a_body_is_never_sent_twice() {
    let server = Server::start(&[("/token", redirect(307, "/other")), ("/other", ok(b"no"))]).await;
    let secret = backpack_core::SecretBytes::new(b"code=1".to_vec());
    let request = Request::new(Method::POST, server.url("token")).body(Body::Secret(secret));
    let answer = send(request.redirects(Redirects::SameOrigin(3))).await.unwrap();
    assert_eq!((answer.status.as_u16(), server.log().len()), (307, 1));
}

#[tokio::test]
async fn a_request_says_who_asks_and_nothing_that_was_not_meant() {
    let server = Server::start(&[("/a", ok(b""))]).await;
    fetch(Request::get(server.url("a"))).await.unwrap();
    fetch(Request::get(server.url("a")).header(RANGE, HeaderValue::from_static("bytes=3-"))).await.unwrap();
    let heads = server.log();
    let said = heads.iter().map(|head| {
        let mut lines = head.trim_end().lines().skip(1).map(str::to_ascii_lowercase).collect::<Vec<_>>();
        lines.sort();
        lines
    });
    let host = format!("host: {}", server.base.authority());
    assert_eq!(
        said.collect::<Vec<_>>(),
        [
            vec!["accept-encoding: gzip", "accept: */*", &host, "user-agent: test-app/1"],
            vec![
                "accept-encoding: identity",
                "accept: */*",
                &host,
                "range: bytes=3-",
                "user-agent: test-app/1"
            ],
        ]
    );
    let asked = |name| Request::get(server.url("a")).header(name, HeaderValue::from_static("x=y"));
    let refused = Err(ErrorKind::Config("credentials do not belong in the headers"));
    assert_eq!(fetch(asked(AUTHORIZATION)).await, refused);
    assert_eq!(fetch(asked(COOKIE).redirects(Redirects::SameOrigin(1))).await, refused);
    assert_eq!(fetch(asked(COOKIE).redirects(Redirects::AnyHttps(1))).await, refused);
    assert!(server.log().is_empty());
    fetch(asked(COOKIE)).await.unwrap();
    assert!(server.log().concat().contains("\r\ncookie: x=y\r\n"));
}
