//! A portal that people can sign in at, as far as a sign-in needs to know it.

use backpack_connect::{Context, Error, ErrorKind};
use url::Url;

use super::{Endpoint, Reading, SignIn};
use crate::base::Base;
use crate::dialect::Pkce;

const OPERATION: &str = "discover";

/// A portal that people can sign in at.
#[derive(Debug)]
pub(crate) struct Portal {
    pub(crate) endpoints: Endpoints,
    /// The resource types it declares; a hint, the answer to each question decides.
    pub(crate) declared: Vec<String>,
    /// What it says it runs.
    pub(crate) software: Option<String>,
}

/// Where a portal signs people in, and how.
#[derive(Debug)]
pub(crate) struct Endpoints {
    pub(crate) authorize: Url,
    pub(crate) token: Url,
    pub(crate) revoke: Option<Url>,
    pub(crate) introspect: Option<Url>,
    pub(crate) register: Option<Url>,
    /// Where the keys of its id tokens are published.
    pub(crate) keys: Option<Url>,
    pub(crate) issuer: Option<String>,
    /// Whether every answer names its issuer (RFC 9207).
    pub(crate) names_issuer: bool,
    /// Whether the authorization request may be a form (`authorize-post`).
    pub(crate) takes_form: bool,
    pub(crate) scopes: ScopeSyntax,
    /// The scopes it lists; there may be more. Empty if it lists none.
    pub(crate) scopes_supported: Vec<String>,
    /// The ways for a client to prove itself, as written; empty if it lists none.
    pub(crate) authentication: Vec<String>,
}

/// Which version of scopes a portal knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ScopeSyntax {
    /// `patient/Observation.read`
    V1,
    /// `patient/Observation.rs`
    V2,
}

/// Asks a portal about itself, and fails where a probe would say that it cannot be connected. `pkce` says what a portal
/// that runs this software does with PKCE.
pub(crate) async fn discover(
    context: &Context,
    base: &Base,
    pkce: impl FnOnce(Option<&str>) -> Pkce + Send,
) -> Result<Portal, Error> {
    let reading = Reading::ask(context, base, OPERATION).await?;
    let software = reading.statement.as_ref().and_then(|statement| statement.software.as_ref());
    let software = software.map(|software| software.name.clone());
    if let Some(why) = reading.obstacle(pkce(software.as_deref())) {
        let no_portal = Error::new(ErrorKind::NotAPortal(why.words()), OPERATION);
        return Err(reading.into_trouble().unwrap_or(no_portal));
    }
    let types = reading.statement.map(|statement| statement.types).unwrap_or_default();
    let declared = types.into_iter().map(|declared| declared.name).collect();
    let endpoints = reading.sign_in.and_then(Endpoints::of);
    // Without an obstacle there is a sign-in.
    let endpoints = endpoints.ok_or_else(|| Error::new(ErrorKind::Local, OPERATION))?;
    Ok(Portal { endpoints, declared, software })
}

impl Endpoints {
    /// Returns a sign-in as it is used; `None` without its two required endpoints.
    fn of(sign_in: SignIn) -> Option<Self> {
        let is_able = |name: &str| {
            sign_in
                .capabilities
                .as_ref()
                .is_some_and(|capabilities| capabilities.iter().any(|one| one == name))
        };
        let (takes_form, v2) = (is_able("authorize-post"), is_able("permission-v2"));
        let url = |endpoint: Option<Endpoint>| endpoint.and_then(Endpoint::into_url);
        Some(Self {
            authorize: url(sign_in.authorize)?,
            token: url(sign_in.token)?,
            revoke: url(sign_in.revoke),
            introspect: url(sign_in.introspect),
            register: url(sign_in.register),
            keys: url(sign_in.keys),
            issuer: sign_in.issuer,
            names_issuer: sign_in.names_issuer,
            takes_form,
            scopes: if v2 { ScopeSyntax::V2 } else { ScopeSyntax::V1 },
            scopes_supported: sign_in.scopes.unwrap_or_default(),
            authentication: sign_in.authentication.unwrap_or_default(),
        })
    }
}
