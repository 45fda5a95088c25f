//! A portal that answers what it is told to.

use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use backpack_connect::{BodyStream, Context, Error, Request, Response, Transport};
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, StatusCode};

use crate::targets::StillClock;

pub(crate) const BASE: &str = "https://portal.example/fhir";

/// What a portal says.
#[derive(Clone, Debug)]
pub(crate) struct Says {
    pub(crate) configuration: Bytes,
    pub(crate) statement: Bytes,
    pub(crate) token: Bytes,
    pub(crate) keys: Bytes,
    pub(crate) page: Bytes,
}

impl Default for Says {
    fn default() -> Self {
        Self {
            configuration: Bytes::from_static(CONFIGURATION.as_bytes()),
            statement: Bytes::from_static(STATEMENT.as_bytes()),
            token: Bytes::from_static(TOKEN.as_bytes()),
            keys: Bytes::from_static(br#"{"keys":[]}"#),
            page: Bytes::from_static(br#"{"resourceType":"Bundle","type":"searchset","total":0}"#),
        }
    }
}

/// A portal; what it says may change between two requests.
#[derive(Debug)]
pub(crate) struct Portal(Mutex<Says>);

impl Portal {
    pub(crate) fn new(says: Says) -> Arc<Self> {
        Arc::new(Self(Mutex::new(says)))
    }

    pub(crate) fn now_says(&self, change: impl FnOnce(&mut Says)) {
        change(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner));
    }

    pub(crate) fn context(self: &Arc<Self>) -> Context {
        Context::new(Arc::clone(self) as Arc<dyn Transport>, Arc::new(StillClock))
    }
}

#[async_trait]
impl Transport for Portal {
    async fn send(&self, request: Request) -> Result<Response, Error> {
        let says = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let path = request.url.path();
        let body = match path {
            _ if path.ends_with("/smart-configuration") => says.configuration,
            _ if path.ends_with("/metadata") => says.statement,
            _ if path.ends_with("/token") => says.token,
            _ if path.ends_with("/keys") => says.keys,
            _ => says.page,
        };
        let mut headers = HeaderMap::new();
        headers.insert(http::header::CONTENT_TYPE, HeaderValue::from_static("application/fhir+json"));
        Ok(Response::new(StatusCode::OK, headers, request.url, BodyStream::from_bytes(body)))
    }
}

pub(crate) const CONFIGURATION: &str = r#"{"issuer":"https://portal.example","jwks_uri":"https://portal.example/keys","authorization_endpoint":"https://portal.example/authorize","token_endpoint":"https://portal.example/token","revocation_endpoint":"https://portal.example/revoke","introspection_endpoint":"https://portal.example/introspect","registration_endpoint":"https://portal.example/register","capabilities":["permission-v2","permission-v1","launch-standalone"],"code_challenge_methods_supported":["S256"],"scopes_supported":["openid","patient/*.rs"],"user_access_brand_bundle":"https://portal.example/brands"}"#;
pub(crate) const STATEMENT: &str = r#"{"resourceType":"CapabilityStatement","fhirVersion":"4.0.1","software":{"name":"Fake Portal","version":"1"},"rest":[{"mode":"server","security":{"extension":[{"url":"http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris","extension":[{"url":"token","valueUri":"https://portal.example/token"},{"url":"authorize","valueUri":"https://portal.example/authorize"}]}]},"resource":[{"type":"Patient","interaction":[{"code":"read"}]},{"type":"Observation","searchParam":[{"name":"category","type":"token"}]}]}]}"#;
pub(crate) const TOKEN: &str = r#"{"access_token":"at","token_type":"Bearer","expires_in":3600,"scope":"patient/*.rs openid","patient":"p1","refresh_token":"rt"}"#;
