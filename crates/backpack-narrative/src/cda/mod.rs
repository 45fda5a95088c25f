//! CDA documents (HL7 CDA R2): their title, their sections, and what stands in place of sections.

mod block;
mod reader;

use std::fmt;

use bytes::Bytes;

use crate::{NarrativeLimits, NotShown, SafeHtml, decode};

/// What a CDA document has to show.
#[derive(Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct CdaDocument {
    /// The title, as plain text of one line; empty if it has none.
    pub title: String,
    /// The sections in order, those inside others after them.
    pub sections: Vec<CdaSection>,
    /// What it holds or names in place of sections (`nonXMLBody`).
    pub non_xml_body: Option<NonXmlBody>,
}

/// A section of a CDA document.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct CdaSection {
    /// The title, as plain text of one line; empty if it has none.
    pub title: String,
    /// How deep it stands: 1 for a section of the body, 2 for one inside that, and so on.
    pub level: usize,
    /// Its words, safe to show; or why they are not shown.
    pub text: Result<SafeHtml, NotShown>,
}

/// What a CDA document holds or names in place of sections. It is an attachment like any other: of any type, and never
/// safe to show because it came in a document.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum NonXmlBody {
    /// Bytes inside the document, base64 undone.
    Bytes {
        /// The media type that the document declares.
        media_type: Option<String>,
        /// The bytes.
        content: Bytes,
    },
    /// A place outside the document, as it is written there. Nothing follows it.
    Reference {
        /// The media type that the document declares.
        media_type: Option<String>,
        /// The place.
        place: String,
    },
}

/// Returns what a CDA document has to show, in UTF-8, UTF-16, ISO-8859-1 or Windows-1252.
///
/// Style sheets that it names, and every other instruction to a program, are passed over.
/// A section whose words are over the limit costs itself alone.
///
/// # Errors
///
/// A [`NotShown`]: it is too large, nested too deep, has too many attributes or a document type, is no XML, no CDA.
pub fn read_cda(bytes: &[u8], limits: &NarrativeLimits) -> Result<CdaDocument, NotShown> {
    let limits = limits.capped();
    if bytes.len() > limits.xml_bytes {
        return Err(NotShown::TooLarge { limit: limits.xml_bytes });
    }
    reader::read(&decode::xml(bytes)?, &limits)
}

impl CdaDocument {
    /// Returns the whole document: its title, and each section under its own.
    #[must_use]
    pub fn to_html(&self) -> SafeHtml {
        let mut html = heading(1, &self.title);
        for section in &self.sections {
            html.push_str(&heading((section.level + 1).min(6), &section.title));
            if let Ok(text) = &section.text {
                html.push_str(text.as_str());
            }
        }
        SafeHtml::passed(html)
    }
}

/// Returns a heading of plain words.
fn heading(level: usize, words: &str) -> String {
    if words.is_empty() {
        return String::new();
    }
    let words = words.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    format!("<h{level}>{words}</h{level}>")
}

impl fmt::Debug for CdaDocument {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("CdaDocument");
        shown
            .field("sections", &self.sections)
            .field("non_xml_body", &self.non_xml_body)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for CdaSection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CdaSection")
            .field("level", &self.level)
            .field("text", &self.text)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for NonXmlBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bytes { content, .. } => write!(f, "NonXmlBody({} bytes)", content.len()),
            Self::Reference { .. } => f.write_str("NonXmlBody(elsewhere)"),
        }
    }
}
