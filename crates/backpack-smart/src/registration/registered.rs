//! What a portal answered to a registration: what an app keeps, sealed, for this install and this server.

use std::fmt;

use backpack_connect::{Error, ErrorKind};
use backpack_core::{SecretBytes, SecretText, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use url::Url;
use zeroize::{Zeroize, ZeroizeOnDrop};

use super::RegistrationRequest;
use crate::SmartOptions;
use crate::base::is_safe;

/// The format this crate writes. A newer one is refused.
const FORMAT: u8 = 1;
/// The longest text of an answer that is kept, in bytes.
const LENGTH: usize = 8 << 10;

/// A client that was registered at one server. Keep it, sealed, and register no second time: one client for each
/// install and server. Holds secrets: never cloned, never printed, wiped when dropped.
#[derive(Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
pub struct Registered {
    format: u8,
    fhir_base: String,
    client_id: String,
    secret: Option<String>,
    /// Milliseconds since 1970.
    secret_expires: Option<i64>,
    redirect_uris: Vec<String>,
    management_url: Option<String>,
    management_token: Option<String>,
}

impl Registered {
    /// Reads an answer. What the server returned counts, not what was asked.
    pub(super) fn read(body: &[u8], fhir_base: &str, asked: &RegistrationRequest) -> Option<Self> {
        let members: Map<String, Value> = serde_json::from_slice(body).ok()?;
        let text = |name| {
            let text = members.get(name).and_then(Value::as_str);
            text.filter(|text| !text.is_empty() && text.len() <= LENGTH).map(ToOwned::to_owned)
        };
        let uris = members.get("redirect_uris").and_then(Value::as_array).map(|uris| {
            let uris = uris.iter().filter_map(Value::as_str).filter(|uri| uri.len() <= LENGTH);
            uris.take(100).map(ToOwned::to_owned).collect()
        });
        // RFC 7591, section 3.2.1: seconds since 1970, and 0 for never.
        let expires = members.get("client_secret_expires_at").and_then(Value::as_u64).filter(|end| *end > 0);
        let expires = expires.map(|end| i64::try_from(end).unwrap_or(i64::MAX).saturating_mul(1000));
        let safe = |url: &String| Url::parse(url).is_ok_and(|url| is_safe(&url));
        Some(Self {
            format: FORMAT,
            fhir_base: fhir_base.to_owned(),
            client_id: text("client_id")?,
            secret: text("client_secret"),
            secret_expires: expires,
            redirect_uris: uris.unwrap_or_else(|| asked.redirect_uris.clone()),
            management_url: text("registration_client_uri").filter(safe),
            management_token: text("registration_access_token"),
        })
    }

    /// Returns the FHIR base it was registered for, as given.
    #[must_use]
    pub fn fhir_base(&self) -> &str {
        &self.fhir_base
    }

    /// Returns the client's id.
    #[must_use]
    pub fn client_id(&self) -> &str {
        &self.client_id
    }

    /// Returns the redirect URIs as the server has them.
    #[must_use]
    pub fn redirect_uris(&self) -> &[String] {
        &self.redirect_uris
    }

    /// Returns when the client's secret ends, if it has one that does.
    #[must_use]
    pub fn secret_expires(&self) -> Option<Timestamp> {
        self.secret_expires.map(Timestamp::from_millis)
    }

    /// Says whether the registration can be ended by [`unregister`](crate::unregister).
    #[must_use]
    pub fn can_end(&self) -> bool {
        self.management_url.is_some()
    }

    /// Returns options for this client: its id, its secret, and the first of its redirect URIs.
    /// An app that registered a key adds it with [`SmartOptions::with_client_key`].
    #[must_use]
    pub fn options(&self) -> SmartOptions {
        let mut options = SmartOptions::new(&self.fhir_base, &self.client_id);
        options.redirect_uri = self.redirect_uris.first().cloned().unwrap_or_default();
        options.client_secret = self.secret.clone().map(SecretText::new);
        options.client_secret_expires = self.secret_expires();
        options
    }

    /// Returns all of it, to be kept in a key store or sealed by other means.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Local`] if it cannot be written.
    pub fn to_secret(&self) -> Result<SecretBytes, Error> {
        let written = serde_json::to_vec(self);
        written.map(SecretBytes::new).map_err(|_| Error::new(ErrorKind::Local, "write registration"))
    }

    /// Reads what [`to_secret`](Self::to_secret) wrote.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Malformed`] if it is none, or of a newer format.
    pub fn from_secret(secret: &SecretBytes) -> Result<Self, Error> {
        let read = serde_json::from_slice::<Self>(secret.expose()).ok();
        let read = read.filter(|read| read.format == FORMAT);
        read.ok_or_else(|| Error::new(ErrorKind::Malformed("it is no registration"), "read registration"))
    }

    /// Returns where and by what the registration can be managed (RFC 7592).
    pub(super) fn management(&self) -> (Option<&str>, Option<&str>) {
        (self.management_url.as_deref(), self.management_token.as_deref())
    }
}

impl fmt::Debug for Registered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Registered").field("fhir_base", &self.fhir_base).finish_non_exhaustive()
    }
}
