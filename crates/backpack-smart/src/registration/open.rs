//! Registration open to every app that asks (RFC 7591), and its end (RFC 7592).

use backpack_connect::{Body, Context, Credential, Error, ErrorKind, Request};
use backpack_core::{Retry, SecretText};
use http::header::{ACCEPT, CONTENT_TYPE};
use http::{HeaderValue, Method};
use serde_json::Value;
use url::Url;

use super::error::refused;
use super::{Registered, RegistrationError, RegistrationRequest};
use crate::base::Base;
use crate::dialect::Pkce;
use crate::discovery::discover;
use crate::status::trouble;
use crate::wire::{Answer, ask};

/// The largest answer, in bytes.
const ANSWER: u64 = 1 << 20;
const OPERATION: &str = "register";

/// Registers an app at the server that signs people in for `fhir_base`. Asks once; an app keeps what comes and
/// registers no second time.
///
/// # Errors
///
/// [`RegistrationError`]: what is refused and why; [`RegistrationError::NotOffered`] where the portal names no
/// registration endpoint. A lost answer is not worth trying again at once: the client may exist.
pub async fn register(
    context: &Context,
    fhir_base: &str,
    request: &RegistrationRequest,
) -> Result<Registered, RegistrationError> {
    let base = Base::parse(fhir_base)?;
    let portal = discover(context, &base, |_| Pkce::Checked).await?;
    let endpoint = portal.endpoints.register.ok_or(RegistrationError::NotOffered)?;
    let answer = post(context, &endpoint, &request.body(), request.initial_token.as_ref()).await;
    let answer = answer.map_err(|error| error.with_retry(Retry::Never))?;
    if !matches!(answer.status.as_u16(), 200 | 201) {
        let error = trouble(context, answer.status, &answer.headers, OPERATION).with_retry(Retry::Never);
        return Err(refused(&answer).unwrap_or(RegistrationError::Portal(error)));
    }
    let malformed = ErrorKind::Malformed("its registration answer names no client_id");
    Ok(Registered::read(&answer.body, fhir_base, request).ok_or_else(|| Error::new(malformed, OPERATION))?)
}

/// Ends a registration (RFC 7592, section 2.3). One that is unknown there has ended already.
///
/// # Errors
///
/// [`RegistrationError::NotOffered`] if the server gave no address for it, and its own trouble.
pub async fn unregister(context: &Context, registered: &Registered) -> Result<(), RegistrationError> {
    let (url, token) = registered.management();
    let url = url.and_then(|url| Url::parse(url).ok()).ok_or(RegistrationError::NotOffered)?;
    Ok(delete(context, url, token).await?)
}

/// Posts client metadata, with a token if one is needed.
pub(super) async fn post(
    context: &Context,
    endpoint: &Url,
    body: &Value,
    token: Option<&SecretText>,
) -> Result<Answer, Error> {
    let json = HeaderValue::from_static("application/json");
    let request = Request::new(Method::POST, endpoint.clone())
        .header(CONTENT_TYPE, json.clone())
        .header(ACCEPT, json)
        .body(Body::Bytes(body.to_string().into()))
        .limits(ANSWER, context.limits.request_time);
    ask(context, bearer(request, token.map(SecretText::expose)), OPERATION).await
}

/// Ends a registration at its own address.
pub(super) async fn delete(context: &Context, url: Url, token: Option<&str>) -> Result<(), Error> {
    let request = Request::new(Method::DELETE, url).limits(ANSWER, context.limits.request_time);
    let answer = ask(context, bearer(request, token), "unregister").await?;
    match answer.status.as_u16() {
        // 401: RFC 7592, section 2.3, for a client that is not known any more.
        200 | 204 | 401 | 404 | 410 => Ok(()),
        403 | 405 => {
            Err(Error::new(ErrorKind::Denied("the portal keeps the registration".into()), "unregister"))
        }
        _ => Err(trouble(context, answer.status, &answer.headers, "unregister")),
    }
}

fn bearer(request: Request, token: Option<&str>) -> Request {
    let Some(token) = token else { return request };
    let audience = request.url.clone();
    request.credential(Credential::new(SecretText::new(format!("Bearer {token}")), audience))
}
