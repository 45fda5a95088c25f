//! Links to cards: a random address and an access code.

use std::time::Duration;

use backpack_core::{CardId, SecretText, Timestamp};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use subtle::ConstantTimeEq as _;

/// The characters of an access code: no letters that are read as digits. 32 of them, so that five bits make one.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// How a link is switched on.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct LinkOptions {
    /// How long it can be used; for ever, unless set.
    pub lasts: Option<Duration>,
    /// How many wrong codes it bears before it is locked: 5, unless set.
    pub tries: u32,
}

impl Default for LinkOptions {
    fn default() -> Self {
        Self { lasts: None, tries: 5 }
    }
}

impl LinkOptions {
    /// Returns a link that ends after a time.
    #[must_use]
    pub fn lasting(time: Duration) -> Self {
        Self { lasts: Some(time), ..Self::default() }
    }

    /// Sets how many wrong codes it bears, at least one.
    #[must_use]
    pub fn with_tries(mut self, tries: u32) -> Self {
        self.tries = tries.max(1);
        self
    }
}

/// A link that was switched on. Tell the address and the code on two ways.
#[derive(Debug)]
#[non_exhaustive]
pub struct NewCardLink {
    /// The random part of the address: 43 characters, 256 bits, safe in a path or behind a `#`.
    pub token: SecretText,
    /// The access code: 8 characters, 40 bits, in any case.
    pub code: SecretText,
}

/// A link as its list shows it.
#[derive(Debug)]
#[non_exhaustive]
pub struct CardLink {
    /// The card.
    pub card: CardId,
    /// The random part of the address.
    pub token: SecretText,
    /// The access code.
    pub code: SecretText,
    /// When it was switched on.
    pub made: Timestamp,
    /// When it ends by itself.
    pub expires: Option<Timestamp>,
    /// How it stands.
    pub state: CardLinkState,
    /// How often the card was looked at.
    pub views: u64,
}

/// How a link stands. Only one that is on shows anything. One that is off or expired stays so; one that is locked goes on with a
/// new code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum CardLinkState {
    /// It can be used.
    On,
    /// The person switched it off, or its time was over when somebody came.
    Off,
    /// Its time is over.
    Expired,
    /// Too many wrong codes were tried.
    Locked,
}

/// Returns 256 random bits in base64url (RFC 4648, section 5), as an address takes them.
pub(crate) fn token() -> String {
    URL_SAFE_NO_PAD.encode(random())
}

/// Returns a random access code.
pub(crate) fn code() -> String {
    let letter = |byte: &u8| ALPHABET.get(usize::from(byte % 32)).map_or('0', |letter| char::from(*letter));
    random().iter().take(8).map(letter).collect()
}

/// Compares what somebody typed with the code, in any case and with spaces and dashes, in a time that does not tell where they
/// differ.
pub(crate) fn is_same(typed: &str, code: &[u8]) -> bool {
    let typed: Vec<u8> = typed
        .bytes()
        .filter(|byte| !matches!(byte, b' ' | b'-'))
        .map(|byte| byte.to_ascii_uppercase())
        .map(|byte| match byte {
            b'O' => b'0',
            b'I' | b'L' => b'1',
            other => other,
        })
        .collect();
    typed.len() == code.len() && bool::from(typed.ct_eq(code))
}

fn random() -> [u8; 32] {
    let [one, two] = [CardId::random(), CardId::random()];
    let mut bytes = [0; 32];
    let (first, second) = bytes.split_at_mut(16);
    first.copy_from_slice(one.as_bytes());
    second.copy_from_slice(two.as_bytes());
    bytes
}
