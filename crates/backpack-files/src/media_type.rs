//! Media types: what the sender declared, and what the bytes show. Both are kept, since neither can be trusted alone.

use serde::{Deserialize, Serialize};

use crate::sniff;

const MAX_BYTES: usize = 255;

/// The media type of a file, as it was declared and as its first bytes show it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub struct MediaType {
    /// What the sender or the person said, parameters included; at most 255 visible ASCII characters.
    pub declared: Option<String>,
    /// What the first bytes show.
    pub sniffed: Option<String>,
}

impl MediaType {
    /// Returns the media type of a content by its declaration and its first bytes.
    ///
    /// A declaration that is no media type at all (RFC 9110: type, slash, subtype) counts as none.
    #[must_use]
    pub fn new(declared: Option<&str>, first: &[u8]) -> Self {
        Self::from_sniffed(declared, sniff(first))
    }

    /// Returns the media type of a content by its declaration and what [`sniff`] said of it.
    #[must_use]
    pub fn from_sniffed(declared: Option<&str>, sniffed: Option<&str>) -> Self {
        let declared = declared.map(str::trim).filter(|text| is_media_type(text));
        Self { declared: declared.map(str::to_owned), sniffed: sniffed.map(str::to_owned) }
    }

    /// Returns the media type to show the file as, in lower case and without parameters.
    ///
    /// The declared one if the bytes do not speak against it; else what the bytes show, `application/octet-stream`
    /// if they show nothing.
    #[must_use]
    pub fn shown(&self) -> String {
        let declared = self.declared.as_deref().map(essence);
        match (declared, self.sniffed.as_deref()) {
            (Some(declared), None) => declared,
            (Some(declared), Some(sniffed)) if agree(&declared, sniffed) => declared,
            (_, Some(sniffed)) => sniffed.to_owned(),
            (None, None) => "application/octet-stream".to_owned(),
        }
    }

    /// Says whether what was declared and what the bytes show can both be true.
    #[must_use]
    pub fn agrees(&self) -> bool {
        match (&self.declared, &self.sniffed) {
            (Some(declared), Some(sniffed)) => agree(&essence(declared), sniffed),
            _ => true,
        }
    }

    /// Says whether a viewer might run something in it, by either reading: never show such a file inside an app's own
    /// page, only hand it out as a download.
    ///
    /// HTML, SVG, other XML, scripts, programs, archives, and office documents that may carry macros are active.
    /// Images, audio, video, plain text, JSON and DICOM are not. PDF counts as passive, for a viewer without scripts.
    #[must_use]
    pub fn is_active(&self) -> bool {
        let readings = [self.declared.as_deref().map(essence), self.sniffed.clone()];
        let mut readings = readings.into_iter().flatten().peekable();
        readings.peek().is_none() || readings.any(|reading| !is_passive(&reading))
    }
}

/// Two readings agree if they are the same, or the bytes show only the container of what was declared.
fn agree(declared: &str, sniffed: &str) -> bool {
    if normal(declared) == normal(sniffed) {
        return true;
    }
    match sniffed {
        "text/plain" => is_textual(declared),
        "application/json" | "application/fhir+json" => {
            declared.ends_with("json") || declared == "application/smart-health-card"
        }
        "application/xml" | "application/hl7-sda+xml" => declared.ends_with("xml"),
        "application/zip" => declared.contains("openxmlformats") || declared.contains("opendocument"),
        "application/msword" | "application/x-ole-storage" => declared.starts_with("application/vnd.ms-"),
        _ => false,
    }
}

fn is_textual(declared: &str) -> bool {
    let is_plain = declared.starts_with("text/") && !matches!(declared, "text/html" | "text/xml");
    is_plain || matches!(declared, "application/txt" | "application/hl7-v2" | "application/x-ndjson")
}

/// Spellings that mean the same.
fn normal(essence: &str) -> &str {
    match essence {
        "text/xml" => "application/xml",
        "text/json" => "application/json",
        "image/jpg" | "image/pjpeg" => "image/jpeg",
        "text/rtf" => "application/rtf",
        "application/x-pdf" => "application/pdf",
        "application/json+fhir" => "application/fhir+json",
        "application/xhtml" | "application/xhtml+xml" => "text/html",
        "image/tif" => "image/tiff",
        "audio/x-wav" | "audio/wave" => "audio/wav",
        same => same,
    }
}

fn is_passive(essence: &str) -> bool {
    let essence = normal(essence);
    let media = ["image/", "audio/", "video/"].iter().any(|class| essence.starts_with(class));
    let data = essence.ends_with("json") || matches!(essence, "application/pdf" | "application/dicom");
    let text =
        matches!(essence, "text/plain" | "text/csv" | "application/rtf" | "application/smart-health-card");
    (media && !essence.ends_with("xml")) || data || text
}

/// Returns type and subtype in lower case, without parameters.
fn essence(declared: &str) -> String {
    declared.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

fn is_media_type(text: &str) -> bool {
    let is_token = |part: &str| {
        !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$&-^_.+".contains(&b))
    };
    let named = text.split(';').next().unwrap_or_default().trim().split_once('/');
    let visible = text.len() <= MAX_BYTES && text.bytes().all(|b| matches!(b, b' '..=b'~'));
    visible && named.is_some_and(|(kind, subtype)| is_token(kind) && is_token(subtype))
}
