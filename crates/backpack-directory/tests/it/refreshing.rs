use std::future::Future;
use std::pin::pin;
use std::sync::Mutex;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use backpack_connect::http::{HeaderMap, HeaderValue, StatusCode, header};
use backpack_connect::{
    BodyStream, Error, ErrorKind, Redirects, Request, Response, Transport, Url, async_trait,
};
use backpack_directory::{List, ReadError, RefreshError, Refreshed, Source, refresh};

use crate::{listing, source};

const LIST: &[u8] = br#"[{"URL":"https://fhir.example/r4","OrganizationName":"Riverside"}]"#;

/// Answers once, and keeps what it was asked.
#[derive(Debug)]
struct Fake {
    status: StatusCode,
    headers: HeaderMap,
    body: &'static [u8],
    asked: Mutex<Vec<Request>>,
}

impl Fake {
    fn new(status: u16, headers: &[(header::HeaderName, &'static str)], body: &'static [u8]) -> Self {
        let headers = headers.iter().map(|(name, value)| (name.clone(), HeaderValue::from_static(value)));
        Self {
            status: StatusCode::from_u16(status).unwrap(),
            headers: headers.collect(),
            body,
            asked: Mutex::default(),
        }
    }

    fn refresh(&self, etag: Option<&str>) -> Result<Refreshed, RefreshError> {
        ready(refresh(self, &source("one"), etag))
    }

    fn fault(&self) -> ErrorKind {
        match self.refresh(Some("\"1\"")).unwrap_err() {
            RefreshError::Fetch(error) => error.kind().clone(),
            other => unreachable!("{other}"),
        }
    }
}

#[async_trait]
impl Transport for Fake {
    async fn send(&self, request: Request) -> Result<Response, Error> {
        let url = request.url.clone();
        self.asked.lock().unwrap().push(request);
        Ok(Response::new(self.status, self.headers.clone(), url, BodyStream::from_bytes(self.body)))
    }
}

fn ready<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => unreachable!("the answer was at hand"),
    }
}

#[test]
fn a_list_is_asked_for_with_its_etag_and_carries_the_new_one() {
    let fake = Fake::new(200, &[(header::ETAG, "W/\"2\"")], LIST);
    let list =
        List::new(source("one").with_etag("W/\"2\""), vec![listing("https://fhir.example/r4", "Riverside")]);
    assert_eq!(fake.refresh(Some("\"1\"")).unwrap(), Refreshed::Updated(Box::new(list)));
    let asked = fake.asked.lock().unwrap();
    let request = &asked[0];
    assert_eq!(request.headers[header::IF_NONE_MATCH], "\"1\"");
    assert_eq!(
        (request.url.as_str(), request.redirects),
        ("https://lists.example/one", Redirects::AnyHttps(5))
    );
    assert!(request.credential.is_none());
}

#[test]
fn an_unchanged_list_is_not_read_again() {
    assert_eq!(Fake::new(304, &[], b"").refresh(Some("\"1\"")).unwrap(), Refreshed::NotModified);
    let never = Fake::new(304, &[], b"");
    assert!(matches!(never.refresh(None).unwrap_err(), RefreshError::Fetch(_)));
    assert_eq!(never.asked.lock().unwrap()[0].headers.get(header::IF_NONE_MATCH), None);
}

#[test]
fn failures_are_told_apart() {
    assert_eq!(Fake::new(404, &[], b"").fault(), ErrorKind::NotFound);
    assert_eq!(Fake::new(500, &[], b"").fault(), ErrorKind::Portal(500));
    let busy = Fake::new(429, &[(header::RETRY_AFTER, "7")], b"").fault();
    assert_eq!(busy, ErrorKind::Busy(Some(Duration::from_secs(7))));
    let page = Fake::new(200, &[], b"<html>").refresh(None).unwrap_err();
    assert!(matches!(page, RefreshError::Read(ReadError::NotJson)));
}

#[test]
fn only_https_is_asked() {
    let fake = Fake::new(200, &[], LIST);
    let plain = Source::consolidated(Url::parse("http://lists.example/one").unwrap());
    assert!(matches!(ready(refresh(&fake, &plain, None)).unwrap_err(), RefreshError::Fetch(_)));
    assert_eq!(fake.asked.lock().unwrap().len(), 0);
}
