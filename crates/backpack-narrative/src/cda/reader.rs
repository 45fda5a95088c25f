//! Reading a CDA document in one pass.

use base64::Engine as _;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};

use super::block::Block;
use super::{CdaDocument, CdaSection, NonXmlBody};
use crate::xml::{Piece, Xml};
use crate::{NarrativeLimits, NotShown, SafeHtml, wall};

/// The most sections of one document that are shown.
const MOST_SECTIONS: usize = 1_000;
/// How many times the limit of one narrative all of a document's may take together.
const WHOLE: usize = 8;
/// The longest title, in characters.
const LONGEST_TITLE: usize = 300;

/// Portals leave padding out now and then.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &base64::alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

pub(super) fn read(text: &str, limits: &NarrativeLimits) -> Result<CdaDocument, NotShown> {
    let mut xml = Xml::new(text, limits);
    let mut reading = Reading::new(limits);
    while let Some(piece) = xml.next()? {
        match piece {
            Piece::Start(name, attributes) => reading.start(name, &attributes)?,
            Piece::End(_) => reading.end(),
            Piece::Text(text) => reading.text(&text),
            Piece::Entity(name) => reading.text(&format!("&{name};")),
        }
    }
    Ok(reading.document)
}

struct Reading<'l> {
    limits: &'l NarrativeLimits,
    document: CdaDocument,
    /// The names of the open elements.
    path: Vec<String>,
    /// The open sections, by their place in the document; `None` beyond the most.
    sections: Vec<Option<usize>>,
    block: Option<Block<'l>>,
    /// The text of the title or body that is open.
    held: Option<String>,
    /// The bytes of narrative that were read.
    spent: usize,
    media_type: Option<String>,
    is_base64: bool,
}

impl<'l> Reading<'l> {
    fn new(limits: &'l NarrativeLimits) -> Self {
        Self {
            limits,
            document: CdaDocument::default(),
            path: Vec::new(),
            sections: Vec::new(),
            block: None,
            held: None,
            spent: 0,
            media_type: None,
            is_base64: false,
        }
    }

    fn start(&mut self, name: String, attributes: &[(String, String)]) -> Result<(), NotShown> {
        if self.path.is_empty() && name != "ClinicalDocument" {
            return Err(NotShown::NotCda);
        }
        if let Some(block) = &mut self.block {
            if !block.writer.is_full() {
                block.start(&name, attributes);
            } else {
                block.start("", &[]);
            }
            self.path.push(name);
            return Ok(());
        }
        let value = |wanted: &str| attributes.iter().find(|(name, _)| name == wanted).map(|(_, value)| value);
        match (self.parent(), name.as_str()) {
            ("ClinicalDocument" | "section", "title") => self.held = Some(String::new()),
            ("component", "section") => {
                let level = self.sections.len() + 1;
                let is_shown = self.document.sections.len() < MOST_SECTIONS;
                self.sections.push(is_shown.then_some(self.document.sections.len()));
                if is_shown {
                    let text = Ok(SafeHtml::default());
                    self.document.sections.push(CdaSection { title: String::new(), level, text });
                }
            }
            ("section", "text") => self.block = Some(Block::new(self.limits)),
            ("nonXMLBody", "text") => {
                self.media_type = value("mediaType").cloned();
                self.is_base64 = value("representation").is_some_and(|form| form == "B64");
                self.held = Some(String::new());
            }
            ("text", "reference")
                if self.path.iter().rev().nth(1).is_some_and(|name| name == "nonXMLBody") =>
            {
                if let Some(place) = value("value") {
                    let (media_type, place) = (self.media_type.clone(), place.clone());
                    self.document.non_xml_body = Some(NonXmlBody::Reference { media_type, place });
                }
            }
            _ => {}
        }
        self.path.push(name);
        Ok(())
    }

    fn text(&mut self, text: &str) {
        if let Some(block) = &mut self.block {
            if !block.writer.is_full() {
                block.writer.text(text);
            }
        } else if let Some(held) = &mut self.held {
            held.push_str(text);
        }
    }

    fn end(&mut self) {
        let Some(name) = self.path.pop() else { return };
        if let Some(block) = &mut self.block {
            if !block.end() {
                self.end_block();
            }
            return;
        }
        match (self.parent(), name.as_str()) {
            ("ClinicalDocument", "title") => {
                self.document.title = line(&self.held.take().unwrap_or_default());
            }
            ("section", "title") => {
                let title = line(&self.held.take().unwrap_or_default());
                if let Some(section) = self.section() {
                    section.title = title;
                }
            }
            ("component", "section") => {
                self.sections.pop();
            }
            ("nonXMLBody", "text") => self.end_body(),
            _ => {}
        }
    }

    fn end_block(&mut self) {
        let Some(block) = self.block.take() else { return };
        let limits = self.limits;
        let too_large = NotShown::TooLarge { limit: limits.html_bytes };
        let text = block.writer.finish().and_then(|written| {
            self.spent = self.spent.saturating_add(written.len());
            let is_within = self.spent <= limits.html_bytes.saturating_mul(WHOLE);
            if is_within { Ok(wall::pass(&written, limits)) } else { Err(too_large) }
        });
        if let Some(section) = self.section() {
            section.text = text;
        }
    }

    fn end_body(&mut self) {
        let held = self.held.take().unwrap_or_default();
        let content = if self.is_base64 {
            let dense: Vec<u8> = held.bytes().filter(|byte| !byte.is_ascii_whitespace()).collect();
            BASE64.decode(dense).ok().filter(|bytes| !bytes.is_empty())
        } else {
            Some(held.trim()).filter(|text| !text.is_empty()).map(|text| text.as_bytes().to_vec())
        };
        if let (Some(content), None) = (content, &self.document.non_xml_body) {
            let media_type = self.media_type.clone();
            self.document.non_xml_body = Some(NonXmlBody::Bytes { media_type, content: content.into() });
        }
    }

    fn section(&mut self) -> Option<&mut CdaSection> {
        let place = (*self.sections.last()?)?;
        self.document.sections.get_mut(place)
    }

    fn parent(&self) -> &str {
        self.path.last().map_or("", String::as_str)
    }
}

/// Returns a title as one line, without characters that steer a terminal or turn the direction of writing.
fn line(text: &str) -> String {
    let is_hidden = |c: char| {
        c.is_control()
            || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
    };
    let words: Vec<&str> =
        text.split(|c: char| c.is_whitespace() || is_hidden(c)).filter(|word| !word.is_empty()).collect();
    words.join(" ").chars().take(LONGEST_TITLE).collect()
}
