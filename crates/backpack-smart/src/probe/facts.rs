//! How people sign in at a portal, as facts.

use url::Url;

use crate::discovery::{Endpoint, SignIn, Source, lists};
use crate::words::clean;

/// How people sign in at a portal.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SignInFacts {
    /// Which document says so.
    pub found_in: FoundIn,
    /// The page at which people sign in.
    pub authorization: Option<EndpointFact>,
    /// Where a code becomes a token.
    pub token: Option<EndpointFact>,
    /// Where a grant is ended.
    pub revocation: Option<EndpointFact>,
    /// Where a token is asked about.
    pub introspection: Option<EndpointFact>,
    /// Where an app registers itself.
    pub registration: Option<EndpointFact>,
    /// The issuer it names.
    pub issuer: Option<String>,
    /// Whether every answer names its issuer (RFC 9207).
    pub names_issuer: bool,
    /// What it says of PKCE.
    pub pkce: PkceFact,
    /// Whether it knows scopes of version 1, such as `patient/*.read`.
    pub scopes_v1: Said,
    /// Whether it knows scopes of version 2, such as `patient/*.rs`.
    pub scopes_v2: Said,
    /// Whether apps without a secret may sign people in.
    pub public_clients: Said,
    /// Whether apps with a secret may.
    pub secret_clients: Said,
    /// Whether apps with a key may.
    pub key_clients: Said,
    /// Whether a connection can be renewed without the person.
    pub refresh: Said,
    /// Whether it lets other systems in without a person.
    pub backend: Said,
    /// Whether a long request may be posted.
    pub posts: Said,
    /// The scopes it lists, at most 2,000; there may be more.
    pub scopes: Vec<String>,
    /// Its `capabilities` (SMART App Launch 2.2, "Capability Sets"), at most 2,000.
    pub capabilities: Vec<String>,
    /// The OAuth grant types that it lists, at most 2,000.
    pub grant_types: Vec<String>,
    /// Where the person can see and end what apps may do: `management_endpoint`.
    pub management: Option<Url>,
}

impl SignInFacts {
    pub(super) fn of(sign_in: SignIn) -> Self {
        let able = |name: &str| Said::of(sign_in.capabilities.as_ref(), name);
        let proves = |name: &str| Said::of(sign_in.authentication.as_ref(), name);
        let grants = |name: &str| Said::of(sign_in.grant_types.as_ref(), name);
        let offline = Said::of(sign_in.scopes.as_ref(), "offline_access");
        let by_secret = proves("client_secret_basic").or(proves("client_secret_post"));
        Self {
            found_in: match sign_in.source {
                Source::Configuration => FoundIn::WellKnown,
                Source::Statement => FoundIn::CapabilityStatement,
            },
            authorization: EndpointFact::of(sign_in.authorize.as_ref()),
            token: EndpointFact::of(sign_in.token.as_ref()),
            revocation: EndpointFact::of(sign_in.revoke.as_ref()),
            introspection: EndpointFact::of(sign_in.introspect.as_ref()),
            registration: EndpointFact::of(sign_in.register.as_ref()),
            names_issuer: sign_in.names_issuer,
            pkce: match sign_in.pkce_methods {
                None => PkceFact::NotSaid,
                Some(_) if sign_in.lacks_s256() => PkceFact::WithoutS256,
                Some(_) => PkceFact::S256,
            },
            scopes_v1: able("permission-v1"),
            scopes_v2: able("permission-v2"),
            public_clients: able("client-public").or(proves("none")),
            secret_clients: able("client-confidential-symmetric").or(by_secret),
            key_clients: able("client-confidential-asymmetric").or(proves("private_key_jwt")),
            refresh: able("permission-offline").or(offline).or(grants("refresh_token")),
            backend: grants("client_credentials"),
            posts: able("authorize-post"),
            issuer: sign_in.issuer.as_deref().map(clean),
            scopes: sign_in.scopes.unwrap_or_default(),
            capabilities: sign_in.capabilities.unwrap_or_default(),
            grant_types: sign_in.grant_types.unwrap_or_default(),
            management: sign_in.management.and_then(Endpoint::into_url),
        }
    }
}

/// Which document says how people sign in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum FoundIn {
    /// `.well-known/smart-configuration`.
    WellKnown,
    /// The capability statement.
    CapabilityStatement,
}

/// An endpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct EndpointFact {
    /// Scheme, host and port; empty if the address cannot be read.
    pub origin: String,
    /// Whether it is https, or on this machine.
    pub is_secure: bool,
}

impl EndpointFact {
    fn of(endpoint: Option<&Endpoint>) -> Option<Self> {
        let endpoint = endpoint?;
        let is_secure = matches!(endpoint, Endpoint::Usable(_));
        Some(Self { origin: endpoint.origin().unwrap_or_default(), is_secure })
    }
}

/// What a portal says of PKCE.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum PkceFact {
    /// S256 is among the methods.
    S256,
    /// Methods are listed, and S256 is not among them.
    WithoutS256,
    /// Nothing.
    NotSaid,
}

/// Whether a portal says that it does something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Said {
    /// It does.
    Yes,
    /// It lists what it does, and this is not among it.
    No,
    /// It lists nothing.
    NotSaid,
}

impl Said {
    fn of(list: Option<&Vec<String>>, wanted: &str) -> Self {
        match lists(list, wanted) {
            None => Self::NotSaid,
            Some(true) => Self::Yes,
            Some(false) => Self::No,
        }
    }

    /// Returns what two lists say together: one that says yes decides.
    fn or(self, other: Self) -> Self {
        match (self, other) {
            (Self::Yes, _) | (_, Self::Yes) => Self::Yes,
            (Self::No, _) | (_, Self::No) => Self::No,
            _ => Self::NotSaid,
        }
    }
}
