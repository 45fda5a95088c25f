//! Id tokens (OpenID Connect Core 1.0, 2), good and wrong, and what is published to check them.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::hmac;
use serde_json::{Value, json};

use super::keys::{KID, unsigned};
use super::tokens::Consent;
use crate::portal::faults::{Fault, IdTokenFault, Striking};
use crate::portal::options::FhirUserForm;
use crate::portal::shared::Portal;

/// How long an id token is good, in seconds.
const LIFETIME: i64 = 300;

/// Answers `/jwks`.
pub(crate) async fn keys(State(portal): State<Arc<Portal>>) -> Json<Value> {
    Json(portal.signer.public())
}

/// Answers `/.well-known/openid-configuration`.
pub(crate) async fn configuration(State(portal): State<Arc<Portal>>) -> Json<Value> {
    let origin = &portal.origin;
    Json(json!({
        "issuer": portal.issuer(),
        "authorization_endpoint": format!("{origin}/authorize"),
        "token_endpoint": portal.token_endpoint(),
        "jwks_uri": format!("{origin}/jwks"),
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": [portal.signer.algorithm()],
    }))
}

impl Portal {
    /// Returns the issuer of id tokens: another one than discovery's where the row says so.
    pub(crate) fn issuer(&self) -> &str {
        self.dialect().tokens.issuers.first().map_or(&self.origin, String::as_str)
    }
}

/// Returns the id token of a sign-in, or nothing where a fault holds it back.
pub(crate) fn issued(portal: &Portal, consent: &Consent, striking: &Striking) -> Option<String> {
    let fault = striking.iter().find_map(|fault| match fault {
        Fault::IdToken(fault) => Some(*fault),
        _ => None,
    });
    let mut claims = claims(portal, consent);
    let mut header = json!({"typ": "JWT", "alg": portal.signer.algorithm(), "kid": KID});
    let ago = |seconds: i64| json!(portal.seconds() - seconds);
    match fault {
        Some(IdTokenFault::WrongNonce) => set(&mut claims, "nonce", json!("the-nonce-of-another-sign-in")),
        Some(IdTokenFault::WrongAudience) => set(&mut claims, "aud", json!("another-client")),
        Some(IdTokenFault::WrongIssuer) => set(&mut claims, "iss", json!("https://another-issuer.example")),
        Some(IdTokenFault::Expired) => {
            set(&mut claims, "iat", ago(3_600 + LIFETIME));
            set(&mut claims, "exp", ago(3_600));
        }
        Some(IdTokenFault::UnknownKid) => set(&mut header, "kid", json!("demo-key-2")),
        Some(IdTokenFault::NoKid) => {
            header.as_object_mut()?.remove("kid");
        }
        Some(IdTokenFault::Unsigned) => {
            set(&mut header, "alg", json!("none"));
            return Some(format!("{}.", unsigned(&header, &claims)));
        }
        Some(IdTokenFault::Hs256) => return Some(by_public_key(portal, &mut header, &claims)),
        Some(IdTokenFault::WrongSignature) => return changed_later(portal, &header, &mut claims),
        Some(IdTokenFault::Missing) => return None,
        None => {}
    }
    portal.signer.signed(&header, &claims)
}

fn claims(portal: &Portal, consent: &Consent) -> Value {
    let mut claims = json!({
        "iss": portal.issuer(),
        "sub": format!("sub-{}", consent.patient),
        "aud": consent.client,
        "iat": portal.seconds(),
        "exp": portal.seconds() + LIFETIME,
    });
    if let Some(nonce) = &consent.nonce {
        set(&mut claims, "nonce", json!(nonce));
    }
    let asked = consent.scopes.has("fhirUser") || consent.scopes.has("profile");
    if asked && portal.names_fhir_user() {
        let relative = format!("Patient/{}", consent.patient);
        let user = match portal.options.fhir_user {
            FhirUserForm::Absolute => format!("{}/{relative}", portal.base()),
            FhirUserForm::Relative => relative,
        };
        set(&mut claims, "fhirUser", json!(user));
    }
    claims
}

/// Signs with the public key as if it were a shared secret: whoever lets the token choose its algorithm believes it.
fn by_public_key(portal: &Portal, header: &mut Value, claims: &Value) -> String {
    set(header, "alg", json!("HS256"));
    let text = unsigned(header, claims);
    let key = hmac::Key::new(hmac::HMAC_SHA256, portal.signer.public().to_string().as_bytes());
    format!("{text}.{}", URL_SAFE_NO_PAD.encode(hmac::sign(&key, text.as_bytes())))
}

fn changed_later(portal: &Portal, header: &Value, claims: &mut Value) -> Option<String> {
    let signed = portal.signer.signed(header, claims)?;
    let (_, signature) = signed.rsplit_once('.')?;
    set(claims, "sub", json!("sub-somebody-else"));
    Some(format!("{}.{signature}", unsigned(header, claims)))
}

fn set(object: &mut Value, name: &str, value: Value) {
    if let Some(members) = object.as_object_mut() {
        members.insert(name.to_owned(), value);
    }
}
