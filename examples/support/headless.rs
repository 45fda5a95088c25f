//! Signing in where nobody looks at a browser: at a server that approves by itself.

use anyhow::{Context as _, bail};
use backpack::connect::http::header::{CONTENT_TYPE, COOKIE, LOCATION, SET_COOKIE};
use backpack::connect::http::{HeaderMap, HeaderValue, Method};
use backpack::connect::{Answer, Body, Prompt, Request, Transport, Url};
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
    let SignIn::Ask { attempt, prompt: Prompt::Open(page), .. } = step else {
        bail!("the portal shows no page")
    };
    let address = follow(transport, page.as_str(), redirect_uri).await?;
    let SignIn::Done(connections) = backpack.answer(attempt, Answer::Redirect(address)).await? else {
        bail!("the portal asks for more than a log-in");
    };
    connections.first().copied().context("nobody signed in")
}

/// Follows a server's redirects from the log-in page to `redirect_uri`, and returns the address it ended at. Cookies
/// are carried along as a browser would: servers keep the state of a log-in in them.
pub async fn follow(transport: &dyn Transport, page: &str, redirect_uri: &str) -> anyhow::Result<SecretText> {
    walk(transport, Request::get(page.parse()?), redirect_uri).await
}

/// Sends a form as a browser would, and follows the server's redirects from there.
pub async fn submit(
    transport: &dyn Transport,
    url: &Url,
    form: &[(String, String)],
    redirect_uri: &str,
) -> anyhow::Result<SecretText> {
    let mut fields = url.clone();
    fields.query_pairs_mut().clear().extend_pairs(form);
    let body = fields.query().unwrap_or_default().to_owned();
    let kind = HeaderValue::from_static("application/x-www-form-urlencoded");
    let request = Request::new(Method::POST, url.clone()).header(CONTENT_TYPE, kind);
    walk(transport, request.body(Body::Bytes(body.into())), redirect_uri).await
}

async fn walk(transport: &dyn Transport, first: Request, redirect_uri: &str) -> anyhow::Result<SecretText> {
    let end = redirect_uri.parse::<Url>().context("the redirect URI is no URL")?;
    let mut at = first.url.clone();
    let mut next = Some(first);
    let mut cookies = Cookies::default();
    for _ in 0..HOPS {
        let request = next.take().unwrap_or_else(|| Request::get(at.clone()));
        let answer = transport.send(cookies.attach(request)?).await?;
        cookies.keep(&at, &answer.headers);
        if !answer.status.is_redirection() {
            bail!("the server asks for a person: it answered the log-in with status {}", answer.status);
        }
        let location = answer.headers.get(LOCATION).context("a redirect without an address")?;
        at = at.join(location.to_str()?)?;
        if place(&at) == place(&end) {
            return Ok(at.to_string().into());
        }
    }
    bail!("more than {HOPS} redirects")
}

/// Returns an address without its query.
fn place(url: &Url) -> (&str, Option<&str>, Option<u16>, &str) {
    (url.scheme(), url.host_str(), url.port_or_known_default(), url.path())
}

/// What servers asked to be sent again: host, name and value.
#[derive(Default)]
struct Cookies(Vec<(String, String, String)>);

impl Cookies {
    fn keep(&mut self, from: &Url, headers: &HeaderMap) {
        let host = from.host_str().unwrap_or_default();
        for cookie in headers.get_all(SET_COOKIE).iter().filter_map(|cookie| cookie.to_str().ok()) {
            let pair = cookie.split(';').next().unwrap_or_default();
            let Some((name, value)) = pair.split_once('=') else { continue };
            self.0.retain(|(at, known, _)| at != host || known != name.trim());
            // An empty one is how a server takes its cookie back.
            if !value.trim().is_empty() {
                self.0.push((host.to_owned(), name.trim().to_owned(), value.trim().to_owned()));
            }
        }
    }

    fn attach(&self, request: Request) -> anyhow::Result<Request> {
        let host = request.url.host_str().unwrap_or_default();
        let own =
            self.0.iter().filter(|(at, ..)| at == host).map(|(_, name, value)| format!("{name}={value}"));
        let line = own.collect::<Vec<_>>().join("; ");
        Ok(if line.is_empty() { request } else { request.header(COOKIE, line.parse()?) })
    }
}
