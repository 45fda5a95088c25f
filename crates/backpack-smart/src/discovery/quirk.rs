//! How a portal departs from the standard, in words for a developer.

use std::fmt;

/// How a portal departs from the standard, or leaves open what a client would like to know. None of it keeps a person
/// from connecting.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Quirk {
    /// A document came under another media type.
    WrongContentType {
        /// Which document.
        document: &'static str,
        /// The media type; empty if there was none.
        said: String,
    },
    /// A document was answered by another origin.
    Redirected {
        /// Which document.
        document: &'static str,
        /// The origin.
        to: String,
    },
    /// There is no `smart-configuration`: the sign-in was found in the capability statement.
    NoWellKnown,
    /// No capability statement could be read.
    NoStatement,
    /// The capability statement names no FHIR version.
    VersionNotSaid,
    /// The capability statement declares no resource types.
    DeclaresNothing,
    /// The two documents name different endpoints; the `smart-configuration` decides.
    EndpointsDiffer,
    /// An endpoint is written relative to the FHIR base.
    RelativeEndpoint(&'static str),
    /// An optional address is no https URL, and is left out.
    UnusableEndpoint(&'static str),
    /// A member has another type than the standard says, and is taken as absent.
    WrongType(&'static str),
    /// A member that the standard requires is missing.
    Missing(&'static str),
    /// The methods of PKCE are listed without S256.
    NoS256,
    /// The PKCE method `plain` is offered beside S256.
    PlainPkce,
    /// The capabilities are listed without `launch-standalone`.
    NoStandaloneLaunch,
    /// Neither version of scopes is among the capabilities.
    ScopeVersionNotSaid,
    /// Scopes are listed, and none of them is a wildcard for the patient's resources.
    NoWildcardScope,
    /// Nothing says that a connection can be renewed without the person.
    NoRefresh,
    /// There is no address at which a grant is ended.
    NoRevocation,
}

impl fmt::Display for Quirk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::WrongContentType { document, said } if said.is_empty() => {
                write!(f, "the {document} comes without a media type")
            }
            Self::WrongContentType { document, said } => write!(f, "the {document} comes as {said}"),
            Self::Redirected { document, to } => write!(f, "the {document} is answered by {to}"),
            Self::RelativeEndpoint(name) => write!(f, "{name} is relative to the FHIR base"),
            Self::UnusableEndpoint(name) => write!(f, "{name} is no https address, and is left out"),
            Self::WrongType(name) => write!(f, "{name} has the wrong type, and is taken as absent"),
            Self::Missing(name) => write!(f, "{name} is missing"),
            other => f.write_str(other.words()),
        }
    }
}

impl Quirk {
    fn words(&self) -> &'static str {
        match self {
            Self::NoWellKnown => "no smart-configuration: the sign-in is found in the capability statement",
            Self::NoStatement => "no capability statement can be read",
            Self::VersionNotSaid => "the capability statement names no FHIR version",
            Self::DeclaresNothing => "the capability statement declares no resource types",
            Self::EndpointsDiffer => {
                "the two documents name different endpoints; the smart-configuration decides"
            }
            Self::NoS256 => "PKCE is listed without S256",
            Self::PlainPkce => "PKCE without a hash (plain) is offered beside S256",
            Self::NoStandaloneLaunch => "launch-standalone is not among its capabilities",
            Self::ScopeVersionNotSaid => "neither permission-v1 nor permission-v2 is among its capabilities",
            Self::NoWildcardScope => "no wildcard such as patient/*.rs is among its scopes",
            Self::NoRefresh => "nothing says that a connection can be renewed without the person",
            Self::NoRevocation => "it names no address at which a grant is ended",
            _ => "another oddity",
        }
    }
}
