//! Assertions by which clients prove themselves (RFC 7523; SMART App Launch 2.2, client-confidential-asymmetric).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;

use super::keys::is_signed_by;
use crate::portal::shared::{Portal, lock};

/// The longest life of an assertion, in seconds (SMART App Launch 2.2).
const LONGEST: i64 = 300;
/// How far the two clocks may differ, in seconds.
const SKEW: i64 = 60;

/// Returns the id of the client that an assertion says it is from, before anything of it is checked.
pub(crate) fn issuer(assertion: &str) -> Option<String> {
    let (_, claims) = parts(assertion)?;
    claims.get("iss")?.as_str().map(str::to_owned)
}

/// Says whether the client holds a key of this set, and made the assertion for this portal, now, and once.
pub(crate) fn is_good(portal: &Portal, client: &str, keys: &Value, assertion: &str) -> bool {
    check(portal, client, keys, assertion).is_some()
}

fn check(portal: &Portal, client: &str, keys: &Value, assertion: &str) -> Option<()> {
    let (header, claims) = parts(assertion)?;
    let (text, signature) = assertion.rsplit_once('.')?;
    let signature = URL_SAFE_NO_PAD.decode(signature).ok()?;
    let algorithm = header.get("alg")?.as_str()?;
    // The id of a key is a text: some portals fail on numbers, so this one does.
    let kid = header.get("kid")?.as_str()?;
    let keys = keys.get("keys")?.as_array()?;
    let key = keys.iter().find(|key| key.get("kid").and_then(Value::as_str) == Some(kid))?;
    let typed = header.get("typ").and_then(Value::as_str).is_some_and(|kind| kind == "JWT");
    if !typed || !is_signed_by(key, algorithm, text, &signature) {
        return None;
    }
    let is = |name: &str, value: &str| claims.get(name).and_then(Value::as_str) == Some(value);
    if !is("iss", client) || !is("sub", client) || !is("aud", &portal.token_endpoint()) {
        return None;
    }
    let now = portal.seconds();
    let ends = claims.get("exp")?.as_i64()?;
    if ends <= now - SKEW || ends > now + LONGEST + SKEW {
        return None;
    }
    let id = claims.get("jti")?.as_str().filter(|id| !id.is_empty())?;
    lock(&portal.registrations).is_fresh(client, id).then_some(())
}

fn parts(assertion: &str) -> Option<(Value, Value)> {
    let mut pieces = assertion.split('.');
    let mut next = || serde_json::from_slice(&URL_SAFE_NO_PAD.decode(pieces.next()?).ok()?).ok();
    Some((next()?, next()?))
}
