//! Whether a connection is encrypted, and whom it trusts.

use std::net::IpAddr;
use std::sync::Arc;

use backpack_store::Error;
use rustls::client::WebPkiServerVerifier;
use rustls::crypto::CryptoProvider;
use rustls::{ClientConfig, RootCertStore};
use rustls_platform_verifier::Verifier;
use tokio_postgres::Config;
use tokio_postgres::config::{Host, SslMode};
use tokio_postgres_rustls::MakeRustlsConnect;

use crate::options::{PostgresOptions, Unencrypted, refused};

/// What the URL says of encryption.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Encryption {
    /// Nothing: TLS, except for this machine.
    WhereNeeded,
    Off,
    /// TLS, with the host's certificate checked.
    On,
}

impl Encryption {
    /// Reads the URL. The client library does not know every word that `sslmode` may be, so that one is read here.
    pub(crate) fn read(url: &str) -> Result<(Config, Self), Error> {
        let unreadable = || refused("the URL of the database cannot be read");
        if !url.starts_with("postgres://") && !url.starts_with("postgresql://") {
            return Err(unreadable());
        }
        let (address, query) = url.split_once('?').unwrap_or((url, ""));
        let mut encryption = Self::WhereNeeded;
        let mut rest = Vec::new();
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            match pair.strip_prefix("sslmode=") {
                Some("disable") => encryption = Self::Off,
                Some("require" | "verify-ca" | "verify-full") => encryption = Self::On,
                Some("allow" | "prefer") => encryption = Self::WhereNeeded,
                Some(_) => return Err(unreadable()),
                None => rest.push(pair),
            }
        }
        let config = format!("{address}?{}", rest.join("&")).parse().map_err(|_| unreadable())?;
        Ok((config, encryption))
    }
}

/// Returns how to encrypt, or `None` if this connection needs no TLS.
///
/// # Errors
///
/// If a host other than this machine would be spoken to in the clear, and the options do not allow it.
pub(crate) fn connector(options: &PostgresOptions) -> Result<Option<MakeRustlsConnect>, Error> {
    match options.encryption {
        Encryption::WhereNeeded if is_this_machine(&options.config) => return Ok(None),
        Encryption::Off if is_this_machine(&options.config) => return Ok(None),
        Encryption::Off if options.unencrypted == Unencrypted::Allowed => return Ok(None),
        Encryption::Off => {
            return Err(refused("another machine is spoken to with TLS, unless the options say otherwise"));
        }
        Encryption::WhereNeeded | Encryption::On => {}
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let failed = |_| refused("TLS cannot be set up");
    let config = ClientConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()
        .map_err(failed)?;
    let config = match &options.roots {
        Some(roots) => config.with_webpki_verifier(given(roots, provider)?),
        None => {
            let verifier = Verifier::new(provider).map_err(failed)?;
            config.dangerous().with_custom_certificate_verifier(Arc::new(verifier))
        }
    };
    Ok(Some(MakeRustlsConnect::new(config.with_no_client_auth())))
}

/// Returns the mode for the client library, which would otherwise go on in the clear with a server that has no TLS.
pub(crate) const fn mode(connector: Option<&MakeRustlsConnect>) -> SslMode {
    match connector {
        Some(_) => SslMode::Require,
        None => SslMode::Disable,
    }
}

fn given(
    roots: &[rustls::pki_types::CertificateDer<'static>],
    provider: Arc<CryptoProvider>,
) -> Result<Arc<WebPkiServerVerifier>, Error> {
    let mut store = RootCertStore::empty();
    let (added, _) = store.add_parsable_certificates(roots.iter().cloned());
    if added != roots.len() {
        return Err(refused("a certificate cannot be read"));
    }
    let verifier = WebPkiServerVerifier::builder_with_provider(Arc::new(store), provider).build();
    verifier.map_err(|_| refused("the certificates cannot be used"))
}

/// Says whether every host is this machine: a socket of the file system, or a loopback address.
fn is_this_machine(config: &Config) -> bool {
    let addresses = config.get_hostaddrs();
    if !addresses.is_empty() {
        return addresses.iter().all(IpAddr::is_loopback);
    }
    config.get_hosts().iter().all(|host| match host {
        Host::Tcp(name) => {
            let address = name.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
            name == "localhost" || address.is_ok_and(|address| address.is_loopback())
        }
        #[cfg(unix)]
        Host::Unix(_) => true,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_machine_is_spoken_to_in_the_clear() {
        let needs_tls = |url: &str, unencrypted: Unencrypted| {
            let options = PostgresOptions::new(url).unwrap().unencrypted(unencrypted);
            connector(&options).map(|connector| connector.is_some()).map_err(|error| error.to_string())
        };
        let refused = Err("connect: reading or writing failed".to_owned());
        let cases = [
            ("postgres://u@localhost/d", Unencrypted::Refused, Ok(false)),
            ("postgres://u@127.0.0.1:5433/d", Unencrypted::Refused, Ok(false)),
            ("postgres://u@[::1]/d", Unencrypted::Refused, Ok(false)),
            ("postgres://u@%2Frun%2Fpostgresql/d", Unencrypted::Refused, Ok(false)),
            ("postgres://u@localhost/d?sslmode=require", Unencrypted::Refused, Ok(true)),
            ("postgres://u@localhost/d?sslmode=verify-full", Unencrypted::Refused, Ok(true)),
            ("postgres://u@db.example/d", Unencrypted::Refused, Ok(true)),
            ("postgres://u@db.example/d?sslmode=prefer", Unencrypted::Allowed, Ok(true)),
            ("postgres://u@db.example/d?sslmode=disable", Unencrypted::Refused, refused.clone()),
            ("postgres://u@db.example/d?sslmode=disable", Unencrypted::Allowed, Ok(false)),
            ("postgres://u@localhost,db.example/d?sslmode=disable", Unencrypted::Refused, refused),
        ];
        for (url, unencrypted, expected) in cases {
            assert_eq!(needs_tls(url, unencrypted), expected, "{url}");
        }
    }

    #[test]
    fn what_is_no_address_of_a_database_is_refused() {
        for url in [
            "",
            "localhost",
            "http://localhost/d",
            "postgres://u@h/d?sslmode=maybe",
            "postgres://u@h/d?unknown=1",
        ] {
            assert!(Encryption::read(url).is_err(), "{url}");
        }
    }
}
