//! What a portal gave after sign-in.

use backpack_core::{SecretBytes, Timestamp};

/// What a portal gave after sign-in, for one patient. Never cloned, never printed; the engine seals and keeps it.
#[derive(Debug)]
#[non_exhaustive]
pub struct Grant {
    /// The patient at the portal.
    pub patient: PatientRef,
    /// Who signed in, if the portal said it and it is somebody else than the patient (a parent, say): `Type/id` or an
    /// address, as the portal wrote it. Recorded, never asked for.
    pub user: Option<String>,
    /// The scopes that were granted, as the portal wrote them.
    pub scopes: Vec<String>,
    /// When the grant must be refreshed; `None` if it does not run out.
    pub expires: Option<Timestamp>,
    /// When it ends for good, even if refreshed; `None` if unknown.
    pub hard_end: Option<Timestamp>,
    /// Whether [`Connector::refresh`](crate::Connector::refresh) can renew it without the person.
    pub refreshable: bool,
    /// What only the connector reads: tokens, keys. At most 64 KiB.
    pub secret: SecretBytes,
}

impl Grant {
    /// Returns a grant for `patient` that does not run out and cannot be refreshed.
    #[must_use]
    pub fn new(patient: PatientRef, secret: SecretBytes) -> Self {
        Self {
            patient,
            user: None,
            scopes: Vec::new(),
            expires: None,
            hard_end: None,
            refreshable: false,
            secret,
        }
    }
}

/// The patient of a grant, as the portal names them.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct PatientRef {
    /// The id at the portal: `Patient.id`, at most 64 characters of `A-Za-z0-9-.` for FHIR portals.
    pub id: String,
    /// A name for people, if the portal gave one.
    pub name: Option<String>,
}

impl PatientRef {
    /// Returns a patient without a name.
    #[must_use]
    pub fn new(id: impl Into<String>) -> Self {
        Self { id: id.into(), name: None }
    }

    /// Sets the name for people.
    #[must_use]
    pub fn with_name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }
}
