//! What the checks run against.

use std::sync::Arc;

use async_trait::async_trait;
use backpack_connect::{
    Answer, Connector, Context, Error, ErrorKind, Grant, Link, Prompt, Request, Response, Step, Transport,
    Turn,
};
use bytes::Bytes;

use crate::VirtualClock;

/// A connector at a portal that answers: what the checks run against.
///
/// Only [`connector`](Self::connector) is required. The more a subject tells, the more is checked.
#[async_trait]
pub trait ConnectorSubject: Send + Sync {
    /// Returns the connector.
    fn connector(&self) -> &dyn Connector;

    /// Returns what the connector works with. By default a transport that reaches nothing, and a virtual clock.
    fn context(&self) -> Context {
        Context::new(Arc::new(NoTransport), Arc::new(VirtualClock::auto()))
    }

    /// Answers a prompt of the sign-in, as the person would; `None` if nobody can.
    async fn answer(&self, prompt: &Prompt) -> Option<Answer> {
        let _: &Prompt = prompt;
        None
    }

    /// Returns every body that a pull of all queries must bring, byte for byte, in any order; `None` if it is not known.
    fn bodies(&self) -> Option<Vec<Bytes>> {
        None
    }

    /// Returns a link that can be opened, and the bytes behind it.
    fn link(&self) -> Option<(Link, Bytes)> {
        None
    }

    /// Changes something at the portal, so that a second pull has something to bring. Says whether it could.
    async fn change(&self) -> bool {
        false
    }

    /// Returns texts that nothing may show: tokens, passwords. The grant's own secret is always among them.
    fn secrets(&self) -> Vec<String> {
        Vec::new()
    }
}

/// Signs in: begins, and answers until the connector is done.
///
/// # Errors
///
/// As [`Connector::authorize`]; [`ErrorKind::Config`] if the subject cannot answer a prompt or is asked for ever.
pub async fn sign_in(subject: &dyn ConnectorSubject) -> Result<Vec<Grant>, Error> {
    let context = subject.context();
    let mut step = subject.connector().authorize(&context, Turn::Begin).await?;
    for _ in 0..16 {
        let (prompt, pending) = match step {
            Step::Done(grants) => return Ok(grants),
            Step::Ask(prompt, pending) => (prompt, pending),
            _ => return Err(Error::new(ErrorKind::Config("an unknown step"), "sign in")),
        };
        let answer = subject.answer(&prompt).await;
        let answer =
            answer.ok_or_else(|| Error::new(ErrorKind::Config("nobody answers the prompt"), "sign in"))?;
        step = subject.connector().authorize(&context, Turn::Resume(&pending, answer)).await?;
    }
    Err(Error::new(ErrorKind::Config("the sign-in asks for ever"), "sign in"))
}

/// A transport that reaches nothing, for connectors that need none.
#[derive(Clone, Copy, Debug, Default)]
#[expect(clippy::exhaustive_structs, reason = "it holds nothing")]
pub struct NoTransport;

#[async_trait]
impl Transport for NoTransport {
    async fn send(&self, _: Request) -> Result<Response, Error> {
        Err(Error::new(ErrorKind::Unreachable, "send"))
    }
}

/// Returns what a call gave; a check fails by panicking.
#[expect(clippy::panic, reason = "a check fails by panicking, as any test does")]
pub(super) fn must<T>(result: Result<T, Error>, what: &str) -> T {
    result.unwrap_or_else(|error| panic!("{what} failed: {error}"))
}

/// Signs in and returns the first grant.
#[expect(clippy::panic, reason = "a check fails by panicking, as any test does")]
pub(super) async fn grant(subject: &dyn ConnectorSubject) -> Grant {
    let grants = must(sign_in(subject).await, "sign-in");
    grants.into_iter().next().unwrap_or_else(|| panic!("sign-in ended without a grant"))
}
