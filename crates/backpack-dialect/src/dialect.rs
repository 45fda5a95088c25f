//! One row: how one vendor's portals depart from the standard. Every field's default is the standard's own way.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{Authorization, Increments, Limits, Plan, Recognition, Registration, Search, Tokens};

/// How one vendor's portals depart from the standard: one row of the table. What a row does not say is as in the
/// plain row, which is the standard itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct Dialect {
    /// The row's name: lower case, one word, stable, since grants name it.
    pub name: String,
    /// The name for people.
    pub title: String,
    /// Where each departure is known from, with the confidence of portals' documents (A), others' code (B) or
    /// third parties (C).
    pub evidence: Vec<String>,
    /// How a portal of this dialect is recognised.
    pub recognition: Recognition,
    /// Which scopes are asked for, and how they are written.
    pub scopes: Scopes,
    /// The authorization request.
    pub authorization: Authorization,
    /// Token requests, their answers, and how long what they give lasts.
    pub tokens: Tokens,
    /// Whether and how an app registers itself.
    pub registration: Registration,
    /// How searches are written.
    pub search: Search,
    /// What is asked.
    pub plan: Plan,
    /// How later pulls ask for what is new.
    pub increments: Increments,
    /// How attachments are asked for.
    pub attachments: Attachments,
    /// How much may be asked in which time.
    pub limits: Limits,
    /// Oddities of the portal's answers that a client must live with: by name, played by the demo portal.
    pub oddities: Vec<Oddity>,
}

/// Which scopes are asked for, and how they are written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct Scopes {
    /// The scopes that ask for the launch context and the identity.
    pub context: Vec<String>,
    /// The scope that asks for access while the person is away; empty where there is none.
    pub lasting: String,
    /// The resource types to ask for, `*` for all.
    pub types: Vec<String>,
    /// How they are written.
    pub syntax: ScopeSyntax,
    /// What becomes of a sign-in that asks for a scope the portal does not know.
    pub unknown: UnknownScopes,
}

/// What becomes of a sign-in that asks for a scope the portal does not know.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum UnknownScopes {
    /// The others are granted.
    #[default]
    Dropped,
    /// It fails, so that only scopes which the portal lists may be asked for.
    Refused,
}

impl Default for Scopes {
    fn default() -> Self {
        Self {
            context: ["launch/patient", "openid", "fhirUser"].map(str::to_owned).to_vec(),
            lasting: "offline_access".to_owned(),
            types: vec!["*".to_owned()],
            syntax: ScopeSyntax::Declared,
            unknown: UnknownScopes::Dropped,
        }
    }
}

/// How scopes for resources are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ScopeSyntax {
    /// As the portal's capabilities say: `.rs` with `permission-v2`, else `.read`.
    #[default]
    Declared,
    /// `.read`.
    V1,
    /// `.rs`.
    V2,
}

/// How attachments are asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct Attachments {
    /// What `Accept` says first.
    pub accept: BinaryAccept,
    /// Parameters that every request for an attachment below the base carries, beside those of the token answer.
    pub parameters: BTreeMap<String, String>,
}

/// What `Accept` says first when an attachment is asked for. The other form is tried after 406 or 415.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum BinaryAccept {
    /// The declared media type.
    #[default]
    Declared,
    /// `application/fhir+json`.
    FhirJson,
}

/// An oddity of a portal's answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Oddity {
    /// Codes such as `Encounter.status` come in the wrong case.
    WrongCase,
    /// Numbers stand where the standard says text.
    NumbersAsText,
    /// XML comes although JSON was asked for, now and then.
    Xml,
    /// `Bundle.total` counts this page alone.
    TotalOfPage,
    /// Pages may be short or empty although a next link follows.
    ShortPages,
    /// Outcome entries stand among the matches.
    OutcomeEntries,
    /// A read of a merged patient is answered with a redirect.
    MergedPatient,
    /// Binary always comes as FHIR JSON.
    BinaryAsJson,
    /// Documents come in line.
    DocumentsInLine,
    /// ETags are not quoted.
    BareEtags,
    /// An authorization error is a page of JSON in place of a redirect.
    ErrorPage,
    /// An expired grant is answered with 401 and words that are no OAuth error.
    WordyExpiry,
    /// The first page holds more than `_count`.
    LargeFirstPage,
    /// `_lastUpdated` is ignored.
    IgnoresLastUpdated,
    /// `patient=ID` finds nothing, `patient=Patient/ID` does.
    WantsPatientReference,
}
