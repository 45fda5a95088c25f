//! What an authorization request must say, by the standard and by the dialect.

use backpack_dialect::{Audience, Nonce, Pkce};

use super::form::Form;
use super::scopes_asked;
use crate::portal::shared::Portal;

/// A sign-in that was asked for properly.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Asked<'a> {
    pub(crate) client: &'a str,
    pub(crate) redirect: &'a str,
    pub(crate) scope: &'a str,
    /// The challenge that the token request must answer, where that is checked.
    pub(crate) challenge: Option<&'a str>,
    pub(crate) nonce: Option<&'a str>,
}

/// An error of OAuth, and why.
pub(crate) type Wrong = (&'static str, &'static str);

/// Reads a request of a client and redirect address that are known.
pub(crate) fn read<'a>(portal: &Portal, form: &'a Form<'_>) -> Result<Asked<'a>, Wrong> {
    if form.first("response_type") != Some("code") {
        return Err(("unsupported_response_type", "only response_type=code is known"));
    }
    for secret in ["client_secret", "access_token", "auth_time", "max_age"] {
        if form.first(secret).is_some() {
            return invalid("a parameter has no place in this address");
        }
    }
    audience(portal, form)?;
    if form.first("state").is_none_or(|state| state.len() < 16) {
        return invalid("a state of at least 16 characters is needed");
    }
    let nonce = form.first("nonce");
    let row = &portal.dialect().authorization;
    if row.nonce == Nonce::Always && nonce.is_none() {
        return invalid("a nonce is needed");
    }
    for (name, value) in &row.parameters {
        if form.first(name) != Some(value) {
            return invalid("a parameter that this portal needs is missing");
        }
    }
    let challenge = challenge(row.pkce, form)?;
    let scope = form.first("scope").ok_or(("invalid_scope", "a scope is needed"))?;
    if let Some(why) = scopes_asked::refusal(portal, scope) {
        return Err(("invalid_scope", why));
    }
    let (client, redirect) = (form.first("client_id"), form.first("redirect_uri"));
    Ok(Asked {
        client: client.unwrap_or_default(),
        redirect: redirect.unwrap_or_default(),
        scope,
        challenge,
        nonce,
    })
}

fn audience(portal: &Portal, form: &Form<'_>) -> Result<(), Wrong> {
    let given = form.first("aud");
    let (right, why) = match portal.dialect().authorization.audience {
        Audience::Omitted => (given.is_none(), "aud is not known here"),
        Audience::WithoutSlash => {
            (given == Some(&portal.base()), "aud must be the FHIR base without a slash at its end")
        }
        _ => (given == Some(&portal.published_base()), "aud must be the FHIR base"),
    };
    if right { Ok(()) } else { invalid(why) }
}

fn challenge<'a>(pkce: Pkce, form: &'a Form<'_>) -> Result<Option<&'a str>, Wrong> {
    let (challenge, method) = (form.first("code_challenge"), form.first("code_challenge_method"));
    match pkce {
        Pkce::Refused if challenge.is_some() || method.is_some() => invalid("PKCE is not known here"),
        Pkce::Refused | Pkce::Ignored => Ok(None),
        _ if challenge.is_none_or(|challenge| challenge.len() != 43) => invalid("a PKCE challenge is needed"),
        _ if method != Some("S256") => invalid("only S256 challenges are accepted"),
        _ => Ok(challenge),
    }
}

const fn invalid<T>(why: &'static str) -> Result<T, Wrong> {
    Err(("invalid_request", why))
}
