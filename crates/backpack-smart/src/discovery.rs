//! Finding out where a portal signs people in, and whether it is one this connector can speak to.

use std::time::Duration;

use backpack_connect::{Context, Error, ErrorKind, Redirects};
use serde_json::{Map, Value};
use url::Url;

use crate::base::{Base, is_safe};
use crate::status::{is_trouble, trouble};
use crate::wire::{Answer, FHIR_JSON, ask, get};

const OPERATION: &str = "discover";
/// The largest document, in bytes; capability statements of a few megabytes are met with.
const DOCUMENT: u64 = 16 << 20;
/// The longest wait for a document: nobody is signed in meanwhile.
const WAIT: Duration = Duration::from_secs(30);
/// The most entries of a list, and the longest of them, that are believed.
const LISTED: usize = 2000;
const LENGTH: usize = 512;
/// Where the extension of the older discovery lives.
const OAUTH_URIS: &str = "http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris";

/// What a portal says about itself.
#[derive(Debug)]
pub(crate) struct Portal {
    pub(crate) endpoints: Endpoints,
    /// The resource types it declares; a hint, the answer to each question decides.
    pub(crate) declared: Vec<String>,
    /// What it says it runs.
    pub(crate) software: Option<String>,
    pub(crate) fhir_version: Option<String>,
    /// What else its `smart-configuration` says.
    pub(crate) claims: Claimed,
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

/// What a portal claims beside its endpoints. All of it is optional, and what has the wrong type is left out.
#[derive(Debug, Default)]
pub(crate) struct Claimed {
    pub(crate) capabilities: Vec<String>,
    pub(crate) grant_types: Vec<String>,
    /// Where the person can see and end what apps may do.
    pub(crate) management: Option<Url>,
    /// Where its brands are published (User-access Brands).
    pub(crate) brands: Option<Url>,
    /// The system and the value of its own brand's identifier there.
    pub(crate) brand: Option<(Option<String>, String)>,
    /// Other FHIR bases with the same sign-in, and their capabilities.
    pub(crate) associated: Vec<(Url, Vec<String>)>,
}

/// Which version of scopes a portal knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ScopeSyntax {
    /// `patient/Observation.read`
    V1,
    /// `patient/Observation.rs`
    V2,
}

/// Asks the portal about itself: its `smart-configuration`, and its capability statement.
///
/// The well-known document wins; only where there is none are the endpoints taken from the capability statement.
pub(crate) async fn discover(context: &Context, base: &Base) -> Result<Portal, Error> {
    let well_known = base.below(&[".well-known", "smart-configuration"]);
    let question = |url, accept| {
        let time = context.limits.request_time.min(WAIT);
        get(context, url, accept).redirects(Redirects::AnyHttps(3)).limits(DOCUMENT, time)
    };
    let well_known = question(well_known, "application/json");
    let found = read_well_known(context, &ask(context, well_known, OPERATION).await?)?;
    let metadata = question(base.below(&["metadata"]), FHIR_JSON);
    let statement = match ask(context, metadata, OPERATION).await {
        Ok(answer) => read_statement(&answer),
        Err(error) if *error.kind() == ErrorKind::Cancelled => return Err(error),
        Err(error) if found.is_none() => return Err(error),
        Err(_) => None,
    };
    if let Some(version) = statement.as_ref().and_then(|statement| statement.get("fhirVersion")) {
        check_version(version)?;
    }
    let text = |version: &Value| version.as_str().map(ToOwned::to_owned);
    let fhir_version = statement.as_ref().and_then(|statement| text(statement.get("fhirVersion")?));
    let claims = found.as_ref().map(|members| Claimed::read(members, base)).unwrap_or_default();
    let endpoints = match (&found, &statement) {
        (Some(found), _) => Endpoints::of_well_known(found, base)?,
        (None, Some(statement)) => Endpoints::of_statement(statement, base)?,
        (None, None) => return Err(no_portal("neither a smart-configuration nor a capability statement")),
    };
    let declared = statement.as_ref().map(declared_types).unwrap_or_default();
    let software = statement.as_ref().and_then(software);
    Ok(Portal { endpoints, declared, software, fhir_version, claims })
}

fn read_well_known(context: &Context, answer: &Answer) -> Result<Option<Map<String, Value>>, Error> {
    if is_trouble(answer.status) && answer.status.as_u16() != 401 {
        return Err(trouble(context, answer.status, &answer.headers, OPERATION));
    }
    if !answer.status.is_success() {
        return Ok(None);
    }
    match serde_json::from_slice(&answer.body) {
        Ok(Value::Object(members)) => Ok(Some(members)),
        Ok(_) => Err(no_portal("its smart-configuration is no JSON object")),
        Err(_) if answer.looks_like_json() => Err(no_portal("its smart-configuration is no JSON object")),
        Err(_) => Ok(None),
    }
}

fn read_statement(answer: &Answer) -> Option<Map<String, Value>> {
    let Ok(Value::Object(members)) = serde_json::from_slice(&answer.body) else { return None };
    let is_statement = members.get("resourceType").and_then(Value::as_str) == Some("CapabilityStatement");
    (answer.status.is_success() && is_statement).then_some(members)
}

fn check_version(version: &Value) -> Result<(), Error> {
    let version = version.as_str().unwrap_or_default();
    if version.starts_with("4.0") || version.starts_with("4.3") {
        Ok(())
    } else {
        Err(no_portal("its FHIR version is neither 4.0 nor 4.3"))
    }
}

fn software(statement: &Map<String, Value>) -> Option<String> {
    statement.get("software")?.get("name")?.as_str().map(ToOwned::to_owned)
}

fn declared_types(statement: &Map<String, Value>) -> Vec<String> {
    let rest = statement.get("rest").and_then(Value::as_array).into_iter().flatten();
    let resources = rest.filter_map(|rest| rest.get("resource")?.as_array()).flatten();
    let types = resources.filter_map(|resource| resource.get("type")?.as_str());
    // There are about 150 types; a portal that declares more is not believed.
    types.filter(|name| name.len() <= 64).take(300).map(ToOwned::to_owned).collect()
}

impl Endpoints {
    fn of_well_known(members: &Map<String, Value>, base: &Base) -> Result<Self, Error> {
        let text = |name| members.get(name).and_then(Value::as_str);
        let pkce = "code_challenge_methods_supported";
        if members.get(pkce).is_some_and(Value::is_array) && !names(members, pkce, "S256") {
            return Err(no_portal("its smart-configuration offers PKCE without S256"));
        }
        let authorize = text("authorization_endpoint")
            .ok_or_else(|| no_portal("its smart-configuration names no authorization_endpoint"))?;
        let token = text("token_endpoint")
            .ok_or_else(|| no_portal("its smart-configuration names no token_endpoint"))?;
        // An optional endpoint that cannot be used is as good as none.
        let optional = |name| text(name).and_then(|url| endpoint(base, url).ok());
        let v2 = names(members, "capabilities", "permission-v2");
        Ok(Self {
            authorize: endpoint(base, authorize)?,
            token: endpoint(base, token)?,
            revoke: text("revocation_endpoint").map(|url| endpoint(base, url)).transpose()?,
            introspect: optional("introspection_endpoint"),
            register: optional("registration_endpoint"),
            keys: optional("jwks_uri"),
            issuer: text("issuer").map(ToOwned::to_owned),
            names_issuer: members.get("authorization_response_iss_parameter_supported")
                == Some(&Value::Bool(true)),
            takes_form: names(members, "capabilities", "authorize-post"),
            scopes: if v2 { ScopeSyntax::V2 } else { ScopeSyntax::V1 },
            scopes_supported: texts(members.get("scopes_supported")),
            authentication: texts(members.get("token_endpoint_auth_methods_supported")),
        })
    }

    fn of_statement(statement: &Map<String, Value>, base: &Base) -> Result<Self, Error> {
        let rest = statement.get("rest").and_then(Value::as_array).into_iter().flatten();
        let extensions = rest.filter_map(|rest| rest.get("security")?.get("extension")?.as_array()).flatten();
        let uris = extensions.filter(|extension| extension.get("url").is_some_and(|url| url == OAUTH_URIS));
        let uris = uris.filter_map(|uris| uris.get("extension")?.as_array()).flatten().collect::<Vec<_>>();
        let uri = |name: &str| {
            let named = uris.iter().find(|uri| uri.get("url").is_some_and(|url| url == name))?;
            named.get("valueUri")?.as_str()
        };
        let none = "no smart-configuration, and its capability statement names no sign-in";
        let authorize = uri("authorize").ok_or_else(|| no_portal(none))?;
        let token = uri("token").ok_or_else(|| no_portal(none))?;
        Ok(Self {
            authorize: endpoint(base, authorize)?,
            token: endpoint(base, token)?,
            revoke: uri("revoke").map(|url| endpoint(base, url)).transpose()?,
            introspect: uri("introspect").and_then(|url| endpoint(base, url).ok()),
            register: uri("register").and_then(|url| endpoint(base, url).ok()),
            keys: None,
            issuer: None,
            names_issuer: false,
            takes_form: false,
            scopes: ScopeSyntax::V1,
            scopes_supported: Vec::new(),
            authentication: Vec::new(),
        })
    }
}

impl Claimed {
    fn read(members: &Map<String, Value>, base: &Base) -> Self {
        let url = |value: &Value| endpoint(base, value.as_str()?).ok();
        let url_of = |name| members.get(name).and_then(url);
        let associated = members.get("associated_endpoints").and_then(Value::as_array).into_iter().flatten();
        Self {
            capabilities: texts(members.get("capabilities")),
            grant_types: texts(members.get("grant_types_supported")),
            management: url_of("management_endpoint"),
            brands: url_of("user_access_brand_bundle"),
            brand: members.get("user_access_brand_identifier").and_then(identifier),
            associated: associated
                .filter_map(|one| Some((url(one.get("url")?)?, texts(one.get("capabilities")))))
                .take(LISTED)
                .collect(),
        }
    }
}

/// Reads a FHIR Identifier; some portals write its value alone.
fn identifier(value: &Value) -> Option<(Option<String>, String)> {
    let text = |value: &Value| value.as_str().filter(|text| text.len() <= LENGTH).map(ToOwned::to_owned);
    match value {
        Value::Object(members) => Some((members.get("system").and_then(text), text(members.get("value")?)?)),
        value => Some((None, text(value)?)),
    }
}

/// Says whether a list of texts holds this one.
fn names(members: &Map<String, Value>, name: &str, wanted: &str) -> bool {
    members.get(name).and_then(Value::as_array).is_some_and(|list| list.iter().any(|one| one == wanted))
}

/// Reads a list of texts; what is none of them is left out.
fn texts(list: Option<&Value>) -> Vec<String> {
    let list = list.and_then(Value::as_array).into_iter().flatten();
    let texts = list.filter_map(Value::as_str).filter(|text| text.len() <= LENGTH);
    texts.take(LISTED).map(ToOwned::to_owned).collect()
}

/// Reads an endpoint, which may be relative to the FHIR base.
fn endpoint(base: &Base, text: &str) -> Result<Url, Error> {
    let url = base.root().join(text).map_err(|_| no_portal("an endpoint of its sign-in is no URL"))?;
    if is_safe(&url) { Ok(url) } else { Err(no_portal("an endpoint of its sign-in is not https")) }
}

fn no_portal(missing: &'static str) -> Error {
    Error::new(ErrorKind::NotAPortal(missing), OPERATION)
}
