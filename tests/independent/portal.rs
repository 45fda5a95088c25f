//! Portals made of other people's servers, started and steered over the control port of `servers/main.mjs`.

use std::env;
use std::sync::Arc;
use std::time::Duration;

use backpack::connect::{Body, Credential, Request, Transport, TransportExt as _};
use backpack::core::SecretText;
use backpack::http::{HttpOptions, HttpTransport};
use backpack::smart::SmartOptions;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, HeaderValue, Method, StatusCode};
use serde_json::{Value, json};
use url::Url;

use super::people::Loaded;
use crate::world::CALLBACK;

/// Names the control port, in a process that `tests/independent/run` started.
const CONTROL: &str = "BACKPACK_INDEPENDENT";
/// Set where `helios-hfs` is there too.
const HFS: &str = "BACKPACK_INDEPENDENT_HFS";

/// A portal of a test's own.
pub(super) struct Portal {
    pub(super) steering: String,
    pub(super) base: String,
    pub(super) issuer: String,
    pub(super) client: String,
    /// What the control port said of it.
    pub(super) facts: Value,
}

/// Which server plays the FHIR side.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// `@medplum/fhir-router`.
    Router,
    /// `helios-hfs`.
    Hfs,
    /// `oauth2-mock-server` that lies, and next to no FHIR side.
    Liar,
}

impl Portal {
    /// Starts a portal with these people, or says on standard output why the test is skipped.
    pub(super) async fn start(kind: Kind, people: &[&Loaded], more: Value) -> Option<Self> {
        let Ok(control) = env::var(CONTROL) else {
            println!("independent: skipped, {CONTROL} names no servers; tests/independent/run starts them");
            return None;
        };
        if kind == Kind::Hfs && env::var_os(HFS).is_none() {
            println!(
                "independent: skipped, helios-hfs is not built; tests/independent/run --build-helios does"
            );
            return None;
        }
        let name = match kind {
            Kind::Router => "router",
            Kind::Hfs => "hfs",
            Kind::Liar => "liar",
        };
        let people: Vec<_> = people.iter().map(|loaded| &loaded.transaction).collect();
        let mut asked = json!({ "kind": name, "people": people });
        asked.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let facts = told(&format!("{control}/portals"), &asked).await;
        let text = |name: &str| facts[name].as_str().unwrap().to_owned();
        println!("independent: {name} ran");
        Some(Self {
            steering: format!("{control}/portals/{}", facts["number"]),
            base: text("base"),
            issuer: text("issuer"),
            client: text("client"),
            facts,
        })
    }

    /// Returns a new RSA key as PKCS #8 in PEM; nothing here makes one.
    pub(super) async fn rsa_key() -> Option<String> {
        let control = env::var(CONTROL).ok()?;
        let key = told(&format!("{control}/keys"), &json!({})).await;
        Some(key["pem"].as_str().unwrap().to_owned())
    }

    /// Steers the portal, as the file of its kind says.
    pub(super) async fn steer(&self, what: Value) -> Value {
        told(&self.steering, &what).await
    }

    /// Returns what was asked of the token endpoints: revocation and introspection too.
    pub(super) async fn token_log(&self) -> Vec<Value> {
        self.steer(json!({ "do": "log" })).await["authorization"].as_array().unwrap().clone()
    }

    /// Returns the token requests of one grant type, with the status that each ended with.
    pub(super) async fn exchanges(&self, grant_type: &str) -> Vec<u64> {
        let log = self.token_log().await;
        let of_type = log.iter().filter(|row| row["grant_type"] == grant_type);
        of_type.map(|row| row["status"].as_u64().unwrap()).collect()
    }

    /// Returns what was asked of the FHIR side, as `path?query`.
    pub(super) async fn asked(&self) -> Vec<String> {
        let log = self.steer(json!({ "do": "log" })).await;
        let text = |row: &Value, name: &str| row[name].as_str().unwrap().to_owned();
        log["fhir"].as_array().unwrap().iter().map(|row| text(row, "path") + &text(row, "query")).collect()
    }

    /// Returns the options of a client that this portal knows.
    pub(super) fn options(&self) -> SmartOptions {
        SmartOptions::new(&*self.base, &*self.client).with_redirect_uri(CALLBACK)
    }

    /// Asks the authorization server for what no app does: a form at one of its paths.
    pub(super) async fn post_form(&self, path: &str, form: &[(&str, &str)]) -> (StatusCode, Value) {
        let pairs = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
        let url = Url::parse(&format!("{}{path}", self.issuer)).unwrap();
        let request = Request::new(Method::POST, url)
            .header(CONTENT_TYPE, HeaderValue::from_static("application/x-www-form-urlencoded"))
            .body(Body::Bytes(pairs.into()));
        let (status, _, body) = send(request).await;
        (status, body)
    }
}

/// Sends a request and reads the answer as JSON; what is none is null.
pub(super) async fn send(request: Request) -> (StatusCode, HeaderMap, Value) {
    let (status, headers, _, body) = patient_transport().fetch(request).await.unwrap();
    (status, headers, serde_json::from_slice(&body).unwrap_or_default())
}

/// Adds a bearer token to a request.
pub(super) fn with_token(request: Request, token: &str) -> Request {
    let audience = request.url.clone();
    request.credential(Credential::new(SecretText::new(format!("Bearer {token}")), audience))
}

/// A transport that waits as long as a server of other people's takes to begin.
pub(super) fn patient_transport() -> Arc<dyn Transport> {
    let times = (Duration::from_secs(10), Duration::from_secs(300));
    let options = HttpOptions::new().allow_insecure_loopback().with_times(times.0, times.1);
    Arc::new(HttpTransport::new(options).unwrap())
}

async fn told(url: &str, what: &Value) -> Value {
    let request = Request::new(Method::POST, Url::parse(url).unwrap())
        .limits(64 << 20, Duration::from_secs(300))
        .header(CONTENT_TYPE, HeaderValue::from_static("application/json"))
        .body(Body::Bytes(what.to_string().into()));
    let (status, _, body) = send(request).await;
    assert_eq!(status, StatusCode::OK, "{}: {}", what["do"], body["error"].as_str().unwrap_or_default());
    body
}
