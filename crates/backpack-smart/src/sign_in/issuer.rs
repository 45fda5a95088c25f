//! Who signed an id token: its issuer's own configuration leads to its keys (OpenID Connect Discovery 1.0, section 4).

use std::time::Duration;

use backpack_connect::{Context, Error, ErrorKind, Redirects, Request};
use serde_json::{Map, Value};
use url::Url;

use super::claims::{Claims, Expected, wrong};
use super::pending::Attempt;
use crate::base::is_safe;
use crate::dialect::Dialect;
use crate::jose::{Compact, KeySet};
use crate::keys::Identity;
use crate::status::{is_trouble, trouble};
use crate::wire::{Answer, ask, get};

const OPERATION: &str = "sign in";
/// The largest document, in bytes.
const DOCUMENT: u64 = 1 << 20;
/// The longest wait for a document: the person sits in front of it.
const WAIT: Duration = Duration::from_secs(30);

/// Returns what an id token says, once it is sure that it was said by its issuer, to this app, in this sign-in.
///
/// A portal that publishes no keys at all is believed by the TLS connection to its token endpoint (OpenID Connect Core
/// 1.0, section 3.1.3.7, point 6): its claims are checked, its signature is not, and that is written down.
pub(super) async fn identify(
    context: &Context,
    dialect: &Dialect,
    attempt: &Attempt,
    id_token: &str,
) -> Result<(Claims, Identity), Error> {
    let token = Compact::read(id_token).ok_or_else(|| wrong("its id token cannot be read"))?;
    if !token.has_allowed_algorithm() {
        return Err(wrong("its id token is not signed by an algorithm that is believed"));
    }
    let claims = Claims::new(token.claims.clone());
    let issuers: Vec<&str> =
        attempt.issuer.iter().chain(&dialect.tokens.issuers).map(String::as_str).collect();
    // An issuer that nobody vouches for is not asked: its name came in the very token that is doubted.
    let vouched = !issuers.is_empty();
    claims.check(&Expected {
        issuers,
        client_id: &attempt.client_id,
        nonce: &attempt.nonce,
        now: context.clock.now(),
    })?;
    match keys(context, attempt, claims.issuer().filter(|_| vouched)).await? {
        Some(keys) if keys.signed(&token) => Ok((claims, Identity::Signature)),
        Some(_) => Err(wrong("the signature of its id token")),
        None => Ok((claims, Identity::Transport)),
    }
}

/// Returns the keys of this issuer, if it may be asked, else the portal's own; `None` if nobody publishes any.
async fn keys(context: &Context, attempt: &Attempt, issuer: Option<&str>) -> Result<Option<KeySet>, Error> {
    let configured = match issuer {
        Some(issuer) => configured(context, issuer).await?,
        None => None,
    };
    let own = attempt.issuer.as_deref();
    let hint = || attempt.keys.clone().filter(|_| own.is_none() || own == issuer);
    let Some(url) = configured.or_else(hint) else { return Ok(None) };
    let url = Url::parse(&url).ok().filter(is_safe).ok_or_else(|| malformed("its keys are not at https"))?;
    let answer = ask(context, question(context, url), OPERATION).await?;
    if !answer.status.is_success() {
        return Err(refused(context, &answer));
    }
    KeySet::read(&answer.body).map(Some).ok_or_else(|| malformed("its keys are no key set"))
}

/// Returns where an issuer publishes its keys; `None` if it has no configuration, or none with keys.
async fn configured(context: &Context, issuer: &str) -> Result<Option<String>, Error> {
    let url = format!("{}/.well-known/openid-configuration", issuer.trim_end_matches('/'));
    let Some(url) = Url::parse(&url).ok().filter(is_safe) else { return Ok(None) };
    let answer = ask(context, question(context, url), OPERATION).await?;
    if is_trouble(answer.status) && answer.status.as_u16() != 401 {
        return Err(refused(context, &answer));
    }
    let members: Option<Map<String, Value>> = serde_json::from_slice(&answer.body).ok();
    let Some(members) = members.filter(|_| answer.status.is_success()) else { return Ok(None) };
    let text = |name| members.get(name).and_then(Value::as_str);
    if text("issuer") != Some(issuer) {
        return Err(wrong("the configuration of its issuer names another issuer"));
    }
    Ok(text("jwks_uri").map(ToOwned::to_owned))
}

fn question(context: &Context, url: Url) -> Request {
    let time = context.limits.request_time.min(WAIT);
    get(context, url, "application/json").redirects(Redirects::AnyHttps(3)).limits(DOCUMENT, time)
}

fn refused(context: &Context, answer: &Answer) -> Error {
    match answer.status.as_u16() {
        401 => malformed("its keys are not public"),
        _ => trouble(context, answer.status, &answer.headers, OPERATION),
    }
}

fn malformed(why: &'static str) -> Error {
    Error::new(ErrorKind::Malformed(why), OPERATION)
}
