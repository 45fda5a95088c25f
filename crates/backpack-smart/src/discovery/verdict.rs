//! Whether a portal can be connected; if not, why, in plain words for the person.

use std::fmt;

use backpack_connect::{Error, ErrorKind};
use backpack_dialect::Pkce;

use super::configuration::Source;
use super::document::Document;
use super::{Endpoint, Reading, SignIn};

/// Whether a portal can be connected.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Verdict {
    /// It can be connected.
    Supported,
    /// It cannot, for this reason.
    Unsupported(Why),
}

/// Why a portal cannot be connected. `Display` says it in plain words for the person.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Why {
    /// Its address is no address of a portal; says what is wrong with it.
    Address(&'static str),
    /// Its address is not https.
    Insecure,
    /// It cannot be reached.
    Unreachable,
    /// It does not answer in time.
    Late,
    /// It answers that it has trouble of its own, with this status.
    InTrouble(u16),
    /// What answers is no portal.
    NotAPortal,
    /// It speaks a version of FHIR that is not read.
    FhirVersion(String),
    /// It names no way for people to sign in.
    NoSignIn,
    /// It lets other systems in, not people.
    BackendOnly,
    /// Its sign-in is not https.
    InsecureSignIn,
    /// Its sign-in is described in a way that cannot be used; says how.
    BrokenSignIn(&'static str),
    /// Its sign-in offers PKCE without S256.
    NoS256,
}

impl Why {
    /// Says whether the reason may pass by itself within hours, so that it is no property of the portal.
    #[must_use]
    pub fn passes(&self) -> bool {
        matches!(self, Self::Unreachable | Self::Late | Self::InTrouble(_))
    }

    /// Returns what is wrong with an address that is not asked at all.
    pub(crate) fn of_address(error: &Error) -> Self {
        match error.kind() {
            ErrorKind::Config("the FHIR base is not https") => Self::Insecure,
            ErrorKind::Config(what) | ErrorKind::Forbidden(what) => Self::Address(what),
            _ => Self::Address("it cannot be read"),
        }
    }

    fn of_failure(error: &Error) -> Self {
        match error.kind() {
            ErrorKind::Timeout => Self::Late,
            ErrorKind::Forbidden(what) => Self::Address(what),
            ErrorKind::TooLarge(_) | ErrorKind::Malformed(_) => Self::NotAPortal,
            _ => Self::Unreachable,
        }
    }

    /// Returns what a sign-in that is not begun says of it, for a developer.
    pub(super) fn words(&self) -> &'static str {
        match self {
            Self::Address(what) | Self::BrokenSignIn(what) => what,
            Self::Insecure => "its address is not https",
            Self::Unreachable | Self::Late | Self::InTrouble(_) => "it does not say how people sign in",
            Self::NotAPortal => "neither a smart-configuration nor a capability statement",
            Self::FhirVersion(_) => "its FHIR version is neither 4.0 nor 4.3",
            Self::NoSignIn => "it names no way for people to sign in",
            Self::BackendOnly => "it lets other systems in, not people",
            Self::InsecureSignIn => "its sign-in is not https",
            Self::NoS256 => "it offers PKCE without S256",
        }
    }
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Address(what) => write!(f, "Its address cannot be used: {what}."),
            Self::Insecure => f.write_str("Its address is not encrypted (https)."),
            Self::Unreachable => f.write_str("It cannot be reached at the moment."),
            Self::Late => f.write_str("It does not answer in time at the moment."),
            Self::InTrouble(status) => {
                write!(f, "It has trouble of its own at the moment (status {status}).")
            }
            Self::NotAPortal => {
                f.write_str("Nothing at this address answers as a portal for health records.")
            }
            Self::FhirVersion(version) => {
                write!(f, "It speaks version {version} of FHIR, and only versions 4.0 and 4.3 can be read.")
            }
            Self::NoSignIn => f.write_str("It names no way for people to sign in."),
            Self::BackendOnly => f.write_str("It lets other computer systems in, not people."),
            Self::InsecureSignIn => f.write_str("Its sign-in is not encrypted (https)."),
            Self::BrokenSignIn(what) => write!(f, "Its sign-in cannot be used: {what}."),
            Self::NoS256 => {
                f.write_str("Its sign-in lacks the protection against being taken over (PKCE with S256).")
            }
        }
    }
}

/// Decides. What no document could be had for comes first, since it may pass; then what the portal is; then how it
/// signs people in. `pkce` is what its row says of PKCE.
pub(super) fn obstacle(reading: &Reading, pkce: Pkce) -> Option<Why> {
    match (&reading.well_known, &reading.metadata) {
        // Whatever else is known: without its own word on the sign-in nothing is decided.
        (Document::Trouble(status, _), _) | (Document::Other, Document::Trouble(status, _)) => {
            return Some(Why::InTrouble(*status));
        }
        (Document::Failed(error), _) | (Document::Other, Document::Failed(error)) => {
            return Some(Why::of_failure(error));
        }
        (Document::Broken, _) => {
            return Some(Why::BrokenSignIn("its smart-configuration is no JSON object"));
        }
        _ => {}
    }
    let statement = reading.statement.as_ref();
    let version = statement.and_then(|statement| statement.version.as_deref());
    if let Some(version) = version.filter(|version| !is_read(version)) {
        return Some(Why::FhirVersion(version.to_owned()));
    }
    let Some(sign_in) = &reading.sign_in else {
        return Some(if statement.is_some() { Why::NoSignIn } else { Why::NotAPortal });
    };
    match (&sign_in.authorize, &sign_in.token) {
        (Some(Endpoint::Usable(_)), Some(Endpoint::Usable(_))) => {}
        (Some(Endpoint::Unreadable), Some(_)) | (Some(_), Some(Endpoint::Unreadable)) => {
            return Some(Why::BrokenSignIn("an address of it cannot be read"));
        }
        (Some(_), Some(_)) => return Some(Why::InsecureSignIn),
        _ => return Some(missing(sign_in)),
    }
    // A row that says that the portal does nothing with PKCE knows it better than the portal's own list.
    (sign_in.lacks_s256() && pkce == Pkce::Checked).then_some(Why::NoS256)
}

fn is_read(version: &str) -> bool {
    version.starts_with("4.0") || version.starts_with("4.3")
}

/// Returns what it means that one of the two addresses is not named.
fn missing(sign_in: &SignIn) -> Why {
    if sign_in.authorize.is_none() && sign_in.is_for_systems() {
        return Why::BackendOnly;
    }
    match (sign_in.source, &sign_in.authorize) {
        (Source::Statement, _) => Why::NoSignIn,
        (_, None) if sign_in.token.is_none() => Why::NoSignIn,
        (_, None) => Why::BrokenSignIn("it names no page to sign in at"),
        _ => Why::BrokenSignIn("it names no place to finish signing in"),
    }
}
