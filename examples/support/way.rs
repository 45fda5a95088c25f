//! How a person gets to the pages of a sign-in and back.

use std::process::Command;

use anyhow::{Context as _, bail};
use backpack::connect::{Prompt, Transport, Url};
use backpack::core::SecretText;
use backpack::http::{LoopbackListener, LoopbackOptions};

use crate::headless;

/// How a person gets to the pages of a sign-in and back.
#[derive(Debug)]
#[non_exhaustive]
pub enum Way {
    /// Nobody looks: the server's redirects are followed to this address.
    Headless(String),
    /// The system's browser, and a listener on this machine at this address.
    Browser(Url, Option<Box<LoopbackListener>>),
}

impl Way {
    /// Returns the way back to `redirect`, or to any address of this machine.
    pub async fn new(headless: bool, redirect: Option<&str>) -> anyhow::Result<Self> {
        if headless {
            return Ok(Self::Headless(redirect.unwrap_or("http://127.0.0.1/callback").to_owned()));
        }
        let options = match redirect {
            Some(registered) => LoopbackOptions::registered(&registered.parse()?)?,
            None => LoopbackOptions::new(),
        };
        let listener = LoopbackListener::open(options).await?;
        Ok(Self::Browser(listener.redirect_uri().clone(), Some(Box::new(listener))))
    }

    /// Returns the redirect URI to sign in with.
    #[must_use]
    pub fn redirect_uri(&self) -> String {
        match self {
            Self::Headless(redirect) => redirect.clone(),
            Self::Browser(redirect, _) => redirect.to_string(),
        }
    }

    /// Shows one page, and returns the address that the browser came back to.
    pub async fn follow(&mut self, transport: &dyn Transport, prompt: &Prompt) -> anyhow::Result<SecretText> {
        let (redirect, waiting) = match (&mut *self, prompt) {
            (Self::Headless(redirect), Prompt::Open(page)) => {
                return headless::follow(transport, page.as_str(), redirect).await;
            }
            (Self::Headless(redirect), Prompt::Submit { url, form }) => {
                return headless::submit(transport, url, form, redirect).await;
            }
            (Self::Browser(redirect, waiting), _) => (redirect, waiting),
            _ => bail!("the portal shows no page"),
        };
        // A portal may ask twice; each listener is good for one answer.
        let mut listener = match waiting.take() {
            Some(listener) => *listener,
            None => LoopbackListener::open(LoopbackOptions::registered(redirect)?).await?,
        };
        let page = match prompt {
            Prompt::Open(page) => page.clone(),
            Prompt::Submit { url, form } => listener.form_page(url, form),
            _ => bail!("the portal shows no page"),
        };
        println!("Sign in at the portal, in your browser: {page}");
        let opener = if cfg!(target_os = "macos") { "open" } else { "xdg-open" };
        // Without a browser the person opens the address by hand.
        drop(Command::new(opener).arg(page.as_str()).spawn());
        listener.wait().await.context("nobody came back from the portal")
    }
}
