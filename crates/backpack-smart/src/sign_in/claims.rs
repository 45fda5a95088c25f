//! What an id token says, and whether it is said to this app, about this sign-in, now (OpenID Connect Core 1.0,
//! section 3.1.3.7).

use std::time::Duration;

use backpack_connect::{Error, ErrorKind};
use backpack_core::Timestamp;
use serde_json::{Map, Value};
use subtle::ConstantTimeEq as _;

use crate::base::Base;

/// How far the clocks of portal and app may differ.
const SKEW: Duration = Duration::from_secs(300);
/// The longest `fhirUser` that is kept, in bytes.
const USER: usize = 512;

/// The members of an id token's payload.
pub(super) struct Claims(Map<String, Value>);

/// What an id token must say.
pub(super) struct Expected<'a> {
    /// The issuers that it may name; any, if the portal names none.
    pub(super) issuers: Vec<&'a str>,
    pub(super) client_id: &'a str,
    pub(super) nonce: &'a str,
    pub(super) now: Timestamp,
}

impl Claims {
    pub(super) fn new(members: Map<String, Value>) -> Self {
        Self(members)
    }

    fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name).and_then(Value::as_str)
    }

    fn time(&self, name: &str) -> Option<Timestamp> {
        let value = self.0.get(name)?;
        let seconds = value.as_u64().or_else(|| super::token::whole(value.as_f64()?))?;
        Some(Timestamp::from_millis(0).saturating_add(Duration::from_secs(seconds)))
    }

    pub(super) fn issuer(&self) -> Option<&str> {
        self.text("iss")
    }

    /// Fails unless every claim is as it must be.
    pub(super) fn check(&self, expected: &Expected<'_>) -> Result<(), Error> {
        let issuer = self.issuer().ok_or_else(|| wrong("its id token names no issuer"))?;
        if !expected.issuers.is_empty() && !expected.issuers.contains(&issuer) {
            return Err(wrong("the issuer of its id token"));
        }
        if self.text("sub").is_none_or(str::is_empty) {
            return Err(wrong("its id token names nobody"));
        }
        if !self.is_for(expected.client_id) {
            return Err(wrong("its id token is for another app"));
        }
        let (Some(exp), Some(iat)) = (self.time("exp"), self.time("iat")) else {
            return Err(wrong("its id token names no time"));
        };
        let latest = expected.now.saturating_add(SKEW);
        let begun = self.time("nbf").is_none_or(|begin| begin <= latest);
        if exp.saturating_add(SKEW) <= expected.now || iat > latest || !begun {
            return Err(wrong("its id token is not of now; is the clock of this machine right?"));
        }
        let nonce = self.text("nonce").unwrap_or_default();
        if !bool::from(nonce.as_bytes().ct_eq(expected.nonce.as_bytes())) {
            return Err(wrong("the nonce of its id token"));
        }
        Ok(())
    }

    /// Says whether the token is for this client: alone, or among others that it is presented by (`azp`).
    fn is_for(&self, client_id: &str) -> bool {
        let presenter = self.0.get("azp");
        match self.0.get("aud") {
            Some(Value::String(one)) => one == client_id && presenter.is_none_or(|azp| azp == client_id),
            Some(Value::Array(all)) => {
                let alone = all.len() == 1 && presenter.is_none();
                all.iter().any(|one| one == client_id)
                    && (alone || presenter.is_some_and(|azp| azp == client_id))
            }
            _ => false,
        }
    }

    /// Returns the patient's id if the person who signed in is the patient. One on another server is nobody here.
    pub(super) fn patient(&self, base: &Base) -> Option<String> {
        let user = self.text("fhirUser")?;
        base.reference(user).filter(|(resource_type, _)| resource_type == "Patient").map(|(_, id)| id)
    }

    /// Returns who signed in, as written, if it is somebody else than this patient. Nobody asks for it.
    pub(super) fn other_user(&self, base: &Base, patient: &str) -> Option<String> {
        let user = self.text("fhirUser").filter(|user| !user.is_empty() && user.len() <= USER)?;
        let itself = self.patient(base).is_some_and(|id| id == patient);
        (!itself && !user.contains(char::is_control)).then(|| user.to_owned())
    }
}

pub(super) fn wrong(what: &'static str) -> Error {
    Error::new(ErrorKind::WrongAnswer(what), "sign in")
}
