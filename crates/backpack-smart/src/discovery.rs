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
}

/// Where a portal signs people in, and how.
#[derive(Debug)]
pub(crate) struct Endpoints {
    pub(crate) authorize: Url,
    pub(crate) token: Url,
    pub(crate) revoke: Option<Url>,
    pub(crate) issuer: Option<String>,
    /// Whether every answer names its issuer (RFC 9207).
    pub(crate) names_issuer: bool,
    pub(crate) scopes: ScopeSyntax,
    pub(crate) secret_in_body: bool,
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
    let endpoints = match (&found, &statement) {
        (Some(found), _) => Endpoints::of_well_known(found, base)?,
        (None, Some(statement)) => Endpoints::of_statement(statement, base)?,
        (None, None) => return Err(no_portal("neither a smart-configuration nor a capability statement")),
    };
    let declared = statement.as_ref().map(declared_types).unwrap_or_default();
    let software = statement.as_ref().and_then(software);
    Ok(Portal { endpoints, declared, software })
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
        let list = |name| members.get(name).and_then(Value::as_array);
        let names = |name, wanted| list(name).is_some_and(|list| list.iter().any(|one| one == wanted));
        if list("code_challenge_methods_supported").is_some()
            && !names("code_challenge_methods_supported", "S256")
        {
            return Err(no_portal("its smart-configuration offers PKCE without S256"));
        }
        let authorize = text("authorization_endpoint")
            .ok_or_else(|| no_portal("its smart-configuration names no authorization_endpoint"))?;
        let token = text("token_endpoint")
            .ok_or_else(|| no_portal("its smart-configuration names no token_endpoint"))?;
        let v2 = names("capabilities", "permission-v2");
        let methods = "token_endpoint_auth_methods_supported";
        Ok(Self {
            authorize: endpoint(base, authorize)?,
            token: endpoint(base, token)?,
            revoke: text("revocation_endpoint").map(|url| endpoint(base, url)).transpose()?,
            issuer: text("issuer").map(ToOwned::to_owned),
            names_issuer: members.get("authorization_response_iss_parameter_supported")
                == Some(&Value::Bool(true)),
            scopes: if v2 { ScopeSyntax::V2 } else { ScopeSyntax::V1 },
            secret_in_body: names(methods, "client_secret_post") && !names(methods, "client_secret_basic"),
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
            issuer: None,
            names_issuer: false,
            scopes: ScopeSyntax::V1,
            secret_in_body: false,
        })
    }
}

/// Reads an endpoint, which may be relative to the FHIR base.
fn endpoint(base: &Base, text: &str) -> Result<Url, Error> {
    let url = base.root().join(text).map_err(|_| no_portal("an endpoint of its sign-in is no URL"))?;
    if is_safe(&url) { Ok(url) } else { Err(no_portal("an endpoint of its sign-in is not https")) }
}

fn no_portal(missing: &'static str) -> Error {
    Error::new(ErrorKind::NotAPortal(missing), OPERATION)
}
