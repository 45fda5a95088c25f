//! What an app says about itself when it registers.

use std::fmt;

use backpack_connect::Error;
use backpack_core::SecretText;
use serde_json::{Map, Value, json};

use crate::ClientKey;
use crate::client::name;
use crate::dialect::ClientAuthentication;

/// What an app says about itself when it registers (RFC 7591, section 2). It is always a native app.
#[non_exhaustive]
pub struct RegistrationRequest {
    /// The app's name for people.
    pub name: String,
    /// Where the browser may come back to, each exactly as it will be sent.
    pub redirect_uris: Vec<String>,
    /// How it wants to prove itself. Public by default; the portal's answer decides.
    pub authentication: ClientAuthentication,
    /// The scopes it will ask for, if the portal wants to know.
    pub scopes: Vec<String>,
    /// Further members of the request, such as `software_id` or `contacts`; they do not replace those above.
    pub members: Map<String, Value>,
    /// The token that lets an app register, where a portal hands one out.
    pub initial_token: Option<SecretText>,
    /// The public half of the app's key.
    jwk: Option<Value>,
}

impl RegistrationRequest {
    /// Returns the request of a public app.
    #[must_use]
    pub fn new(name: impl Into<String>, redirect_uris: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Self {
            name: name.into(),
            redirect_uris: redirect_uris.into_iter().map(Into::into).collect(),
            authentication: ClientAuthentication::None,
            scopes: Vec::new(),
            members: Map::new(),
            initial_token: None,
            jwk: None,
        }
    }

    /// Sets how the app wants to prove itself.
    #[must_use]
    pub fn with_authentication(mut self, authentication: ClientAuthentication) -> Self {
        self.authentication = authentication;
        self
    }

    /// Proves the app by this key: its public half is registered.
    ///
    /// # Errors
    ///
    /// As [`ClientKey::public_jwk`].
    pub fn with_key(mut self, key: &ClientKey) -> Result<Self, Error> {
        self.jwk = Some(key.public_jwk()?);
        self.authentication = ClientAuthentication::PrivateKeyJwt;
        Ok(self)
    }

    /// Sets the scopes that the app will ask for.
    #[must_use]
    pub fn with_scopes(mut self, scopes: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.scopes = scopes.into_iter().map(Into::into).collect();
        self
    }

    /// Adds a further member, such as `software_id`.
    #[must_use]
    pub fn with_member(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        self.members.insert(name.into(), value.into());
        self
    }

    /// Sets the token that lets an app register, where a portal hands one out.
    #[must_use]
    pub fn with_initial_token(mut self, token: SecretText) -> Self {
        self.initial_token = Some(token);
        self
    }

    pub(super) fn body(&self) -> Value {
        let mut body = self.members.clone();
        let mut set = |name: &str, value: Value| drop(body.insert(name.to_owned(), value));
        set("client_name", json!(self.name));
        set("application_type", json!("native"));
        set("redirect_uris", json!(self.redirect_uris));
        set("response_types", json!(["code"]));
        set("grant_types", json!(["authorization_code", "refresh_token"]));
        set("token_endpoint_auth_method", json!(name(self.authentication)));
        if !self.scopes.is_empty() {
            set("scope", json!(self.scopes.join(" ")));
        }
        if let Some(jwk) = &self.jwk {
            set("jwks", json!({"keys": [jwk]}));
        }
        Value::Object(body)
    }
}

impl fmt::Debug for RegistrationRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("RegistrationRequest");
        shown.field("name", &self.name).field("redirect_uris", &self.redirect_uris).finish_non_exhaustive()
    }
}
