//! The narrative of a FHIR resource: XHTML, read as the XML that it is.

use std::borrow::Cow;

use crate::allowed::is_dropped;
use crate::html::own_name;
use crate::writer::{References, Writer};
use crate::xml::{Piece, Xml};
use crate::{NarrativeLimits, NotShown};

/// Returns XHTML written anew.
///
/// # Errors
///
/// A [`NotShown`]: it is no XML within the limits. HTML may be what it is all the same.
pub(crate) fn rewrite(text: &str, limits: &NarrativeLimits) -> Result<String, NotShown> {
    let mut xml = Xml::new(text, limits);
    let mut writer = Writer::new(limits, References::Undone);
    // How deep inside an element whose content is left out.
    let mut dropped = 0_usize;
    while let Some(piece) = xml.next()? {
        match piece {
            Piece::Start(name, _) if dropped > 0 || is_dropped(&name.to_ascii_lowercase()) => dropped += 1,
            Piece::End(_) if dropped > 0 => dropped -= 1,
            _ if dropped > 0 => {}
            Piece::Start(name, attributes) => {
                let named =
                    attributes.iter().map(|(name, value)| (own_name(name), Cow::Borrowed(value.as_str())));
                writer.start(&name.to_ascii_lowercase(), named);
            }
            Piece::End(name) => writer.end(&name.to_ascii_lowercase()),
            Piece::Text(text) => writer.text(&text),
            Piece::Entity(name) => writer.entity(&name),
        }
        if writer.is_full() {
            break;
        }
    }
    writer.finish()
}
