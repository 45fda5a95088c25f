//! What a grant's secret holds. Persisted: sealed by the engine, read here alone.

use std::fmt;

use backpack_connect::{Error, ErrorKind, Grant};
use backpack_core::SecretBytes;
use backpack_dialect::ClientAuthentication;
use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, ZeroizeOnDrop};

/// The format this crate writes. A newer one is refused.
const FORMAT: u8 = 1;

/// The tokens of one grant, and where they are used.
#[derive(Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
pub(crate) struct Keys {
    format: u8,
    /// The FHIR base they were given for, as given.
    pub(crate) base: String,
    pub(crate) access: String,
    pub(crate) refresh: Option<String>,
    pub(crate) token_endpoint: String,
    pub(crate) revocation_endpoint: Option<String>,
    #[serde(default)]
    pub(crate) introspection_endpoint: Option<String>,
    /// How the app proved itself when it signed in; `None` in rows of before that was kept.
    #[serde(default)]
    #[zeroize(skip)]
    pub(crate) authentication: Option<ClientAuthentication>,
    /// The resource types the portal declares; empty if it declares none.
    pub(crate) declared: Vec<String>,
    /// The row of the dialects that the portal was recognised by when it gave this grant.
    #[serde(default)]
    pub(crate) dialect: Option<String>,
    /// The scopes that were asked for: a wider grant is used for no more. Empty in rows of before that was kept.
    #[serde(default)]
    pub(crate) asked: Vec<String>,
    /// Parameters that every first FHIR request carries, name and value, out of the token answer.
    #[serde(default)]
    pub(crate) carried: Vec<(String, String)>,
    /// The members of the token answer that mean nothing here, as one JSON object. Kept, never trusted.
    #[serde(default)]
    pub(crate) more: Option<String>,
    /// When the person signed in, in milliseconds since 1970.
    #[serde(default)]
    pub(crate) signed_in: Option<i64>,
    /// What the id token was checked against; `None` if there was none.
    #[serde(default)]
    #[zeroize(skip)]
    pub(crate) identity: Option<Identity>,
    /// The client that was registered for this connection alone.
    #[serde(default)]
    pub(crate) registered: Option<OwnClient>,
}

/// What an id token was checked against.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Identity {
    /// The keys that its issuer publishes.
    Signature,
    /// The TLS connection to the token endpoint alone: the portal publishes no keys.
    Transport,
}

/// A client that was registered for one connection alone, with a key of its own.
#[derive(Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
pub(crate) struct OwnClient {
    pub(crate) client_id: String,
    /// The key's id.
    pub(crate) kid: String,
    /// The private key, PKCS #8, in base64.
    pub(crate) key: String,
    /// Where the registration can be ended (RFC 7592).
    #[serde(default)]
    pub(crate) management_url: Option<String>,
    #[serde(default)]
    pub(crate) management_token: Option<String>,
}

impl Keys {
    pub(crate) fn new(base: String, access: String, token_endpoint: String) -> Self {
        Self {
            format: FORMAT,
            base,
            access,
            refresh: None,
            token_endpoint,
            revocation_endpoint: None,
            introspection_endpoint: None,
            authentication: None,
            declared: Vec::new(),
            dialect: None,
            asked: Vec::new(),
            carried: Vec::new(),
            more: None,
            signed_in: None,
            identity: None,
            registered: None,
        }
    }

    /// Reads the secret of `grant`. One of another portal, or of no format known here, needs a new sign-in.
    pub(crate) fn of(grant: &Grant, base: &str, operation: &'static str) -> Result<Self, Error> {
        let keys = serde_json::from_slice::<Self>(grant.secret.expose()).ok();
        let keys = keys.filter(|keys| keys.format == FORMAT && keys.base == base);
        keys.ok_or_else(|| Error::new(ErrorKind::NeedsSignIn, operation))
    }

    pub(crate) fn seal(&self) -> Result<SecretBytes, Error> {
        serde_json::to_vec(self)
            .map(SecretBytes::new)
            .map_err(|_| Error::new(ErrorKind::Local, "write grant"))
    }
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Keys([redacted])")
    }
}

impl fmt::Debug for OwnClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OwnClient([redacted])")
    }
}

#[cfg(test)]
mod tests {
    use backpack_connect::PatientRef;

    use super::*;

    #[test]
    fn the_format_stays_as_it_is() {
        let mut keys =
            Keys::new("https://a.example/r4".into(), "at".into(), "https://a.example/token".into());
        keys.refresh = Some("rt".into());
        keys.declared = vec!["Patient".into()];
        keys.authentication = Some(ClientAuthentication::PrivateKeyJwt);
        keys.asked = vec!["patient/*.rs".into()];
        keys.carried = vec![("practice".into(), "a-1".into())];
        keys.more = Some(r#"{"tenant":7}"#.into());
        keys.signed_in = Some(1);
        keys.identity = Some(Identity::Signature);
        keys.registered = Some(OwnClient {
            client_id: "c1".into(),
            kid: "k1".into(),
            key: "cGtjczg=".into(),
            management_url: None,
            management_token: None,
        });
        let written = keys.seal().unwrap();
        let expected = concat!(
            r#"{"format":1,"base":"https://a.example/r4","access":"at","refresh":"rt","#,
            r#""token_endpoint":"https://a.example/token","revocation_endpoint":null,"#,
            r#""introspection_endpoint":null,"authentication":"private_key_jwt","declared":["Patient"],"#,
            r#""dialect":null,"asked":["patient/*.rs"],"carried":[["practice","a-1"]],"#,
            r#""more":"{\"tenant\":7}","signed_in":1,"identity":"signature","#,
            r#""registered":{"client_id":"c1","kid":"k1","key":"cGtjczg=","management_url":null,"#,
            r#""management_token":null}}"#
        );
        assert_eq!(std::str::from_utf8(written.expose()).unwrap(), expected);
        let read = |text: &str, base: &str| {
            let secret = SecretBytes::new(text.as_bytes().to_vec());
            let grant = Grant::new(PatientRef::new("p"), secret);
            Keys::of(&grant, base, "pull")
                .map(|keys| keys.access.clone())
                .map_err(|error| error.kind().clone())
        };
        assert_eq!(read(expected, "https://a.example/r4"), Ok("at".to_owned()));
        assert_eq!(read(expected, "https://b.example/r4"), Err(ErrorKind::NeedsSignIn));
        let newer = expected.replace("\"format\":1", "\"format\":2");
        assert_eq!(read(&newer, "https://a.example/r4"), Err(ErrorKind::NeedsSignIn));
        let older = r#"{"format":1,"base":"https://a.example/r4","access":"old","refresh":null,
            "token_endpoint":"https://a.example/token","revocation_endpoint":null,"declared":[]}"#;
        assert_eq!(read(older, "https://a.example/r4"), Ok("old".to_owned()));
        assert_eq!(read("{}", "https://a.example/r4"), Err(ErrorKind::NeedsSignIn));
        assert_eq!(format!("{keys:?} {:?}", keys.registered), "Keys([redacted]) Some(OwnClient([redacted]))");
    }
}
