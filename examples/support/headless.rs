//! Signing in where nobody looks at a browser: at a server that approves by itself.

use anyhow::{Context as _, bail};
use backpack::connect::http::header::LOCATION;
use backpack::connect::{Answer, Prompt};
use backpack::connect::{Redirects, Request, Transport, Url};
use backpack::core::ConnectionId;
use backpack::core::SecretText;
use backpack::{Backpack, SignIn};

/// The most hops from the log-in page to the redirect address.
const HOPS: usize = 10;

/// Ends a sign-in that shows a page, where an app would open it in the person's browser. Returns the connection made.
pub async fn sign_in(
    backpack: &Backpack,
    step: SignIn,
    transport: &dyn Transport,
    redirect_uri: &str,
) -> anyhow::Result<ConnectionId> {
    let SignIn::Ask { attempt, prompt: Prompt::Open(page) } = step else { bail!("the portal shows no page") };
    let address = follow(transport, page.as_str(), redirect_uri).await?;
    let SignIn::Done(connections) = backpack.answer(attempt, Answer::Redirect(address)).await? else {
        bail!("the portal asks for more than a log-in");
    };
    connections.first().copied().context("nobody signed in")
}

/// Follows a server's redirects from the log-in page to `redirect_uri`, and returns the address it ended at.
pub async fn follow(transport: &dyn Transport, page: &str, redirect_uri: &str) -> anyhow::Result<SecretText> {
    let mut at = page.parse::<Url>()?;
    for _ in 0..HOPS {
        let answer = transport.send(Request::get(at.clone()).redirects(Redirects::None)).await?;
        if !answer.status.is_redirection() {
            bail!("the server asks for a person: it answered the log-in with status {}", answer.status);
        }
        let location = answer.headers.get(LOCATION).context("a redirect without an address")?;
        at = at.join(location.to_str()?)?;
        if at.as_str().starts_with(redirect_uri) {
            return Ok(at.to_string().into());
        }
    }
    bail!("more than {HOPS} redirects")
}
