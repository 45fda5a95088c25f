//! Character references in HTML (13.2.5.72 and on): the usual ones are undone here, other names are left to the parser
//! behind the wall, which knows all two thousand of them but takes its time.

use std::collections::HashMap;
use std::sync::LazyLock;

/// How many names of one document are left to the parser; further ones stand for themselves.
pub(crate) const MOST_NAMES: usize = 1_000;
/// The longest name or number, in bytes.
const LONGEST: usize = 32;

/// What stands at an ampersand.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Reference<'t> {
    /// A character, and how many bytes it was written with after the ampersand.
    Char(char, usize),
    /// A name that may stand for something, semicolon included.
    Name(&'t str),
    /// No reference.
    None,
}

impl<'t> Reference<'t> {
    /// Reads what follows an ampersand.
    pub(crate) fn read(after: &'t str) -> Self {
        let head = after.as_bytes().iter().take(LONGEST).position(|byte| *byte == b';');
        let Some(name) = head.and_then(|end| after.get(..end)) else { return Self::None };
        let c = match name.strip_prefix('#') {
            Some(number) => match number.strip_prefix(['x', 'X']) {
                Some(hex) => code_point(u32::from_str_radix(hex, 16).ok()),
                None => code_point(number.parse().ok()),
            },
            None => known(name),
        };
        match c {
            Some(c) => Self::Char(c, name.len() + 1),
            None if !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric()) => {
                after.get(..=name.len()).map_or(Self::None, Self::Name)
            }
            None => Self::None,
        }
    }
}

/// The names of U+00A0 to U+00FF, in order.
const LATIN: &str = "nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3 \
    acute micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml Aring AElig \
    Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave \
    Uacute Ucirc Uuml Yacute THORN szlig agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave \
    iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute thorn yuml";

/// Other names that documents use.
const OTHERS: [(&str, char); 18] = [
    ("amp", '&'),
    ("lt", '<'),
    ("gt", '>'),
    ("quot", '"'),
    ("apos", '\''),
    ("ndash", '–'),
    ("mdash", '—'),
    ("lsquo", '‘'),
    ("rsquo", '’'),
    ("ldquo", '“'),
    ("rdquo", '”'),
    ("bull", '•'),
    ("hellip", '…'),
    ("euro", '€'),
    ("le", '≤'),
    ("ge", '≥'),
    ("NewLine", '\n'),
    ("Tab", '\t'),
];

fn known(name: &str) -> Option<char> {
    static KNOWN: LazyLock<HashMap<&str, char>> =
        LazyLock::new(|| LATIN.split(' ').zip('\u{a0}'..='\u{ff}').chain(OTHERS).collect());
    KNOWN.get(name).copied()
}

/// Returns the character of a number; what is none reads as U+FFFD, as in a browser.
fn code_point(number: Option<u32>) -> Option<char> {
    let number = number?;
    if let 0x80..=0x9f = number {
        return u8::try_from(number).ok().map(crate::decode::western);
    }
    Some(char::from_u32(number).filter(|c| *c != '\0').unwrap_or(char::REPLACEMENT_CHARACTER))
}

#[cfg(test)]
mod tests {
    use super::Reference::{self, Char, Name};

    #[test]
    fn references_are_told_from_ampersands() {
        for (after, expected) in [
            ("amp;x", Char('&', 4)),
            ("#65;", Char('A', 4)),
            ("#x42;", Char('B', 5)),
            ("#X1f600;", Char('😀', 8)),
            ("#0;", Char('\u{fffd}', 3)),
            ("#xd800;", Char('\u{fffd}', 7)),
            ("#x110000;", Char('\u{fffd}', 9)),
            ("#147;", Char('“', 5)),
            ("nbsp;", Char('\u{a0}', 5)),
            ("eacute;", Char('é', 7)),
            ("yuml;", Char('ÿ', 5)),
            ("alpha;", Name("alpha;")),
            ("#;", Reference::None),
            ("#x;", Reference::None),
            ("#-1;", Reference::None),
            ("#99999999999;", Reference::None),
            (";", Reference::None),
            ("a b;", Reference::None),
            ("amp", Reference::None),
            ("", Reference::None),
        ] {
            assert_eq!(Reference::read(after), expected, "{after}");
        }
    }
}
