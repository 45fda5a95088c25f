//! How people sign in, as a `smart-configuration` or, where there is none, a capability statement says it.

use serde_json::{Map, Value};

use super::{Endpoint, Quirk, statement};
use crate::base::Base;

/// The extension of the older discovery.
const OAUTH_URIS: &str = "http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris";
/// The most entries of a list, and the longest of them in bytes, that are believed.
const MAX_LIST: usize = 2000;
const MAX_TEXT: usize = 512;

/// How people sign in, as it is said. A list that is `None` is not said, or no list.
#[derive(Debug)]
pub(crate) struct SignIn {
    pub(crate) source: Source,
    pub(crate) authorize: Option<Endpoint>,
    pub(crate) token: Option<Endpoint>,
    pub(crate) revoke: Option<Endpoint>,
    pub(crate) introspect: Option<Endpoint>,
    pub(crate) register: Option<Endpoint>,
    /// Where the keys of its id tokens are published.
    pub(crate) keys: Option<Endpoint>,
    /// Where the person can see and end what apps may do.
    pub(crate) management: Option<Endpoint>,
    pub(crate) issuer: Option<String>,
    /// Whether every answer names its issuer (RFC 9207).
    pub(crate) names_issuer: bool,
    pub(crate) capabilities: Option<Vec<String>>,
    pub(crate) pkce_methods: Option<Vec<String>>,
    pub(crate) authentication: Option<Vec<String>>,
    pub(crate) grant_types: Option<Vec<String>>,
    pub(crate) scopes: Option<Vec<String>>,
}

/// Which document says how people sign in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Source {
    Configuration,
    Statement,
}

impl SignIn {
    /// Reads what the documents say; the `smart-configuration` decides where there is one.
    pub(super) fn read(
        base: &Base,
        configuration: Option<&Map<String, Value>>,
        statement: Option<&Map<String, Value>>,
        quirks: &mut Vec<Quirk>,
    ) -> Option<Self> {
        let statement = statement.filter(|members| statement::is_one(members));
        let older = statement.map(oauth_uris).filter(|uris| !uris.is_empty());
        let older = older.map(|uris| Self::of_statement(base, &uris));
        let Some(members) = configuration else {
            older.as_ref().inspect(|_| quirks.push(Quirk::NoWellKnown));
            return older;
        };
        let own = Self::of_configuration(base, members, quirks);
        if older.is_some_and(|older| own.is_elsewhere(&older)) {
            quirks.push(Quirk::EndpointsDiffer);
        }
        Some(own)
    }

    fn of_configuration(base: &Base, members: &Map<String, Value>, quirks: &mut Vec<Quirk>) -> Self {
        let mut read = Reader { base, members, quirks };
        let capabilities = read.list("capabilities");
        let pkce_methods = read.list("code_challenge_methods_supported");
        let authentication = read.list("token_endpoint_auth_methods_supported");
        let grant_types = read.list("grant_types_supported");
        let scopes = read.list("scopes_supported");
        let own = Self {
            source: Source::Configuration,
            authorize: read.endpoint("authorization_endpoint"),
            token: read.endpoint("token_endpoint"),
            revoke: read.optional("revocation_endpoint"),
            introspect: read.optional("introspection_endpoint"),
            register: read.optional("registration_endpoint"),
            keys: read.optional("jwks_uri"),
            management: read.optional("management_endpoint"),
            issuer: read.text("issuer"),
            names_issuer: members.get("authorization_response_iss_parameter_supported")
                == Some(&Value::Bool(true)),
            capabilities,
            pkce_methods,
            authentication,
            grant_types,
            scopes,
        };
        own.note(quirks);
        own
    }

    fn of_statement(base: &Base, uris: &[&Value]) -> Self {
        let endpoint = |name| uri(uris, name).map(|text| Endpoint::read(base, text));
        // An optional endpoint that cannot be used is as good as none.
        let optional = |name| endpoint(name).filter(Endpoint::is_usable);
        Self {
            source: Source::Statement,
            authorize: endpoint("authorize"),
            token: endpoint("token"),
            revoke: optional("revoke"),
            introspect: optional("introspect"),
            register: optional("register"),
            keys: None,
            management: optional("manage"),
            issuer: None,
            names_issuer: false,
            capabilities: None,
            pkce_methods: None,
            authentication: None,
            grant_types: None,
            scopes: None,
        }
    }

    /// Says whether PKCE is offered without S256. Nothing said about PKCE is no refusal of it.
    pub(crate) fn lacks_s256(&self) -> bool {
        lists(self.pkce_methods.as_ref(), "S256") == Some(false)
    }

    /// Says whether other systems are let in without a person.
    pub(super) fn is_for_systems(&self) -> bool {
        lists(self.grant_types.as_ref(), "client_credentials") == Some(true)
    }

    /// Says whether the two documents name endpoints on different servers.
    fn is_elsewhere(&self, older: &Self) -> bool {
        let origin = |endpoint: &Option<Endpoint>| endpoint.as_ref().map(Endpoint::origin);
        let differs = |one, other| origin(one).zip(origin(other)).is_some_and(|(one, other)| one != other);
        differs(&self.authorize, &older.authorize) || differs(&self.token, &older.token)
    }

    /// Notes what the standard wants and the portal does not say.
    fn note(&self, quirks: &mut Vec<Quirk>) {
        let is_able = |name| lists(self.capabilities.as_ref(), name);
        let offers = |name| lists(self.pkce_methods.as_ref(), name);
        let lacks_wildcard = |scopes: &Vec<String>| {
            !scopes.is_empty() && !scopes.iter().any(|scope| scope.starts_with("patient/*."))
        };
        let unversioned = is_able("permission-v1") == Some(false) && is_able("permission-v2") == Some(false);
        let lasts = is_able("permission-offline") == Some(true)
            || lists(self.scopes.as_ref(), "offline_access") == Some(true)
            || lists(self.grant_types.as_ref(), "refresh_token") == Some(true);
        let both = offers("S256") == Some(true) && offers("plain") == Some(true);
        let notes = [
            (self.pkce_methods.is_none(), Quirk::Missing("code_challenge_methods_supported")),
            (self.lacks_s256(), Quirk::NoS256),
            (both, Quirk::PlainPkce),
            (self.capabilities.is_none(), Quirk::Missing("capabilities")),
            (is_able("launch-standalone") == Some(false), Quirk::NoStandaloneLaunch),
            (unversioned, Quirk::ScopeVersionNotSaid),
            (self.scopes.as_ref().is_some_and(lacks_wildcard), Quirk::NoWildcardScope),
            (!lasts, Quirk::NoRefresh),
            (self.revoke.is_none(), Quirk::NoRevocation),
        ];
        quirks.extend(notes.into_iter().filter(|(holds, _)| *holds).map(|(_, quirk)| quirk));
    }
}

/// Says whether a list names this; `None` where nothing is listed.
pub(crate) fn lists(list: Option<&Vec<String>>, wanted: &str) -> Option<bool> {
    list.map(|list| list.iter().any(|one| one == wanted))
}

/// Returns the parts of the older extension.
fn oauth_uris(statement: &Map<String, Value>) -> Vec<&Value> {
    let rest = statement.get("rest").and_then(Value::as_array).into_iter().flatten();
    let extensions = rest.filter_map(|rest| rest.get("security")?.get("extension")?.as_array()).flatten();
    let uris = extensions.filter(|extension| extension.get("url").is_some_and(|url| url == OAUTH_URIS));
    uris.filter_map(|uris| uris.get("extension")?.as_array()).flatten().take(MAX_LIST).collect()
}

fn uri<'v>(uris: &[&'v Value], name: &str) -> Option<&'v str> {
    let named = uris.iter().find(|uri| uri.get("url").is_some_and(|url| url == name))?;
    named.get("valueUri").or_else(|| named.get("valueUrl"))?.as_str()
}

/// Reads members, and notes those that are odd.
struct Reader<'a> {
    base: &'a Base,
    members: &'a Map<String, Value>,
    quirks: &'a mut Vec<Quirk>,
}

impl Reader<'_> {
    fn endpoint(&mut self, name: &'static str) -> Option<Endpoint> {
        let Some(said) = self.members.get(name)?.as_str() else {
            self.quirks.push(Quirk::WrongType(name));
            return None;
        };
        if url::Url::parse(said).is_err() {
            self.quirks.push(Quirk::RelativeEndpoint(name));
        }
        Some(Endpoint::read(self.base, said))
    }

    /// An optional endpoint that cannot be used is as good as none.
    fn optional(&mut self, name: &'static str) -> Option<Endpoint> {
        let found = self.endpoint(name)?;
        if !found.is_usable() {
            self.quirks.push(Quirk::UnusableEndpoint(name));
        }
        Some(found).filter(Endpoint::is_usable)
    }

    /// Returns a text as it stands: an issuer is compared character by character.
    fn text(&mut self, name: &'static str) -> Option<String> {
        let value = self.members.get(name)?;
        let text = value.as_str().filter(|text| text.len() <= MAX_TEXT);
        if text.is_none() {
            self.quirks.push(Quirk::WrongType(name));
        }
        text.map(ToOwned::to_owned)
    }

    /// Returns the texts of a list; nothing where it is no list.
    fn list(&mut self, name: &'static str) -> Option<Vec<String>> {
        let Some(items) = self.members.get(name)?.as_array() else {
            self.quirks.push(Quirk::WrongType(name));
            return None;
        };
        let texts = items.iter().filter_map(Value::as_str).filter(|text| text.len() <= MAX_TEXT);
        Some(texts.take(MAX_LIST).map(ToOwned::to_owned).collect())
    }
}
