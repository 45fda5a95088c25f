//! How people sign in at a portal, as facts.

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
    /// The scopes it lists, at most 500.
    pub scopes: Vec<String>,
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
