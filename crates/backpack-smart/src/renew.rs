//! Keeping a grant alive.

use backpack_connect::{Context, Error, ErrorKind, Grant};
use oauth2::{RefreshToken, Scope, TokenUrl};

use crate::client::Client;
use crate::dialect::{Oddity, RefreshScope};
use crate::keys::Keys;
use crate::oauth::{self, TokenWire};
use crate::registration::{own_key, token_of_own_client};
use crate::revoke::method;
use crate::sign_in::{TokenAnswer, hard_end, life};
use crate::site::Site;

const OPERATION: &str = "refresh";

/// Returns a fresh grant. The portal may give a new refresh token, and the old one is then dead; if it gives none,
/// the old one is kept. A client that was registered for this grant alone asks with a new assertion.
pub(crate) async fn refresh(context: &Context, site: &Site, grant: &Grant) -> Result<Grant, Error> {
    let mut keys = Keys::of(grant, site.base.given(), OPERATION)?;
    site.met(&keys);
    let answer = match answer(context, site, grant, &keys).await {
        Err(error) if is_gone(error.kind()) => return Err(moved_or(context, site, &keys, error).await),
        answer => answer?,
    };
    answer.check(OPERATION)?;
    if answer.patient(OPERATION)?.is_some_and(|patient| patient != grant.patient.id) {
        // Another person's record must never flow into this one.
        return Err(Error::new(ErrorKind::NeedsSignIn, OPERATION));
    }
    let dialect = site.dialect_of(&keys);
    let now = context.clock.now();
    keys.access = answer.access().to_owned();
    keys.refresh = answer.refresh().map(ToOwned::to_owned).or_else(|| keys.refresh.take());
    let carried = answer.carried(&dialect.tokens.carried);
    if !carried.is_empty() {
        keys.carried = carried;
    }
    let mut fresh = Grant::new(grant.patient.clone(), keys.seal()?);
    fresh.user.clone_from(&grant.user);
    fresh.scopes = answer.granted().unwrap_or_else(|| grant.scopes.clone());
    fresh.expires = life(&answer, dialect).map(|life| now.saturating_add(life));
    fresh.hard_end = hard_end(&answer, dialect, &keys, now).or(grant.hard_end);
    fresh.refreshable = true;
    Ok(fresh)
}

async fn answer(context: &Context, site: &Site, grant: &Grant, keys: &Keys) -> Result<TokenAnswer, Error> {
    if let Some(own) = &keys.registered {
        let key = own_key(own)?;
        let wire = TokenWire::new(context, site, site.dialect_of(keys), OPERATION);
        return token_of_own_client(context, &wire, &own.client_id, &key, &keys.token_endpoint).await;
    }
    let needs_sign_in = || Error::new(ErrorKind::NeedsSignIn, OPERATION);
    let old = RefreshToken::new(keys.refresh.clone().ok_or_else(needs_sign_in)?);
    let endpoint = TokenUrl::new(keys.token_endpoint.clone()).map_err(|_| needs_sign_in())?;
    let dialect = site.dialect_of(keys);
    let now = context.clock.now();
    let prover = Client::of(&site.options, method(site, keys), now)?;
    let client = oauth::client(&prover).set_token_uri(endpoint);
    let mut request = client.exchange_refresh_token(&old);
    if dialect.tokens.refresh.scope == RefreshScope::AsGranted {
        request = request.add_scopes(grant.scopes.iter().cloned().map(Scope::new));
    }
    for (name, value) in prover.assertion(&keys.token_endpoint, now)? {
        request = request.add_extra_param(name, value);
    }
    let wire = TokenWire::new(context, site, dialect, OPERATION)
        .wordy(dialect.oddities.contains(&Oddity::WordyExpiry));
    request.request_async(&wire).await.map_err(|error| wire.explain(error))
}

/// Says whether there may be nothing any more where the tokens came from.
fn is_gone(kind: &ErrorKind) -> bool {
    matches!(kind, ErrorKind::Portal(404 | 405 | 410))
}

/// A token endpoint that moved is not followed: what it gets is a secret. The person signs in anew, and sees where.
async fn moved_or(context: &Context, site: &Site, keys: &Keys, error: Error) -> Error {
    match site.portal(context).await {
        Err(other) if *other.kind() == ErrorKind::Cancelled => other,
        Err(other) if matches!(other.kind(), ErrorKind::Forbidden(_)) => {
            Error::new(ErrorKind::NeedsSignIn, OPERATION)
        }
        Ok(portal) if portal.endpoints.token.as_str() != keys.token_endpoint => {
            Error::new(ErrorKind::NeedsSignIn, OPERATION)
        }
        _ => error,
    }
}
