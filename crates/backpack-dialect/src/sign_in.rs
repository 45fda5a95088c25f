//! How a portal signs people in: the authorization request, tokens, registration.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// The authorization request.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct Authorization {
    /// What is named as `aud`.
    pub audience: Audience,
    /// What the portal does with PKCE. The challenge is always sent unless sending it fails there.
    pub pkce: Pkce,
    /// When a nonce is sent.
    pub nonce: Nonce,
    /// How the request travels.
    pub method: Method,
    /// Which redirect addresses the portal takes.
    pub redirects: Redirects,
    /// Further parameters, such as `prompt=consent`.
    pub parameters: BTreeMap<String, String>,
}

/// What the authorization request names as `aud`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Audience {
    /// The FHIR base exactly as given, as the standard says.
    #[default]
    AsGiven,
    /// The FHIR base without a slash at its end.
    WithoutSlash,
    /// Nothing.
    Omitted,
}

/// What a portal does with PKCE.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Pkce {
    /// It checks S256.
    #[default]
    Checked,
    /// It takes the parameters and does not check them.
    Ignored,
    /// It refuses the parameters, so that they are left out.
    Refused,
}

/// When a nonce is sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Nonce {
    /// With the scope `openid`.
    #[default]
    WithOpenid,
    /// Always.
    Always,
}

/// How the authorization request travels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Method {
    /// As an address; as a form where the portal declares `authorize-post` and the address is long.
    #[default]
    Declared,
    /// Always as an address.
    Get,
}

/// Which redirect addresses a portal takes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Redirects {
    /// Loopback, claimed https, and schemes of an app's own.
    #[default]
    Any,
    /// Claimed https alone: no listener on this machine.
    Https,
}

/// Token requests, their answers, and how long what they give lasts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct Tokens {
    /// How a client may prove itself, in the order in which it is tried for what the app has; empty as the portal declares.
    pub authentication: Vec<ClientAuthentication>,
    /// Where the patient's id is looked for, in this order.
    pub patient_from: Vec<PatientSource>,
    /// The claim of the access token that holds the patient's id, for [`PatientSource::AccessToken`].
    pub patient_claim: Option<String>,
    /// Members of the token answer that every FHIR request carries on as a parameter: member to parameter.
    pub carried: BTreeMap<String, String>,
    /// How long an access token lives, in seconds, as documented; what the token answer says decides.
    pub access_seconds: Option<u64>,
    /// What is known of refresh tokens.
    pub refresh: Refresh,
    /// Whether the id token's issuer may differ from what discovery names: the issuers allowed beside it.
    pub issuers: Vec<String>,
    /// Whether grants can be ended at the portal.
    pub revocation: Revocation,
    /// How introspection is authenticated, where it is offered.
    pub introspection: Introspection,
}

impl Default for Tokens {
    fn default() -> Self {
        use PatientSource::{FhirUser, OnlyPatient, TokenAnswer};
        Self {
            authentication: Vec::new(),
            patient_from: vec![TokenAnswer, FhirUser, OnlyPatient],
            patient_claim: None,
            carried: BTreeMap::new(),
            access_seconds: None,
            refresh: Refresh::default(),
            issuers: Vec::new(),
            revocation: Revocation::default(),
            introspection: Introspection::default(),
        }
    }
}

/// How a client proves itself at the token endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ClientAuthentication {
    /// It does not: a public client names its id alone.
    None,
    /// By HTTP Basic with its secret.
    ClientSecretBasic,
    /// By its secret in the body.
    ClientSecretPost,
    /// By a signed assertion.
    PrivateKeyJwt,
}

/// Where a patient's id is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum PatientSource {
    /// `patient` of the token answer.
    TokenAnswer,
    /// `fhirUser` of the id token, if it is a Patient.
    FhirUser,
    /// A claim of the access token, named by the row.
    AccessToken,
    /// The only Patient that a search finds.
    OnlyPatient,
}

/// What is known of refresh tokens.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct Refresh {
    /// Who gets them.
    pub offered: Offered,
    /// Whether each use gives a new one and ends the old.
    pub rotation: Rotation,
    /// Whether a refresh names scopes.
    pub scope: RefreshScope,
    /// Seconds from the sign-in after which nothing can be refreshed any more.
    pub ends_seconds: Option<u64>,
    /// Seconds without use after which a refresh token lapses.
    pub idle_seconds: Option<u64>,
}

/// Who gets refresh tokens.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Offered {
    /// Every client that asks.
    #[default]
    Everyone,
    /// Confidential clients alone.
    Confidential,
    /// Nobody.
    Nobody,
}

/// Whether refresh tokens rotate.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Rotation {
    /// A new one may come, and the old one is then dead.
    #[default]
    Rotates,
    /// The same one stays good.
    Stays,
}

/// Whether a refresh names scopes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum RefreshScope {
    /// No.
    #[default]
    Omitted,
    /// Exactly what was granted, in the portal's own string.
    AsGranted,
}

/// Whether grants can be ended at a portal.
///
/// A connector says what it can do before it has met the portal, so that this cannot come from discovery.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Revocation {
    /// Claimed. Should the portal name no revocation endpoint after all, ending a grant fails with words, so that
    /// nobody takes it for ended.
    #[default]
    Claimed,
    /// Not claimed.
    NotClaimed,
}

/// How introspection is authenticated.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Introspection {
    /// As the token endpoint.
    #[default]
    Client,
    /// By the access token itself.
    Bearer,
}

/// Whether and how an app registers itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Registration {
    /// By hand, or as RFC 7591 says where the portal names a registration endpoint.
    #[default]
    Declared,
    /// For each connection, with a key of its own, after a first sign-in that grants nothing but this.
    Protected {
        /// The scope of the first sign-in.
        scope: String,
        /// The endpoint, relative to the authorization endpoint, where discovery names none.
        endpoint: String,
    },
}
