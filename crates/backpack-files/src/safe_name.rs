//! Names for files that are safe to show, and to save under.

const MAX_BYTES: usize = 200;
const MAX_ENDING_BYTES: usize = 16;
const UNNAMED: &str = "file";

/// Returns a name that is safe to show and to save under, made of what a portal or a person called the file.
///
/// Only the last part of a path is kept. Control characters, characters that turn the direction of writing and other
/// invisible ones are removed; `< > : " | ? *` become `_`; spaces and dots at both ends fall off; a name that Windows
/// reserves gets a `_` in front; at most 200 bytes of UTF-8 are kept, the ending among them. What leaves nothing is
/// called `file`. A safe name is left as it is.
#[must_use]
pub fn safe_name(name: &str) -> String {
    let mut parts = name.rsplit(['/', '\\']).map(clean);
    let part = parts.find(|part| !part.is_empty()).unwrap_or_else(|| UNNAMED.to_owned());
    let free = if is_reserved(&part) { format!("_{part}") } else { part };
    shorten(&free)
}

fn clean(part: &str) -> String {
    let visible = part.chars().filter(|c| !is_hidden(*c));
    let plain: String =
        visible.map(|c| if matches!(c, '<' | '>' | ':' | '"' | '|' | '?' | '*') { '_' } else { c }).collect();
    trim(&plain).to_owned()
}

/// Cuts off what a file system hides or drops: dots and spaces at either end.
fn trim(text: &str) -> &str {
    text.trim_matches(|c: char| c == '.' || c.is_whitespace())
}

/// Characters that a name can do without and that make it look like another.
/// The joiners U+200C and U+200D stay: Persian and Indian scripts need them.
const fn is_hidden(c: char) -> bool {
    matches!(
        c,
        '\0'..='\u{1f}'
            | '\u{7f}'..='\u{9f}'
            | '\u{ad}'
            | '\u{61c}'
            | '\u{180e}'
            | '\u{200b}'
            | '\u{200e}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{feff}'
            | '\u{fff9}'..='\u{fffd}'
            | '\u{e0000}'..='\u{e007f}'
    )
}

/// Says whether Windows takes the name for a device, whatever its ending.
fn is_reserved(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default().trim_end().to_ascii_uppercase();
    let numbered = stem.strip_prefix("COM").or_else(|| stem.strip_prefix("LPT"));
    let mut digit = numbered.unwrap_or_default().chars();
    let is_digit = |c: char| matches!(c, '0'..='9' | '¹' | '²' | '³');
    let is_port = digit.next().is_some_and(is_digit) && digit.next().is_none();
    is_port || matches!(stem.as_str(), "CON" | "PRN" | "AUX" | "NUL" | "CONIN$" | "CONOUT$")
}

fn shorten(name: &str) -> String {
    if name.len() <= MAX_BYTES {
        return name.to_owned();
    }
    let dot = name.rfind('.').filter(|dot| name.len() - dot <= MAX_ENDING_BYTES);
    let (stem, ending) = name.split_at(dot.unwrap_or(name.len()));
    let room = stem.floor_char_boundary(MAX_BYTES - ending.len());
    let stem = stem.split_at_checked(room).map_or("", |(kept, _)| kept);
    // Cutting may have laid a space or dot bare.
    format!("{}{ending}", trim(stem))
}
