//! What an id token says. Its signature is not checked: nothing is taken from it that the token endpoint, reached
//! over TLS, could not say as well (OpenID Connect Core 3.1.3.7, point 6).

use backpack_connect::{Error, ErrorKind};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value};

use crate::base::Base;

/// The members of an id token's payload.
pub(crate) struct Claims(Map<String, Value>);

impl Claims {
    /// Reads the payload; `None` if it cannot be read.
    pub(crate) fn read(id_token: &str) -> Option<Self> {
        let payload = id_token.split('.').nth(1)?;
        let payload = URL_SAFE_NO_PAD.decode(payload.trim_end_matches('=')).ok()?;
        serde_json::from_slice(&payload).ok().map(Self)
    }

    /// Fails if the token was made for another sign-in.
    pub(crate) fn check_nonce(&self, nonce: &str) -> Result<(), Error> {
        match self.0.get("nonce") {
            Some(found) if found != nonce => {
                Err(Error::new(ErrorKind::WrongAnswer("the nonce of its id token"), "sign in"))
            }
            _ => Ok(()),
        }
    }

    /// Returns the patient's id if the person who signed in is the patient.
    pub(crate) fn patient(&self, base: &Base) -> Option<String> {
        let user = self.0.get("fhirUser")?.as_str()?;
        base.reference(user).filter(|(resource_type, _)| resource_type == "Patient").map(|(_, id)| id)
    }
}
