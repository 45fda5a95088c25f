//! As much of an HTTP/1.1 request as a redirect needs: the request line and the `Host` header.

/// The largest head, in bytes. A callback with a long code has a few kilobytes.
pub(super) const HEAD_LIMIT: usize = 16 << 10;

/// What a browser asked for.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// The callback, with its query string.
    Callback(String),
    /// The page with the form that begins the sign-in.
    Form,
    /// The right path, but neither a code nor an error: somebody else's visit.
    NoAnswer,
    /// Another path, method or host.
    NotFound,
    /// Not HTTP.
    Malformed,
}

/// Judges a head that ends in an empty line.
pub(super) fn judge(head: &[u8], host: &str, path: &str, form: Option<&str>) -> Verdict {
    let Ok(head) = std::str::from_utf8(head) else { return Verdict::Malformed };
    let mut lines = head.split("\r\n");
    let mut words = lines.next().unwrap_or_default().split(' ');
    let (Some(method), Some(target), Some(version), None) =
        (words.next(), words.next(), words.next(), words.next())
    else {
        return Verdict::Malformed;
    };
    if !version.starts_with("HTTP/1.") || !target.starts_with('/') {
        return Verdict::Malformed;
    }
    let (asked, query) = target.split_once('?').unwrap_or((target, ""));
    if method != "GET" || !host_is(lines, host) {
        return Verdict::NotFound;
    }
    if Some(target) == form {
        return Verdict::Form;
    }
    if asked != path {
        return Verdict::NotFound;
    }
    let names = || url::form_urlencoded::parse(query.as_bytes()).map(|(name, _)| name);
    if names().any(|name| name == "code" || name == "error") {
        Verdict::Callback(query.to_owned())
    } else {
        Verdict::NoAnswer
    }
}

/// Says whether there is exactly one `Host` header and it is ours: a page elsewhere, whose name was pointed at this
/// machine, sends its own.
fn host_is<'a>(lines: impl Iterator<Item = &'a str>, host: &str) -> bool {
    let mut hosts = lines
        .filter_map(|line| line.split_once(':'))
        .filter(|(name, _)| name.eq_ignore_ascii_case("host"))
        .map(|(_, value)| value.trim());
    hosts.next().is_some_and(|value| value.eq_ignore_ascii_case(host)) && hosts.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_callback_is_a_callback() {
        let host = "Host: 127.0.0.1:4000\r\n";
        let callback = |query: &str| Verdict::Callback(query.to_owned());
        let rows = [
            (format!("GET /cb?code=a&state=b HTTP/1.1\r\n{host}\r\n"), callback("code=a&state=b")),
            (format!("GET /cb?error=access_denied HTTP/1.1\r\n{host}\r\n"), callback("error=access_denied")),
            ("GET /cb?code=a HTTP/1.1\r\nhOST:127.0.0.1:4000\r\n\r\n".to_owned(), callback("code=a")),
            (format!("GET /cb HTTP/1.1\r\n{host}\r\n"), Verdict::NoAnswer),
            (format!("GET /cb?x=code HTTP/1.1\r\n{host}\r\n"), Verdict::NoAnswer),
            (format!("POST /cb?code=a HTTP/1.1\r\n{host}\r\n"), Verdict::NotFound),
            (format!("GET /cb/?code=a HTTP/1.1\r\n{host}\r\n"), Verdict::NotFound),
            (format!("GET /form HTTP/1.1\r\n{host}\r\n"), Verdict::Form),
            (format!("GET /form?code=a HTTP/1.1\r\n{host}\r\n"), Verdict::NotFound),
            (format!("POST /form HTTP/1.1\r\n{host}\r\n"), Verdict::NotFound),
            ("GET /form HTTP/1.1\r\nHost: evil.example\r\n\r\n".to_owned(), Verdict::NotFound),
            (format!("GET /favicon.ico HTTP/1.1\r\n{host}\r\n"), Verdict::NotFound),
            ("GET /cb?code=a HTTP/1.1\r\nHost: evil.example\r\n\r\n".to_owned(), Verdict::NotFound),
            ("GET /cb?code=a HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".to_owned(), Verdict::NotFound),
            (format!("GET /cb?code=a HTTP/1.1\r\n{host}{host}\r\n"), Verdict::NotFound),
            ("GET /cb?code=a HTTP/1.1\r\n\r\n".to_owned(), Verdict::NotFound),
            (format!("GET http://127.0.0.1:4000/cb?code=a HTTP/1.1\r\n{host}\r\n"), Verdict::Malformed),
            (format!("GET /cb?code=a b HTTP/1.1\r\n{host}\r\n"), Verdict::Malformed),
            (format!("GET /cb?code=a SSH-2.0\r\n{host}\r\n"), Verdict::Malformed),
            ("\r\n\r\n".to_owned(), Verdict::Malformed),
        ];
        for (head, expected) in rows {
            assert_eq!(judge(head.as_bytes(), "127.0.0.1:4000", "/cb", Some("/form")), expected, "{head}");
        }
        assert_eq!(
            judge(b"GET /\xff HTTP/1.1\r\n\r\n", "127.0.0.1:4000", "/cb", Some("/form")),
            Verdict::Malformed
        );
    }
}
