//! Names to addresses, with the forbidden ones left out. The connection uses what was checked, so that a name that
//! changes its address between check and use (DNS rebinding) gains nothing.

use std::net::SocketAddr;
use std::sync::Arc;
use std::{fmt, io};

use async_trait::async_trait;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use crate::HttpOptions;
use crate::address::{HostName, Reach};

/// Every address of the name is forbidden.
#[derive(Debug, thiserror::Error)]
#[error("every address of that name is forbidden")]
pub(crate) struct Blocked;

/// Knows what names stand for.
#[async_trait]
trait Names: fmt::Debug + Send + Sync {
    async fn addresses(&self, name: &str) -> io::Result<Vec<SocketAddr>>;
}

/// The names that the system knows.
#[derive(Debug)]
struct SystemNames;

#[async_trait]
impl Names for SystemNames {
    async fn addresses(&self, name: &str) -> io::Result<Vec<SocketAddr>> {
        Ok(tokio::net::lookup_host((name, 0)).await?.collect())
    }
}

#[derive(Debug)]
pub(crate) struct CheckedResolver {
    options: HttpOptions,
    names: Arc<dyn Names>,
}

impl CheckedResolver {
    pub(crate) fn new(options: HttpOptions) -> Self {
        Self { options, names: Arc::new(SystemNames) }
    }
}

impl Resolve for CheckedResolver {
    fn resolve(&self, name: Name) -> Resolving {
        let (options, names) = (self.options.clone(), Arc::clone(&self.names));
        Box::pin(async move {
            let found = names.addresses(name.as_str()).await?;
            let addresses = allowed(found.into_iter(), &options, HostName::of_name(name.as_str()));
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
    use std::sync::Mutex;

    use super::*;

    /// A name that stands for something else each time it is asked for.
    #[derive(Debug)]
    struct Rebinding(Mutex<Vec<&'static [&'static str]>>);

    #[async_trait]
    impl Names for Rebinding {
        async fn addresses(&self, _: &str) -> io::Result<Vec<SocketAddr>> {
            let answer = self.0.lock().unwrap().remove(0);
            Ok(answer.iter().map(|text| text.parse().unwrap()).collect())
        }
    }

    /// What the check lets through is what is connected: the name is asked for once for each connection, and every
    /// answer is looked at.
    #[tokio::test]
    async fn a_name_that_changes_its_mind_gains_nothing() {
        let answers: [&'static [&str]; 4] = [
            &["8.8.8.8:0"],
            &["127.0.0.1:0", "[::1]:0"],
            &["169.254.169.254:0", "8.8.4.4:0"],
            &["10.0.0.1:0"],
        ];
        let names = Arc::new(Rebinding(Mutex::new(answers.to_vec())));
        let resolver = CheckedResolver { options: HttpOptions::new(), names };
        let mut connected = Vec::new();
        for _ in answers {
            let found = resolver.resolve("portal.example".parse().unwrap()).await;
            let found = found.map(|found| found.map(|address| address.to_string()).collect::<Vec<_>>());
            connected.push(found.map_err(|error| error.to_string()));
        }
        let blocked = || Err(Blocked.to_string());
        let open = |address: &str| Ok(vec![address.to_owned()]);
        assert_eq!(connected, [open("8.8.8.8:0"), blocked(), open("8.8.4.4:0"), blocked()]);
    }

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
