//! Parameters of an address that go out as they stand.

use std::fmt::Write as _;

use url::Url;

/// Adds a parameter without escaping what a query may hold (RFC 3986, section 3.4), such as `/` and `:`, since some
/// portals compare it before they decode it. What would end the value is escaped.
pub(crate) fn append(url: &mut Url, name: &str, value: &str) {
    let mut query = url.query().unwrap_or_default().to_owned();
    if !query.is_empty() {
        query.push('&');
    }
    escape(name, &mut query);
    query.push('=');
    escape(value, &mut query);
    url.set_query(Some(&query));
}

/// Says whether an address has a parameter of this name.
pub(crate) fn has(url: &Url, name: &str) -> bool {
    url.query_pairs().any(|(own, _)| own == name)
}

fn escape(text: &str, out: &mut String) {
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => out.push(char::from(byte)),
            b'-' | b'.' | b'_' | b'~' | b'/' | b':' | b'?' | b'@' | b'!' | b'$' | b'(' | b')' | b'*'
            | b',' => {
                out.push(char::from(byte));
            }
            other => {
                // Writing into a string never fails.
                let _: std::fmt::Result = write!(out, "%{other:02X}");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_query_may_hold_stays_as_it_is() {
        let mut url = Url::parse("https://a.example/fhir/X").unwrap();
        append(&mut url, "ah-practice", "Organization/a-1.Practice-7");
        append(&mut url, "odd", "a b&c=d#e%f+g|ü");
        let expected = "ah-practice=Organization/a-1.Practice-7&odd=a%20b%26c%3Dd%23e%25f%2Bg%7C%C3%BC";
        assert_eq!(url.query(), Some(expected));
        assert!(has(&url, "odd") && !has(&url, "od"));
    }
}
