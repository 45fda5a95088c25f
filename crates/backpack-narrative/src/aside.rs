//! Characters that are put aside while the wall's parser reads: at each of them it begins a new piece of text, and adding
//! pieces to a text costs it the square of their number. Noncharacters of Unicode stand in for them, since no text that
//! is meant to be read holds those.

/// What is put aside, what stands in for it, and how it is written in the end.
const ASIDE: [(char, char, &str); 5] = [
    ('&', '\u{fdd0}', "&amp;"),
    ('<', '\u{fdd1}', "&lt;"),
    ('>', '\u{fdd2}', "&gt;"),
    ('"', '\u{fdd3}', "&quot;"),
    ('\n', '\u{fdd4}', "\n"),
];

/// Returns what stands in for a character, or the character itself.
pub(crate) fn put(c: char) -> char {
    ASIDE.iter().find(|(own, ..)| *own == c).map_or(c, |(_, stand_in, _)| *stand_in)
}

/// Says whether a character stands in for others, or might one day.
pub(crate) const fn is_stand_in(c: char) -> bool {
    matches!(c, '\u{fdd0}'..='\u{fdef}')
}

/// Puts everything back, as HTML. It stands in text alone, where each of the five means itself and nothing else.
pub(crate) fn back(html: &str) -> String {
    let mut out = String::with_capacity(html.len() + html.len() / 8);
    for c in html.chars() {
        match ASIDE.iter().find(|(_, stand_in, _)| *stand_in == c) {
            Some((.., written)) => out.push_str(written),
            None if is_stand_in(c) => {}
            None => out.push(c),
        }
    }
    out
}
