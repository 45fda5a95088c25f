//! Keeping a grant alive, and ending it.

use backpack_connect::{Body, Context, Credential, Error, ErrorKind, Grant, Request};
use backpack_core::{SecretBytes, SecretText};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::header::CONTENT_TYPE;
use http::{HeaderValue, Method};
use oauth2::{RefreshToken, TokenUrl};
use url::Url;
use url::form_urlencoded::{Serializer, byte_serialize};

use crate::dialect::Revocation;
use crate::keys::Keys;
use crate::oauth::TokenWire;
use crate::site::Site;
use crate::status::trouble;
use crate::wire::ask;
use crate::{SmartOptions, oauth};

/// Returns a fresh grant. The portal may give a new refresh token, and the old one is then dead; if it gives none,
/// the old one is kept.
pub(crate) async fn refresh(context: &Context, site: &Site, grant: &Grant) -> Result<Grant, Error> {
    const OPERATION: &str = "refresh";
    let mut keys = Keys::of(grant, site.base.given(), OPERATION)?;
    let needs_sign_in = || Error::new(ErrorKind::NeedsSignIn, OPERATION);
    let old = RefreshToken::new(keys.refresh.clone().ok_or_else(needs_sign_in)?);
    let endpoint = TokenUrl::new(keys.token_endpoint.clone()).map_err(|_| needs_sign_in())?;
    let client = oauth::client(&site.options, keys.secret_in_body).set_token_uri(endpoint);
    let wire = TokenWire::new(context, OPERATION);
    let answer = client.exchange_refresh_token(&old).request_async(&wire).await;
    let answer = answer.map_err(|error| wire.explain(error))?;
    answer.check(OPERATION)?;
    if answer.patient(OPERATION)?.is_some_and(|patient| patient != grant.patient.id) {
        // Another person's record must never flow into this one.
        return Err(needs_sign_in());
    }
    keys.access = answer.access().to_owned();
    keys.refresh = answer.refresh().map(ToOwned::to_owned).or_else(|| keys.refresh.take());
    let mut fresh = Grant::new(grant.patient.clone(), keys.seal()?);
    fresh.scopes = answer.granted().unwrap_or_else(|| grant.scopes.clone());
    fresh.expires = answer.life().map(|life| context.clock.now().saturating_add(life));
    fresh.hard_end = grant.hard_end;
    fresh.refreshable = true;
    Ok(fresh)
}

/// Ends the grant at the portal (RFC 7009): the refresh token first, then the access token.
pub(crate) async fn revoke(context: &Context, site: &Site, grant: &Grant) -> Result<(), Error> {
    const OPERATION: &str = "revoke";
    if site.dialect().tokens.revocation == Revocation::NotClaimed {
        return Err(Error::new(ErrorKind::Unsupported, OPERATION));
    }
    let keys = Keys::of(grant, site.base.given(), OPERATION)?;
    let endpoint = keys.revocation_endpoint.as_deref().and_then(|url| Url::parse(url).ok());
    let missing = || Error::new(ErrorKind::NotAPortal("it names no revocation_endpoint"), OPERATION);
    let endpoint = endpoint.ok_or_else(missing)?;
    let Some(refresh) = &keys.refresh else {
        return revoke_one(context, &site.options, &keys, &endpoint, ("access_token", &keys.access)).await;
    };
    revoke_one(context, &site.options, &keys, &endpoint, ("refresh_token", refresh)).await?;
    // Many portals end the access token together with the refresh token, and then know it no more.
    match revoke_one(context, &site.options, &keys, &endpoint, ("access_token", &keys.access)).await {
        Err(error) if *error.kind() == ErrorKind::Cancelled => Err(error),
        _ => Ok(()),
    }
}

/// Ends one token. The `oauth2` crate takes no revocation endpoint on this machine, which a test needs.
async fn revoke_one(
    context: &Context,
    options: &SmartOptions,
    keys: &Keys,
    endpoint: &Url,
    token: (&str, &str),
) -> Result<(), Error> {
    let request = revocation(options, keys, endpoint, token).limits(1 << 20, context.limits.request_time);
    let answer = ask(context, request, "revoke").await?;
    match answer.status.as_u16() {
        200 | 204 => Ok(()),
        400 | 401 | 403 => {
            Err(Error::new(ErrorKind::Denied("the portal did not end the grant".into()), "revoke"))
        }
        _ => Err(trouble(context, answer.status, &answer.headers, "revoke")),
    }
}

fn revocation(options: &SmartOptions, keys: &Keys, endpoint: &Url, (hint, token): (&str, &str)) -> Request {
    let mut form = Serializer::new(String::new());
    form.append_pair("token", token).append_pair("token_type_hint", hint);
    let mut basic = None;
    match &options.client_secret {
        Some(secret) if !keys.secret_in_body => basic = Some(secret),
        Some(secret) => {
            form.append_pair("client_id", &options.client_id).append_pair("client_secret", secret.expose());
        }
        None => {
            form.append_pair("client_id", &options.client_id);
        }
    }
    let request = Request::new(Method::POST, endpoint.clone())
        .header(CONTENT_TYPE, HeaderValue::from_static("application/x-www-form-urlencoded"))
        .body(Body::Secret(SecretBytes::new(form.finish().into_bytes())));
    let Some(secret) = basic else { return request };
    // RFC 6749, section 2.3.1: each half is form-encoded before the two are joined.
    let encoded = |text: &str| byte_serialize(text.as_bytes()).collect::<String>();
    let pair = format!("{}:{}", encoded(&options.client_id), encoded(secret.expose()));
    let basic = SecretText::new(format!("Basic {}", STANDARD.encode(pair)));
    request.credential(Credential::new(basic, endpoint.clone()))
}
