//! What the token endpoint answers, and where in it the patient is.

use axum::response::{IntoResponse as _, Response};
use backpack_dialect::PatientSource;
use http::StatusCode;
use serde_json::{Map, Value, json};

use super::id_token;
use super::keys::KID;
use super::refused::answer;
use super::tokens::{Consent, Minted, random};
use crate::portal::faults::{Striking, TokenFault};
use crate::portal::shared::{Portal, lock};

/// What every member has that a token answer carries along for the requests of a dialect.
pub(crate) const CARRIED: &str = "Organization/demo.Practice-1";

impl Portal {
    /// Returns where the patient's id is: as the options say; else the claim of the access token that the row knows of;
    /// else the place where the row looks first.
    fn patient_in(&self) -> PatientSource {
        let row = &self.dialect().tokens;
        let claim = row.patient_claim.is_some() && row.patient_from.contains(&PatientSource::AccessToken);
        let by_row = if claim { Some(PatientSource::AccessToken) } else { row.patient_from.first().copied() };
        self.options.patient_in.or(by_row).unwrap_or(PatientSource::TokenAnswer)
    }

    /// Says whether id tokens name the person: not where the row never looks there.
    pub(crate) fn names_fhir_user(&self) -> bool {
        self.dialect().tokens.patient_from.contains(&PatientSource::FhirUser)
    }

    /// Returns a new access token: random, or a signed one with the patient in it where the row wants that.
    pub(crate) fn access_token(&self, consent: &Consent) -> String {
        if self.patient_in() != PatientSource::AccessToken {
            return random();
        }
        let claim = self.dialect().tokens.patient_claim.as_deref().unwrap_or("patient");
        let lifetime = i64::try_from(self.options.access_lifetime.as_secs()).unwrap_or(i64::MAX);
        let mut claims = json!({
            "iss": self.origin,
            "aud": self.published_base(),
            "iat": self.seconds(),
            "exp": self.seconds().saturating_add(lifetime),
            "jti": random(),
        });
        put(&mut claims, claim, json!(consent.patient));
        let header = json!({"typ": "at+jwt", "alg": self.signer.algorithm(), "kid": KID});
        self.signer.signed(&header, &claims).unwrap_or_else(random)
    }
}

/// Returns the answer; `first` says that it is for a code, and not for a refresh.
pub(crate) fn granted(
    portal: &Portal,
    minted: &Minted,
    first: bool,
    striking: &Striking,
    faults: &[&TokenFault],
) -> Response {
    let mut members = Map::new();
    let consent = &minted.consent;
    members.insert("access_token".to_owned(), json!(minted.access));
    members.insert("token_type".to_owned(), json!("Bearer"));
    members.insert("expires_in".to_owned(), json!(portal.options.access_lifetime.as_secs()));
    members.insert("scope".to_owned(), json!(consent.scopes.text()));
    if portal.patient_in() == PatientSource::TokenAnswer {
        members.insert("patient".to_owned(), json!(consent.patient));
    }
    for member in portal.dialect().tokens.carried.keys() {
        members.insert(member.clone(), json!(CARRIED));
    }
    if let Some(refresh) = &minted.refresh {
        members.insert("refresh_token".to_owned(), json!(refresh));
    }
    if first
        && consent.scopes.has("openid")
        && let Some(token) = id_token::issued(portal, consent, striking)
    {
        members.insert("id_token".to_owned(), json!(token));
    }
    for fault in faults {
        spoil(portal, &mut members, fault);
    }
    if faults.contains(&&TokenFault::Empty) {
        return StatusCode::OK.into_response();
    }
    answer(StatusCode::OK, &Value::Object(members))
}

fn spoil(portal: &Portal, members: &mut Map<String, Value>, fault: &TokenFault) {
    let mut set = |name: &str, value| members.insert(name.to_owned(), value);
    match fault {
        TokenFault::TypeMac => set("token_type", json!("mac")),
        TokenFault::ExpiresIn(value) => set("expires_in", value.clone()),
        TokenFault::NoExpiresIn => members.remove("expires_in"),
        TokenFault::NoAccessToken => members.remove("access_token"),
        TokenFault::NoPatient => members.remove("patient"),
        TokenFault::NoRefreshToken => members.remove("refresh_token"),
        TokenFault::NoScope => members.remove("scope"),
        TokenFault::OtherPatient => {
            let own = members.get("patient").cloned().unwrap_or_default();
            let records = lock(&portal.records);
            let other = records.charts().iter().find(|chart| own != chart.patient.as_str());
            other.and_then(|other| members.insert("patient".to_owned(), json!(other.patient)))
        }
        TokenFault::Empty | TokenFault::Refused(..) | TokenFault::Scope(_) => None,
    };
}

fn put(object: &mut Value, name: &str, value: Value) {
    if let Some(members) = object.as_object_mut() {
        members.insert(name.to_owned(), value);
    }
}
