//! Text: plain, RTF, HTML and CDA.

mod plain;
mod rtf;

use backpack_narrative::{NarrativeLimits, NotShown, clean_html, read_cda};

pub use self::plain::{Encoding, decode_text};
pub use self::rtf::rtf_to_text;
use crate::extract::Content;
use crate::facts::Extracted;
use crate::guard::guarded;
use crate::limits::Limits;
use crate::why::{Part, Why};

/// The largest HTML that is read.
const HTML_BYTES: usize = 16 << 20;

pub(crate) fn read(content: &Content, media_type: &str, limits: &Limits, out: &mut Extracted) {
    let bytes = content.bytes.as_slice();
    let read = guarded(|| match media_type {
        "text/html" => html(bytes),
        "application/hl7-sda+xml" => cda(bytes),
        "text/plain" => {
            let (text, encoding) = decode_text(bytes);
            out.facts.encoding = Some(encoding);
            Ok((None, text))
        }
        _ => rtf_to_text(bytes).map(|text| (None, text)).ok_or(Why::Damaged),
    });
    match read {
        Ok((title, text)) => {
            out.facts.title = title;
            let most = usize::try_from(limits.pages).unwrap_or(usize::MAX);
            if text.len() > limits.text_bytes || text.matches(PAGE).nth(most.saturating_sub(1)).is_some() {
                out.facts.miss(Part::Text, Why::TooLong);
            }
            out.pages = pages(&text, limits.text_bytes, most);
        }
        Err(why) => out.facts.miss(Part::Text, why),
    }
}

fn html(bytes: &[u8]) -> Result<(Option<String>, String), Why> {
    let limits = NarrativeLimits::new().with_html_bytes(HTML_BYTES).with_picture_bytes(0);
    // It is read as UTF-8: what is written in another way is made so first.
    let (text, _) = decode_text(bytes);
    clean_html(text.as_bytes(), &limits).map(|safe| (None, safe.to_text())).map_err(why)
}

fn cda(bytes: &[u8]) -> Result<(Option<String>, String), Why> {
    let limits = NarrativeLimits::new().with_html_bytes(HTML_BYTES).with_picture_bytes(0);
    let document = read_cda(bytes, &limits).map_err(why)?;
    let text = document.to_html().to_text();
    Ok((Some(document.title), text))
}

fn why(not_shown: NotShown) -> Why {
    match not_shown {
        NotShown::TooLarge { .. } => Why::TooLarge,
        NotShown::TooDeep { .. } | NotShown::TooManyAttributes { .. } => Why::TooMuch,
        NotShown::DocumentType | NotShown::Encoding => Why::NotSupported,
        _ => Why::Damaged,
    }
}

/// What begins a new page: a form feed.
const PAGE: char = '\u{c}';

/// Returns a text of at most `most_bytes` as at most `most` pages, cut where it says so; none for a text that says nothing.
fn pages(text: &str, most_bytes: usize, most: usize) -> Vec<String> {
    let end = text.floor_char_boundary(most_bytes.min(text.len()));
    let text = text.get(..end).unwrap_or_default();
    let pages: Vec<String> = text.split(PAGE).take(most).map(|page| page.trim().to_owned()).collect();
    if pages.iter().all(String::is_empty) { Vec::new() } else { pages }
}
