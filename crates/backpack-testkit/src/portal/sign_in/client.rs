//! Who asks for tokens, and whether that is true.

use backpack_dialect::ClientAuthentication::{
    self, ClientSecretBasic, ClientSecretPost, None as NoProof, PrivateKeyJwt,
};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::{HeaderMap, header};

use super::assertion;
use super::form::Form;
use super::refused::Refused;
use crate::portal::options::Client;
use crate::portal::shared::{Portal, lock};

/// What `client_assertion_type` says (RFC 7523, 2.2).
pub(crate) const ASSERTION_TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// A client that is registered, from the start or by itself.
#[derive(Clone, Debug)]
pub(crate) struct Known {
    pub(crate) id: String,
    pub(crate) redirects: Vec<String>,
    pub(crate) client: Client,
    /// It takes its tokens by an assertion that stands for a person (RFC 7523, 2.1).
    pub(crate) stands_for_person: bool,
}

impl Known {
    pub(crate) const fn is_confidential(&self) -> bool {
        !matches!(self.client, Client::Public)
    }
}

impl Portal {
    /// Returns the registered client of this id.
    pub(crate) fn known(&self, id: &str) -> Option<Known> {
        if id == self.options.client_id {
            let (redirects, client) = (self.options.redirects.clone(), self.options.client.clone());
            return Some(Known { id: id.to_owned(), redirects, client, stands_for_person: false });
        }
        lock(&self.registrations).known(id)
    }

    /// Returns how clients may prove themselves here: as the row says, or in every way.
    pub(crate) fn methods(&self) -> Vec<ClientAuthentication> {
        let row = &self.dialect().tokens.authentication;
        if row.is_empty() {
            vec![NoProof, ClientSecretBasic, ClientSecretPost, PrivateKeyJwt]
        } else {
            row.clone()
        }
    }
}

/// Returns the client that sent this form, if it proved itself in a way that is allowed.
pub(crate) fn authenticated(portal: &Portal, headers: &HeaderMap, form: &Form<'_>) -> Result<Known, Refused> {
    let shown = Shown::read(headers, form).ok_or(Refused::InvalidClient)?;
    let named = form.first("client_id");
    if named.is_some_and(|named| named != shown.id()) {
        return Err(Refused::InvalidClient);
    }
    let known = portal.known(shown.id()).ok_or(Refused::InvalidClient)?;
    // What stands for a person proves itself by that assertion alone.
    let allowed = known.stands_for_person || portal.methods().contains(&shown.method());
    let fits = match (&shown, &known.client) {
        (Shown::Nothing { .. }, Client::Public) => true,
        (Shown::Basic { secret, .. } | Shown::Post { secret, .. }, Client::Secret(kept)) => secret == kept,
        (Shown::Assertion { id, assertion }, Client::Keys(keys)) => {
            assertion::is_good(portal, id, keys, assertion)
        }
        _ => false,
    };
    if allowed && fits { Ok(known) } else { Err(Refused::InvalidClient) }
}

/// What a request shows of its client.
enum Shown {
    Nothing { id: String },
    Basic { id: String, secret: String },
    Post { id: String, secret: String },
    Assertion { id: String, assertion: String },
}

impl Shown {
    /// Reads it; two proofs at once are none (RFC 6749, 2.3).
    fn read(headers: &HeaderMap, form: &Form<'_>) -> Option<Self> {
        let secret = form.first("client_secret");
        let assertion = form.first("client_assertion");
        let header = headers.get(header::AUTHORIZATION);
        if [header.is_some(), secret.is_some(), assertion.is_some()].iter().filter(|shown| **shown).count()
            > 1
        {
            return None;
        }
        if let Some(header) = header {
            return basic(header.to_str().ok()?);
        }
        if let Some(assertion) = assertion {
            let right = form.first("client_assertion_type") == Some(ASSERTION_TYPE);
            let id = assertion::issuer(assertion).filter(|_| right)?;
            return Some(Self::Assertion { id, assertion: assertion.to_owned() });
        }
        let id = form.first("client_id")?.to_owned();
        Some(match secret {
            Some(secret) => Self::Post { id, secret: secret.to_owned() },
            None => Self::Nothing { id },
        })
    }

    fn id(&self) -> &str {
        match self {
            Self::Nothing { id }
            | Self::Basic { id, .. }
            | Self::Post { id, .. }
            | Self::Assertion { id, .. } => id,
        }
    }

    const fn method(&self) -> ClientAuthentication {
        match self {
            Self::Nothing { .. } => NoProof,
            Self::Basic { .. } => ClientSecretBasic,
            Self::Post { .. } => ClientSecretPost,
            Self::Assertion { .. } => PrivateKeyJwt,
        }
    }
}

/// Reads HTTP Basic: both parts are form-encoded first (RFC 6749, 2.3.1).
fn basic(header: &str) -> Option<Shown> {
    let (scheme, coded) = header.split_once(' ')?;
    let text = String::from_utf8(STANDARD.decode(coded.trim()).ok()?).ok()?;
    let (id, secret) = text.split_once(':').filter(|_| scheme.eq_ignore_ascii_case("basic"))?;
    Some(Shown::Basic { id: decoded(id), secret: decoded(secret) })
}

fn decoded(text: &str) -> String {
    let mut pairs = url::form_urlencoded::parse(text.as_bytes());
    pairs.next().map(|(name, _)| name.into_owned()).unwrap_or_default()
}
