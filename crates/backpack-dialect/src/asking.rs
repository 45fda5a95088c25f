//! How a portal is asked: recognition, searches, the plan, increments, limits.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// How a portal of a dialect is recognised. Any one that fits is enough.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct Recognition {
    /// Hosts of the FHIR base, themselves and everything below them, such as `fhir.example.com`.
    pub hosts: Vec<String>,
    /// Parts of the FHIR base's path, such as `/api/FHIR/R4`, whatever the host.
    pub paths: Vec<String>,
    /// What `CapabilityStatement.software.name` begins with, without regard to case.
    pub software: Vec<String>,
}

impl Recognition {
    /// Says whether a portal with this host and path is one of these.
    pub(crate) fn is_at(&self, host: &str, path: &str) -> bool {
        let host = host.to_ascii_lowercase();
        let below = |name: &String| {
            host.strip_suffix(name.as_str()).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
        };
        self.hosts.iter().any(below) || self.paths.iter().any(|begin| path.contains(begin.as_str()))
    }

    /// Says whether a portal that runs this software is one of these.
    pub(crate) fn is_software(&self, software: &str) -> bool {
        let begins =
            |begin: &String| software.get(..begin.len()).is_some_and(|head| head.eq_ignore_ascii_case(begin));
        self.software.iter().any(begins)
    }
}

/// How searches are written.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct Search {
    /// How a search names the patient.
    pub patient: PatientParameter,
    /// The largest `_count` the portal takes.
    pub page_size: Option<u32>,
    /// The largest `_count` for single types.
    pub page_sizes: BTreeMap<String, u32>,
    /// Parameters that every first page carries, as they stand: `/` and `:` are not escaped.
    pub parameters: BTreeMap<String, String>,
    /// The value of `Accept`, where FHIR's own is refused.
    pub accept: Option<String>,
    /// Whether provenance is asked for with what it is about.
    pub provenance: Provenance,
    /// Types for which provenance is not asked all the same.
    pub without_provenance: Vec<String>,
    /// Whether the portal is asked to refuse parameters that it does not know.
    pub handling: Handling,
    /// Whether a long question travels as a form.
    pub post: Post,
}

/// Whether a portal is asked to refuse parameters that it does not know (FHIR R4, Search, section 3.1.1.3).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Handling {
    /// Nothing is said: it does as it likes, and its self link is compared with what was asked.
    #[default]
    Unsaid,
    /// `Prefer: handling=strict`; what is refused with it is asked for again without.
    Strict,
}

/// Whether a long question travels as a form (FHIR R4, RESTful API, section 3.1.0.9).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Post {
    /// By `POST _search` beyond 2,000 bytes; as an address should the portal not know that.
    #[default]
    WhenLong,
    /// Never.
    Never,
}

/// How a search names the patient.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum PatientParameter {
    /// `patient=ID`.
    #[default]
    Id,
    /// `patient=Patient/ID`.
    Reference,
    /// No parameter: the token says who it is.
    Omitted,
}

/// Whether `_revinclude=Provenance:target` is sent where the grant covers Provenance.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Provenance {
    /// It is; a refusal is asked for again without.
    #[default]
    Included,
    /// It is not.
    NotAsked,
}

/// What is asked, as departures from the common plan.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct Plan {
    /// Only these types; empty for all.
    pub only: Vec<String>,
    /// By type the searches that take the place of the common plan's; an empty list omits the type.
    pub searches: BTreeMap<String, Vec<PlannedSearch>>,
}

/// One search of a plan.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct PlannedSearch {
    /// The parameters beside the patient, in the order of writing; the query's stable name is made of them.
    pub with: Vec<(String, String)>,
    /// What it brings, in words for people.
    pub label: String,
}

/// How later pulls ask for what is new.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct Increments {
    /// How, unless a type says otherwise.
    pub by: Increment,
    /// How for single types.
    pub types: BTreeMap<String, Increment>,
    /// Parameters beside which `_lastUpdated` is refused, such as `date`: a search that has one is always a full one.
    pub never_with: Vec<String>,
}

/// How later pulls ask for what is new.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Increment {
    /// By `_lastUpdated=ge…`. Harmless where the portal ignores it: everything comes again, unchanged.
    #[default]
    LastUpdated,
    /// Not at all: every pull is a full one.
    Full,
}

/// How much may be asked in which time.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct Limits {
    /// The FHIR requests a minute.
    pub requests_per_minute: Option<u32>,
    /// The token requests a minute.
    pub tokens_per_minute: Option<u32>,
    /// The requests at once.
    pub at_once: Option<u32>,
}
