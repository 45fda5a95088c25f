//! Changes to the JSON of answers: as text, so that every other byte stays as it was.
//!
//! The portal writes JSON without spaces, and so do its invented people.

/// Writes the statuses of records in the wrong case: `Finished` for `finished`.
pub(crate) fn wrong_case(json: &str) -> String {
    each(json, "\"status\":\"", |rest| {
        let first = rest.chars().next().filter(char::is_ascii_lowercase)?;
        Some((1, first.to_ascii_uppercase().to_string()))
    })
}

/// Writes versions, and identifiers made of digits alone, as numbers.
pub(crate) fn numbers_for_text(json: &str) -> String {
    let versions = unquoted(json, "\"versionId\":");
    unquoted(&versions, "\"value\":")
}

/// Writes the numbers of quantities as text.
pub(crate) fn text_for_numbers(json: &str) -> String {
    each(json, "\"value\":", |rest| {
        let length = rest.find([',', '}'])?;
        let number = rest.get(..length).filter(|number| is_number(number))?;
        Some((length, format!("\"{number}\"")))
    })
}

/// Leaves out the addresses of entries.
pub(crate) fn without_full_urls(json: &str) -> String {
    let mut pieces = json.split("{\"fullUrl\":\"");
    let first = pieces.next().unwrap_or_default().to_owned();
    // What follows is the address, which holds no quotation mark, and a comma.
    pieces.fold(first, |text, rest| text + "{" + rest.split_once("\",").map_or(rest, |(_, rest)| rest))
}

/// Puts each attachment that is a Binary of this portal below another address.
pub(crate) fn attachments_at(json: &str, address: &str) -> String {
    json.replace("\"url\":\"Binary/", &format!("\"url\":\"{address}/Binary/"))
}

/// Puts what `data` returns, as Base64, in the place of each attachment's address; what it does not know stays.
pub(crate) fn in_line(json: &str, data: impl Fn(&str) -> Option<String>) -> String {
    const NAME: &str = "\"url\":\"";
    let mut rest = json;
    let mut text = String::with_capacity(json.len());
    while let Some(at) = rest.find("\"url\":\"Binary/") {
        let (before, from) = rest.split_at(at);
        text.push_str(before);
        let reference = from.get(NAME.len()..).and_then(|from| from.split('"').next()).unwrap_or_default();
        let length = NAME.len() + reference.len() + 1;
        match data(reference) {
            Some(data) => text.push_str(&format!("\"data\":\"{data}\"")),
            None => text.push_str(from.get(..length).unwrap_or_default()),
        }
        rest = from.get(length..).unwrap_or_default();
    }
    text + rest
}

/// Replaces what stands after each `name`: `change` returns how many bytes go, and what comes for them.
fn each(json: &str, name: &str, change: impl Fn(&str) -> Option<(usize, String)>) -> String {
    let mut pieces = json.split(name);
    let mut text = pieces.next().unwrap_or_default().to_owned();
    for rest in pieces {
        text.push_str(name);
        match change(rest) {
            Some((length, new)) => {
                text.push_str(&new);
                text.push_str(rest.get(length..).unwrap_or_default());
            }
            None => text.push_str(rest),
        }
    }
    text
}

fn unquoted(json: &str, name: &str) -> String {
    each(json, name, |rest| {
        let number = rest.strip_prefix('"')?.split('"').next()?;
        let whole = !number.starts_with('0') && number.bytes().all(|byte| byte.is_ascii_digit());
        (whole && !number.is_empty() && number.len() < 16).then(|| (number.len() + 2, number.to_owned()))
    })
}

fn is_number(text: &str) -> bool {
    text.bytes().next().is_some_and(|byte| byte.is_ascii_digit() || byte == b'-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_meant_changes() {
        let body = concat!(
            r#"{"meta":{"versionId":"3"},"status":"in-progress","note":"a \"status\":\"x\"","#,
            r#""valueQuantity":{"value":1.10,"unit":"g"},"identifier":[{"value":"42"},{"value":"4a"}]}"#
        );
        assert_eq!(wrong_case(body), body.replace("in-progress", "In-progress"));
        let numbers = body.replace("\"3\"", "3").replace("\"42\"", "42");
        assert_eq!(numbers_for_text(body), numbers);
        assert_eq!(text_for_numbers(body), body.replace("1.10", "\"1.10\""));
        let attachment = r#"{"a":{"url":"Binary/b1","size":2},"b":{"url":"Binary/b2"},"url":"Patient/p"}"#;
        let inline = r#"{"a":{"data":"aGk=","size":2},"b":{"url":"Binary/b2"},"url":"Patient/p"}"#;
        assert_eq!(in_line(attachment, |at| (at == "Binary/b1").then(|| "aGk=".to_owned())), inline);
        let entries = r#"[{"fullUrl":"http://x/a","resource":{}},{"fullUrl":"http://x/b","resource":1}]"#;
        assert_eq!(without_full_urls(entries), r#"[{"resource":{}},{"resource":1}]"#);
        assert_eq!(attachments_at(r#"{"url":"Binary/b"}"#, "http://x"), r#"{"url":"http://x/Binary/b"}"#);
    }
}
