//! The second half: the code becomes tokens, and the tokens a grant.

use backpack_connect::{Context, Error, ErrorKind, Grant, PatientRef, Redirects, Step};
use backpack_core::Retry;
use backpack_record::Bundle;
use oauth2::{AuthorizationCode, PkceCodeVerifier, RedirectUrl, TokenUrl};

use super::claims::Claims;
use super::pending::Attempt;
use super::token::TokenAnswer;
use crate::base::{Base, is_id};
use crate::keys::Keys;
use crate::oauth;
use crate::oauth::TokenWire;
use crate::pull::Peek;
use crate::site::Site;
use crate::status::{is_trouble, trouble};
use crate::wire::{FHIR_JSON, ask, get};

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
    answer.check(OPERATION)?;
    let patient = patient(context, &site.base, attempt, &answer).await?;
    let mut keys =
        Keys::new(attempt.base.clone(), answer.access().to_owned(), attempt.token_endpoint.clone());
    keys.refresh = answer.refresh().map(ToOwned::to_owned);
    keys.revocation_endpoint.clone_from(&attempt.revocation_endpoint);
    keys.secret_in_body = attempt.secret_in_body;
    keys.declared.clone_from(&attempt.declared);
    keys.dialect = Some(attempt.dialect.clone());
    let mut grant = Grant::new(PatientRef::new(patient), keys.seal()?);
    grant.scopes = answer.granted().unwrap_or_else(|| attempt.scopes.clone());
    grant.expires = answer.life().map(|life| context.clock.now().saturating_add(life));
    grant.refreshable = keys.refresh.is_some();
    Ok(Step::Done(vec![grant]))
}

async fn exchange(
    context: &Context,
    site: &Site,
    attempt: &Attempt,
    code: &str,
) -> Result<TokenAnswer, Error> {
    let config = |_| Error::new(ErrorKind::Config("the address of the sign-in"), OPERATION);
    let client = oauth::client(&site.options, attempt.secret_in_body)
        .set_token_uri(TokenUrl::new(attempt.token_endpoint.clone()).map_err(config)?)
        .set_redirect_uri(RedirectUrl::new(attempt.redirect_uri.clone()).map_err(config)?);
    let wire = TokenWire::new(context, OPERATION);
    client
        .exchange_code(AuthorizationCode::new(code.to_owned()))
        .set_pkce_verifier(PkceCodeVerifier::new(attempt.verifier.clone()))
        .request_async(&wire)
        .await
        .map_err(|error| wire.explain(error))
}

/// Finds out whose record it is: the token answer says it, or the person is the patient, or there is only one.
async fn patient(
    context: &Context,
    base: &Base,
    attempt: &Attempt,
    answer: &TokenAnswer,
) -> Result<String, Error> {
    let claims = answer.id_token().and_then(Claims::read);
    if let Some(claims) = &claims {
        claims.check_nonce(&attempt.nonce)?;
    }
    if let Some(patient) = answer.patient(OPERATION)? {
        return Ok(patient);
    }
    if let Some(patient) = claims.and_then(|claims| claims.patient(base)) {
        return Ok(patient);
    }
    // The code is spent by now: whatever fails here, the sign-in is not to be resumed.
    the_only_patient(context, base, answer.access()).await.map_err(|error| error.with_retry(Retry::Never))
}

async fn the_only_patient(context: &Context, base: &Base, token: &str) -> Result<String, Error> {
    let nobody = || Error::new(ErrorKind::Malformed("it does not say whose record it is"), OPERATION);
    let request = get(context, base.below(&["Patient"]), FHIR_JSON)
        .credential(base.credential(token))
        .redirects(Redirects::SameOrigin(3));
    let found = ask(context, request, OPERATION).await?;
    if is_trouble(found.status) {
        return Err(trouble(context, found.status, &found.headers, OPERATION));
    }
    let bundle = Bundle::split(&found.body).map_err(|_| nobody())?;
    let more = bundle.link("next").is_some();
    let mut ids = bundle.entries.iter().filter_map(|entry| {
        let peek = Peek::read(entry.resource?)?;
        peek.id.filter(|id| peek.resource_type == "Patient" && is_id(id))
    });
    match (ids.next(), ids.next()) {
        (Some(id), None) if !more => Ok(id),
        _ => Err(nobody()),
    }
}
