//! Text made fit to be set, and broken into lines.

use unicode_normalization::UnicodeNormalization as _;

use crate::face::{Faces, Weight};

/// Returns a text composed (NFC), without what has no form on paper: controls become spaces, marks of direction and joining
/// vanish.
pub(crate) fn clean(text: &str, faces: &mut Faces) -> String {
    let spaced = text.nfc().filter(|c| !is_invisible(*c));
    let spaced: String = spaced.map(|c| if c.is_control() || is_separator(c) { ' ' } else { c }).collect();
    faces.with_letters(&spaced)
}

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fe00}'..='\u{fe0f}')
}

fn is_separator(c: char) -> bool {
    matches!(c, '\u{2028}' | '\u{2029}' | '\u{2000}'..='\u{200a}')
}

/// Breaks a text into lines of at most `width` points, after spaces and hyphens; a word that is wider than a line is cut.
pub(crate) fn broken(text: &str, weight: Weight, size: f32, width: f32, faces: &Faces) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    let mut used = 0.0;
    for word in words(text) {
        let bare = faces.width(word.trim_end_matches(' '), weight, size);
        if used + bare > width && !line.is_empty() {
            lines.push(std::mem::take(&mut line));
            used = 0.0;
        }
        if bare <= width {
            line.push_str(word);
            used += faces.width(word, weight, size);
            continue;
        }
        for c in word.chars() {
            let advance = faces.width(c.encode_utf8(&mut [0; 4]), weight, size);
            if used + advance > width && !line.is_empty() && c != ' ' {
                lines.push(std::mem::take(&mut line));
                used = 0.0;
            }
            line.push(c);
            used += advance;
        }
    }
    if !line.is_empty() || lines.is_empty() {
        lines.push(line);
    }
    lines
}

/// Returns the pieces between which a line may end, each with the spaces after it.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let (word, after) = rest.split_at(end_of_word(rest));
        rest = after;
        Some(word)
    })
}

fn end_of_word(text: &str) -> usize {
    let mut before: Option<char> = None;
    for (at, c) in text.char_indices() {
        let after_space = before == Some(' ') && c != ' ';
        // A hyphen between letters; the one of a number or at the start of a word stays with what follows.
        let after_hyphen =
            before == Some('-') && c.is_alphabetic() && text.get(..at - 1).is_some_and(ends_in_letter);
        if after_space || after_hyphen {
            return at;
        }
        before = Some(c);
    }
    text.len()
}

fn ends_in_letter(text: &str) -> bool {
    text.chars().next_back().is_some_and(char::is_alphabetic)
}
