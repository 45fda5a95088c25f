//! The authorization endpoint: checks the request, asks the person, sends the browser back.

use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse as _, Response};
use http::{StatusCode, header};

use super::consent;
use super::options::{Approval, ScopePolicy};
use super::redirect::{is_registered, with};
use super::scope::Scopes;
use super::shared::{Portal, lock};
use super::token::Form;

/// A sign-in that was asked for properly.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Asked<'a> {
    pub(crate) redirect: &'a str,
    pub(crate) state: &'a str,
    pub(crate) scope: &'a str,
    pub(crate) challenge: &'a str,
}

/// Answers `GET /authorize`.
pub(crate) async fn ask(State(portal): State<Arc<Portal>>, RawQuery(query): RawQuery) -> Response {
    decide(&portal, &query.unwrap_or_default(), None)
}

/// Answers `POST /authorize`: the log-in page's form, or a client that posts its request.
pub(crate) async fn submit(State(portal): State<Arc<Portal>>, form: String) -> Response {
    let read = Form::parse(&form);
    let choice = read.as_ref().and_then(|form| {
        let answer = form.first("answer")?;
        Some(if answer == "allow" { form.first("person").unwrap_or_default() } else { "" }.to_owned())
    });
    decide(&portal, &form, choice.as_deref())
}

/// Checks the request; `choice` is the patient that the person signed in as, empty if they said no.
pub(crate) fn decide(portal: &Portal, text: &str, choice: Option<&str>) -> Response {
    let Some(form) = Form::parse(text) else {
        return consent::refusal("a parameter of the sign-in came twice");
    };
    let redirect = form.first("redirect_uri").unwrap_or_default();
    if form.first("client_id") != Some(portal.options.client_id.as_str()) {
        return consent::refusal("this app is not registered here");
    }
    if !is_registered(&portal.options.redirects, redirect) {
        return consent::refusal("this app is not registered with that return address");
    }
    let state = form.first("state").unwrap_or_default();
    match check(portal, &form) {
        Err((error, why)) => back(portal, redirect, state, &[("error", error), ("error_description", why)]),
        Ok((scope, challenge)) => answer(portal, Asked { redirect, state, scope, challenge }, choice),
    }
}

fn check<'a>(
    portal: &Portal,
    form: &'a Form<'_>,
) -> Result<(&'a str, &'a str), (&'static str, &'static str)> {
    let invalid = |why| Err(("invalid_request", why));
    if form.first("response_type") != Some("code") {
        return Err(("unsupported_response_type", "only response_type=code is known"));
    }
    let Some(challenge) = form.first("code_challenge").filter(|challenge| challenge.len() == 43) else {
        return invalid("a PKCE challenge is needed");
    };
    if form.first("code_challenge_method") != Some("S256") {
        return invalid("only S256 challenges are accepted");
    }
    if form.first("aud") != Some(portal.base().as_str()) {
        return invalid("aud must be the FHIR base");
    }
    if form.first("state").is_none_or(|state| state.len() < 16) {
        return invalid("a state of at least 16 characters is needed");
    }
    let Some(scope) = form.first("scope") else {
        return Err(("invalid_scope", "a scope is needed"));
    };
    Ok((scope, challenge))
}

fn answer(portal: &Portal, asked: Asked<'_>, choice: Option<&str>) -> Response {
    let records = lock(&portal.records);
    let chosen = match (portal.options.approval, choice) {
        (Approval::Denied, _) => None,
        (_, Some(choice)) => records.chart(choice).map(|chart| chart.patient.clone()),
        (Approval::Asked, None) => {
            return consent::page(&records, asked, &portal.options.client_id, &portal.base());
        }
        (Approval::Automatic(person), None) => {
            records.charts().get(person).map(|chart| chart.patient.clone())
        }
    };
    drop(records);
    let Some(patient) = chosen else {
        let denied = [("error", "access_denied"), ("error_description", "the person said no")];
        return back(portal, asked.redirect, asked.state, &denied);
    };
    let scopes = granted(&portal.options.scopes, asked.scope);
    let code = lock(&portal.tokens).code(&patient, scopes, asked.redirect, asked.challenge, portal.now());
    back(portal, asked.redirect, asked.state, &[("code", &code)])
}

/// Returns what of the requested scopes is granted. There is no `id_token` here, hence no `openid` either.
fn granted(policy: &ScopePolicy, requested: &str) -> Scopes {
    let readable = Scopes::parse(requested).narrowed(|scope| scope != "openid" && scope != "profile");
    match policy {
        ScopePolicy::AsRequested => readable,
        ScopePolicy::Only(list) => readable.narrowed(|scope| list.iter().any(|allowed| allowed == scope)),
        ScopePolicy::Exactly(list) => Scopes::from_list(list.clone()),
    }
}

/// Sends the browser back with the parameters, the state and the issuer (RFC 9207).
fn back(portal: &Portal, redirect: &str, state: &str, parameters: &[(&str, &str)]) -> Response {
    let mut parameters = parameters.to_vec();
    if !state.is_empty() {
        parameters.push(("state", state));
    }
    parameters.push(("iss", &portal.origin));
    match with(redirect, &parameters) {
        Some(address) => {
            let headers = [(header::LOCATION, address.as_str()), (header::CACHE_CONTROL, "no-store")];
            (StatusCode::FOUND, headers).into_response()
        }
        None => consent::refusal("the return address cannot be read"),
    }
}
