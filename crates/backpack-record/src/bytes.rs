//! Reading bytes eight at a time, without unsafe code.

const ONES: u64 = 0x0101_0101_0101_0101;
const HIGH: u64 = 0x8080_8080_8080_8080;
const EIGHT_SPACES: u64 = ONES * 0x20;

/// Returns the byte at a place; 0 beyond the end.
#[inline]
pub(crate) fn byte_at(bytes: &[u8], at: usize) -> u8 {
    bytes.get(at).copied().unwrap_or(0)
}

/// Returns the eight bytes from a place on, the first in the lowest bits.
#[inline]
pub(crate) fn eight_at(bytes: &[u8], at: usize) -> Option<u64> {
    bytes.get(at..)?.first_chunk().map(|eight| u64::from_le_bytes(*eight))
}

/// Returns a mask whose lowest bit set lies in the first byte that is a quote, a backslash or a control character.
///
/// Bits above the lowest may be wrong, as borrows travel upwards.
#[inline]
pub(crate) fn special(eight: u64) -> u64 {
    let quote = eight ^ (ONES * 0x22);
    let slash = eight ^ (ONES * 0x5c);
    let quotes = quote.wrapping_sub(ONES) & !quote;
    let slashes = slash.wrapping_sub(ONES) & !slash;
    let controls = eight.wrapping_sub(ONES * 0x20) & !eight;
    (quotes | slashes | controls) & HIGH
}

/// Returns the first place from here on that holds no white space.
#[inline]
pub(crate) fn spaces(bytes: &[u8], mut at: usize) -> usize {
    while let b' ' | b'\n' | b'\r' | b'\t' = byte_at(bytes, at) {
        at += 1;
        while let Some(eight) = eight_at(bytes, at) {
            let others = eight ^ EIGHT_SPACES;
            if others != 0 {
                at += (others.trailing_zeros() / 8) as usize;
                break;
            }
            at += 8;
        }
    }
    at
}

/// Returns the first place from here on that holds a quote, a backslash or a control character, or the end.
#[inline]
pub(crate) fn plain_end(bytes: &[u8], mut at: usize) -> usize {
    while let Some(eight) = eight_at(bytes, at) {
        let found = special(eight);
        if found != 0 {
            return at + (found.trailing_zeros() / 8) as usize;
        }
        at += 8;
    }
    while bytes.get(at).is_some_and(|byte| *byte >= 0x20 && *byte != b'"' && *byte != b'\\') {
        at += 1;
    }
    at
}

/// Returns the place after the string whose opening quote is here; `None` if it does not end.
#[inline]
pub(crate) fn string_end(bytes: &[u8], quote: usize) -> Option<usize> {
    let mut at = quote + 1;
    loop {
        at = plain_end(bytes, at);
        match bytes.get(at)? {
            b'"' => return Some(at + 1),
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
}
