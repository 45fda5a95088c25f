//! What a browser does in a sign-in: follows redirects, and keeps cookies.

use std::collections::BTreeMap;

use backpack::connect::{Request, TransportExt as _};
use http::header::{COOKIE, LOCATION, SET_COOKIE};
use http::{HeaderMap, HeaderValue, StatusCode};
use url::Url;

use super::portal::patient_transport;
use crate::world::CALLBACK;

/// The most redirects that a sign-in may take.
const HOPS: usize = 12;

/// Where a browser ended.
pub(super) enum Ended {
    /// It was sent back to the app, at this address.
    Back(String),
    /// It shows a page.
    Page(StatusCode),
}

/// Opens a page and follows it until it leads back to the app or nowhere.
pub(super) async fn browse(page: &str) -> Ended {
    let transport = patient_transport();
    let mut cookies = BTreeMap::new();
    let mut url = Url::parse(page).unwrap();
    for _ in 0..HOPS {
        if url.as_str().starts_with(CALLBACK) {
            return Ended::Back(url.into());
        }
        let jar: Vec<_> = cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let cookie = HeaderValue::from_str(&jar.join("; ")).unwrap();
        let request = Request::get(url.clone()).header(COOKIE, cookie);
        let (status, headers, ..) = transport.fetch(request).await.unwrap();
        keep(&mut cookies, &headers);
        let Some(next) = headers.get(LOCATION) else { return Ended::Page(status) };
        url = url.join(next.to_str().unwrap()).unwrap();
    }
    panic!("more than {HOPS} redirects");
}

/// Opens a page that leads back to the app, and returns where to.
pub(super) async fn back_from(page: &str) -> String {
    match browse(page).await {
        Ended::Back(back) => back,
        Ended::Page(status) => panic!("the sign-in ended at a page with status {status}"),
    }
}

/// Returns a parameter of an address.
pub(super) fn parameter(address: &str, name: &str) -> Option<String> {
    let url = Url::parse(address).unwrap();
    let found = url.query_pairs().find(|(found, _)| found == name);
    found.map(|(_, value)| value.into_owned())
}

/// Returns an address with a parameter changed, or without it.
pub(super) fn with_parameter(address: &str, name: &str, value: Option<&str>) -> String {
    let mut url = Url::parse(address).unwrap();
    let others: Vec<_> = url.query_pairs().into_owned().filter(|(found, _)| found != name).collect();
    url.query_pairs_mut().clear().extend_pairs(others).extend_pairs(value.map(|value| (name, value)));
    url.into()
}

fn keep(cookies: &mut BTreeMap<String, String>, headers: &HeaderMap) {
    for cookie in headers.get_all(SET_COOKIE) {
        let pair = cookie.to_str().unwrap().split(';').next().unwrap();
        let (name, value) = pair.split_once('=').unwrap();
        cookies.insert(name.to_owned(), value.to_owned());
    }
}
