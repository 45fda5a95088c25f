//! Addresses that would make a portal's word reach into this machine, its network or its cloud.

use backpack_connect::{ErrorKind, Redirects, Request, Transport as _};
use backpack_http::{HttpOptions, HttpTransport};

use crate::server::{Server, fetch, kind, redirect};

/// Why, and what is refused so. Not one of them is asked for a name, or connected.
const TABLE: [(&str, &str); 7] = [
    (
        "it is this machine",
        "https://127.0.0.1/ https://127.0.0.1:443/ https://127.1/ https://127.255.255.254/ https://2130706433/ \
        https://0x7f000001/ https://0x7f.1/ https://017700000001/ https://0177.0.0.1/ https://[::1]/ \
        https://[0:0:0:0:0:0:0:1]/ https://[::ffff:127.0.0.1]/ https://[::ffff:7f00:1]/ https://localhost/ \
        https://LOCALHOST:8443/ https://%6cocalhost/ https://127%2e0%2e0%2e1/ http://127.0.0.1/ http://localhost/ \
        https://\u{ff11}27.0.0.1/ https://\u{2460}27.0.0.1/",
    ),
    (
        "it is a private network",
        "https://10.0.0.1/ https://10.255.255.255/ https://172.16.0.1/ https://172.31.255.254/ https://192.168.0.1/ \
        https://3232235521/ https://0xc0a80001/ https://100.64.0.1/ https://100.127.255.255/ https://[fc00::1]/ \
        https://[fd12:3456::1]/ https://[::ffff:10.0.0.1]/ https://[::ffff:c0a8:1]/ https://[64:ff9b::a00:1]/",
    ),
    (
        "it is a private network",
        "https://169.254.169.254/latest/meta-data/ https://169.254.0.1/ https://2852039166/ https://0xa9fea9fe/ \
        https://[::ffff:a9fe:a9fe]/ https://[64:ff9b::a9fe:a9fe]/ https://100.100.100.200/ https://[fd00:ec2::254]/ \
        https://[fe80::1]/ https://[fec0::1]/",
    ),
    (
        "it is a private network",
        "https://0.0.0.0/ https://0/ https://[::]/ https://224.0.0.1/ https://255.255.255.255/ https://240.0.0.1/ \
        https://192.0.2.1/ https://198.18.0.1/ https://198.51.100.1/ https://203.0.113.1/ https://[ff02::1]/ \
        https://[2001:db8::1]/ https://[2002:7f00:1::]/ https://[2001::1]/ https://[::127.0.0.1]/",
    ),
    (
        "it is not https",
        "http://portal.example/ ftp://portal.example/ ws://portal.example/ gopher://portal.example/",
    ),
    ("it names no host", "file:///etc/passwd data:text/html,x javascript:x blob:x unix:/run/x.sock"),
    (
        "it holds a user name or password",
        "https://user@portal.example/ https://user:pass@portal.example/ https://127.0.0.1@portal.example/ \
        https://portal.example%40evil.example@127.0.0.1/ https://:x@portal.example/",
    ),
];

fn rows() -> Vec<(ErrorKind, &'static str)> {
    let rows = TABLE
        .iter()
        .flat_map(|(why, urls)| urls.split_whitespace().map(|url| (ErrorKind::Forbidden(why), url)));
    rows.collect()
}

#[tokio::test]
async fn no_address_of_the_table_is_asked() {
    let transport = HttpTransport::new(HttpOptions::new()).unwrap();
    let rows = rows();
    assert!(rows.len() >= 60, "{}", rows.len());
    for (why, url) in rows {
        let error = transport.send(Request::get(url.parse().unwrap())).await.err().map(kind);
        assert_eq!(error, Some(why), "{url}");
    }
}

#[tokio::test]
async fn no_redirect_leads_to_an_address_of_the_table() {
    for (why, url) in rows() {
        // The server of this test is this machine, so that this machine is allowed here.
        if why == ErrorKind::Forbidden("it is this machine") {
            continue;
        }
        let server = Server::start(&[("/a", redirect(302, url))]).await;
        let request = Request::get(server.url("a")).redirects(Redirects::AnyHttps(3));
        assert_eq!(fetch(request).await, Err(why), "{url}");
    }
}
