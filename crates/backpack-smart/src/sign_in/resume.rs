//! The second half: the code becomes tokens, and the tokens a grant.

use backpack_connect::{Context, Error, ErrorKind, Grant, PatientRef, Step};
use backpack_core::Retry;
use oauth2::{AuthorizationCode, PkceCodeVerifier, RedirectUrl, TokenUrl};

use super::claims::Claims;
use super::issuer::identify;
use super::lasting::last;
use super::life::{hard_end, life};
use super::patient::patient;
use super::pending::Attempt;
use super::token::TokenAnswer;
use crate::client::Client;
use crate::dialect::Dialect;
use crate::keys::{Identity, Keys};
use crate::oauth::{self, TokenWire};
use crate::site::Site;

const OPERATION: &str = "sign in";

/// Exchanges the code, once, and returns the grant.
pub(crate) async fn resume(
    context: &Context,
    site: &Site,
    attempt: &Attempt,
    code: &str,
) -> Result<Step, Error> {
    // A code is good for one exchange: if this one fails on the way, only a new sign-in helps.
    let answer = exchange(context, site, attempt, code).await.map_err(|error| {
        let kind = match error.kind() {
            ErrorKind::NeedsSignIn => ErrorKind::WrongAnswer("the portal does not accept its code"),
            kind => kind.clone(),
        };
        Error::new(kind, OPERATION).with_retry(Retry::Never)
    })?;
    let grant = grant(context, site, attempt, &answer).await;
    // The code is spent by now: whatever failed, this sign-in is not to be resumed.
    grant.map(|grant| Step::Done(vec![grant])).map_err(|error| error.with_retry(Retry::Never))
}

async fn grant(
    context: &Context,
    site: &Site,
    attempt: &Attempt,
    answer: &TokenAnswer,
) -> Result<Grant, Error> {
    answer.check(OPERATION)?;
    let dialect = site.dialect_named(&attempt.dialect);
    let identified = match answer.id_token().filter(|_| attempt.asks_for("openid")) {
        Some(id_token) => Some(identify(context, dialect, attempt, id_token).await?),
        None => None,
    };
    let claims = identified.as_ref().map(|(claims, _)| claims);
    let patient = patient(context, &site.base, dialect, answer, claims).await?;
    let user = claims.and_then(|claims: &Claims| claims.other_user(&site.base, &patient));
    let now = context.clock.now();
    let mut keys = keys(attempt, dialect, answer, identified.map(|(_, identity)| identity));
    keys.signed_in = Some(now.as_millis());
    let scopes = answer.granted().unwrap_or_else(|| attempt.scopes.clone());
    let expires = life(answer, dialect).map(|life| now.saturating_add(life));
    let lasting = last(context, site, dialect, attempt, &scopes, &patient, &mut keys).await?;
    let mut grant = Grant::new(PatientRef::new(patient), keys.seal()?);
    grant.user = user;
    let renewable = keys.refresh.is_some() || keys.registered.is_some();
    grant.refreshable = renewable && site.can_last();
    grant.hard_end = if grant.refreshable { hard_end(answer, dialect, &keys, now) } else { None };
    (grant.scopes, grant.expires) = match lasting {
        Some(renewed) => (renewed.scopes.unwrap_or(scopes), renewed.expires),
        None => (scopes, expires),
    };
    Ok(grant)
}

/// Gathers what is kept for the connector alone.
fn keys(attempt: &Attempt, dialect: &Dialect, answer: &TokenAnswer, identity: Option<Identity>) -> Keys {
    let mut keys =
        Keys::new(attempt.base.clone(), answer.access().to_owned(), attempt.token_endpoint.clone());
    keys.refresh = answer.refresh().map(ToOwned::to_owned);
    keys.revocation_endpoint.clone_from(&attempt.revocation_endpoint);
    keys.introspection_endpoint.clone_from(&attempt.introspection_endpoint);
    keys.authentication = Some(attempt.authentication);
    keys.declared.clone_from(&attempt.declared);
    keys.dialect = Some(attempt.dialect.clone());
    keys.asked.clone_from(&attempt.scopes);
    keys.carried = answer.carried(&dialect.tokens.carried);
    keys.more = answer.more();
    keys.identity = identity;
    keys
}

async fn exchange(
    context: &Context,
    site: &Site,
    attempt: &Attempt,
    code: &str,
) -> Result<TokenAnswer, Error> {
    let config = |_| Error::new(ErrorKind::Config("the address of the sign-in"), OPERATION);
    let now = context.clock.now();
    let prover = Client::of(&site.options, attempt.authentication, now)?;
    let client = oauth::client(&prover)
        .set_token_uri(TokenUrl::new(attempt.token_endpoint.clone()).map_err(config)?)
        .set_redirect_uri(RedirectUrl::new(attempt.redirect_uri.clone()).map_err(config)?);
    let wire = TokenWire::new(context, site, site.dialect_named(&attempt.dialect), OPERATION);
    let mut request = client.exchange_code(AuthorizationCode::new(code.to_owned()));
    if let Some(verifier) = &attempt.verifier {
        request = request.set_pkce_verifier(PkceCodeVerifier::new(verifier.clone()));
    }
    for (name, value) in prover.assertion(&attempt.token_endpoint, now)? {
        request = request.add_extra_param(name, value);
    }
    request.request_async(&wire).await.map_err(|error| wire.explain(error))
}
