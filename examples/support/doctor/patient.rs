//! A person who signed in once: every check and question goes on with that one grant.

use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use backpack::connect::{
    Connector, Context, Cursor, Descriptor, Download, Error, ErrorKind, Grant, Link, Page, Query, Step, Turn,
};
use backpack::core::{Retry, SecretBytes};
use backpack::smart::SmartConnector;
use backpack_testkit::connector::ConnectorSubject;
use bytes::Bytes;

/// How often a call is tried that may be tried again, as the engine would.
const TRIES: u32 = 4;
/// The pause before it is, where the portal names none.
const PAUSE: std::time::Duration = std::time::Duration::from_millis(500);

/// A connector whose sign-in has already been done, with the grant of the first patient.
#[derive(Debug)]
pub struct Patient {
    /// What the connector works with.
    pub context: Context,
    inner: Arc<SmartConnector>,
    /// The grant as it was given or renewed last.
    grant: Mutex<Grant>,
    /// An attachment that could be opened, and the bytes behind it.
    link: Mutex<Option<(Link, Bytes)>>,
}

impl Patient {
    /// Returns the first of those who signed in.
    #[must_use]
    pub fn new(context: Context, inner: Arc<SmartConnector>, grants: Vec<Grant>) -> Option<Self> {
        let grant = Mutex::new(grants.into_iter().next()?);
        Some(Self { context, inner, grant, link: Mutex::default() })
    }

    /// Returns the grant as it is now.
    #[must_use]
    pub fn grant(&self) -> Grant {
        copy(&self.grant.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Remembers an attachment that could be opened.
    pub fn remember(&self, link: Link, bytes: Bytes) {
        *self.link.lock().unwrap_or_else(PoisonError::into_inner) = Some((link, bytes));
    }

    /// Waits as an error says; `None` if the call is not to be tried again.
    async fn pause(&self, error: &Error) -> Option<()> {
        let pause = match error.retry() {
            Retry::Soon => PAUSE,
            Retry::After(pause) => pause,
            _ => return None,
        };
        self.context.clock.sleep(pause).await;
        Some(())
    }
}

/// Grants are no `Clone`, since one has one holder; this one is held by every check in turn.
fn copy(grant: &Grant) -> Grant {
    let mut copy = Grant::new(grant.patient.clone(), SecretBytes::new(grant.secret.expose().to_vec()));
    copy.user.clone_from(&grant.user);
    copy.scopes.clone_from(&grant.scopes);
    (copy.expires, copy.hard_end, copy.refreshable) = (grant.expires, grant.hard_end, grant.refreshable);
    copy
}

#[async_trait]
impl Connector for Patient {
    fn descriptor(&self) -> Descriptor {
        self.inner.descriptor()
    }

    async fn authorize(&self, context: &Context, turn: Turn<'_>) -> Result<Step, Error> {
        match turn {
            Turn::Begin => Ok(Step::Done(vec![self.grant()])),
            turn => self.inner.authorize(context, turn).await,
        }
    }

    async fn plan(&self, context: &Context, grant: &Grant) -> Result<Vec<Query>, Error> {
        self.inner.plan(context, grant).await
    }

    async fn pull(
        &self,
        context: &Context,
        grant: &Grant,
        query: &Query,
        cursor: Option<&Cursor>,
    ) -> Result<Page, Error> {
        let mut fresh = None;
        for _ in 1..TRIES {
            let error = match self.inner.pull(context, fresh.as_ref().unwrap_or(grant), query, cursor).await {
                Ok(page) => return Ok(page),
                Err(error) => error,
            };
            if *error.kind() == ErrorKind::NeedsSignIn && fresh.is_none() && grant.refreshable {
                fresh = Some(self.refresh(context, grant).await?);
            } else if self.pause(&error).await.is_none() {
                return Err(error);
            }
        }
        self.inner.pull(context, fresh.as_ref().unwrap_or(grant), query, cursor).await
    }

    async fn refresh(&self, context: &Context, grant: &Grant) -> Result<Grant, Error> {
        let fresh = self.inner.refresh(context, grant).await?;
        *self.grant.lock().unwrap_or_else(PoisonError::into_inner) = copy(&fresh);
        Ok(fresh)
    }

    async fn open(
        &self,
        context: &Context,
        grant: &Grant,
        link: &Link,
        offset: u64,
    ) -> Result<Download, Error> {
        self.inner.open(context, grant, link, offset).await
    }

    async fn revoke(&self, context: &Context, grant: &Grant) -> Result<(), Error> {
        self.inner.revoke(context, grant).await
    }
}

#[async_trait]
impl ConnectorSubject for Patient {
    fn connector(&self) -> &dyn Connector {
        self
    }

    fn context(&self) -> Context {
        self.context.clone()
    }

    fn link(&self) -> Option<(Link, Bytes)> {
        self.link.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
