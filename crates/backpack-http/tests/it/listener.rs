//! The browser comes back.

use std::time::Duration;

use backpack_connect::ErrorKind;
use backpack_http::{LoopbackHost, LoopbackListener, LoopbackOptions};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use url::Url;

use crate::server::kind;

/// Says `text` to the listener and returns what it answers.
async fn say(redirect: &Url, text: &str) -> String {
    let address = (redirect.host_str().unwrap().trim_matches(['[', ']']), redirect.port().unwrap());
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(text.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer
}

async fn visit(redirect: &Url, target: &str, host: &str) -> String {
    say(redirect, &format!("GET {target} HTTP/1.1\r\nHost: {host}\r\nAccept: text/html\r\n\r\n")).await
}

fn status(answer: &str) -> &str {
    answer.lines().next().unwrap()
}

#[tokio::test]
async fn the_callback_is_taken_once_and_answered_without_its_words() {
    let listener = LoopbackListener::open(LoopbackOptions::new()).await.unwrap();
    let redirect = listener.redirect_uri().clone();
    assert_eq!(
        (redirect.scheme(), redirect.host_str(), redirect.path().len()),
        ("http", Some("127.0.0.1"), 33)
    );
    let host = redirect.authority().to_owned();
    let waiting = tokio::spawn(listener.wait());
    let target = format!("{}?code=c%2F1&state=s&x=%3Cscript%3E", redirect.path());
    // Whoever comes before the browser does not end the wait.
    assert_eq!(status(&visit(&redirect, "/favicon.ico", &host).await), "HTTP/1.1 404 Not Found");
    assert_eq!(status(&visit(&redirect, &target, "evil.example").await), "HTTP/1.1 404 Not Found");
    assert_eq!(status(&visit(&redirect, redirect.path(), &host).await), "HTTP/1.1 400 Bad Request");
    assert_eq!(status(&say(&redirect, "hello\r\n\r\n").await), "HTTP/1.1 400 Bad Request");
    let long = format!("GET /{} HTTP/1.1\r\n", "a".repeat(16 << 10));
    assert_eq!(status(&say(&redirect, &long).await), "HTTP/1.1 400 Bad Request");
    // A browser opens connections that it never uses.
    let idle = TcpStream::connect(("127.0.0.1", redirect.port().unwrap())).await.unwrap();
    let page = visit(&redirect, &target, &host).await;
    assert_eq!(status(&page), "HTTP/1.1 200 OK");
    for header in [
        "Cache-Control: no-store",
        "Referrer-Policy: no-referrer",
        "Content-Security-Policy: default-src 'none'",
        "X-Content-Type-Options: nosniff",
    ] {
        assert!(page.contains(&format!("\r\n{header}\r\n")), "{page}");
    }
    assert!(!page.contains("script") && !page.contains("c/1") && !page.contains("c%2F1"));
    let answer = waiting.await.unwrap().unwrap();
    assert_eq!(answer.expose(), format!("{redirect}?code=c%2F1&state=s&x=%3Cscript%3E"));
    drop(idle);
    // A second call finds nobody.
    assert!(TcpStream::connect(("127.0.0.1", redirect.port().unwrap())).await.is_err());
}

#[tokio::test]
async fn a_form_that_begins_a_sign_in_is_shown_as_it_is_and_nothing_else_runs_in_it() {
    let mut listener = LoopbackListener::open(LoopbackOptions::new().with_path("/cb")).await.unwrap();
    let redirect = listener.redirect_uri().clone();
    let action: Url = "https://portal.example/authorize?a=1&b=2".parse().unwrap();
    let fields = [("scope", "a \"><script>alert(1)</script>&'"), ("state", "ä")];
    let fields = fields.map(|(name, value)| (name.to_owned(), value.to_owned()));
    let page = listener.form_page(&action, &fields);
    assert_eq!((page.authority(), page.path().len(), page.query()), (redirect.authority(), 33, None));
    let host = redirect.authority().to_owned();
    let waiting = tokio::spawn(listener.wait());
    assert_eq!(status(&visit(&redirect, page.path(), "evil.example").await), "HTTP/1.1 404 Not Found");
    assert_eq!(status(&visit(&redirect, "/other", &host).await), "HTTP/1.1 404 Not Found");
    let shown = visit(&redirect, page.path(), &host).await;
    let (head, body) = shown.split_once("\r\n\r\n").unwrap();
    let nonce = body.split("nonce=\"").nth(1).unwrap().split('"').next().unwrap();
    assert!(
        head.contains(&format!("Content-Security-Policy: default-src 'none'; script-src 'nonce-{nonce}'"))
    );
    assert!(head.contains("Cache-Control: no-store") && head.contains("Referrer-Policy: no-referrer"));
    assert_eq!(
        body,
        format!(
            "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Sign-in</title>\
             <form method=\"post\" action=\"https://portal.example/authorize?a=1&amp;b=2\">\
             <input type=\"hidden\" name=\"scope\" value=\"a &quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;&amp;&#39;\">\
             <input type=\"hidden\" name=\"state\" value=\"ä\"><button>Go on to the sign-in</button></form>\
             <script nonce=\"{nonce}\">document.forms[0].submit()</script></html>"
        )
    );
    // The wait goes on until the browser comes back.
    drop(visit(&redirect, "/cb?code=c&state=s", &host).await);
    assert_eq!(waiting.await.unwrap().unwrap().expose(), format!("{redirect}?code=c&state=s"));
}

#[tokio::test]
async fn a_refusal_is_a_callback_too_on_every_name_of_this_machine() {
    for host in [LoopbackHost::V4, LoopbackHost::V6, LoopbackHost::Localhost] {
        let mut options = LoopbackOptions::new().with_path("/cb");
        options.host = host;
        let Ok(listener) = LoopbackListener::open(options).await else {
            assert_eq!(host, LoopbackHost::V6, "a machine may lack IPv6 and nothing else");
            continue;
        };
        let redirect = listener.redirect_uri().clone();
        let waiting = tokio::spawn(listener.wait());
        let page = visit(&redirect, "/cb?error=access_denied", redirect.authority()).await;
        assert_eq!(status(&page), "HTTP/1.1 200 OK", "{redirect}");
        let answer = waiting.await.unwrap().unwrap();
        assert_eq!(answer.expose(), format!("{redirect}?error=access_denied"));
    }
}

#[tokio::test]
async fn nobody_is_waited_for_for_ever() {
    let options = LoopbackOptions::new().with_time(Duration::from_millis(50));
    let listener = LoopbackListener::open(options).await.unwrap();
    let port = listener.redirect_uri().port().unwrap();
    assert_eq!(listener.wait().await.err().map(kind), Some(ErrorKind::Timeout));
    assert!(TcpStream::connect(("127.0.0.1", port)).await.is_err());
}

#[tokio::test]
async fn a_registered_address_is_listened_at_as_it_is() {
    let first = LoopbackListener::open(LoopbackOptions::new()).await.unwrap();
    let taken = LoopbackOptions::registered(first.redirect_uri()).unwrap();
    assert_eq!(LoopbackListener::open(taken.clone()).await.err().map(kind), Some(ErrorKind::Local));
    let redirect = first.redirect_uri().clone();
    drop(first);
    let again = LoopbackListener::open(taken).await.unwrap();
    assert_eq!(*again.redirect_uri(), redirect);
    for other in ["https://127.0.0.1/cb", "http://app.example/cb", "http://127.0.0.1/cb?x=y", "myapp://cb"] {
        let refused = LoopbackOptions::registered(&other.parse().unwrap()).err().map(kind);
        assert!(matches!(refused, Some(ErrorKind::Config(_))), "{other}");
    }
    let odd = LoopbackListener::open(LoopbackOptions::new().with_path("cb")).await.err().map(kind);
    assert_eq!(odd, Some(ErrorKind::Config("the redirect path")));
}
