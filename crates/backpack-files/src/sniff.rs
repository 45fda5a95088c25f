//! What the first bytes of a content show it to be.

use std::borrow::Cow;

/// How many of the first bytes are looked at.
pub const SNIFF_BYTES: usize = 8 << 10;

const DICOM: &str = "application/dicom";
const PDF: &str = "application/pdf";
const RTF: &str = "application/rtf";
const PLAIN: &str = "text/plain";
const JSON: &str = "application/json";
const FHIR_JSON: &str = "application/fhir+json";

/// Returns the media type that the first bytes of a content show, or `None` if they show nothing known.
///
/// Looks at the first [`SNIFF_BYTES`] bytes. What is text is told apart as HTML, SVG, CDA
/// (`application/hl7-sda+xml`), other XML, FHIR JSON, other JSON and plain text, in UTF-8, UTF-16 or Latin-1.
/// In doubt the more dangerous reading wins: what begins as HTML is HTML, whatever else stands in it.
#[must_use]
pub fn sniff(first: &[u8]) -> Option<&'static str> {
    let first = first.get(..SNIFF_BYTES).unwrap_or(first);
    // Before anything else, since the 128 bytes before the magic may pretend to be another type.
    if first.get(128..132) == Some(b"DICM") || is_bare_dicom(first) {
        return Some(DICOM);
    }
    if first.is_empty() {
        return None;
    }
    let unicode = unicode(first).filter(|text| !text.contains(is_binary));
    if let Some(text) = unicode {
        return Some(sniff_text(&text));
    }
    let latin: String = first.iter().copied().map(char::from).collect();
    let shown = sniff_text(&latin);
    if !matches!(shown, PLAIN | JSON | FHIR_JSON) {
        return Some(shown);
    }
    let known = infer::get(first).map(|known| known.mime_type());
    let known = known.filter(|known| *known != "application/octet-stream");
    known.or_else(|| (!latin.contains(is_binary)).then_some(shown))
}

/// Says whether the bytes begin as DICOM does without its preamble: with an element of group 0008, as old devices write.
/// The element's value representation follows its tag, or, in the implicit syntax, a short even length.
fn is_bare_dicom(first: &[u8]) -> bool {
    match first {
        [8, 0, _, 0, rest @ ..] | [0, 8, 0, _, rest @ ..] => {
            let explicit = [b"CS", b"DA", b"TM", b"UI", b"UL"].iter().any(|vr| rest.starts_with(*vr));
            explicit || matches!(rest, [2..=64, 0, 0, 0, ..] if rest.first().is_some_and(|n| n % 2 == 0))
        }
        _ => false,
    }
}

fn sniff_text(text: &str) -> &'static str {
    let text = text.trim_start_matches(|c: char| c == '\u{feff}' || c.is_ascii_whitespace());
    let after_prolog = skip_prolog(text);
    let root = root_name(after_prolog);
    if text.starts_with("%PDF-") {
        PDF
    } else if text.starts_with("{\\rtf") {
        RTF
    } else if text.starts_with("%!PS") {
        "application/postscript"
    } else if text.starts_with("#!") {
        "text/x-shellscript"
    } else if looks_like_html(after_prolog) {
        "text/html"
    } else if root.eq_ignore_ascii_case("svg") {
        "image/svg+xml"
    } else if root == "ClinicalDocument" {
        "application/hl7-sda+xml"
    } else if text.starts_with("<?xml") || after_prolog.starts_with("<!DOCTYPE") || is_xml_root(after_prolog)
    {
        "application/xml"
    } else if looks_like_json(text) {
        if text.contains("\"resourceType\"") { FHIR_JSON } else { JSON }
    } else {
        PLAIN
    }
}

/// Returns the bytes as text in UTF-8, or in UTF-16 if a byte order mark says so. A character cut at the end is left off.
fn unicode(bytes: &[u8]) -> Option<Cow<'_, str>> {
    match bytes {
        [0xff, 0xfe, rest @ ..] => utf16(rest, u16::from_le_bytes).map(Cow::Owned),
        [0xfe, 0xff, rest @ ..] => utf16(rest, u16::from_be_bytes).map(Cow::Owned),
        _ => utf8(bytes).map(Cow::Borrowed),
    }
}

/// Control characters that no text holds.
const fn is_binary(c: char) -> bool {
    c.is_ascii_control() && !matches!(c, '\t' | '\n' | '\r' | '\u{c}' | '\u{1b}')
}

fn utf8(bytes: &[u8]) -> Option<&str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Some(text),
        Err(cut) if cut.error_len().is_none() => {
            bytes.get(..cut.valid_up_to()).and_then(|whole| std::str::from_utf8(whole).ok())
        }
        Err(_) => None,
    }
}

fn utf16(bytes: &[u8], read: fn([u8; 2]) -> u16) -> Option<String> {
    let (pairs, _cut) = bytes.as_chunks::<2>();
    // A pair of surrogates cut at the end is left off too.
    let pairs = match pairs.split_last() {
        Some((last, whole)) if (0xd800..0xdc00).contains(&read(*last)) => whole,
        _ => pairs,
    };
    char::decode_utf16(pairs.iter().map(|pair| read(*pair))).collect::<Result<String, _>>().ok()
}

/// Skips what may stand before the root element: the XML declaration, instructions, comments, a document type.
fn skip_prolog(mut text: &str) -> &str {
    loop {
        text = text.trim_start();
        let end = if text.starts_with("<?") {
            "?>"
        } else if text.starts_with("<!--") {
            "-->"
        } else if text.starts_with("<!DOCTYPE") && !is_html_doctype(text) {
            ">"
        } else {
            return text;
        };
        match text.split_once(end) {
            Some((_, rest)) => text = rest,
            None => return text,
        }
    }
}

fn is_html_doctype(text: &str) -> bool {
    starts_with_ignoring_case(text, "<!doctype html")
}

/// Returns the local name of the element that the text begins with, or nothing.
fn root_name(text: &str) -> &str {
    let name = text.strip_prefix('<').unwrap_or_default();
    let end = name.find(|c: char| c.is_whitespace() || matches!(c, '>' | '/' | '<')).unwrap_or(name.len());
    let name = name.split_at_checked(end).map_or("", |(name, _)| name);
    name.rsplit_once(':').map_or(name, |(_, local)| local)
}

fn looks_like_html(text: &str) -> bool {
    const TAGS: [&str; 22] = [
        "html", "head", "body", "script", "iframe", "style", "title", "meta", "link", "div", "span", "table",
        "p", "a", "b", "br", "h1", "h2", "img", "font", "form", "ul",
    ];
    is_html_doctype(text) || TAGS.iter().any(|tag| root_name(text).eq_ignore_ascii_case(tag))
}

fn is_xml_root(text: &str) -> bool {
    let mut name = root_name(text).chars();
    name.next().is_some_and(|first| first.is_alphabetic() || first == '_') && text.contains('>')
}

fn looks_like_json(text: &str) -> bool {
    let mut marks = text.chars().filter(|c| !c.is_ascii_whitespace());
    match (marks.next(), marks.next()) {
        (Some('{'), Some(next)) => matches!(next, '"' | '}'),
        (Some('['), Some(next)) => matches!(next, '{' | '[' | '"' | ']' | '-' | '0'..='9' | 't' | 'f' | 'n'),
        _ => false,
    }
}

fn starts_with_ignoring_case(text: &str, start: &str) -> bool {
    text.as_bytes().get(..start.len()).is_some_and(|head| head.eq_ignore_ascii_case(start.as_bytes()))
}
