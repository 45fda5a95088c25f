//! How a person gets to a portal's log-in page and back.

use std::process::Command;

use anyhow::Context as _;
use backpack::connect::{Transport, Url};
use backpack::core::SecretText;
use backpack::http::{LoopbackListener, LoopbackOptions};

use crate::arguments::Arguments;
use crate::headless;

/// How the person gets to the log-in page and back.
#[derive(Debug)]
#[non_exhaustive]
pub enum Way {
    /// Nobody looks: the server's redirects are followed.
    Headless(String),
    /// The system's browser, and a listener on this machine.
    Browser(LoopbackListener),
}

impl Way {
    /// Returns the way that the arguments `headless` and `redirect` say.
    pub async fn new(arguments: &Arguments) -> anyhow::Result<Self> {
        let redirect = arguments.value("redirect");
        if arguments.has("headless") {
            return Ok(Self::Headless(redirect.unwrap_or("http://127.0.0.1/callback").to_owned()));
        }
        let options = match redirect {
            Some(registered) => LoopbackOptions::registered(&registered.parse()?)?,
            None => LoopbackOptions::new(),
        };
        Ok(Self::Browser(LoopbackListener::open(options).await?))
    }

    /// Returns where the browser comes back to.
    #[must_use]
    pub fn redirect_uri(&self) -> String {
        match self {
            Self::Headless(redirect) => redirect.clone(),
            Self::Browser(listener) => listener.redirect_uri().to_string(),
        }
    }

    /// Brings the person to the log-in page, and returns the address that they come back with.
    pub async fn follow(self, transport: &dyn Transport, page: &Url) -> anyhow::Result<SecretText> {
        match self {
            Self::Headless(redirect) => headless::follow(transport, page.as_str(), &redirect).await,
            Self::Browser(listener) => {
                println!("Sign in at the portal, in your browser: {page}");
                let opener = if cfg!(target_os = "macos") { "open" } else { "xdg-open" };
                // Without a browser the person opens the address by hand.
                drop(Command::new(opener).arg(page.as_str()).spawn());
                listener.wait().await.context("nobody came back from the portal")
            }
        }
    }
}
