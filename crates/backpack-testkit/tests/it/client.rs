//! A raw HTTP client, small enough to trust: one connection a request, and the answer as it came.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test stops at the first surprise")]

use std::collections::BTreeMap;

use backpack_testkit::portal::DemoPortal;
use serde_json::Value;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// One answer.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8(self.body.clone()).unwrap()
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", String::as_str)
    }
}

/// Sends one request to an absolute address on the portal; an error if the connection broke.
pub(crate) async fn send(
    method: &str,
    url: &str,
    headers: &[(&str, &str)],
    body: &str,
) -> std::io::Result<Answer> {
    let url = url::Url::parse(url).unwrap();
    let host = format!("{}:{}", url.host_str().unwrap(), url.port().unwrap());
    let target = url.query().map_or_else(|| url.path().to_owned(), |query| format!("{}?{query}", url.path()));
    let mut request = format!("{method} {target} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n");
    for (name, value) in headers {
        request.push_str(&format!("{name}: {value}\r\n"));
    }
    request.push_str(&format!("Content-Length: {}\r\n\r\n{body}", body.len()));
    let mut stream = TcpStream::connect(host).await?;
    stream.write_all(request.as_bytes()).await?;
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).await?;
    read(&bytes).ok_or_else(|| std::io::ErrorKind::UnexpectedEof.into())
}

fn read(bytes: &[u8]) -> Option<Answer> {
    let end = bytes.windows(4).position(|four| four == b"\r\n\r\n")?;
    let head = std::str::from_utf8(&bytes[..end]).ok()?;
    let mut lines = head.split("\r\n");
    let status = lines.next()?.split(' ').nth(1)?.parse().ok()?;
    let headers: BTreeMap<_, _> = lines
        .filter_map(|line| line.split_once(": "))
        .map(|(n, v)| (n.to_ascii_lowercase(), v.to_owned()))
        .collect();
    let body = &bytes[end + 4..];
    let body = if headers.get("transfer-encoding").is_some_and(|coding| coding == "chunked") {
        unchunked(body)?
    } else {
        let promised = headers.get("content-length").and_then(|length| length.parse().ok()).unwrap_or(0);
        (body.len() == promised || status == 304).then(|| body.to_vec())?
    };
    Some(Answer { status, headers, body })
}

fn unchunked(mut body: &[u8]) -> Option<Vec<u8>> {
    let mut whole = Vec::new();
    loop {
        let line = body.windows(2).position(|two| two == b"\r\n")?;
        let size = usize::from_str_radix(std::str::from_utf8(&body[..line]).ok()?, 16).ok()?;
        if size == 0 {
            return Some(whole);
        }
        whole.extend_from_slice(body.get(line + 2..line + 2 + size)?);
        body = body.get(line + 4 + size..)?;
    }
}

pub(crate) const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
/// The challenge of [`VERIFIER`], from RFC 7636, appendix B.
pub(crate) const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
pub(crate) const REDIRECT: &str = "http://127.0.0.1:49152/callback";
pub(crate) const STATE: &str = "a-state-of-enough-characters";

/// Returns the authorization request that a good client sends, with these parameters in place of its own.
pub(crate) fn authorization(portal: &DemoPortal, scope: &str, instead: &[(&str, &str)]) -> String {
    let mut parameters: BTreeMap<&str, &str> = BTreeMap::from([
        ("response_type", "code"),
        ("client_id", portal.client_id()),
        ("redirect_uri", REDIRECT),
        ("scope", scope),
        ("state", STATE),
        ("aud", portal.fhir_base()),
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "S256"),
    ]);
    parameters.extend(instead.iter().copied());
    url::form_urlencoded::Serializer::new(String::new()).extend_pairs(parameters).finish()
}

/// Asks the authorization endpoint, and returns the parameters that came back in the redirect.
pub(crate) async fn authorize(
    portal: &DemoPortal,
    scope: &str,
    instead: &[(&str, &str)],
) -> BTreeMap<String, String> {
    let query = authorization(portal, scope, instead);
    let answer = send("GET", &format!("{}/authorize?{query}", portal.origin()), &[], "").await.unwrap();
    assert_eq!(answer.status, 302, "{}", answer.text());
    returned(&answer)
}

pub(crate) fn returned(answer: &Answer) -> BTreeMap<String, String> {
    let url = url::Url::parse(answer.header("location")).unwrap();
    assert_eq!(url.port(), Some(49_152));
    url.query_pairs().into_owned().collect()
}

/// Posts a form.
pub(crate) async fn post(portal: &DemoPortal, path: &str, form: &[(&str, &str)]) -> Answer {
    post_with(portal, path, form, &[]).await
}

/// Exchanges a code.
pub(crate) async fn exchange(portal: &DemoPortal, code: &str, verifier: &str) -> Answer {
    exchange_with(portal, code, &[("code_verifier", verifier)], &[]).await
}

/// Returns the address of an authorization request.
pub(crate) fn page(portal: &DemoPortal, scope: &str, instead: &[(&str, &str)]) -> String {
    format!("{}/authorize?{}", portal.origin(), authorization(portal, scope, instead))
}

/// Returns the code of a sign-in that is approved at once.
pub(crate) async fn code(portal: &DemoPortal, scope: &str) -> String {
    authorize(portal, scope, &[]).await.remove("code").unwrap()
}

/// Exchanges a code by a form that holds more or other parameters, with these headers.
pub(crate) async fn exchange_with(
    portal: &DemoPortal,
    code: &str,
    instead: &[(&str, &str)],
    headers: &[(&str, &str)],
) -> Answer {
    let own = [
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", REDIRECT),
        ("code_verifier", VERIFIER),
        ("client_id", portal.client_id()),
    ];
    let mut form = BTreeMap::from(own);
    form.extend(instead.iter().copied());
    form.retain(|_, value| !value.is_empty());
    let form: Vec<_> = form.into_iter().collect();
    post_with(portal, "/token", &form, headers).await
}

/// Posts a form with these headers.
pub(crate) async fn post_with(
    portal: &DemoPortal,
    path: &str,
    form: &[(&str, &str)],
    headers: &[(&str, &str)],
) -> Answer {
    let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
    let mut all = vec![("Content-Type", "application/x-www-form-urlencoded")];
    all.extend_from_slice(headers);
    send("POST", &format!("{}{path}", portal.origin()), &all, &body).await.unwrap()
}

/// Gets a JSON document of the portal.
pub(crate) async fn document(url: &str) -> Value {
    send("GET", url, &[], "").await.unwrap().json()
}

/// Returns the smart-configuration.
pub(crate) async fn discovery(portal: &DemoPortal) -> Value {
    let base = portal.fhir_base().trim_end_matches('/');
    document(&format!("{base}/.well-known/smart-configuration")).await
}

/// Signs in and returns the token response.
pub(crate) async fn sign_in(portal: &DemoPortal, scope: &str) -> Value {
    let code = authorize(portal, scope, &[]).await.remove("code").unwrap();
    let answer = exchange(portal, &code, VERIFIER).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}

/// Refreshes.
pub(crate) async fn refresh(portal: &DemoPortal, token: &str) -> Answer {
    let form = [("grant_type", "refresh_token"), ("refresh_token", token), ("client_id", portal.client_id())];
    post(portal, "/token", &form).await
}

/// A signed-in client.
#[derive(Debug)]
pub(crate) struct Client<'a> {
    pub(crate) portal: &'a DemoPortal,
    pub(crate) token: String,
}

impl<'a> Client<'a> {
    pub(crate) async fn new(portal: &'a DemoPortal, scope: &str) -> Self {
        let token = sign_in(portal, scope).await["access_token"].as_str().unwrap().to_owned();
        Self { portal, token }
    }

    /// Gets a path under the FHIR base, or an absolute address.
    pub(crate) async fn get(&self, path: &str, headers: &[(&str, &str)]) -> Answer {
        self.try_get(path, headers).await.unwrap()
    }

    pub(crate) async fn try_get(&self, path: &str, headers: &[(&str, &str)]) -> std::io::Result<Answer> {
        let url = if path.starts_with("http") {
            path.to_owned()
        } else {
            format!("{}/{path}", self.portal.fhir_base())
        };
        let bearer = format!("Bearer {}", self.token);
        let mut all = vec![("Authorization", bearer.as_str())];
        all.extend_from_slice(headers);
        send("GET", &url, &all, "").await
    }

    /// Walks all pages of a search, and returns the references of the matches in order.
    pub(crate) async fn walk(&self, path: &str) -> Vec<String> {
        let mut found = Vec::new();
        let mut next = Some(path.to_owned());
        while let Some(path) = next {
            let page = self.get(&path, &[]).await.json();
            found.extend(references(&page, "match"));
            next = link(&page, "next");
        }
        found
    }
}

/// Returns the references of a page's entries of one search mode.
pub(crate) fn references(page: &Value, mode: &str) -> Vec<String> {
    let entries = page["entry"].as_array().cloned().unwrap_or_default();
    let wanted =
        entries.iter().filter(|entry| entry["search"]["mode"] == mode).map(|entry| &entry["resource"]);
    wanted
        .map(|r| format!("{}/{}", r["resourceType"].as_str().unwrap(), r["id"].as_str().unwrap_or("-")))
        .collect()
}

/// Returns the address of a page's link.
pub(crate) fn link(page: &Value, relation: &str) -> Option<String> {
    let links = page["link"].as_array()?;
    links.iter().find(|link| link["relation"] == relation)?["url"].as_str().map(str::to_owned)
}
