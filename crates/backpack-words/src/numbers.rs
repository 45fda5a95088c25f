//! Numbers as a language writes them.

use crate::{Language, Words};

/// The signs of numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Signs {
    pub(crate) decimal: char,
    pub(crate) thousands: char,
}

impl Signs {
    pub(crate) fn of(language: Language, region: Option<&str>) -> Self {
        let (decimal, thousands) = match (language, region) {
            (Language::English, _) => ('.', ','),
            // Where Spanish is spoken in North and Central America, and in Peru, numbers are written as in English.
            (
                Language::Spanish,
                Some("US" | "MX" | "PR" | "DO" | "GT" | "HN" | "NI" | "SV" | "PA" | "PE" | "419"),
            ) => ('.', ','),
            (Language::German | Language::Italian, Some("CH" | "LI")) => ('.', '’'),
            (Language::French, _) => (',', '\u{202f}'),
            _ => (',', '.'),
        };
        Self { decimal, thousands }
    }
}

impl Words {
    /// Returns a decimal with the signs of the language: `1234.50` is `1.234,50` in German. Digits stay as they are;
    /// what is no decimal too.
    #[must_use]
    pub fn number(&self, number: &str) -> String {
        let signs = self.signs();
        let (sign, digits) = number.strip_prefix('-').map_or(("", number), |digits| ("−", digits));
        let (whole, rest) = digits.split_once('.').unwrap_or((digits, ""));
        let is_number =
            !whole.is_empty() && whole.bytes().chain(rest.bytes()).all(|byte| byte.is_ascii_digit());
        if !is_number {
            return number.to_owned();
        }
        let mut text = sign.to_owned();
        for (at, digit) in whole.chars().enumerate() {
            if at > 0 && whole.len() > 4 && (whole.len() - at).is_multiple_of(3) {
                text.push(signs.thousands);
            }
            text.push(digit);
        }
        if !rest.is_empty() {
            text.push(signs.decimal);
            text.push_str(rest);
        }
        text
    }

    /// Returns the signs between the whole and its parts, and between thousands.
    #[must_use]
    pub fn number_signs(&self) -> (char, char) {
        let signs = self.signs();
        (signs.decimal, signs.thousands)
    }
}
