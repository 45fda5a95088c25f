//! XML, piece by piece, within the limits: no document type, no entity but those of XML itself, nothing fetched.

use std::borrow::Cow;

use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use crate::{NarrativeLimits, NotShown};

/// A piece of XML. Names come without their prefix.
#[derive(Debug)]
pub(crate) enum Piece<'a> {
    Start(String, Vec<(String, String)>),
    End(String),
    Text(Cow<'a, str>),
    /// A reference to an entity that XML itself does not know, such as `nbsp`.
    Entity(String),
}

/// Reads pieces of XML.
#[derive(Debug)]
pub(crate) struct Xml<'a> {
    reader: Reader<&'a [u8]>,
    depth: usize,
    most_depth: usize,
    most_attributes: usize,
    had_root: bool,
}

impl<'a> Xml<'a> {
    pub(crate) fn new(text: &'a str, limits: &NarrativeLimits) -> Self {
        let mut reader = Reader::from_str(text);
        reader.config_mut().expand_empty_elements = true;
        Self {
            reader,
            depth: 0,
            most_depth: limits.depth,
            most_attributes: limits.attributes,
            had_root: false,
        }
    }

    /// Returns the next piece; `None` at the end of a document that is whole.
    pub(crate) fn next(&mut self) -> Result<Option<Piece<'a>>, NotShown> {
        loop {
            let event = self.reader.read_event().map_err(|_| self.fault())?;
            match event {
                Event::Start(start) => return self.start(&start).map(Some),
                Event::End(end) => {
                    self.depth = self.depth.checked_sub(1).ok_or_else(|| self.fault())?;
                    return Ok(Some(Piece::End(local(end.local_name().as_ref()))));
                }
                Event::Text(text) => {
                    return Ok(Some(Piece::Text(text.xml10_content().map_err(|_| self.fault())?)));
                }
                Event::CData(text) => {
                    return Ok(Some(Piece::Text(text.xml10_content().map_err(|_| self.fault())?)));
                }
                Event::GeneralRef(name) => {
                    if let Some(c) = name.resolve_char_ref().map_err(|_| self.fault())? {
                        return Ok(Some(Piece::Text(Cow::Owned(c.to_string()))));
                    }
                    let name = name.decode().map_err(|_| self.fault())?;
                    return Ok(Some(match quick_xml::escape::resolve_predefined_entity(&name) {
                        Some(text) => Piece::Text(Cow::Borrowed(text)),
                        None => Piece::Entity(name.into_owned()),
                    }));
                }
                Event::DocType(_) => return Err(NotShown::DocumentType),
                Event::Eof if self.depth == 0 && self.had_root => return Ok(None),
                Event::Eof => return Err(self.fault()),
                // Instructions, among them those that name a style sheet, are nobody's business here.
                Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::Empty(_) => {}
            }
        }
    }

    fn start(&mut self, start: &BytesStart<'a>) -> Result<Piece<'a>, NotShown> {
        self.had_root = true;
        self.depth += 1;
        if self.depth > self.most_depth {
            return Err(NotShown::TooDeep { limit: self.most_depth });
        }
        let mut attributes = Vec::new();
        for attribute in start.attributes() {
            let attribute = attribute.map_err(|_| self.fault())?;
            if attributes.len() == self.most_attributes {
                return Err(NotShown::TooManyAttributes { limit: self.most_attributes });
            }
            let key = local(attribute.key.local_name().as_ref());
            // A value with an entity that nobody defined says nothing; its element stays.
            if let Ok(value) = attribute.normalized_value(XmlVersion::Implicit1_0) {
                attributes.push((key, value.into_owned()));
            }
        }
        Ok(Piece::Start(local(start.local_name().as_ref()), attributes))
    }

    fn fault(&self) -> NotShown {
        NotShown::NotXml { offset: self.reader.buffer_position() }
    }
}

fn local(name: &[u8]) -> String {
    String::from_utf8_lossy(name).into_owned()
}
