//! Recovery codes: 160 random bits on paper.
//!
//! A code is written in Crockford's base32 (digits and capitals without I, L, O and U), in nine groups of four:
//! eight hold the 160 bits, the highest first; the ninth is a check, the first 20 bits of SHA-256 over
//! `backpack/1/recovery/check` and the 20 bytes.

use std::fmt;

use backpack_core::SecretText;
use sha2::{Digest as _, Sha256};
use zeroize::{Zeroize as _, Zeroizing};

use crate::Error;
use crate::random::Random;

const BYTES: usize = 20;
const SYMBOLS: usize = 32;
const CHECKED: usize = SYMBOLS + GROUP;
const GROUP: usize = 4;
const GROUPS: usize = CHECKED / GROUP;
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// A code that opens an account when everything else is lost: 160 random bits, to be written down.
///
/// It is shown once, when it is made: the account keeps only what it takes to check one.
/// Wiped when dropped, never cloned, never printed.
///
/// ```
/// # use backpack_core::{AccountId, SecretBytes};
/// # use backpack_keys::{KeyFile, NewSlot, RecoveryCode, Unlock};
/// # fn main() -> Result<(), backpack_keys::Error> {
/// # let key = SecretBytes::new(vec![7; 32]);
/// # let (mut file, root) = KeyFile::create(AccountId::random(), &NewSlot::host_key(&key))?;
/// let code = file.make_recovery_code(&root)?;
/// let shown = code.as_text();
/// assert_eq!(shown.expose().split('-').count(), RecoveryCode::GROUPS);
///
/// // Typed in years later, carelessly.
/// let typed = RecoveryCode::parse(&shown.expose().to_lowercase().replace('-', " "))?;
/// file.unlock(&Unlock::RecoveryCode(&typed))?;
/// # Ok(())
/// # }
/// ```
pub struct RecoveryCode(Box<[u8; BYTES]>);

impl RecoveryCode {
    /// How many groups of four characters a code has, its check among them.
    pub const GROUPS: usize = GROUPS;

    pub(crate) fn random(random: &mut impl Random) -> Self {
        let mut code = Self(Box::new([0; BYTES]));
        random.fill(code.0.as_mut_slice());
        code
    }

    /// Reads a code that a person typed: in any case, with any spaces and dashes, O for 0, and I or L for 1.
    ///
    /// # Errors
    ///
    /// [`Error::RecoveryCodeMistyped`] if it is no code: too short, too long, a character that no code has, or the check
    /// does not fit. Whether a sound code is this account's shows only when it is tried.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let mut symbols = Zeroizing::new([0_u8; CHECKED]);
        let mut count = 0;
        for character in text.chars().filter(|character| !is_between(*character)) {
            let place = symbols.get_mut(count).ok_or(Error::RecoveryCodeMistyped)?;
            *place = value_of(character).ok_or(Error::RecoveryCodeMistyped)?;
            count += 1;
        }
        if count != CHECKED {
            return Err(Error::RecoveryCodeMistyped);
        }
        let mut code = Self(Box::new([0; BYTES]));
        // Eight symbols are five bytes.
        for (bytes, symbols) in code.0.chunks_mut(5).zip(symbols.chunks(8)) {
            let bits = symbols.iter().fold(0_u64, |bits, symbol| bits << 5 | u64::from(*symbol));
            let [_, _, _, five @ ..] = bits.to_be_bytes();
            bytes.copy_from_slice(&five);
        }
        if code.symbols() == symbols { Ok(code) } else { Err(Error::RecoveryCodeMistyped) }
    }

    /// Returns the code as it is shown: nine groups of four characters with dashes between.
    #[must_use]
    pub fn as_text(&self) -> SecretText {
        let symbols = self.symbols();
        let mut text = String::with_capacity(CHECKED + GROUPS);
        for group in symbols.chunks(GROUP) {
            if !text.is_empty() {
                text.push('-');
            }
            text.extend(group.iter().map(|symbol| character_of(*symbol)));
        }
        SecretText::new(text)
    }

    /// Says whether these groups are right: each the group's number, from 1 to 9, and what a person typed for it.
    ///
    /// For an app that asks for two or three groups again, to see that the code was written down. Asking for none proves
    /// nothing: the answer is no.
    #[must_use]
    pub fn matches_groups(&self, groups: &[(usize, &str)]) -> bool {
        let symbols = self.symbols();
        let is_right = |&(number, typed): &(usize, &str)| {
            let group = number.checked_sub(1).and_then(|at| symbols.chunks(GROUP).nth(at));
            let typed = typed.chars().filter(|character| !is_between(*character)).map(value_of);
            group.is_some_and(|group| typed.eq(group.iter().copied().map(Some)))
        };
        !groups.is_empty() && groups.iter().all(is_right)
    }

    pub(crate) fn bytes(&self) -> &[u8; BYTES] {
        &self.0
    }

    /// Returns the value of each character, from 0 to 31; the last four are the check.
    fn symbols(&self) -> Zeroizing<[u8; CHECKED]> {
        let mut hash = Sha256::new();
        hash.update(b"backpack/1/recovery/check");
        hash.update(self.0.as_slice());
        let check: [u8; 32] = hash.finalize().into();
        let mut symbols = Zeroizing::new([0; CHECKED]);
        for (symbols, bytes) in symbols.chunks_mut(8).zip(self.0.chunks(5).chain([&check[..]])) {
            let bits = bytes.iter().take(5).fold(0_u64, |bits, byte| bits << 8 | u64::from(*byte));
            for (symbol, shift) in symbols.iter_mut().zip((0..8).rev()) {
                *symbol = (bits >> (5 * shift) & 31).to_be_bytes()[7];
            }
        }
        symbols
    }
}

impl Drop for RecoveryCode {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl fmt::Debug for RecoveryCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RecoveryCode([redacted])")
    }
}

/// Says whether a character only stands between others, for the eye. Word processors make dashes of their own.
fn is_between(character: char) -> bool {
    character.is_whitespace() || matches!(character, '-' | '\u{2010}'..='\u{2015}')
}

fn value_of(character: char) -> Option<u8> {
    let meant = match character.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    };
    let at = ALPHABET.iter().position(|known| char::from(*known) == meant)?;
    u8::try_from(at).ok()
}

fn character_of(symbol: u8) -> char {
    ALPHABET.get(usize::from(symbol)).copied().map_or('0', char::from)
}
