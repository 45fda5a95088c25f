//! How portals depart from the standard, as data. A new vendor is a new row, never a branch in the code.

/// How one vendor's portals depart from the standard: one row of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Dialect {
    /// The row's name, such as `plain`.
    pub name: String,
    /// The scopes that ask for the launch context and the identity.
    pub context_scopes: Vec<String>,
    /// The resource types to ask for, `*` for all; each becomes `patient/TYPE.rs`, or `.read` where the portal knows
    /// only the first version of scopes.
    pub scope_types: Vec<String>,
    /// What the authorization request names as `aud`.
    pub audience: Audience,
    /// How a search names the patient.
    pub patient_parameter: PatientParameter,
    /// How later pulls ask for what is new.
    pub increments: Increments,
    /// The largest `_count` the portal takes, if it refuses more.
    pub page_size: Option<u32>,
    /// Whether the connector claims to end grants at the portal.
    pub revocation: Revocation,
}

impl Dialect {
    /// Returns the row of the standard itself, for every portal that is not known to depart from it.
    #[must_use]
    pub fn plain() -> Self {
        let texts = |texts: &[&str]| texts.iter().map(|&text| text.to_owned()).collect();
        Self {
            name: "plain".to_owned(),
            context_scopes: texts(&["launch/patient", "openid", "fhirUser", "offline_access"]),
            scope_types: texts(&["*"]),
            audience: Audience::AsGiven,
            patient_parameter: PatientParameter::Id,
            increments: Increments::LastUpdated,
            page_size: None,
            revocation: Revocation::Claimed,
        }
    }
}

/// What the authorization request names as `aud`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Audience {
    /// The FHIR base exactly as given, as the standard says.
    AsGiven,
    /// The FHIR base without a slash at its end.
    WithoutSlash,
    /// Nothing.
    Omitted,
}

/// How a search names the patient.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum PatientParameter {
    /// `patient=ID`.
    Id,
    /// `patient=Patient/ID`.
    Reference,
}

/// How later pulls ask for what is new.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Increments {
    /// By `_lastUpdated`. Harmless where the portal ignores it: everything comes again, unchanged.
    LastUpdated,
    /// Not at all: the portal does not know `_lastUpdated`, and every pull is a full one.
    Full,
}

/// Whether the connector claims to end grants at the portal.
///
/// A connector says what it can do before it has met the portal, so that this cannot come from discovery.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Revocation {
    /// Claimed. Should the portal name no revocation endpoint after all, `revoke` fails with
    /// [`NotAPortal`](backpack_connect::ErrorKind::NotAPortal), so that nobody takes the grant for ended.
    Claimed,
    /// Not claimed: `revoke` answers `Unsupported` without a request.
    NotClaimed,
}
