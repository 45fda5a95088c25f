//! A whole visit: to the portal, back with a code, and what came of it.

use std::collections::BTreeMap;
use std::sync::Arc;

use backpack_connect::{Answer, Connector as _, ErrorKind, Grant, Pending, Prompt, Step, Turn};
use backpack_smart::SmartConnector;
use backpack_testkit::{VirtualClock, run};
use serde_json::{Value, json};

use crate::fake::{Fake, REDIRECT, json as fhir, reply};

/// Returns what the portal says about itself, changed by `more`; null leaves a member out.
pub(crate) fn configuration(more: &Value) -> Value {
    let mut all = json!({
        "issuer": "https://portal.example",
        "authorization_endpoint": "https://portal.example/authorize",
        "token_endpoint": "https://portal.example/token",
        "revocation_endpoint": "https://portal.example/revoke",
        "introspection_endpoint": "https://portal.example/introspect",
        "registration_endpoint": "https://portal.example/register",
        "capabilities": ["permission-v2"],
    });
    for (name, value) in more.as_object().unwrap() {
        all[name] = value.clone();
    }
    all.as_object_mut().unwrap().retain(|_, value| !value.is_null());
    all
}

/// Prepares a portal that says this of itself.
pub(crate) fn portal(more: &Value) -> Arc<Fake> {
    let fake = Fake::new();
    says(&fake, more);
    let statement = json!({"resourceType": "CapabilityStatement", "fhirVersion": "4.0.1",
        "software": {"name": "Fake Portal"}});
    fake.get("/fhir/metadata", fhir(200, statement.to_string()));
    fake
}

pub(crate) fn says(fake: &Fake, more: &Value) {
    let body = configuration(more).to_string();
    fake.get("/fhir/.well-known/smart-configuration", reply(200, "application/json", body));
}

/// What the person is sent to, as parameters, and what is remembered.
pub(crate) type Asked = (BTreeMap<String, String>, Pending);

pub(crate) fn asked(step: Step) -> Asked {
    match step {
        Step::Ask(Prompt::Open(url), pending) => (url.query_pairs().into_owned().collect(), pending),
        other => panic!("{other:?}"),
    }
}

pub(crate) fn begin_at(
    fake: &Arc<Fake>,
    connector: &SmartConnector,
    clock: &VirtualClock,
) -> Result<Asked, ErrorKind> {
    let step = run(connector.authorize(&fake.context_at(clock), Turn::Begin));
    step.map(asked).map_err(|error| error.kind().clone())
}

pub(crate) fn begin(fake: &Arc<Fake>, connector: &SmartConnector) -> Asked {
    begin_at(fake, connector, &VirtualClock::new()).unwrap()
}

/// Comes back from the portal with these parameters and the state.
pub(crate) fn back(
    fake: &Arc<Fake>,
    connector: &SmartConnector,
    (asked, pending): &Asked,
    with: &str,
) -> Result<Step, ErrorKind> {
    let url = format!("{REDIRECT}?{with}&state={}", asked["state"]);
    let turn = Turn::Resume(pending, Answer::Redirect(url.into()));
    run(connector.authorize(&fake.context(), turn)).map_err(|error| error.kind().clone())
}

/// Signs in; `token` makes the token answer, given the nonce. A bearer token for `p1` is filled in.
pub(crate) fn signed_in(
    fake: &Arc<Fake>,
    connector: &SmartConnector,
    token: impl Fn(&str) -> Value,
) -> Result<Grant, ErrorKind> {
    let sent = begin(fake, connector);
    let nonce = sent.0.get("nonce").cloned().unwrap_or_default();
    fake.post("/token", fhir(200, token_of(&token(&nonce)).to_string()));
    fake.log();
    match back(fake, connector, &sent, "code=c1")? {
        Step::Done(grants) => Ok(grants.into_iter().next().unwrap()),
        other => panic!("{other:?}"),
    }
}

/// Returns a token answer for `p1`, changed by `more`; null leaves a member out.
pub(crate) fn token_of(more: &Value) -> Value {
    let mut token = json!({"access_token": "at", "token_type": "Bearer", "patient": "p1"});
    for (name, value) in more.as_object().unwrap() {
        token[name] = value.clone();
    }
    token.as_object_mut().unwrap().retain(|_, value| !value.is_null());
    token
}

/// Reads what the connector keeps in a grant.
pub(crate) fn keys(grant: &Grant) -> Value {
    serde_json::from_slice(grant.secret.expose()).unwrap()
}

/// Reads the form of a request that was written down.
pub(crate) fn form(line: &str) -> BTreeMap<String, String> {
    let body = line.rsplit(' ').next().unwrap();
    url::form_urlencoded::parse(body.as_bytes()).into_owned().collect()
}
