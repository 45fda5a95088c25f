//! Which redirect addresses are the client's, and the answer that goes there.

use url::{Host, Url};

/// Returns whether `given` is one of the registered addresses; on loopback any port will do (RFC 8252, 7.3).
pub(crate) fn is_registered(registered: &[String], given: &str) -> bool {
    registered.iter().any(|known| known == given || same_on_loopback(known, given))
}

fn same_on_loopback(known: &str, given: &str) -> bool {
    let (Ok(known), Ok(mut given)) = (Url::parse(known), Url::parse(given)) else {
        return false;
    };
    if !is_loopback(&known) || given.set_port(known.port()).is_err() {
        return false;
    }
    if known.path() == "/*" && given.query().is_none() && given.fragment().is_none() {
        given.set_path("/*");
    }
    given == known
}

/// Says whether an address is this machine's own, by plain http.
pub(crate) fn is_loopback(url: &Url) -> bool {
    let local = match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    };
    local && url.scheme() == "http"
}

/// Returns the address with these parameters added, or nothing if it cannot be read.
pub(crate) fn with(redirect: &str, parameters: &[(&str, &str)]) -> Option<String> {
    let mut url = Url::parse(redirect).ok()?;
    url.query_pairs_mut().extend_pairs(parameters);
    Some(url.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loopback_fits_any_port_and_nothing_else() {
        let registered = ["http://127.0.0.1/cb".to_owned(), "app.example:/cb".to_owned()];
        let fits = ["http://127.0.0.1/cb", "http://127.0.0.1:9/cb", "app.example:/cb"];
        assert!(fits.iter().all(|given| is_registered(&registered, given)));
        let others = [
            "http://127.0.0.1:9/other",
            "https://127.0.0.1/cb",
            "http://[::1]/cb",
            "http://evil.example/cb",
            "http://127.0.0.1@evil.example/cb",
            "http://127.0.0.1/cb?x=1",
            "app.example:/cb2",
            "",
        ];
        let any_path = ["http://127.0.0.1/*".to_owned()];
        assert!(is_registered(&any_path, "http://127.0.0.1:9/a/b"));
        assert!(!is_registered(&any_path, "http://127.0.0.1:9/a?b"));
        assert!(!is_registered(&any_path, "http://user@127.0.0.1/a"));
        assert!(!others.iter().any(|given| is_registered(&registered, given)));
    }
}
