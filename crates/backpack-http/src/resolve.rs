//! Names to addresses, with the forbidden ones left out. The connection uses what was checked, so that a name that
//! changes its address between check and use (DNS rebinding) gains nothing.

use std::net::SocketAddr;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use crate::HttpOptions;
use crate::address::{HostName, Reach};

/// Every address of the name is forbidden.
#[derive(Debug, thiserror::Error)]
#[error("every address of that name is forbidden")]
pub(crate) struct Blocked;

#[derive(Debug)]
pub(crate) struct CheckedResolver {
    pub(crate) options: HttpOptions,
}

impl Resolve for CheckedResolver {
    fn resolve(&self, name: Name) -> Resolving {
        let options = self.options.clone();
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let addresses = allowed(found, &options, HostName::of_name(name.as_str()));
            if addresses.is_empty() {
                return Err(Blocked.into());
            }
            Ok(Box::new(addresses.into_iter()) as Addrs)
        })
    }
}

fn allowed(
    found: impl Iterator<Item = SocketAddr>,
    options: &HttpOptions,
    host: HostName,
) -> Vec<SocketAddr> {
    found.filter(|address| Reach::of(address.ip()).allowed(options, host)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_of_the_internet_never_leads_inside() {
        let found = ["8.8.8.8:0", "127.0.0.1:0", "10.0.0.1:0", "[fe80::1]:0", "[2606:4700::1111]:0"];
        let found = || found.iter().map(|text| text.parse().unwrap());
        let kept = |options: &HttpOptions, name| {
            let kept = allowed(found(), options, HostName::of_name(name));
            kept.iter().map(ToString::to_string).collect::<Vec<_>>()
        };
        let plain = HttpOptions::new();
        let loopback = HttpOptions::new().allow_insecure_loopback();
        let private = HttpOptions::new().allow_private_networks();
        assert_eq!(kept(&plain, "portal.example"), ["8.8.8.8:0", "[2606:4700::1111]:0"]);
        assert_eq!(kept(&loopback, "portal.example"), ["8.8.8.8:0", "[2606:4700::1111]:0"]);
        assert_eq!(kept(&loopback, "localhost"), ["127.0.0.1:0"]);
        assert_eq!(kept(&private, "portal.example"), ["8.8.8.8:0", "10.0.0.1:0", "[2606:4700::1111]:0"]);
        assert_eq!(kept(&plain, "localhost"), [] as [&str; 0]);
    }
}
