//! One FHIR resource as bytes, and the writers of many.

use std::io::{self, Write};

use bytes::Bytes;

/// One FHIR R4 resource: what a server needs to know of it, and its JSON text.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Resource {
    /// The resource type, such as `Observation`.
    pub resource_type: String,
    /// The logical id.
    pub id: String,
    /// The version, as in `meta.versionId`; 1 for a resource that was never amended.
    pub version: u32,
    /// The instant in `meta.lastUpdated`.
    pub last_updated: String,
    /// The JSON text, on one line.
    pub body: Bytes,
}

impl Resource {
    /// Returns a resource of these parts; `body` must carry the same type, id, version and instant.
    #[must_use]
    pub fn new(
        resource_type: &str,
        id: &str,
        version: u32,
        last_updated: &str,
        body: impl Into<Bytes>,
    ) -> Self {
        Self {
            resource_type: resource_type.to_owned(),
            id: id.to_owned(),
            version,
            last_updated: last_updated.to_owned(),
            body: body.into(),
        }
    }

    /// Returns the relative reference, such as `Observation/o1`.
    #[must_use]
    pub fn reference(&self) -> String {
        format!("{}/{}", self.resource_type, self.id)
    }
}

/// Writes one resource a line, and returns how many.
///
/// # Errors
///
/// If `out` cannot be written.
pub fn write_ndjson(resources: impl IntoIterator<Item = Resource>, mut out: impl Write) -> io::Result<u64> {
    let mut written = 0;
    for resource in resources {
        out.write_all(&resource.body)?;
        out.write_all(b"\n")?;
        written += 1;
    }
    out.flush()?;
    Ok(written)
}

/// Writes a Bundle of type `collection` whose entries have full urls under `base`, and returns how many.
///
/// # Errors
///
/// If `out` cannot be written.
pub fn write_bundle(
    resources: impl IntoIterator<Item = Resource>,
    base: &str,
    mut out: impl Write,
) -> io::Result<u64> {
    out.write_all(br#"{"resourceType":"Bundle","type":"collection","entry":["#)?;
    let mut written = 0;
    for resource in resources {
        if written > 0 {
            out.write_all(b",")?;
        }
        write!(out, r#"{{"fullUrl":"{base}/{}","resource":"#, resource.reference())?;
        out.write_all(&resource.body)?;
        out.write_all(b"}")?;
        written += 1;
    }
    out.write_all(b"]}")?;
    out.flush()?;
    Ok(written)
}
