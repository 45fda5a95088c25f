//! A client for one connection alone, with a key of its own: how some portals give lasting access to apps that can
//! keep no secret (a draft of SMART App Launch, "Dynamic Client Registration for public apps").
//!
//! The token of the first sign-in, if it grants the row's scope, registers a new public key, and ends by that. From
//! then on each token is had with an assertion that the key signs (RFC 7523, section 2.1): there is no refresh token.

use backpack_connect::{Context, Error, ErrorKind};
use backpack_core::SecretText;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::HeaderValue;
use http::header::ACCEPT;
use serde_json::{Map, Value, json};
use url::Url;
use zeroize::Zeroizing;

use super::open::{delete, post};
use crate::base::is_safe;
use crate::client::assertion;
use crate::keys::OwnClient;
use crate::oauth::TokenWire;
use crate::sign_in::TokenAnswer;
use crate::wire::Answer;
use crate::{ClientKey, KeyAlgorithm, form};

const GRANT_TYPE: &str = "urn:ietf:params:oauth:grant-type:jwt-bearer";

/// Registers a new key by the token of a first sign-in. `None` if the portal gave no client: the token then still
/// holds, and the access ends with it.
pub(crate) async fn register_own_client(
    context: &Context,
    endpoint: &Url,
    software_id: &str,
    token: &SecretText,
) -> Result<Option<OwnClient>, Error> {
    let key = ClientKey::generate()?;
    let body = json!({"software_id": software_id, "jwks": {"keys": [key.public_jwk()?]}});
    match post(context, endpoint, &body, Some(token)).await {
        Err(error) if *error.kind() == ErrorKind::Cancelled => Err(error),
        Ok(answer) if matches!(answer.status.as_u16(), 200 | 201) => Ok(read(&answer, &key)),
        // Whatever went wrong, the person has signed in: what the first token gives is better than nothing.
        _ => Ok(None),
    }
}

fn read(answer: &Answer, key: &ClientKey) -> Option<OwnClient> {
    let members: Map<String, Value> = serde_json::from_slice(&answer.body).ok()?;
    let text = |name| {
        let text = members.get(name).and_then(Value::as_str);
        text.filter(|text| !text.is_empty() && text.len() <= 4096).map(ToOwned::to_owned)
    };
    let safe = |url: &String| Url::parse(url).is_ok_and(|url| is_safe(&url));
    Some(OwnClient {
        client_id: text("client_id")?,
        kid: key.kid().to_owned(),
        key: STANDARD.encode(key.pkcs8().expose()),
        management_url: text("registration_client_uri").filter(safe),
        management_token: text("registration_access_token"),
    })
}

/// Returns the key of a client that was registered for one connection.
pub(crate) fn own_key(own: &OwnClient) -> Result<ClientKey, Error> {
    let der = STANDARD.decode(&own.key).map(Zeroizing::new);
    let der = der.map_err(|_| Error::new(ErrorKind::NeedsSignIn, "read key"))?;
    ClientKey::from_pkcs8(own.kid.clone(), KeyAlgorithm::Es384, &der)
}

/// Returns a new token of such a client. One that the portal does not know any more needs a new sign-in, which makes
/// a new one.
pub(crate) async fn token_of_own_client(
    context: &Context,
    wire: &TokenWire<'_>,
    client_id: &str,
    key: &ClientKey,
    endpoint: &str,
) -> Result<TokenAnswer, Error> {
    let needs_sign_in = || Error::new(ErrorKind::NeedsSignIn, wire.operation());
    let url = Url::parse(endpoint).map_err(|_| needs_sign_in())?;
    let signed = assertion(key, client_id, endpoint, context.clock.now())?;
    let pairs = [("grant_type", GRANT_TYPE), ("assertion", &signed), ("client_id", client_id)];
    let request = form::plain(context, &url, pairs.into_iter())
        .header(ACCEPT, HeaderValue::from_static("application/json"));
    let answer = wire.token(request).await;
    answer.map_err(|error| match error.kind() {
        ErrorKind::Config(_) => needs_sign_in(),
        _ => error,
    })
}

/// Ends such a client where the portal said that it can be ended.
pub(crate) async fn end_own_client(context: &Context, own: &OwnClient) -> Result<(), Error> {
    let url = own.management_url.as_deref().and_then(|url| Url::parse(url).ok());
    match url {
        Some(url) => delete(context, url, own.management_token.as_deref()).await,
        None => Err(Error::new(ErrorKind::Unsupported, "unregister")),
    }
}
