//! How this app proves at a portal's endpoints who asks (RFC 6749, section 2.3; SMART App Launch 2.2, "Client Authentication").

use std::time::Duration;

use backpack_connect::{Error, ErrorKind};
use backpack_core::{SecretText, Timestamp};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use oauth2::CsrfToken;
use serde_json::json;
use url::form_urlencoded::byte_serialize;

use crate::dialect::{ClientAuthentication, Dialect};
use crate::{ClientKey, SmartOptions};

/// How long an assertion is good for. The standard allows five minutes; clocks differ.
const LIFE: Duration = Duration::from_secs(240);
/// The random bytes of an assertion's id.
const RANDOM: u32 = 16;
const ASSERTION_TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
/// What is preferred where neither the row nor the portal says anything.
const ORDER: [ClientAuthentication; 4] = [
    ClientAuthentication::PrivateKeyJwt,
    ClientAuthentication::ClientSecretBasic,
    ClientAuthentication::ClientSecretPost,
    ClientAuthentication::None,
];

/// A client, and how it proves itself.
pub(crate) struct Client<'a> {
    pub(crate) id: &'a str,
    pub(crate) proof: Proof<'a>,
}

/// How a client proves itself.
pub(crate) enum Proof<'a> {
    /// It does not.
    None,
    /// By its secret in the header.
    Basic(&'a SecretText),
    /// By its secret in the body.
    Body(&'a SecretText),
    /// By what it signs.
    Key(&'a ClientKey),
}

impl<'a> Client<'a> {
    /// Returns the host's own client. A secret past its end is not sent.
    pub(crate) fn of(
        options: &'a SmartOptions,
        method: ClientAuthentication,
        now: Timestamp,
    ) -> Result<Self, Error> {
        let secret = options.client_secret.as_ref();
        let proof = match method {
            ClientAuthentication::PrivateKeyJwt => options.client_key.as_ref().map(Proof::Key),
            ClientAuthentication::ClientSecretBasic => secret.map(Proof::Basic),
            ClientAuthentication::ClientSecretPost => secret.map(Proof::Body),
            _ => None,
        };
        let by_secret = matches!(proof, Some(Proof::Basic(_) | Proof::Body(_)));
        if by_secret && options.client_secret_expires.is_some_and(|end| end <= now) {
            let ended = "the client secret has ended: register again";
            return Err(Error::new(ErrorKind::Config(ended), "prove the client"));
        }
        Ok(Self { id: &options.client_id, proof: proof.unwrap_or(Proof::None) })
    }

    /// Returns a client that signs with this key.
    pub(crate) fn signed(id: &'a str, key: &'a ClientKey) -> Self {
        Self { id, proof: Proof::Key(key) }
    }

    /// Returns what goes into the body beside the question itself.
    pub(crate) fn members(
        &self,
        audience: &str,
        now: Timestamp,
    ) -> Result<Vec<(&'static str, String)>, Error> {
        let id = ("client_id", self.id.to_owned());
        Ok(match self.proof {
            Proof::Basic(_) => Vec::new(),
            Proof::None => vec![id],
            Proof::Body(secret) => vec![id, ("client_secret", secret.expose().to_owned())],
            Proof::Key(_) => std::iter::once(id).chain(self.assertion(audience, now)?).collect(),
        })
    }

    /// Returns the signed assertion of a client with a key, and nothing for others.
    pub(crate) fn assertion(
        &self,
        audience: &str,
        now: Timestamp,
    ) -> Result<Vec<(&'static str, String)>, Error> {
        let Proof::Key(key) = self.proof else { return Ok(Vec::new()) };
        let signed = assertion(key, self.id, audience, now)?;
        Ok(vec![("client_assertion_type", ASSERTION_TYPE.to_owned()), ("client_assertion", signed)])
    }

    /// Returns the `Authorization` of a client that proves itself there.
    pub(crate) fn authorization(&self) -> Option<SecretText> {
        let Proof::Basic(secret) = self.proof else { return None };
        // RFC 6749, section 2.3.1: each half is form-encoded before the two are joined.
        let encoded = |text: &str| byte_serialize(text.as_bytes()).collect::<String>();
        let pair = format!("{}:{}", encoded(self.id), encoded(secret.expose()));
        Some(SecretText::new(format!("Basic {}", STANDARD.encode(pair))))
    }
}

/// Signs who asks, for one endpoint, once, for a few minutes (RFC 7523, section 3).
pub(crate) fn assertion(
    key: &ClientKey,
    client_id: &str,
    audience: &str,
    now: Timestamp,
) -> Result<String, Error> {
    let jti = CsrfToken::new_random_len(RANDOM).into_secret();
    let exp = now.saturating_add(LIFE).as_millis() / 1000;
    key.sign(&json!({"iss": client_id, "sub": client_id, "aud": audience, "exp": exp, "jti": jti}))
}

/// Returns how to prove oneself: what the row names first, of what the app has and the portal lists.
///
/// A row and a portal's list may both be wrong; where nothing fits, what the app has is tried all the same.
pub(crate) fn method(options: &SmartOptions, dialect: &Dialect, listed: &[String]) -> ClientAuthentication {
    let named = &dialect.tokens.authentication;
    let order = if named.is_empty() { &ORDER[..] } else { &named[..] };
    let has = |method: ClientAuthentication| match method {
        ClientAuthentication::PrivateKeyJwt => options.client_key.is_some(),
        ClientAuthentication::ClientSecretBasic | ClientAuthentication::ClientSecretPost => {
            options.client_secret.is_some()
        }
        _ => !named.is_empty() || (options.client_key.is_none() && options.client_secret.is_none()),
    };
    let is_listed = |method| listed.is_empty() || listed.iter().any(|one| one == name(method));
    let mine = || order.iter().copied().filter(|method| has(*method));
    let owned = || ORDER.iter().copied().find(|method| has(*method));
    mine()
        .find(|method| is_listed(*method))
        .or_else(|| mine().next())
        .or_else(owned)
        .unwrap_or(ClientAuthentication::None)
}

/// Returns the name in `token_endpoint_auth_methods_supported`.
pub(crate) fn name(method: ClientAuthentication) -> &'static str {
    match method {
        ClientAuthentication::ClientSecretBasic => "client_secret_basic",
        ClientAuthentication::ClientSecretPost => "client_secret_post",
        ClientAuthentication::PrivateKeyJwt => "private_key_jwt",
        _ => "none",
    }
}
