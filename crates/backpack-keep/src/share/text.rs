//! Text that goes into links and QR codes: capitals and digits alone, with a check.
//!
//! Crockford's base32 (no I, L, O and U), the highest bits first; the last four bytes are the first of SHA-256 over the label
//! and the bytes before. Read in any case, with any spaces and dashes, O for 0, and I or L for 1.

use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const CHECK: usize = 4;

/// Returns `bytes` as text, with a check that a mistyped character fails.
pub(super) fn write(label: &str, bytes: &[u8]) -> String {
    let mut checked = Zeroizing::new(Vec::with_capacity(bytes.len() + CHECK));
    checked.extend_from_slice(bytes);
    checked.extend_from_slice(&check(label, bytes));
    let mut text = String::with_capacity(checked.len() * 8 / 5 + 1);
    let (mut held, mut count) = (0_u32, 0);
    for byte in checked.iter() {
        held = held << 8 | u32::from(*byte);
        count += 8;
        while count >= 5 {
            count -= 5;
            push(&mut text, held >> count);
        }
    }
    if count > 0 {
        push(&mut text, held << (5 - count));
    }
    text
}

/// Returns the bytes of a text; `None` if it is none, or was mistyped.
pub(super) fn read(label: &str, text: &str) -> Option<Zeroizing<Vec<u8>>> {
    let mut bytes = Zeroizing::new(Vec::with_capacity(text.len() * 5 / 8 + 1));
    let (mut held, mut count) = (0_u32, 0);
    for symbol in text.chars().filter(|symbol| !symbol.is_whitespace() && *symbol != '-') {
        let symbol = match symbol.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            other => other,
        };
        let value = ALPHABET.iter().position(|known| char::from(*known) == symbol)?;
        held = held << 5 | u32::try_from(value).ok()?;
        count += 5;
        if count >= 8 {
            count -= 8;
            bytes.push(u8::try_from(held >> count & 0xFF).ok()?);
        }
        held &= 0xFF;
    }
    let whole = bytes.len().checked_sub(CHECK)?;
    let (payload, found) = bytes.split_at_checked(whole)?;
    if held & ((1 << count) - 1) != 0 || check(label, payload) != found {
        return None;
    }
    bytes.truncate(whole);
    Some(bytes)
}

/// Says whether words are one line that reads as it is written: without control characters, separators of lines, and the
/// signs of Unicode (UAX #9) that turn the direction of what stands beside them.
///
/// They are shown beside those of others who have access, and must not be able to pass for them.
#[must_use]
pub fn is_one_line(words: &str) -> bool {
    let turns = |letter| matches!(letter, '\u{61C}' | '\u{200E}' | '\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    !words.chars().any(|letter| letter.is_control() || turns(letter))
}

fn push(text: &mut String, value: u32) {
    let symbol = usize::try_from(value & 31).ok().and_then(|value| ALPHABET.get(value));
    text.extend(symbol.map(|symbol| char::from(*symbol)));
}

fn check(label: &str, bytes: &[u8]) -> [u8; CHECK] {
    let digest = Sha256::new().chain_update(label).chain_update(bytes).finalize();
    digest.first_chunk().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_was_written_is_read_however_it_is_typed(bytes in prop::collection::vec(any::<u8>(), 0..80)) {
            let text = super::write("t", &bytes);
            let back = super::read("t", &text).unwrap();
            prop_assert_eq!(&back[..], &bytes[..]);
            let typed = text.to_lowercase().replace('0', "o").replace('1', "l");
            let mut spaced = String::new();
            typed.chars().for_each(|symbol| spaced.extend([symbol, ' ', '-']));
            prop_assert_eq!(super::read("t", &spaced).unwrap().to_vec(), bytes);
            prop_assert!(super::read("other", &text).is_none());
        }

        #[test]
        fn one_wrong_character_is_noticed(bytes in prop::collection::vec(any::<u8>(), 1..40), at in any::<usize>()) {
            let text = super::write("t", &bytes);
            let at = at % text.len();
            let other = if text.as_bytes()[at] == b'7' { "8" } else { "7" };
            let wrong = [&text[..at], other, &text[at + 1..]].concat();
            prop_assert!(super::read("t", &wrong).is_none());
        }
    }
}
