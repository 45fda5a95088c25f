//! The portal's own words: cleaned and cut, since they are shown to people and kept in the ledger.

use std::borrow::Cow;

use serde::Deserialize;
use serde_json::Value;

/// The most characters of a portal's words that are kept.
const WORDS: usize = 240;
/// The length from which on a text may be a secret, in bytes, and how much of one gives it away.
const SHORT: usize = 6;
const SECRET: usize = 12;
/// What is said in place of words that repeat a secret.
const REPEATED: &str = "its words repeat a secret";
/// The largest answer that is searched for words.
const READ: usize = 1 << 20;

/// Returns `text` on one line, without control characters, cut.
pub(crate) fn clean(text: &str) -> String {
    let plain = text.chars().map(|c| if is_odd(c) { ' ' } else { c }).collect::<String>();
    let mut words = plain.split_whitespace().collect::<Vec<_>>().join(" ");
    if let Some((cut, _)) = words.char_indices().nth(WORDS) {
        words.truncate(cut);
        words.push('…');
    }
    words
}

/// Control characters, and those that turn the direction of what stands around them.
fn is_odd(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// Returns a portal's words, unless they repeat this secret, or as much of it as was left after cutting them.
pub(crate) fn without(words: String, secret: &str) -> String {
    let start = secret.get(..secret.len().min(SECRET)).unwrap_or(secret);
    // What is shorter is no secret that a server makes, and may be a word.
    if start.len() >= SHORT && words.contains(start) { REPEATED.to_owned() } else { words }
}

/// What an `OperationOutcome` says.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Said {
    pub(crate) words: String,
    /// Whether an issue is an error or fatal.
    pub(crate) failed: bool,
}

/// Reads an `OperationOutcome`, every field of which is optional. `None` if it is none.
pub(crate) fn outcome(body: &[u8]) -> Option<Said> {
    let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    // Nothing is built before it is known for an outcome: most of what is looked at is a page or a record.
    if body.len() > READ || serde_json::from_slice::<Kind<'_>>(body).ok()?.resource_type != "OperationOutcome"
    {
        return None;
    }
    let value: Value = serde_json::from_slice(body).ok()?;
    let none = Vec::new();
    let issues = value.get("issue").and_then(Value::as_array).unwrap_or(&none);
    let words = issues.iter().filter_map(issue_words).collect::<Vec<_>>().join("; ");
    let failed = issues.iter().any(|issue| matches!(text(issue, &["severity"]), Some("error" | "fatal")));
    Some(Said { words: clean(&words), failed })
}

#[derive(Deserialize)]
struct Kind<'a> {
    #[serde(borrow, rename = "resourceType")]
    resource_type: Cow<'a, str>,
}

/// Returns an outcome's words, or the status if it has none.
pub(crate) fn outcome_or_status(body: &[u8], status: http::StatusCode) -> String {
    let said = outcome(body).map(|said| said.words).filter(|words| !words.is_empty());
    said.unwrap_or_else(|| format!("status {}", status.as_u16()))
}

fn issue_words(issue: &Value) -> Option<&str> {
    let paths: [&[&str]; 3] = [&["details", "text"], &["diagnostics"], &["code"]];
    paths.iter().find_map(|path| text(issue, path)).filter(|words| !words.trim().is_empty())
}

fn text<'a>(value: &'a Value, path: &[&str]) -> Option<&'a str> {
    path.iter().try_fold(value, |value, name| value.get(name))?.as_str()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_fit_on_one_line() {
        assert_eq!(clean(" a\r\n\tb\u{202e}c \u{7}d "), "a b c d");
        let long = "ä".repeat(500);
        assert_eq!(clean(&long), format!("{}…", "ä".repeat(240)));
    }

    #[test]
    fn outcomes_are_read_as_far_as_they_go() {
        let said = |words: &str, failed| Some(Said { words: words.to_owned(), failed });
        let rows = [
            (r#"{"resourceType":"OperationOutcome"}"#, said("", false)),
            (r#"{"resourceType":"OperationOutcome","issue":[{}]}"#, said("", false)),
            (
                r#"{"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"forbidden"}]}"#,
                said("forbidden", true),
            ),
            (
                r#"{"resourceType":"OperationOutcome","issue":[{"severity":"warning","details":{"text":"no\nsuch"},"diagnostics":"x"},{"diagnostics":"y"}]}"#,
                said("no such; y", false),
            ),
            (r#"{"resourceType":"Bundle"}"#, None),
            ("<html>", None),
            ("[]", None),
        ];
        for (body, expected) in rows {
            assert_eq!(outcome(body.as_bytes()), expected, "{body}");
        }
    }
}
