//! HTML of any kind, read as a stream of tags.

use std::borrow::Cow;

use crate::allowed::is_dropped;
use crate::tags::{Tags, Token};
use crate::writer::{References, Writer};
use crate::{NarrativeLimits, NotShown, SafeHtml, decode, wall};

/// Returns HTML made safe to show: a whole page or a fragment, in UTF-8, UTF-16 or Windows-1252, however broken.
///
/// # Errors
///
/// [`NotShown::TooLarge`], before anything is read or when more than twice the limit would be written.
pub fn clean_html(bytes: &[u8], limits: &NarrativeLimits) -> Result<SafeHtml, NotShown> {
    let limits = limits.capped();
    if bytes.len() > limits.html_bytes {
        return Err(NotShown::TooLarge { limit: limits.html_bytes });
    }
    let written = rewrite(&decode::html(bytes), &limits)?;
    Ok(wall::pass(&written, &limits))
}

/// Returns HTML written anew.
pub(crate) fn rewrite(text: &str, limits: &NarrativeLimits) -> Result<String, NotShown> {
    let mut tags = Tags::new(text, limits.attributes);
    let mut writer = Writer::new(limits, References::Written);
    // The element whose content is left out, and how many of its name are open inside it.
    let mut dropped: Option<(String, usize)> = None;
    while let Some(token) = tags.next().filter(|_| !writer.is_full()) {
        match (token, &mut dropped) {
            (Token::Start { name, closes_itself, .. }, Some((outer, inside))) => {
                *inside += usize::from(name == *outer && !closes_itself);
                skip_raw(&mut tags, &name);
            }
            (Token::End(name), Some((outer, inside))) if name == *outer => match inside.checked_sub(1) {
                Some(left) => *inside = left,
                None => dropped = None,
            },
            (_, Some(_)) => {}
            (Token::Start { name, closes_itself, .. }, None) if is_dropped(&name) => {
                skip_raw(&mut tags, &name);
                // A drawing may close itself; of the others only what never has content is whole at once.
                let is_whole = closes_itself && matches!(name.as_str(), "svg" | "math") || name == "embed";
                dropped = (!is_whole).then_some((name, 0));
            }
            (Token::Start { name, attributes, .. }, None) => {
                writer.start(
                    &name,
                    attributes.iter().map(|(name, value)| (own_name(name), Cow::Borrowed(*value))),
                );
            }
            (Token::End(name), None) => writer.end(&name),
            (Token::Text(text), None) => writer.text(text),
        }
    }
    writer.finish()
}

/// An anchor's old `name` is its id.
pub(crate) fn own_name(name: &str) -> &str {
    if name == "name" { "id" } else { name }
}

/// Passes over what a browser reads as no tags.
fn skip_raw(tags: &mut Tags<'_>, name: &str) {
    match name {
        "script" | "style" | "xmp" | "iframe" | "noembed" | "noframes" | "title" | "textarea" => {
            tags.skip_raw(name);
        }
        "plaintext" => tags.skip_all(),
        _ => {}
    }
}
