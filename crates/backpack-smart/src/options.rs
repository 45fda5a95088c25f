//! What the host app says about one portal.

use std::fmt;

use backpack_core::{SecretText, Timestamp};

use crate::{ClientKey, Dialect, Dialects};

/// What the host app says about one portal: where it is, and who asks.
#[non_exhaustive]
pub struct SmartOptions {
    /// The portal's FHIR base URL, exactly as the portal gives it: it is also what the sign-in names as its audience.
    pub fhir_base: String,
    /// The app's client id at the portal.
    pub client_id: String,
    /// The client's secret, for an app that was registered as confidential. A public app has none.
    pub client_secret: Option<SecretText>,
    /// When that secret ends, if the portal said it (RFC 7591, `client_secret_expires_at`).
    pub client_secret_expires: Option<Timestamp>,
    /// The key of an app that was registered as confidential with its public keys. It is preferred to a secret.
    pub client_key: Option<ClientKey>,
    /// Where the browser comes back to, exactly as registered. Needed for signing in alone.
    pub redirect_uri: String,
    /// The portal's name for people; by default its host.
    pub name: Option<String>,
    /// The scopes to ask for in place of the dialect's.
    pub scopes: Option<Vec<String>>,
    /// Whether access is asked for beyond the time that the person is there.
    pub access: Access,
    /// How this portal departs from the standard; `None` for the row of the table that recognises it.
    pub dialect: Option<Dialect>,
    /// The table that portals are recognised by.
    pub dialects: Dialects,
    /// Whether attachments on other servers are fetched.
    pub foreign_links: ForeignLinks,
}

impl SmartOptions {
    /// Returns options for the portal with this FHIR base URL, as a public client, in the dialect that
    /// the built-in table knows for it.
    #[must_use]
    pub fn new(fhir_base: impl Into<String>, client_id: impl Into<String>) -> Self {
        Self {
            fhir_base: fhir_base.into(),
            client_id: client_id.into(),
            client_secret: None,
            client_secret_expires: None,
            client_key: None,
            redirect_uri: String::new(),
            name: None,
            scopes: None,
            access: Access::Lasting,
            dialect: None,
            dialects: Dialects::built_in(),
            foreign_links: ForeignLinks::Refuse,
        }
    }

    /// Sets where the browser comes back to, exactly as registered (RFC 8252: loopback http, claimed https, or a
    /// scheme of the app's own).
    #[must_use]
    pub fn with_redirect_uri(mut self, redirect_uri: impl Into<String>) -> Self {
        self.redirect_uri = redirect_uri.into();
        self
    }

    /// Sets the secret of a confidential client. It travels in the token request's header or body, never in a URL.
    #[must_use]
    pub fn with_client_secret(mut self, secret: SecretText) -> Self {
        self.client_secret = Some(secret);
        self
    }

    /// Sets when the client's secret ends: after it, nothing is asked with it, and signing in fails with words.
    #[must_use]
    pub fn with_client_secret_expires(mut self, expires: Timestamp) -> Self {
        self.client_secret_expires = Some(expires);
        self
    }

    /// Sets the key of a confidential client (`private_key_jwt`). It never leaves this process: what travels is what it signed.
    #[must_use]
    pub fn with_client_key(mut self, key: ClientKey) -> Self {
        self.client_key = Some(key);
        self
    }

    /// Sets whether access is asked for beyond the time that the person is there.
    #[must_use]
    pub fn with_access(mut self, access: Access) -> Self {
        self.access = access;
        self
    }

    /// Sets the portal's name for people.
    #[must_use]
    pub fn with_name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Sets the scopes to ask for, in place of the dialect's.
    #[must_use]
    pub fn with_scopes(mut self, scopes: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.scopes = Some(scopes.into_iter().map(Into::into).collect());
        self
    }

    /// Sets how this portal departs from the standard, whatever the table says.
    #[must_use]
    pub fn with_dialect(mut self, dialect: Dialect) -> Self {
        self.dialect = Some(dialect);
        self
    }

    /// Sets the table that portals are recognised by.
    #[must_use]
    pub fn with_dialects(mut self, dialects: Dialects) -> Self {
        self.dialects = dialects;
        self
    }

    /// Sets whether attachments on other servers are fetched.
    #[must_use]
    pub fn with_foreign_links(mut self, foreign_links: ForeignLinks) -> Self {
        self.foreign_links = foreign_links;
        self
    }
}

impl fmt::Debug for SmartOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SmartOptions")
            .field("fhir_base", &self.fhir_base)
            .field("dialect", &self.dialect.as_ref().map(|row| &row.name))
            .finish_non_exhaustive()
    }
}

/// Whether access is asked for beyond the time that the person is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Access {
    /// It is, where the portal offers it (`offline_access`): needed to bring in what is new by itself.
    Lasting,
    /// It is not: the access ends when the first token does.
    Online,
}

/// Whether attachments on other servers are fetched.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ForeignLinks {
    /// They are refused: another server learns nothing of this person.
    Refuse,
    /// They are fetched over https, never with a token.
    FetchWithoutToken,
}
