//! The gate every address passes, the first one and that of each redirect.

use std::net::IpAddr;

use backpack_connect::{Error, ErrorKind};
use url::{Host, Url};

use crate::HttpOptions;
use crate::address::{HostName, Reach};

/// Refuses an address that may not be asked. A name is judged again by what it resolves to, when it is connected.
pub(crate) fn check(url: &Url, options: &HttpOptions) -> Result<(), Error> {
    if !url.username().is_empty() || url.password().is_some() {
        return Err(forbidden("it holds a user name or password"));
    }
    let host = match url.host() {
        Some(Host::Domain(name)) => HostName::of_name(name),
        Some(Host::Ipv4(v4)) => literal(IpAddr::V4(v4), options)?,
        Some(Host::Ipv6(v6)) => literal(IpAddr::V6(v6), options)?,
        None => return Err(forbidden("it names no host")),
    };
    match (url.scheme(), host) {
        ("https", HostName::Other) => Ok(()),
        ("https" | "http", HostName::ThisMachine) if options.insecure_loopback => Ok(()),
        (_, HostName::ThisMachine) => Err(forbidden("it is this machine")),
        _ => Err(forbidden("it is not https")),
    }
}

pub(crate) fn forbidden(why: &'static str) -> Error {
    Error::new(ErrorKind::Forbidden(why), "send request")
}

fn literal(address: IpAddr, options: &HttpOptions) -> Result<HostName, Error> {
    let host = HostName::of_literal(address);
    let reach = Reach::of(address);
    if reach == Reach::Loopback || reach.allowed(options, host) {
        Ok(host)
    } else {
        Err(forbidden("it is a private network"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(url: &str, options: &HttpOptions) -> Result<(), ErrorKind> {
        check(&url.parse().unwrap(), options).map_err(|error| error.kind().clone())
    }

    #[test]
    fn https_alone_passes_by_default() {
        let plain = HttpOptions::new();
        let refused = |why| Err(ErrorKind::Forbidden(why));
        let rows = [
            ("https://portal.example/fhir", Ok(())),
            ("http://portal.example/fhir", refused("it is not https")),
            ("ftp://portal.example/fhir", refused("it is not https")),
            ("data:text/plain,x", refused("it names no host")),
            ("https://user@portal.example/", refused("it holds a user name or password")),
            ("https://:secret@portal.example/", refused("it holds a user name or password")),
            ("https://127.0.0.1/", refused("it is this machine")),
            ("https://localhost/", refused("it is this machine")),
            ("http://[::1]:8080/", refused("it is this machine")),
            ("https://10.1.2.3/", refused("it is a private network")),
            // Other spellings of addresses are the same addresses.
            ("https://0x7f000001/", refused("it is this machine")),
            ("https://2852039166/", refused("it is a private network")),
            ("https://[::ffff:192.168.0.1]/", refused("it is a private network")),
        ];
        for (url, expected) in rows {
            assert_eq!(answer(url, &plain), expected, "{url}");
        }
    }

    #[test]
    fn options_open_exactly_what_they_name() {
        let loopback = HttpOptions::new().allow_insecure_loopback();
        assert_eq!(answer("http://127.0.0.1:8080/fhir", &loopback), Ok(()));
        assert_eq!(answer("http://localhost:8080/fhir", &loopback), Ok(()));
        assert_eq!(answer("http://[::1]/", &loopback), Ok(()));
        let refused = Err(ErrorKind::Forbidden("it is not https"));
        assert_eq!(answer("http://portal.example/", &loopback), refused);
        assert_eq!(answer("http://localhost.portal.example/", &loopback), refused);
        let private = HttpOptions::new().allow_private_networks();
        assert_eq!(answer("https://10.1.2.3/", &private), Ok(()));
        assert_eq!(answer("http://10.1.2.3/", &private), refused);
        let metadata = Err(ErrorKind::Forbidden("it is a private network"));
        assert_eq!(answer("https://169.254.169.254/latest", &private), metadata);
    }
}
