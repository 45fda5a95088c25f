//! A portal's FHIR base URL.

use backpack_connect::{Credential, Error, ErrorKind};
use backpack_core::SecretText;
use http::StatusCode;
use url::{Host, Url};

/// A FHIR base URL: as given, and in parts.
#[derive(Clone, Debug)]
pub(crate) struct Base {
    given: String,
    /// The base with exactly one slash at its end, so that relative URLs resolve below it.
    root: Url,
}

impl Base {
    pub(crate) fn parse(given: &str) -> Result<Self, Error> {
        let config = |why| Error::new(ErrorKind::Config(why), "read options");
        let mut root = Url::parse(given).map_err(|_| config("the FHIR base is no URL"))?;
        if root.query().is_some() || root.fragment().is_some() {
            return Err(config("the FHIR base holds a query or a fragment"));
        }
        if !root.username().is_empty() || root.password().is_some() {
            return Err(config("the FHIR base holds a user name or password"));
        }
        if !is_safe(&root) {
            return Err(config("the FHIR base is not https"));
        }
        let path = format!("{}/", root.path().trim_end_matches('/'));
        root.set_path(&path);
        Ok(Self { given: given.to_owned(), root })
    }

    /// Returns the base exactly as given.
    pub(crate) fn given(&self) -> &str {
        &self.given
    }

    pub(crate) fn root(&self) -> &Url {
        &self.root
    }

    /// Returns the URL of `path` below the base; each part is one segment, encoded as needed.
    pub(crate) fn below(&self, path: &[&str]) -> Url {
        let mut url = self.root.clone();
        if let Ok(mut segments) = url.path_segments_mut() {
            segments.pop_if_empty().extend(path);
        }
        url
    }

    /// Says whether a URL lies below the base: same origin, same path prefix.
    pub(crate) fn covers(&self, url: &Url) -> bool {
        self.credential("").covers(url)
    }

    /// Returns the credential for requests below the base.
    pub(crate) fn credential(&self, token: &str) -> Credential {
        Credential::new(SecretText::new(format!("Bearer {token}")), self.root.clone())
    }

    /// Fails if a 401 came from an address outside the base, such as one that a redirect led to: the token was not
    /// sent there, so that the answer says nothing about the token, and a new sign-in would not help.
    pub(crate) fn check_refusal(
        &self,
        status: StatusCode,
        from: &Url,
        operation: &'static str,
    ) -> Result<(), Error> {
        if status == StatusCode::UNAUTHORIZED && !self.covers(from) {
            return Err(Error::new(ErrorKind::Forbidden("the token is not for that address"), operation));
        }
        Ok(())
    }

    /// Reads a reference to a resource below the base: `Type/id`, relative or absolute, a version cut off.
    pub(crate) fn reference(&self, reference: &str) -> Option<(String, String)> {
        let path = match reference.split_once("://") {
            None => reference.to_owned(),
            Some(_) => {
                let url = Url::parse(reference).ok().filter(|url| self.covers(url))?;
                url.path().strip_prefix(self.root.path())?.to_owned()
            }
        };
        let mut parts = path.split('/');
        let (resource_type, id) = (parts.next()?, parts.next()?);
        let rest = (parts.next(), parts.next(), parts.next());
        if !matches!(rest, (None, None, None) | (Some("_history"), Some(_), None)) {
            return None;
        }
        (is_type(resource_type) && is_id(id)).then(|| (resource_type.to_owned(), id.to_owned()))
    }
}

/// Says whether a URL is https, or http to this machine (which the transport allows only when it was told to).
pub(crate) fn is_safe(url: &Url) -> bool {
    let local = match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(v4)) => v4.is_loopback(),
        Some(Host::Ipv6(v6)) => v6.is_loopback(),
        None => false,
    };
    url.host().is_some() && (url.scheme() == "https" || url.scheme() == "http" && local)
}

/// Says whether a text is a FHIR id: 1 to 64 of `A-Za-z0-9-.`. `.` and `..` are none: in a URL they would climb.
pub(crate) fn is_id(text: &str) -> bool {
    let fits = (1..=64).contains(&text.len()) && text != "." && text != "..";
    fits && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'.')
}

fn is_type(text: &str) -> bool {
    text.len() <= 64
        && text.starts_with(|first: char| first.is_ascii_uppercase())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_read_below_the_base_alone() {
        let base = Base::parse("https://portal.example/fhir/r4").unwrap();
        let found = |id: &str| Some(("Practitioner".to_owned(), id.to_owned()));
        let rows = [
            ("Practitioner/p1", found("p1")),
            ("Practitioner/p1/_history/3", found("p1")),
            ("https://portal.example/fhir/r4/Practitioner/p1", found("p1")),
            ("https://portal.example/fhir/r4x/Practitioner/p1", None),
            ("https://portal.example/Practitioner/p1", None),
            ("https://other.example/fhir/r4/Practitioner/p1", None),
            ("http://portal.example/fhir/r4/Practitioner/p1", None),
            ("https://portal.example/fhir/r4/../../Practitioner/p1", None),
            ("Practitioner/..", None),
            ("Practitioner/p1?x=y", None),
            ("Practitioner/p1/x", None),
            ("Practitioner?identifier=x", None),
            ("#contained", None),
            ("urn:uuid:2b6d", None),
            ("", None),
        ];
        for (reference, expected) in rows {
            assert_eq!(base.reference(reference), expected, "{reference}");
        }
    }

    #[test]
    fn urls_below_the_base_have_exactly_one_slash() {
        for given in
            ["https://portal.example/fhir", "https://portal.example/fhir/", "https://portal.example/fhir//"]
        {
            let base = Base::parse(given).unwrap();
            assert_eq!(
                base.below(&[".well-known", "smart-configuration"]).path(),
                "/fhir/.well-known/smart-configuration"
            );
            assert_eq!(base.below(&["Patient", "a/b"]).path(), "/fhir/Patient/a%2Fb");
            assert_eq!(base.given(), given);
        }
    }
}
