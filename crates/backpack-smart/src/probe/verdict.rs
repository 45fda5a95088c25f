//! Whether a portal can be connected; if not, why, in plain words for the person.

use std::fmt;

use backpack_connect::{Error, ErrorKind};
use backpack_dialect::{Dialect, Pkce};

use super::document::{Document, Failure};
use super::{FoundIn, PkceFact, Said, SignInFacts};

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
    pub(super) fn of_address(error: &Error) -> Self {
        match error.kind() {
            ErrorKind::Config("the FHIR base is not https") => Self::Insecure,
            ErrorKind::Config(what) | ErrorKind::Forbidden(what) => Self::Address(what),
            _ => Self::Address("it cannot be read"),
        }
    }

    fn of_failure(failure: Failure) -> Self {
        match failure {
            Failure::Unreachable => Self::Unreachable,
            Failure::Late => Self::Late,
            Failure::Forbidden(what) => Self::Address(what),
            Failure::Odd => Self::NotAPortal,
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

/// What a verdict is made of.
pub(super) struct Evidence<'a> {
    pub(super) well_known: &'a Document,
    pub(super) metadata: &'a Document,
    pub(super) version: Option<&'a str>,
    pub(super) has_statement: bool,
    pub(super) sign_in: Option<&'a SignInFacts>,
    pub(super) dialect: &'a Dialect,
}

/// Decides. What no document could be had for comes first, since it may pass; then what the portal is; then how it
/// signs people in.
pub(super) fn decide(evidence: &Evidence<'_>) -> Verdict {
    match reason(evidence) {
        Some(why) => Verdict::Unsupported(why),
        None => Verdict::Supported,
    }
}

fn reason(evidence: &Evidence<'_>) -> Option<Why> {
    let Evidence { well_known, metadata, version, has_statement, sign_in, dialect } = evidence;
    match (well_known, metadata) {
        // Whatever else is known: without its own word on the sign-in nothing is decided.
        (Document::Trouble(status), _) => return Some(Why::InTrouble(*status)),
        (Document::Failed(failure), _) if !has_statement => return Some(Why::of_failure(*failure)),
        (Document::Other, Document::Trouble(status)) => return Some(Why::InTrouble(*status)),
        (Document::Other, Document::Failed(failure)) => return Some(Why::of_failure(*failure)),
        _ => {}
    }
    if let Some(version) = version.filter(|version| !is_read(version)) {
        return Some(Why::FhirVersion(version.to_owned()));
    }
    let Some(sign_in) = sign_in else {
        return Some(if *has_statement { Why::NoSignIn } else { Why::NotAPortal });
    };
    let (Some(authorization), Some(token)) = (&sign_in.authorization, &sign_in.token) else {
        return Some(missing(sign_in));
    };
    match (
        authorization.origin.is_empty() || token.origin.is_empty(),
        authorization.is_secure && token.is_secure,
    ) {
        (true, _) => return Some(Why::BrokenSignIn("an address of it cannot be read")),
        (_, false) => return Some(Why::InsecureSignIn),
        _ => {}
    }
    // A row that says that the portal does nothing with PKCE knows it better than the portal's own list.
    (sign_in.pkce == PkceFact::WithoutS256 && dialect.authorization.pkce == Pkce::Checked)
        .then_some(Why::NoS256)
}

fn is_read(version: &str) -> bool {
    version.starts_with("4.0") || version.starts_with("4.3")
}

/// Returns what it means that one of the two addresses is not named.
fn missing(sign_in: &SignInFacts) -> Why {
    if sign_in.authorization.is_none() && sign_in.backend == Said::Yes {
        return Why::BackendOnly;
    }
    match (sign_in.found_in, &sign_in.authorization) {
        (FoundIn::CapabilityStatement, _) => Why::NoSignIn,
        (_, None) if sign_in.token.is_none() => Why::NoSignIn,
        (_, None) => Why::BrokenSignIn("it names no page to sign in at"),
        _ => Why::BrokenSignIn("it names no place to finish signing in"),
    }
}
