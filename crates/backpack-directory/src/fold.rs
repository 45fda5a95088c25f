//! Letters folded, so that accents, case and punctuation do not matter.

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// The longest text that is looked at, in characters, and the longest word.
const MAX_TEXT: usize = 512;
const MAX_WORD: usize = 48;

/// A text, folded: its words with one space between. A text without words is only put in lower case.
#[derive(Clone, Debug)]
pub(crate) struct Folded {
    pub(crate) text: String,
    has_words: bool,
}

impl Folded {
    /// Returns the words.
    pub(crate) fn words(&self) -> impl Iterator<Item = &str> {
        self.text.split(' ').filter(|_| self.has_words)
    }
}

/// Folds a text: compatibility forms taken apart, accents dropped, lower case.
pub(crate) fn fold(text: &str) -> Folded {
    let mut words = Words { done: String::with_capacity(text.len()), ..Words::default() };
    if text.is_ascii() {
        // Letters of ASCII are their own decomposition.
        text.chars().take(MAX_TEXT).for_each(|letter| words.take(letter));
    } else {
        let letters = text.chars().take(MAX_TEXT).nfkd();
        letters.filter(|letter| !is_combining_mark(*letter)).for_each(|letter| words.take(letter));
    }
    words.end();
    let has_words = !words.done.is_empty();
    let text =
        if has_words { words.done } else { text.trim().to_lowercase().chars().take(MAX_TEXT).collect() };
    Folded { text, has_words }
}

/// Returns the words of a text, folded.
pub(crate) fn words(text: &str) -> Vec<String> {
    fold(text).words().map(str::to_owned).collect()
}

/// Returns a text folded to its words with one space between.
pub(crate) fn whole(text: &str) -> String {
    fold(text).text
}

#[derive(Default)]
struct Words {
    /// The words that are whole, and the one that is being made.
    done: String,
    word: String,
    length: usize,
    /// Nothing but one full stop stands between the last word and what comes.
    after_dot: bool,
    /// The last word is made of initials.
    initials: bool,
}

impl Words {
    fn take(&mut self, letter: char) {
        match letter {
            '\'' | '\u{2018}' | '\u{2019}' | '\u{2bc}' | '`' => {}
            '.' => {
                let just_ended = !self.word.is_empty();
                self.end();
                self.after_dot = just_ended;
            }
            '&' => self.alone("and"),
            _ if is_ideograph(letter) => self.alone(letter.encode_utf8(&mut [0; 4])),
            _ if letter.is_ascii_alphanumeric() => self.push(letter.to_ascii_lowercase()),
            _ if letter.is_alphanumeric() => self.spell(letter),
            _ => {
                self.end();
                self.after_dot = false;
            }
        }
    }

    fn spell(&mut self, letter: char) {
        if let Some(letters) = spelled(letter) {
            return letters.chars().for_each(|letter| self.push(letter));
        }
        let small = letter.to_lowercase().filter(|letter| letter.is_alphanumeric());
        small.for_each(|letter| self.push(letter));
    }

    fn push(&mut self, letter: char) {
        if self.length < MAX_WORD {
            self.word.push(letter);
        }
        self.length += 1;
    }

    fn alone(&mut self, word: &str) {
        self.end();
        self.add(word);
        self.after_dot = false;
        self.initials = false;
    }

    fn add(&mut self, word: &str) {
        if !self.done.is_empty() {
            self.done.push(' ');
        }
        self.done.push_str(word);
    }

    /// Ends a word. Initials that only full stops part are one word: `P.C.` is `pc`, but `J. Smith` stays two.
    fn end(&mut self) {
        if self.word.is_empty() {
            return;
        }
        let initial = self.length == 1;
        let mut word = std::mem::take(&mut self.word);
        if initial && self.initials && self.after_dot {
            self.done.push_str(&word);
        } else {
            self.add(&word);
        }
        word.clear();
        self.word = word;
        self.length = 0;
        self.initials = initial;
        self.after_dot = false;
    }
}

/// Says whether a letter is a word by itself, since its script puts no spaces between words.
fn is_ideograph(letter: char) -> bool {
    matches!(letter, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// Returns how a letter is spelled that no decomposition takes apart.
fn spelled(letter: char) -> Option<&'static str> {
    Some(match letter {
        'ß' | 'ẞ' => "ss",
        'æ' | 'Æ' => "ae",
        'œ' | 'Œ' => "oe",
        'ø' | 'Ø' => "o",
        'ł' | 'Ł' => "l",
        'đ' | 'Đ' | 'ð' | 'Ð' => "d",
        'þ' | 'Þ' => "th",
        'ħ' | 'Ħ' => "h",
        'ŧ' | 'Ŧ' => "t",
        'ŋ' | 'Ŋ' => "n",
        'ı' => "i",
        'ς' => "σ",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::whole;

    #[test]
    fn letters_are_folded() {
        let cases = [
            ("Universitätsklinikum Gießen", "universitatsklinikum giessen"),
            ("SZPITAL ŁÓDŹ", "szpital lodz"),
            ("Sørlandet Sykehus", "sorlandet sykehus"),
            ("İstanbul Işık", "istanbul isik"),
            ("ΟΔΟΣ ὁδός", "οδοσ οδοσ"),
            ("Больница Ёлки", "больница елки"),
            ("ﬁrst Ｆｕｌｌ", "first full"),
            ("北京医院 East", "北 京 医 院 east"),
        ];
        assert_eq!(cases.map(|(text, _)| whole(text)), cases.map(|(_, folded)| folded.to_owned()));
    }

    #[test]
    fn punctuation_parts_words_but_not_initials() {
        let cases = [
            ("St. Mary's Ear, Nose & Throat", "st marys ear nose and throat"),
            ("J. R. Meyer, M.D., P.A.", "j r meyer md pa"),
            ("J.Smith St.Mary", "j smith st mary"),
            ("LMG_Lab", "lmg lab"),
            (" !! ", "!!"),
            ("", ""),
        ];
        assert_eq!(cases.map(|(text, _)| whole(text)), cases.map(|(_, folded)| folded.to_owned()));
    }
}
