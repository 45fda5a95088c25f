//! How people sign in, as a `smart-configuration` or, where there is none, a capability statement says it.

use serde_json::{Map, Value};

use super::{EndpointFact, FoundIn, PkceFact, Quirk, Said, SignInFacts};
use crate::base::{Base, is_safe};
use crate::words::clean;

/// The extension of the older discovery.
const OAUTH_URIS: &str = "http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris";
/// The most scopes and capabilities that are kept, and the longest.
const MAX_LIST: usize = 500;
const MAX_TEXT: usize = 200;

/// Returns what the documents say; the `smart-configuration` decides where there is one.
pub(super) fn sign_in(
    base: &Base,
    configuration: Option<&Map<String, Value>>,
    statement: Option<&Map<String, Value>>,
    quirks: &mut Vec<Quirk>,
) -> Option<SignInFacts> {
    let older = statement.map(oauth_uris).filter(|uris| !uris.is_empty());
    match (configuration, older) {
        (Some(members), older) => {
            let facts = of_well_known(base, members, quirks);
            let differs = older.is_some_and(|uris| {
                let origin = |name| endpoint_of(base, uri(&uris, name)).map(|found| found.origin);
                let here = |fact: &Option<EndpointFact>| fact.as_ref().map(|found| found.origin.clone());
                [("authorize", here(&facts.authorization)), ("token", here(&facts.token))]
                    .into_iter()
                    .any(|(name, here)| origin(name).zip(here).is_some_and(|(one, other)| one != other))
            });
            if differs {
                quirks.push(Quirk::EndpointsDiffer);
            }
            Some(facts)
        }
        (None, Some(uris)) => {
            quirks.push(Quirk::NoWellKnown);
            Some(of_statement(base, &uris))
        }
        (None, None) => None,
    }
}

fn of_well_known(base: &Base, members: &Map<String, Value>, quirks: &mut Vec<Quirk>) -> SignInFacts {
    let mut read = Reader { base, members, quirks };
    let capabilities = read.list("capabilities");
    let methods = read.list("code_challenge_methods_supported");
    let authentication = read.list("token_endpoint_auth_methods_supported");
    let grants = read.list("grant_types_supported");
    let scopes = read.list("scopes_supported");
    let able = |name: &str| said(capabilities.as_deref(), &[name]);
    let client =
        |capability, method: &[&str]| either(able(capability), said(authentication.as_deref(), method));
    let refresh = [
        able("permission-offline"),
        said(scopes.as_deref(), &["offline_access"]),
        said(grants.as_deref(), &["refresh_token"]),
    ];
    let facts = SignInFacts {
        found_in: FoundIn::WellKnown,
        authorization: read.endpoint("authorization_endpoint", Required::Yes),
        token: read.endpoint("token_endpoint", Required::Yes),
        revocation: read.endpoint("revocation_endpoint", Required::No),
        introspection: read.endpoint("introspection_endpoint", Required::No),
        registration: read.endpoint("registration_endpoint", Required::No),
        issuer: read.text("issuer"),
        names_issuer: members.get("authorization_response_iss_parameter_supported")
            == Some(&Value::Bool(true)),
        pkce: match said(methods.as_deref(), &["S256"]) {
            Said::Yes => PkceFact::S256,
            Said::No => PkceFact::WithoutS256,
            Said::NotSaid => PkceFact::NotSaid,
        },
        scopes_v1: able("permission-v1"),
        scopes_v2: able("permission-v2"),
        public_clients: client("client-public", &["none"]),
        secret_clients: client(
            "client-confidential-symmetric",
            &["client_secret_basic", "client_secret_post"],
        ),
        key_clients: client("client-confidential-asymmetric", &["private_key_jwt"]),
        refresh: refresh.into_iter().fold(Said::NotSaid, either),
        backend: said(grants.as_deref(), &["client_credentials"]),
        posts: able("authorize-post"),
        scopes: scopes.unwrap_or_default(),
    };
    note(&facts, methods.as_deref(), capabilities.as_deref(), quirks);
    facts
}

/// Notes what the standard wants and the portal does not say.
fn note(
    facts: &SignInFacts,
    methods: Option<&[String]>,
    capabilities: Option<&[String]>,
    quirks: &mut Vec<Quirk>,
) {
    let plain = said(methods, &["plain"]) == Said::Yes;
    let wildcard = |scope: &String| scope.starts_with("patient/*.");
    let notes = [
        (facts.pkce == PkceFact::NotSaid, Quirk::Missing("code_challenge_methods_supported")),
        (facts.pkce == PkceFact::WithoutS256, Quirk::NoS256),
        (facts.pkce == PkceFact::S256 && plain, Quirk::PlainPkce),
        (capabilities.is_none(), Quirk::Missing("capabilities")),
        (said(capabilities, &["launch-standalone"]) == Said::No, Quirk::NoStandaloneLaunch),
        (facts.scopes_v1 == Said::No && facts.scopes_v2 == Said::No, Quirk::ScopeVersionNotSaid),
        (!facts.scopes.is_empty() && !facts.scopes.iter().any(wildcard), Quirk::NoWildcardScope),
        (facts.refresh != Said::Yes, Quirk::NoRefresh),
        (facts.revocation.is_none(), Quirk::NoRevocation),
    ];
    quirks.extend(notes.into_iter().filter(|(holds, _)| *holds).map(|(_, quirk)| quirk));
}

fn of_statement(base: &Base, uris: &[&Value]) -> SignInFacts {
    let endpoint = |name| endpoint_of(base, uri(uris, name));
    SignInFacts {
        found_in: FoundIn::CapabilityStatement,
        authorization: endpoint("authorize"),
        token: endpoint("token"),
        revocation: endpoint("revoke"),
        introspection: endpoint("introspect"),
        registration: endpoint("register"),
        issuer: None,
        names_issuer: false,
        pkce: PkceFact::NotSaid,
        scopes_v1: Said::NotSaid,
        scopes_v2: Said::NotSaid,
        public_clients: Said::NotSaid,
        secret_clients: Said::NotSaid,
        key_clients: Said::NotSaid,
        refresh: Said::NotSaid,
        backend: Said::NotSaid,
        posts: Said::NotSaid,
        scopes: Vec::new(),
    }
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

fn endpoint_of(base: &Base, text: Option<&str>) -> Option<EndpointFact> {
    let url = base.root().join(text?).ok().filter(|url| url.host().is_some());
    let origin = url.as_ref().map(|url| url.origin().ascii_serialization()).unwrap_or_default();
    Some(EndpointFact { origin, is_secure: url.as_ref().is_some_and(is_safe) })
}

/// Whether the standard requires an endpoint.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Required {
    Yes,
    No,
}

/// Reads members, and notes those that are odd.
struct Reader<'a> {
    base: &'a Base,
    members: &'a Map<String, Value>,
    quirks: &'a mut Vec<Quirk>,
}

impl Reader<'_> {
    fn endpoint(&mut self, name: &'static str, required: Required) -> Option<EndpointFact> {
        let said = self.members.get(name)?.as_str();
        if said.is_none() {
            self.quirks.push(Quirk::WrongType(name));
        }
        let found = endpoint_of(self.base, said)?;
        if url::Url::parse(said.unwrap_or_default()).is_err() {
            self.quirks.push(Quirk::RelativeEndpoint(name));
        }
        if required == Required::No && !found.is_secure {
            self.quirks.push(Quirk::UnusableEndpoint(name));
            return None;
        }
        Some(found)
    }

    fn text(&mut self, name: &'static str) -> Option<String> {
        let value = self.members.get(name)?;
        if !value.is_string() {
            self.quirks.push(Quirk::WrongType(name));
        }
        value.as_str().map(clean)
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

fn said(list: Option<&[String]>, wanted: &[&str]) -> Said {
    match list {
        None => Said::NotSaid,
        Some(list) if list.iter().any(|one| wanted.contains(&one.as_str())) => Said::Yes,
        Some(_) => Said::No,
    }
}

/// Returns what two lists say together: one that says yes decides.
fn either(one: Said, other: Said) -> Said {
    match (one, other) {
        (Said::Yes, _) | (_, Said::Yes) => Said::Yes,
        (Said::No, _) | (_, Said::No) => Said::No,
        _ => Said::NotSaid,
    }
}
