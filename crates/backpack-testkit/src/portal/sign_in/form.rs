//! Forms, as OAuth sends them.

use std::borrow::Cow;

use http::{HeaderMap, header};

/// The parameters of a form; one that comes twice spoils it (RFC 6749, 3.2).
#[derive(Debug)]
pub(crate) struct Form<'a>(Vec<(Cow<'a, str>, Cow<'a, str>)>);

impl<'a> Form<'a> {
    /// Reads the body of a request that says it is a form.
    pub(crate) fn read(headers: &HeaderMap, body: &'a str) -> Option<Self> {
        let media =
            headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        media.starts_with("application/x-www-form-urlencoded").then(|| Self::parse(body)).flatten()
    }

    pub(crate) fn parse(text: &'a str) -> Option<Self> {
        let pairs: Vec<_> = url::form_urlencoded::parse(text.as_bytes()).collect();
        let mut names: Vec<&str> = pairs.iter().map(|(name, _)| name.as_ref()).collect();
        names.sort_unstable();
        let twice = names.array_windows().any(|[one, other]| one == other);
        (!twice).then_some(Self(pairs))
    }

    /// Returns the value of a parameter; an empty one is as good as none (RFC 6749, 3.1).
    pub(crate) fn first(&self, name: &str) -> Option<&str> {
        let value = self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_ref());
        value.filter(|value| !value.is_empty())
    }

    pub(crate) fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_ref(), value.as_ref()))
    }
}
