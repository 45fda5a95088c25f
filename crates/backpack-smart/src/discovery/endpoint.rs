//! An address that a portal names.

use url::Url;

use crate::base::{Base, is_safe};

/// The longest address that is believed, in bytes: it stands in each sign-in and each grant.
const LENGTH: usize = 4 << 10;

/// An address that a portal names, which may be relative to its FHIR base.
#[derive(Debug)]
pub(crate) enum Endpoint {
    /// It is https, or on this machine.
    Usable(Url),
    /// It is a server's, and is not https.
    Insecure(Url),
    /// It is no address of a server.
    Unreadable,
}

impl Endpoint {
    pub(super) fn read(base: &Base, text: &str) -> Self {
        if text.len() > LENGTH {
            return Self::Unreadable;
        }
        match base.root().join(text) {
            // A name before the host is there to deceive whoever reads it.
            Ok(url) if !url.username().is_empty() || url.password().is_some() => Self::Unreadable,
            Ok(url) if is_safe(&url) => Self::Usable(url),
            Ok(url) if url.host().is_some() => Self::Insecure(url),
            _ => Self::Unreadable,
        }
    }

    pub(super) fn is_usable(&self) -> bool {
        matches!(self, Self::Usable(_))
    }

    pub(crate) fn into_url(self) -> Option<Url> {
        match self {
            Self::Usable(url) => Some(url),
            _ => None,
        }
    }

    /// Returns scheme, host and port; nothing if it cannot be read.
    pub(crate) fn origin(&self) -> Option<String> {
        match self {
            Self::Usable(url) | Self::Insecure(url) => Some(url.origin().ascii_serialization()),
            Self::Unreadable => None,
        }
    }
}
