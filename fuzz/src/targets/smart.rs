//! What a portal says: about itself, of a token, of who signed in, page by page; and what of it was kept.

use backpack_connect::{
    Answer, Connector as _, Context, Cursor, Grant, PatientRef, Pending, Prompt, Query, Step, Turn,
};
use backpack_core::SecretBytes;
use backpack_smart::probe::probe;
use backpack_smart::{Dialects, Registered, SmartConnector, SmartOptions};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bytes::Bytes;

use super::{run, texts, two};
use crate::portal::{BASE, CONFIGURATION, Portal, STATEMENT, Says, TOKEN};

const REDIRECT: &str = "http://127.0.0.1:4000/cb";

/// The `smart-configuration`, a zero, the capability statement.
pub(crate) fn discovery(data: &[u8]) {
    let (configuration, statement) = two(data);
    let portal = Portal::new(Says {
        configuration: Bytes::copy_from_slice(configuration),
        statement: Bytes::copy_from_slice(statement),
        ..Says::default()
    });
    let context = portal.context();
    run(async {
        probe(&context, BASE, &Dialects::built_in(), None)
            .await
            .expect("a probe is a report, whatever was said");
        drop(connector().authorize(&context, Turn::Begin).await);
    });
}

/// The answer of the token endpoint, at a sign-in and at a refresh.
pub(crate) fn token(data: &[u8]) {
    signed_in(Bytes::copy_from_slice(data), Says::default());
    let portal = Portal::new(Says { token: Bytes::copy_from_slice(data), ..Says::default() });
    drop(run(connector().refresh(&portal.context(), &grant(GRANT.as_bytes()))));
}

/// The id token's header, a zero, its claims, a zero, the issuer's keys; or a whole id token without any zero.
pub(crate) fn id_token(data: &[u8]) {
    let (header, rest) = two(data);
    let (claims, keys) = two(rest);
    let token = if rest.is_empty() {
        String::from_utf8_lossy(data).replace(['"', '\\'], "")
    } else {
        let part = |part: &[u8]| URL_SAFE_NO_PAD.encode(part);
        format!("{}.{}.{}", part(header), part(claims), part(&[7; 256]))
    };
    let answer = TOKEN.replacen('{', &format!("{{\"id_token\":\"{token}\","), 1);
    signed_in(answer.into(), Says { keys: Bytes::copy_from_slice(keys), ..Says::default() });
}

fn signed_in(token: Bytes, says: Says) {
    let (portal, connector) = (Portal::new(says), connector());
    let context = portal.context();
    run(async {
        let begun = connector.authorize(&context, Turn::Begin).await.expect("the portal signs people in");
        let Step::Ask(Prompt::Open(url), pending) = begun else { return };
        let state = url.query_pairs().find(|(name, _)| name == "state").map(|(_, state)| state.into_owned());
        let back = format!("{REDIRECT}?code=c1&state={}", state.unwrap_or_default());
        portal.now_says(|says| says.token = token);
        let step = connector.authorize(&context, Turn::Resume(&pending, Answer::Redirect(back.into()))).await;
        if let Ok(Step::Done(grants)) = step {
            for grant in &grants {
                drop(connector.plan(&context, grant).await);
            }
        }
    });
}

/// What the connector kept: a registration, a sign-in on its way (answered with what follows a zero), a grant.
pub(crate) fn kept(data: &[u8]) {
    let (kept, answer) = two(data);
    if let Ok(registered) = Registered::from_secret(&SecretBytes::new(kept.to_vec())) {
        drop(SmartConnector::new(registered.options()));
        drop(registered.to_secret());
    }
    let (portal, connector) = (Portal::new(Says::default()), connector());
    let context = portal.context();
    run(async {
        let pending = Pending::new(SecretBytes::new(kept.to_vec()));
        let answer = Answer::Redirect(String::from_utf8_lossy(answer).into_owned().into());
        drop(connector.authorize(&context, Turn::Resume(&pending, answer)).await);
        let grant = grant(kept);
        drop(connector.plan(&context, &grant).await);
        drop(connector.pull(&context, &grant, &labs(), None).await);
        drop(connector.refresh(&context, &grant).await);
        drop(connector.revoke(&context, &grant).await);
    });
}

/// A page of a search.
pub(crate) fn page(data: &[u8]) {
    let portal = Portal::new(Says { page: Bytes::copy_from_slice(data), ..Says::default() });
    pull(&portal.context(), None);
}

/// A cursor as it was stored, and the page that is found there.
pub(crate) fn cursor(data: &[u8]) {
    let (cursor, page) = two(data);
    let mut says = Says::default();
    if !page.is_empty() {
        says.page = Bytes::copy_from_slice(page);
    }
    pull(&Portal::new(says).context(), Some(&Cursor::new(Bytes::copy_from_slice(cursor))));
}

fn pull(context: &Context, cursor: Option<&Cursor>) {
    drop(run(connector().pull(context, &grant(GRANT.as_bytes()), &labs(), cursor)));
}

fn connector() -> SmartConnector {
    SmartConnector::new(SmartOptions::new(BASE, "my-app").with_redirect_uri(REDIRECT))
        .expect("these options are good")
}

fn labs() -> Query {
    Query::new("Observation?category=laboratory", "lab results")
}

fn grant(secret: &[u8]) -> Grant {
    let mut grant = Grant::new(PatientRef::new("p1"), SecretBytes::new(secret.to_vec()));
    grant.scopes = vec!["patient/*.rs".to_owned()];
    grant.refreshable = true;
    grant
}

const GRANT: &str = r#"{"format":1,"base":"https://portal.example/fhir","access":"at","refresh":"rt","token_endpoint":"https://portal.example/token","revocation_endpoint":"https://portal.example/revoke","secret_in_body":false,"declared":["Patient","Observation"]}"#;

pub(crate) fn discovery_seeds() -> Vec<Vec<u8>> {
    vec![format!("{CONFIGURATION}\0{STATEMENT}").into_bytes(), format!("{{}}\0{STATEMENT}").into_bytes()]
}

pub(crate) fn token_seeds() -> Vec<Vec<u8>> {
    texts(&[
        TOKEN,
        r#"{"error":"invalid_grant","error_description":"no"}"#,
        r#"{"access_token":"a","token_type":"bearer","expires_in":"3600","scope":"","need_patient_banner":true,"authorization_details":[]}"#,
    ])
}

pub(crate) fn id_token_seeds() -> Vec<Vec<u8>> {
    let claims = r#"{"iss":"https://portal.example","aud":["my-app"],"sub":"s","exp":1700003600,"iat":1700000000,"nonce":"n","fhirUser":"https://portal.example/fhir/RelatedPerson/r"}"#;
    let keys = r#"{"keys":[{"kty":"RSA","kid":"1","alg":"RS256","n":"AQAB","e":"AQAB"},{"kty":"EC","crv":"P-384","kid":"2","x":"AA","y":"AA"}]}"#;
    ["RS256", "ES384", "none"]
        .map(|algorithm| format!("{{\"alg\":\"{algorithm}\",\"kid\":\"1\"}}\0{claims}\0{keys}").into_bytes())
        .into()
}

pub(crate) fn kept_seeds() -> Vec<Vec<u8>> {
    let back = format!("{REDIRECT}?code=c&state=s");
    let pending = r#"{"format":1,"state":"s","verifier":"v","nonce":"n","base":"https://portal.example/fhir","token_endpoint":"https://portal.example/token"}"#;
    let mut seeds = vec![GRANT.as_bytes().to_vec(), format!("{pending}\0{back}").into_bytes()];
    let connector = connector();
    let begun = run(connector.authorize(&Portal::new(Says::default()).context(), Turn::Begin));
    if let Ok(Step::Ask(_, pending)) = begun {
        seeds.push([pending.secret.expose(), b"\0", back.as_bytes()].concat());
    }
    seeds
}

pub(crate) fn cursor_seeds() -> Vec<Vec<u8>> {
    let mut seeds =
        texts(&["", "{}", r#"{"format":1,"page":"https://portal.example/fhir/Observation?page=2"}"#]);
    let page = br#"{"resourceType":"Bundle","type":"searchset","link":[{"relation":"next","url":"https://portal.example/fhir?page=2"}],"entry":[{"resource":{"resourceType":"Observation","id":"o","meta":{"lastUpdated":"2024-01-01T00:00:00Z"}}}]}"#;
    let portal = Portal::new(Says { page: Bytes::from_static(page), ..Says::default() });
    let pulled = run(connector().pull(&portal.context(), &grant(GRANT.as_bytes()), &labs(), None));
    if let Ok(backpack_connect::Page { next: backpack_connect::Next::More(cursor), .. }) = pulled {
        seeds.push(cursor.bytes.to_vec());
    }
    seeds
}
