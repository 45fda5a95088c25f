//! Lines of JSON, and bodies that become one.

use serde::Serialize;
use serde::de::IgnoredAny;

use crate::Error;

/// Appends a value as one line.
pub(crate) fn push(out: &mut Vec<u8>, value: &impl Serialize) -> Result<(), Error> {
    serde_json::to_writer(&mut *out, value).map_err(std::io::Error::from)?;
    out.push(b'\n');
    Ok(())
}

/// Returns values as lines.
pub(crate) fn lines<T: Serialize>(values: impl IntoIterator<Item = T>) -> Result<Vec<u8>, Error> {
    let mut out = Vec::new();
    values.into_iter().try_for_each(|value| push(&mut out, &value))?;
    Ok(out)
}

/// Says whether a body is one line of JSON, byte for byte.
pub(crate) fn is_line(body: &[u8]) -> bool {
    body.first() == Some(&b'{')
        && !body.iter().any(|byte| *byte == b'\n' || *byte == b'\r')
        && serde_json::from_slice::<IgnoredAny>(body).is_ok()
}

/// Returns a body as one line of JSON, each token as it came; `None` if it is no JSON object.
pub(crate) fn as_line(body: &[u8]) -> Option<Vec<u8>> {
    let mut line = Vec::with_capacity(body.len());
    let (mut in_text, mut escaped) = (false, false);
    for byte in body {
        if in_text {
            in_text = escaped || *byte != b'"';
            escaped = !escaped && *byte == b'\\';
        } else if matches!(byte, b' ' | b'\t' | b'\r' | b'\n') {
            continue;
        } else {
            in_text = *byte == b'"';
        }
        line.push(*byte);
    }
    is_line(&line).then_some(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_becomes_a_line_token_by_token() {
        for (body, line) in [
            ("{\n \"a\" : [1.00 ,\r\n\t\"x \\\" \\\\\"] }\n", Some("{\"a\":[1.00,\"x \\\" \\\\\"]}")),
            ("{\"a\":\"\\n\"}", Some("{\"a\":\"\\n\"}")),
            ("{\"a\":\"\n\"}", None),
            ("[1]", None),
            ("\u{feff}{}", None),
            ("{", None),
            ("", None),
        ] {
            assert_eq!(as_line(body.as_bytes()), line.map(|line| line.as_bytes().to_vec()), "{body:?}");
            assert_eq!(is_line(body.as_bytes()), line == Some(body), "{body:?}");
        }
    }
}
