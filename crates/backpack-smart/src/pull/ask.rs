//! A question to the portal, and its whole answer: with the token, at the portal's pace, in a form that it gives.

use backpack_connect::{Body, Error, Redirects, Request};
use bytes::Bytes;
use http::header::{ACCEPT, CONTENT_TYPE};
use http::{HeaderName, HeaderValue, Method};
use url::Url;

use super::{Asking, OPERATION, carried};
use crate::memory::Part;
use crate::status::is_trouble;
use crate::wire::{Answer, FHIR_JSON, ask, media_type};
use crate::{address, words};

/// What is accepted where the usual word for it is refused. What comes is known by its first character.
const TOLERANT: &str = "application/json, application/json+fhir, application/fhir+json";

/// A question.
#[derive(Debug)]
pub(super) struct Question {
    url: Url,
    /// The parameters of a search that travels as a form.
    form: Option<String>,
    headers: Vec<(HeaderName, HeaderValue)>,
}

impl Question {
    pub(super) const fn get(url: Url) -> Self {
        Self { url, form: None, headers: Vec::new() }
    }

    pub(super) const fn post(url: Url, form: String) -> Self {
        Self { url, form: Some(form), headers: Vec::new() }
    }

    #[must_use]
    pub(super) fn header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.push((name, value));
        self
    }
}

impl Asking<'_> {
    /// Asks, once more in other words should the portal not give what the usual ones ask for.
    pub(super) async fn ask(&self, question: &Question) -> Result<Answer, Error> {
        let memory = &self.site.memory;
        if memory.minds(self.patient, Part::Accept, "") {
            return self.send(question, TOLERANT).await;
        }
        let usual = self.dialect.search.accept.as_deref().unwrap_or(FHIR_JSON);
        let answer = self.send(question, usual).await?;
        let is_refused = matches!(answer.status.as_u16(), 406 | 415);
        if !is_refused && !is_xml(&answer) {
            return Ok(answer);
        }
        let again = self.send(question, TOLERANT).await?;
        if is_refused && again.status.is_success() {
            memory.note(self.patient, Part::Accept, "");
        }
        let is_better = again.status.is_success() && !is_xml(&again) || is_trouble(again.status);
        Ok(if is_better { again } else { answer })
    }

    async fn send(&self, question: &Question, accept: &str) -> Result<Answer, Error> {
        let Question { url, form, headers } = question;
        let limits = self.context.limits;
        let mut request = match form {
            None => Request::get(url.clone()),
            Some(form) => Request::new(Method::POST, url.clone())
                .header(CONTENT_TYPE, HeaderValue::from_static("application/x-www-form-urlencoded"))
                .body(Body::Bytes(Bytes::from(form.clone()))),
        };
        let accept = HeaderValue::from_str(accept).unwrap_or(HeaderValue::from_static(FHIR_JSON));
        for (name, value) in headers.iter().cloned().chain([(ACCEPT, accept)]) {
            request = request.header(name, value);
        }
        let request = request
            .limits(limits.body_bytes, limits.request_time)
            .credential(self.base.credential(&self.keys.access))
            .redirects(Redirects::SameOrigin(3));
        let pace = &self.dialect.limits;
        let _turn =
            self.site.requests.turn(self.context, pace.requests_per_minute, pace.at_once, OPERATION).await?;
        let answer = ask(self.context, request, OPERATION).await?;
        self.base.check_refusal(answer.status, &answer.url, OPERATION)?;
        Ok(answer)
    }

    /// Returns a portal's words for a refusal, without the token, which some repeat.
    pub(super) fn words(&self, answer: &Answer) -> String {
        self.without_token(words::outcome_or_status(&answer.body, answer.status))
    }

    /// Returns a portal's words, unless they repeat the token: they are shown, and kept in the ledger.
    pub(super) fn without_token(&self, words: String) -> String {
        words::without(words, &self.keys.access)
    }

    /// Returns the address of a resource, with what every request carries.
    pub(super) fn read_url(&self, resource_type: &str, id: &str) -> Url {
        let mut url = self.base.below(&[resource_type, id]);
        self.carry(&mut url);
        url
    }

    /// Adds what every request carries: the row's own parameters, and those of the token answer.
    pub(super) fn carry(&self, url: &mut Url) {
        let own = self.dialect.search.parameters.iter();
        let own = own.map(|(name, value)| (name.as_str(), value.as_str()));
        for (name, value) in own.chain(carried(&self.keys)) {
            address::append(url, name, value);
        }
    }
}

/// Says whether XML came, although JSON was asked for.
fn is_xml(answer: &Answer) -> bool {
    let is_named =
        media_type(&answer.headers).is_some_and(|kind| kind.ends_with("xml") && !kind.contains("html"));
    answer.status.is_success() && is_named && !answer.looks_like_json()
}
