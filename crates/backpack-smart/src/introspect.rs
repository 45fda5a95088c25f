//! Asking a portal what it knows of a token (RFC 7662).

use std::time::Duration;

use backpack_connect::{Context, Error, ErrorKind, Grant};
use backpack_core::{SecretText, Timestamp};
use http::HeaderValue;
use http::header::ACCEPT;
use serde_json::{Map, Value};
use url::Url;

use crate::client::Client;
use crate::dialect::Introspection as Way;
use crate::keys::Keys;
use crate::registration::own_key;
use crate::revoke::method;
use crate::site::Site;
use crate::status::trouble;
use crate::wire::ask;
use crate::{base, form};

const OPERATION: &str = "introspect";

/// What a portal says of an access token that holds (RFC 7662, section 2.2). Nothing of it changes the grant.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Introspection {
    /// The scopes, if it says them.
    pub scopes: Option<Vec<String>>,
    /// When the token ends, if it says it.
    pub expires: Option<Timestamp>,
    /// The patient, if it says one that is a FHIR id.
    pub patient: Option<String>,
}

/// Asks about the grant's access token. One that is not active is as good as an ended grant.
pub(crate) async fn introspect(
    context: &Context,
    site: &Site,
    grant: &Grant,
) -> Result<Introspection, Error> {
    let keys = Keys::of(grant, site.base.given(), OPERATION)?;
    let endpoint = keys.introspection_endpoint.as_deref().and_then(|url| Url::parse(url).ok());
    let endpoint = endpoint.ok_or_else(|| Error::new(ErrorKind::Unsupported, OPERATION))?;
    let pairs = [("token", keys.access.as_str()), ("token_type_hint", "access_token")];
    let request = match site.dialect_of(&keys).tokens.introspection {
        Way::Bearer => {
            let bearer = SecretText::new(format!("Bearer {}", keys.access));
            form::authorized(form::plain(context, &endpoint, pairs.into_iter()), bearer)
        }
        _ => {
            let key = keys.registered.as_ref().map(own_key).transpose()?;
            let client = match (&keys.registered, &key) {
                (Some(own), Some(key)) => Client::signed(&own.client_id, key),
                _ => Client::of(&site.options, method(site, &keys), context.clock.now())?,
            };
            form::post(context, &client, &endpoint, &keys.token_endpoint, &pairs)?
        }
    };
    let request = request.header(ACCEPT, HeaderValue::from_static("application/json"));
    let answer = ask(context, request, OPERATION).await?;
    match answer.status.as_u16() {
        200 => {}
        401 | 403 => {
            return Err(Error::new(ErrorKind::Config("the portal does not know this client"), OPERATION));
        }
        _ => return Err(trouble(context, answer.status, &answer.headers, OPERATION)),
    }
    let members: Map<String, Value> = serde_json::from_slice(&answer.body)
        .map_err(|_| Error::new(ErrorKind::Malformed("its introspection is no JSON object"), OPERATION))?;
    match members.get("active") {
        Some(Value::Bool(true)) => Ok(read(&members)),
        Some(Value::Bool(false)) => Err(Error::new(ErrorKind::NeedsSignIn, OPERATION)),
        _ => Err(Error::new(ErrorKind::Malformed("its introspection does not say active"), OPERATION)),
    }
}

fn read(members: &Map<String, Value>) -> Introspection {
    let text = |name| members.get(name).and_then(Value::as_str);
    let seconds = members.get("exp").and_then(Value::as_u64);
    let start = Timestamp::from_millis(0);
    Introspection {
        scopes: text("scope").map(|all| all.split_whitespace().map(ToOwned::to_owned).collect()),
        expires: seconds.map(|seconds| start.saturating_add(Duration::from_secs(seconds))),
        patient: text("patient").filter(|id| base::is_id(id)).map(ToOwned::to_owned),
    }
}
