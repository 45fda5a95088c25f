//! Finding where a value ends, without reading it.

use crate::bytes::{byte_at, spaces, string_end};

/// Returns where the value that starts here ends, by its strings and brackets alone: its inside is not checked.
///
/// `None` if there is none, brackets do not match, or the bytes end before it does.
pub(crate) fn skip_value(bytes: &[u8], start: usize) -> Option<usize> {
    match bytes.get(start)? {
        b'"' => string_end(bytes, start),
        b'{' | b'[' => skip_container(bytes, start),
        _ => Some(skip_word(bytes, start)).filter(|end| *end > start),
    }
}

fn skip_container(bytes: &[u8], start: usize) -> Option<usize> {
    let mut at = start;
    let mut depth = 0_u32;
    // One bit a level, 1 for an object. Beyond 64 levels only the count is kept: such a value is refused anyway.
    let mut kinds = 0_u64;
    loop {
        let mut byte = *bytes.get(at)?;
        if byte == b',' || byte == b':' {
            at += 1;
            byte = *bytes.get(at)?;
        }
        if byte <= b' ' {
            let next = spaces(bytes, at);
            // A control character that is no white space is left to the strict reading.
            at = next.max(at + usize::from(next == at));
            byte = *bytes.get(at)?;
        }
        if byte == b'"' {
            at = string_end(bytes, at)?;
        } else if byte == b'{' || byte == b'[' {
            depth += 1;
            if depth <= 64 {
                kinds = (kinds << 1) | u64::from(byte == b'{');
            }
            at += 1;
        } else if byte == b'}' || byte == b']' {
            if depth <= 64 {
                if (kinds & 1 == 1) != (byte == b'}') {
                    return None;
                }
                kinds >>= 1;
            }
            depth -= 1;
            at += 1;
            if depth == 0 {
                return Some(at);
            }
        } else {
            at = skip_word(bytes, at);
        }
    }
}

/// Returns where a number or a literal that starts here ends: at the next byte that no such word holds.
fn skip_word(bytes: &[u8], start: usize) -> usize {
    let mut at = start;
    while !matches!(byte_at(bytes, at), 0..=b' ' | b',' | b':' | b'"' | b'{' | b'}' | b'[' | b']') {
        at += 1;
    }
    at
}
