//! What is remembered while the person is away. Persisted, for minutes: sealed by the engine, read here alone.

use std::fmt;
use std::time::Duration;

use backpack_connect::{Error, ErrorKind, Pending};
use backpack_core::{SecretBytes, Timestamp};
use backpack_dialect::ClientAuthentication;
use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, ZeroizeOnDrop};

use crate::site::Site;

/// The format this crate writes.
const FORMAT: u8 = 2;
/// How long a sign-in may take.
const LIFE: Duration = Duration::from_secs(600);

/// One sign-in on its way.
#[derive(Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
pub(crate) struct Attempt {
    pub(crate) format: u8,
    pub(crate) base: String,
    pub(crate) client_id: String,
    pub(crate) redirect_uri: String,
    pub(crate) state: String,
    /// `None` where the portal refuses PKCE.
    pub(crate) verifier: Option<String>,
    pub(crate) nonce: String,
    pub(crate) scopes: Vec<String>,
    /// Whether these are fewer scopes, after the portal refused the first ones.
    pub(crate) narrowed: bool,
    pub(crate) token_endpoint: String,
    pub(crate) revocation_endpoint: Option<String>,
    pub(crate) introspection_endpoint: Option<String>,
    /// Where a client for this connection alone is registered.
    pub(crate) registration_endpoint: Option<String>,
    pub(crate) issuer: Option<String>,
    pub(crate) names_issuer: bool,
    /// Where the keys of its id tokens are published, as its `smart-configuration` says.
    pub(crate) keys: Option<String>,
    #[zeroize(skip)]
    pub(crate) authentication: ClientAuthentication,
    pub(crate) declared: Vec<String>,
    /// The row of the dialects that the portal was recognised by.
    pub(crate) dialect: String,
    /// Milliseconds since 1970.
    pub(crate) begun: i64,
}

impl Attempt {
    pub(crate) const FORMAT: u8 = FORMAT;

    /// Says whether this scope was asked for.
    pub(crate) fn asks_for(&self, scope: &str) -> bool {
        self.scopes.iter().any(|asked| asked == scope)
    }

    pub(crate) fn seal(&self) -> Result<Pending, Error> {
        let bytes = serde_json::to_vec(self).map_err(|_| Error::new(ErrorKind::Local, "sign in"))?;
        Ok(Pending::new(SecretBytes::new(bytes)))
    }

    /// Reads a pending sign-in of this portal and this client that is not too old.
    pub(crate) fn read(pending: &Pending, site: &Site, now: Timestamp) -> Result<Self, Error> {
        let wrong = |why| Error::new(ErrorKind::WrongAnswer(why), "sign in");
        let attempt: Self = serde_json::from_slice(pending.secret.expose())
            .map_err(|_| wrong("the sign-in is not one of this connector"))?;
        if attempt.format != FORMAT
            || attempt.base != site.base.given()
            || attempt.client_id != site.options.client_id
        {
            return Err(wrong("the sign-in is not one of this connector"));
        }
        let begun = Timestamp::from_millis(attempt.begun);
        // A clock set back makes the sign-in look as if it began in the future: that is no reason to refuse it.
        if now.saturating_since(begun) > LIFE {
            return Err(wrong("the sign-in took longer than ten minutes"));
        }
        Ok(attempt)
    }
}

impl fmt::Debug for Attempt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Attempt([redacted])")
    }
}
