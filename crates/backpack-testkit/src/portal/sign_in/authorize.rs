//! The authorization endpoint: checks the request, asks the person, sends the browser back.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse as _, Response};
use backpack_dialect::{Method, Oddity, Redirects};
use http::{StatusCode, header};
use serde_json::json;

use super::ask::{self, Asked};
use super::consent;
use super::form::Form;
use super::redirect::{is_registered, with};
use super::refused;
use super::scopes_asked::granted;
use super::tokens::Agreed;
use crate::portal::faults::{AnswerFault, Fault, Striking};
use crate::portal::options::{Approval, IssuerParameter};
use crate::portal::shared::{Portal, lock};

/// Answers `GET /authorize`.
pub(crate) async fn ask(
    State(portal): State<Arc<Portal>>,
    Extension(striking): Extension<Striking>,
    RawQuery(query): RawQuery,
) -> Response {
    decide(&portal, &query.unwrap_or_default(), None, &striking)
}

/// Answers `POST /authorize`: the log-in page's form, or a client that posts its request.
pub(crate) async fn submit(
    State(portal): State<Arc<Portal>>,
    Extension(striking): Extension<Striking>,
    form: String,
) -> Response {
    let read = Form::parse(&form);
    let choice = read.as_ref().and_then(|form| {
        let answer = form.first("answer")?;
        Some(if answer == "allow" { form.first("person").unwrap_or_default() } else { "" }.to_owned())
    });
    if choice.is_none() && portal.dialect().authorization.method == Method::Get {
        return StatusCode::METHOD_NOT_ALLOWED.into_response();
    }
    decide(&portal, &form, choice.as_deref(), &striking)
}

/// Checks the request; `choice` is the patient that the person signed in as, empty if they said no.
pub(crate) fn decide(portal: &Portal, text: &str, choice: Option<&str>, striking: &Striking) -> Response {
    let Some(form) = Form::parse(text) else {
        return consent::refusal("a parameter of the sign-in came twice");
    };
    let Some(client) = form.first("client_id").and_then(|id| portal.known(id)) else {
        return consent::refusal("this app is not registered here");
    };
    let redirect = form.first("redirect_uri").unwrap_or_default();
    if !is_registered(&client.redirects, redirect) {
        return consent::refusal("this app is not registered with that return address");
    }
    if portal.dialect().authorization.redirects == Redirects::Https && !redirect.starts_with("https://") {
        return consent::refusal("only return addresses with https are possible here");
    }
    let back = Back { portal, redirect, state: form.first("state").unwrap_or_default(), striking };
    match ask::read(portal, &form) {
        Err((error, why)) if portal.plays(Oddity::ErrorPage, striking) => refused::answer(
            StatusCode::BAD_REQUEST,
            &json!({"status_code": 400, "error": error, "message": why}),
        ),
        Err((error, why)) => back.to(&[("error", error), ("error_description", why)]),
        Ok(asked) => answer(asked, &form, choice, &back),
    }
}

fn answer(asked: Asked<'_>, form: &Form<'_>, choice: Option<&str>, back: &Back<'_>) -> Response {
    let portal = back.portal;
    let records = lock(&portal.records);
    let chosen = match (portal.options.approval, choice) {
        (Approval::Denied, _) => None,
        (_, Some(choice)) => records.chart(choice).map(|chart| chart.patient.clone()),
        (Approval::Asked, None) => return consent::page(&records, asked, form),
        (Approval::Automatic(person), None) => {
            records.charts().get(person).map(|chart| chart.patient.clone())
        }
    };
    drop(records);
    let Some(patient) = chosen else {
        return back.to(&[("error", "access_denied"), ("error_description", "the person said no")]);
    };
    let scopes = granted(portal, asked.scope);
    let agreed = Agreed { patient, scopes, asked };
    let code = lock(&portal.tokens).code(agreed, portal.now());
    back.to(&[("code", &code)])
}

/// The way back to the app.
struct Back<'a> {
    portal: &'a Portal,
    redirect: &'a str,
    state: &'a str,
    striking: &'a Striking,
}

impl Back<'_> {
    /// Sends the browser back with the parameters, the state and the issuer (RFC 9207).
    fn to(&self, parameters: &[(&str, &str)]) -> Response {
        let fault = self.striking.iter().find_map(|fault| match fault {
            Fault::Answer(fault) => Some(*fault),
            _ => None,
        });
        let mut parameters = parameters.to_vec();
        if !self.state.is_empty() {
            parameters.push(("state", self.state));
        }
        if self.portal.options.issuer == IssuerParameter::Sent {
            parameters.push(("iss", &self.portal.origin));
        }
        if let Some(fault) = fault {
            spoil(&mut parameters, fault);
        }
        match with(self.redirect, &parameters) {
            Some(address) => {
                let headers = [(header::LOCATION, address.as_str()), (header::CACHE_CONTROL, "no-store")];
                (StatusCode::FOUND, headers).into_response()
            }
            None => consent::refusal("the return address cannot be read"),
        }
    }
}

fn spoil(parameters: &mut Vec<(&str, &str)>, fault: AnswerFault) {
    let state = parameters.iter().find(|(name, _)| *name == "state").copied();
    match fault {
        AnswerFault::WrongState | AnswerFault::NoState => parameters.retain(|(name, _)| *name != "state"),
        AnswerFault::WrongIssuer | AnswerFault::NoIssuer => parameters.retain(|(name, _)| *name != "iss"),
        AnswerFault::StateTwice | AnswerFault::ErrorBesideCode => {}
    }
    match fault {
        AnswerFault::WrongState => parameters.push(("state", "a-state-of-somebody-else")),
        AnswerFault::WrongIssuer => parameters.push(("iss", "https://another-issuer.example")),
        AnswerFault::ErrorBesideCode => parameters.push(("error", "server_error")),
        AnswerFault::StateTwice => parameters.extend(state),
        AnswerFault::NoState | AnswerFault::NoIssuer => {}
    }
}
