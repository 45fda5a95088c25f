//! Words as they are compared: in lower case, without accents, letters and digits alone.

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// Calls back with each word of a text, folded.
pub(crate) fn words(text: &str, mut each: impl FnMut(&str)) {
    let mut word = String::with_capacity(24);
    if text.is_ascii() {
        for letter in text.bytes().chain([b' ']) {
            if letter.is_ascii_alphanumeric() {
                word.push(char::from(letter.to_ascii_lowercase()));
            } else if !word.is_empty() {
                each(&word);
                word.clear();
            }
        }
        return;
    }
    for letter in text.nfkd().chain([' ']) {
        if letter.is_alphanumeric() {
            push(letter, &mut word);
        } else if !is_combining_mark(letter) && !word.is_empty() {
            each(&word);
            word.clear();
        }
    }
}

/// Returns the words of what somebody typed. More than 16 say nothing more.
pub(crate) fn typed(text: &str) -> Vec<String> {
    let mut all = Vec::new();
    words(text, |word| {
        if all.len() < 16 {
            all.push(word.chars().take(64).collect());
        }
    });
    all
}

/// Letters that have no accent to take off, as people without them type them.
fn push(letter: char, word: &mut String) {
    for letter in letter.to_lowercase() {
        match letter {
            'ß' => word.push_str("ss"),
            'æ' => word.push_str("ae"),
            'œ' => word.push_str("oe"),
            'ø' => word.push('o'),
            'ł' => word.push('l'),
            'đ' => word.push('d'),
            'µ' | 'μ' => word.push('u'),
            other => word.push(other),
        }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn case_and_accents_go() {
        assert_eq!(
            super::typed("Dolor de OÍDO, Fußpilz (œdème) µg/dL"),
            ["dolor", "de", "oido", "fusspilz", "oedeme", "ug", "dl"]
        );
        assert!(super::typed(" -- ").is_empty());
    }
}
