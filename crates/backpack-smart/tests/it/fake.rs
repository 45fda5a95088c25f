//! A portal made of prepared answers, which writes down what it was asked.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex};

use backpack_connect::{
    Body, BodyStream, Context, Cursor, Error, ErrorKind, Grant, Item, Next, Outcome, Page, PatientRef, Query,
    Redirects, Request, Response, Transport, async_trait,
};
use backpack_core::SecretBytes;
use backpack_smart::{SmartConnector, SmartOptions};
use backpack_testkit::VirtualClock;
use http::header::{ACCEPT, IF_NONE_MATCH, RANGE};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};

pub(crate) const BASE: &str = "https://portal.example/fhir";
pub(crate) const REDIRECT: &str = "http://127.0.0.1:4000/cb";
pub(crate) const ACCESS: &str = "access-token-1";
pub(crate) const REFRESH: &str = "refresh-token-1";

/// An answer that is prepared.
#[derive(Clone, Debug)]
pub(crate) struct Reply {
    status: u16,
    headers: Vec<(HeaderName, String)>,
    body: Vec<u8>,
    /// The address that answers, where a redirect led to another than the one asked.
    from: Option<&'static str>,
}

pub(crate) fn json(status: u16, body: impl Into<Vec<u8>>) -> Reply {
    reply(status, "application/fhir+json", body)
}

pub(crate) fn reply(status: u16, kind: &str, body: impl Into<Vec<u8>>) -> Reply {
    let headers = vec![(http::header::CONTENT_TYPE, kind.to_owned())];
    Reply { status, headers, body: body.into(), from: None }
}

impl Reply {
    pub(crate) fn header(mut self, name: HeaderName, value: &str) -> Self {
        self.headers.push((name, value.to_owned()));
        self
    }

    pub(crate) fn from(mut self, url: &'static str) -> Self {
        self.from = Some(url);
        self
    }
}

/// A transport of prepared answers by `METHOD URL`; the last one for a question is given for ever, and an unknown
/// question gets 404.
#[derive(Debug, Default)]
pub(crate) struct Fake {
    replies: Mutex<HashMap<String, VecDeque<Reply>>>,
    log: Mutex<Vec<String>>,
}

impl Fake {
    pub(crate) fn new() -> Arc<Self> {
        Arc::default()
    }

    /// Prepares an answer for `GET` of a path below the portal's origin, or of a whole URL.
    pub(crate) fn get(&self, url: &str, reply: Reply) -> &Self {
        self.prepare("GET", url, reply)
    }

    pub(crate) fn post(&self, url: &str, reply: Reply) -> &Self {
        self.prepare("POST", url, reply)
    }

    pub(crate) fn delete(&self, url: &str, reply: Reply) -> &Self {
        self.prepare("DELETE", url, reply)
    }

    fn prepare(&self, method: &str, url: &str, reply: Reply) -> &Self {
        let origin = if url.starts_with('/') { "https://portal.example" } else { "" };
        let key = format!("{method} {origin}{url}");
        self.replies.lock().unwrap().entry(key).or_default().push_back(reply);
        self
    }

    /// Takes what was asked since the last time, one line a request.
    pub(crate) fn log(&self) -> Vec<String> {
        std::mem::take(&mut self.log.lock().unwrap())
    }

    pub(crate) fn context(self: &Arc<Self>) -> Context {
        self.context_at(&VirtualClock::new())
    }

    pub(crate) fn context_at(self: &Arc<Self>, clock: &VirtualClock) -> Context {
        Context::new(Arc::clone(self) as Arc<dyn Transport>, Arc::new(clock.clone()))
    }
}

#[async_trait]
impl Transport for Fake {
    async fn send(&self, request: Request) -> Result<Response, Error> {
        self.log.lock().unwrap().push(line(&request));
        let key = format!("{} {}", request.method, request.url);
        let reply = {
            let mut replies = self.replies.lock().unwrap();
            match replies.get_mut(&key) {
                Some(queue) if queue.len() > 1 => queue.pop_front().unwrap(),
                Some(queue) => queue.front().cloned().unwrap(),
                None => reply(404, "text/html", "<html>not here</html>"),
            }
        };
        if reply.status == 0 {
            return Err(Error::new(ErrorKind::Unreachable, "send request"));
        }
        let mut headers = HeaderMap::new();
        for (name, value) in &reply.headers {
            headers.insert(name, HeaderValue::from_str(value).unwrap());
        }
        let status = StatusCode::from_u16(reply.status).unwrap();
        let url = reply.from.map_or(request.url, |from| from.parse().unwrap());
        Ok(Response::new(status, headers, url, BodyStream::from_bytes(reply.body)))
    }
}

/// Writes a request down: what would go over the wire, the credential only where the transport would send it.
fn line(request: &Request) -> String {
    let mut line = format!("{} {}", request.method, request.url);
    for name in [ACCEPT, RANGE, IF_NONE_MATCH, HeaderName::from_static("prefer")] {
        if let Some(value) = request.headers.get(&name) {
            line += &format!(" {name}={}", value.to_str().unwrap());
        }
    }
    if let Some(credential) = request.credential.as_ref().filter(|one| one.covers(&request.url)) {
        line += &format!(" [{}]", credential.authorization.expose());
    }
    match &request.body {
        Body::Bytes(bytes) => line += &format!(" {}", String::from_utf8_lossy(bytes)),
        Body::Secret(secret) => line += &format!(" {}", String::from_utf8_lossy(secret.expose())),
        _ => {}
    }
    if let Redirects::AnyHttps(_) = request.redirects {
        line += " (any https)";
    }
    line
}

pub(crate) fn options() -> SmartOptions {
    SmartOptions::new(BASE, "my-app").with_redirect_uri(REDIRECT)
}

pub(crate) fn connector() -> SmartConnector {
    SmartConnector::new(options()).unwrap()
}

/// Returns a grant for patient `p1` with these scopes, as a sign-in makes it.
pub(crate) fn grant(scopes: &str) -> Grant {
    let secret = format!(
        r#"{{"format":1,"base":"{BASE}","access":"{ACCESS}","refresh":"{REFRESH}",
        "token_endpoint":"https://portal.example/token","revocation_endpoint":"https://portal.example/revoke",
        "secret_in_body":false,"declared":["Patient","Observation"]}}"#
    );
    let mut grant = Grant::new(PatientRef::new("p1"), SecretBytes::new(secret.into_bytes()));
    grant.scopes = scopes.split(' ').map(ToOwned::to_owned).collect();
    grant.refreshable = true;
    grant
}

pub(crate) fn all() -> Grant {
    grant("patient/*.rs")
}

pub(crate) fn labs() -> Query {
    Query::new("Observation?category=laboratory", "lab results")
}

pub(crate) const LABS: &str = "/fhir/Observation?patient=p1&category=laboratory&_count=100";

/// Writes a searchset page.
pub(crate) fn page(entries: &[&str], next: Option<&str>) -> Reply {
    let entries = entries.join(",");
    let link =
        next.map_or(String::new(), |next| format!(r#""link":[{{"relation":"next","url":"{next}"}}],"#));
    json(200, format!(r#"{{"resourceType":"Bundle","type":"searchset",{link}"entry":[{entries}]}}"#))
}

pub(crate) fn entry(id: &str, updated: &str) -> String {
    format!(
        r#"{{"fullUrl":"{BASE}/Observation/{id}","resource":{{"resourceType":"Observation","id":"{id}","meta":{{"lastUpdated":"{updated}"}}, "valueDecimal":1.10}},"search":{{"mode":"match"}}}}"#
    )
}

/// A page, so that two can be compared.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Shown {
    pub(crate) ids: Vec<String>,
    pub(crate) next: Option<Cursor>,
    pub(crate) outcome: Option<Outcome>,
    pub(crate) warnings: Vec<String>,
}

pub(crate) fn shown(page: Page) -> Shown {
    let ids = page.items.iter().map(|item| match item {
        Item::Put(put) => put.id.clone().unwrap_or_default(),
        other => panic!("{other:?}"),
    });
    let ids = ids.collect();
    let (next, outcome) = match page.next {
        Next::More(next) => (Some(next), None),
        Next::Done(next, outcome) => (next, Some(outcome)),
        other => panic!("{other:?}"),
    };
    Shown { ids, next, outcome, warnings: page.warnings }
}

pub(crate) fn done(ids: &[&str], cursor: Option<&str>, outcome: Outcome) -> Shown {
    let ids = ids.iter().map(|&id| id.to_owned()).collect();
    let next = cursor.map(|cursor| Cursor::new(cursor.to_owned()));
    Shown { ids, next, outcome: Some(outcome), warnings: Vec::new() }
}

pub(crate) fn kind<T>(result: Result<T, Error>) -> ErrorKind {
    result.err().unwrap().kind().clone()
}
