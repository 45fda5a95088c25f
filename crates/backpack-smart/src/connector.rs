//! The connector: each method of the contract, and the file where it is done.

use std::collections::VecDeque;
use std::collections::hash_map::RandomState;
use std::fmt;
use std::hash::BuildHasher as _;
use std::sync::{Mutex, PoisonError};

use async_trait::async_trait;
use backpack_connect::{
    Answer, Capabilities, Connector, Context, Cursor, Descriptor, Download, Error, ErrorKind, Grant, Link,
    Page, Query, Step, Turn,
};

use crate::dialect::{Increment, Revocation};
use crate::sign_in::{Reply, begin, begin_narrowed, resume};
use crate::site::Site;
use crate::{Introspection, SmartOptions, introspect, open, pull, renew, revoke, sign_in};

/// The sort of portal this connector speaks to. Persisted.
const SORT: &str = "smart";
/// How many used sign-ins are remembered.
const USED: usize = 64;

/// Speaks to one SMART on FHIR portal: standalone launch with PKCE, FHIR R4 or R4B over REST.
pub struct SmartConnector {
    site: Site,
    used: Mutex<VecDeque<u64>>,
    hasher: RandomState,
}

impl SmartConnector {
    /// Returns a connector for the portal that `options` name. Asks nothing yet.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Config`] if the FHIR base is no https URL (or http to this machine), or the client id is empty.
    pub fn new(options: SmartOptions) -> Result<Self, Error> {
        Ok(Self { site: Site::new(options)?, used: Mutex::default(), hasher: RandomState::new() })
    }

    /// Asks the portal what it knows of the grant's access token (RFC 7662). For diagnosis: no sync needs it.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NeedsSignIn`] if the token is not active, [`ErrorKind::Unsupported`] if the portal named no
    /// introspection endpoint when this grant was given, and the transport's errors.
    pub async fn introspect(&self, context: &Context, grant: &Grant) -> Result<Introspection, Error> {
        introspect::introspect(context, &self.site, grant).await
    }

    /// Fails if this sign-in was answered before: a code is exchanged at most once.
    fn use_up(&self, state: &str) -> Result<(), Error> {
        let mark = self.hasher.hash_one(state);
        let mut used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        if used.contains(&mark) {
            return Err(Error::new(ErrorKind::WrongAnswer("it was used before"), "sign in"));
        }
        used.push_back(mark);
        if used.len() > USED {
            used.pop_front();
        }
        Ok(())
    }
}

#[async_trait]
impl Connector for SmartConnector {
    fn descriptor(&self) -> Descriptor {
        let Site { options, base, .. } = &self.site;
        let host = base.root().host_str().unwrap_or_default();
        let name = options.name.as_deref().unwrap_or(host);
        Descriptor::new(SORT, base.given(), name).with_capabilities(Capabilities {
            incremental: self.site.dialect().increments.by == Increment::LastUpdated,
            refresh: self.site.can_last(),
            attachments: true,
            deletions: true,
            revoke: self.site.dialect().tokens.revocation == Revocation::Claimed,
            ..Capabilities::default()
        })
    }

    async fn authorize(&self, context: &Context, turn: Turn<'_>) -> Result<Step, Error> {
        let (pending, answer) = match turn {
            Turn::Begin => return begin(context, &self.site).await,
            Turn::Resume(pending, Answer::Redirect(answer)) => (pending, answer),
            _ => return Err(Error::new(ErrorKind::WrongAnswer("it is no redirect"), "sign in")),
        };
        let now = context.clock.now();
        let attempt = sign_in::Attempt::read(pending, &self.site, now)?;
        let reply = sign_in::read(&attempt, answer.expose())?;
        self.use_up(&attempt.state)?;
        match reply {
            Reply::Code(code) => resume(context, &self.site, &attempt, code.expose()).await,
            Reply::UnknownScope(refused) => {
                begin_narrowed(context, &self.site, &attempt).await?.ok_or(refused)
            }
        }
    }

    async fn plan(&self, context: &Context, grant: &Grant) -> Result<Vec<Query>, Error> {
        pull::plan(context, &self.site, grant)
    }

    async fn pull(
        &self,
        context: &Context,
        grant: &Grant,
        query: &Query,
        cursor: Option<&Cursor>,
    ) -> Result<Page, Error> {
        pull::pull(context, &self.site, grant, query, cursor).await
    }

    async fn refresh(&self, context: &Context, grant: &Grant) -> Result<Grant, Error> {
        if !self.site.can_last() {
            return Err(Error::new(ErrorKind::Unsupported, "refresh"));
        }
        renew::refresh(context, &self.site, grant).await
    }

    async fn open(
        &self,
        context: &Context,
        grant: &Grant,
        link: &Link,
        offset: u64,
    ) -> Result<Download, Error> {
        open::open(context, &self.site, grant, link, offset).await
    }

    async fn revoke(&self, context: &Context, grant: &Grant) -> Result<(), Error> {
        revoke::revoke(context, &self.site, grant).await
    }
}

impl fmt::Debug for SmartConnector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SmartConnector").field("options", &self.site.options).finish_non_exhaustive()
    }
}
