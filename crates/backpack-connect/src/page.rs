//! A page of raw items: what a pull returns.

use bytes::Bytes;

use crate::{BodyStream, Cursor};

/// One page of a query: what the portal sent, verbatim, and where to go on.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Page {
    /// The items, in the portal's order.
    pub items: Vec<Item>,
    /// Where to go on.
    pub next: Next,
    /// The envelope the items came in (a Bundle without its entries' resources), kept with their bodies.
    pub envelope: Option<Bytes>,
    /// Warnings of the portal in its own words (outcome entries); counted apart, never clinical data.
    pub warnings: Vec<String>,
    /// The bytes received for this page.
    pub bytes: u64,
}

impl Page {
    /// Returns a page without envelope or warnings.
    #[must_use]
    pub fn new(items: Vec<Item>, next: Next) -> Self {
        Self { items, next, envelope: None, warnings: Vec::new(), bytes: 0 }
    }
}

/// Where a query goes on.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Next {
    /// There is another page at this cursor.
    More(Cursor),
    /// The query ended. The cursor, if any, begins the next incremental pull; without one it begins anew.
    Done(Option<Cursor>, Outcome),
}

/// How a query ended. A gap never reads as "none".
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Outcome {
    /// Everything there is was received.
    Done,
    /// The portal has nothing of this.
    Empty,
    /// The portal refused the question, in these words.
    Refused(String),
    /// The person's grant does not cover it.
    NotGranted,
    /// The portal does not know this question.
    NotSupported,
    /// Some of it is missing, for this reason.
    Partial(String),
}

/// One item of a page.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Item {
    /// A resource as the source has it now.
    Put(Put),
    /// A resource that the source no longer has.
    Gone(Gone),
}

impl Item {
    /// Returns an item for a FHIR resource in JSON with nothing known beside its body.
    #[must_use]
    pub fn json(body: impl Into<Bytes>) -> Self {
        Self::Put(Put::new("application/fhir+json", body))
    }
}

/// A resource as the source has it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Put {
    /// The id at the source, if it is known apart from the body.
    pub id: Option<String>,
    /// The media type of the body.
    pub media_type: String,
    /// The body, byte for byte as received.
    pub body: Bytes,
    /// The source's version, if it is known apart from the body (an ETag).
    pub version: Option<String>,
    /// `Bundle.entry.fullUrl`.
    pub full_url: Option<String>,
    /// What else the entry held (search, request, response, link), verbatim JSON.
    pub envelope: Option<Bytes>,
    /// The patient whom the source files it under, when the body names none (a file's own patient).
    pub patient: Option<String>,
    /// Why the connector doubts that this belongs into the record, in plain words: a resource of a type that was not
    /// asked for, say. The engine keeps such an item in quarantine, with this reason.
    pub doubt: Option<String>,
}

impl Put {
    /// Returns an item with nothing known beside its body.
    #[must_use]
    pub fn new(media_type: impl Into<String>, body: impl Into<Bytes>) -> Self {
        Self {
            id: None,
            media_type: media_type.into(),
            body: body.into(),
            version: None,
            full_url: None,
            envelope: None,
            patient: None,
            doubt: None,
        }
    }
}

/// A resource that the source no longer has.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Gone {
    /// The resource type.
    pub resource_type: String,
    /// The id at the source.
    pub id: String,
}

impl Gone {
    /// Returns a deletion.
    #[must_use]
    pub fn new(resource_type: impl Into<String>, id: impl Into<String>) -> Self {
        Self { resource_type: resource_type.into(), id: id.into() }
    }
}

/// A link to an attachment, as a record names it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Link {
    /// The URL as written, relative or absolute.
    pub url: String,
    /// The media type the record declares.
    pub media_type: Option<String>,
}

impl Link {
    /// Returns a link.
    #[must_use]
    pub fn new(url: impl Into<String>, media_type: Option<String>) -> Self {
        Self { url: url.into(), media_type }
    }
}

/// The bytes behind a link.
#[derive(Debug)]
#[non_exhaustive]
pub struct Download {
    /// The media type the portal answered with.
    pub media_type: Option<String>,
    /// The whole length in bytes, if the portal said it.
    pub length: Option<u64>,
    /// The offset at which the bytes begin: the one asked for, or 0 if the portal cannot resume.
    pub offset: u64,
    /// The bytes.
    pub body: BodyStream,
}

impl Download {
    /// Returns a download from the beginning.
    #[must_use]
    pub fn new(media_type: Option<String>, length: Option<u64>, body: BodyStream) -> Self {
        Self { media_type, length, offset: 0, body }
    }
}
