//! The contract between the engine and a portal.

use std::fmt;

use async_trait::async_trait;

use crate::{Context, Cursor, Download, Error, ErrorKind, Grant, Link, Page, Query, Step, Turn};

/// Speaks to one portal. Implement this to add a new sort of portal: `examples/custom_connector.rs` shows a whole one.
///
/// A connector fetches and the engine keeps: it returns pages of raw items and never sees the store.
/// Retry, backoff, refresh timing, redirects and size caps are the engine's and the transport's, not a connector's.
///
/// Must-lines, each with the check in `backpack-testkit` (module `connector`) that proves it:
///
/// - `descriptor` answers the same every time, and its portal is never empty (`descriptor_is_stable`).
/// - `authorize` from [`Turn::Begin`] to [`Step::Done`] gives at least one grant, each with a patient of its own
///   (`sign_in_ends_in_grants`); a turn with a foreign or used `Pending` is refused (`foreign_pending_is_refused`).
/// - `plan` names every query once, in a stable order (`plan_is_stable`).
/// - `pull` ends: following `More` reaches `Done` (`every_query_ends`); the same cursor gives the same items while the
///   portal does not change (`cursors_repeat`); pulling a second time from `Done`'s cursor gives nothing new (`second_pull_is_quiet`).
/// - Bodies are the source's bytes, verbatim (`bodies_are_verbatim`, given the expected bytes).
/// - A thrown cancellation ends `pull` early with [`ErrorKind::Cancelled`] (`cancellation_ends_pull`).
/// - Each capability that is claimed works, and each that is not answers [`ErrorKind::Unsupported`] (`capabilities_are_true`).
/// - No error and no `Debug` shows a secret of the grant (`secrets_stay_hidden`).
#[async_trait]
pub trait Connector: Send + Sync + fmt::Debug {
    /// Says which sort of portal this is, which portal, and what it can do. Costs nothing.
    fn descriptor(&self) -> Descriptor;

    /// Takes one turn of the sign-in conversation.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Denied`] if the person or the portal refused, [`ErrorKind::Config`] if the host's settings are
    /// at fault, and the transport's errors.
    async fn authorize(&self, context: &Context, turn: Turn<'_>) -> Result<Step, Error>;

    /// Returns the queries that bring in everything the grant allows. Order is the order of asking.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NeedsSignIn`] if the grant no longer holds, and the transport's errors.
    async fn plan(&self, context: &Context, grant: &Grant) -> Result<Vec<Query>, Error>;

    /// Returns the page at `cursor`: the first page ever at `None`, what is new at the cursor of an earlier `Done`.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NeedsSignIn`], [`ErrorKind::Malformed`], [`ErrorKind::CursorExpired`] (the engine then asks from
    /// the start) and the transport's errors. A refused query is no error: it is a page with [`Outcome::Refused`](crate::Outcome::Refused).
    async fn pull(
        &self,
        context: &Context,
        grant: &Grant,
        query: &Query,
        cursor: Option<&Cursor>,
    ) -> Result<Page, Error>;

    /// Returns a fresh grant for one that is near its end. The engine makes it durable before it is used.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NeedsSignIn`] if only the person can renew it; [`ErrorKind::Unsupported`] if the portal cannot.
    async fn refresh(&self, context: &Context, grant: &Grant) -> Result<Grant, Error> {
        let _: (&Context, &Grant) = (context, grant);
        Err(Error::new(ErrorKind::Unsupported, "refresh"))
    }

    /// Opens the bytes behind a link of a record, from `offset` on if the portal can.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotFound`], [`ErrorKind::Denied`], [`ErrorKind::Unsupported`] and the transport's errors.
    async fn open(
        &self,
        context: &Context,
        grant: &Grant,
        link: &Link,
        offset: u64,
    ) -> Result<Download, Error> {
        let _: (&Context, &Grant, &Link, u64) = (context, grant, link, offset);
        Err(Error::new(ErrorKind::Unsupported, "open"))
    }

    /// Ends the grant at the portal.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Unsupported`] if the portal has no way to; the transport's errors.
    async fn revoke(&self, context: &Context, grant: &Grant) -> Result<(), Error> {
        let _: (&Context, &Grant) = (context, grant);
        Err(Error::new(ErrorKind::Unsupported, "revoke"))
    }
}

/// Says which portal a connector speaks to, and what it can do.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Descriptor {
    /// The sort of portal: one word for each connector type, such as `smart` or `files`. Persisted.
    pub sort: String,
    /// The portal's identity: for SMART on FHIR the base URL. Persisted; a connection finds its connector by sort and portal.
    pub portal: String,
    /// A name for people.
    pub name: String,
    /// What the connector can do.
    pub capabilities: Capabilities,
}

impl Descriptor {
    /// Returns a descriptor with no capabilities.
    #[must_use]
    pub fn new(sort: impl Into<String>, portal: impl Into<String>, name: impl Into<String>) -> Self {
        Self {
            sort: sort.into(),
            portal: portal.into(),
            name: name.into(),
            capabilities: Capabilities::default(),
        }
    }

    /// Sets what the connector can do.
    #[must_use]
    pub fn with_capabilities(mut self, capabilities: Capabilities) -> Self {
        self.capabilities = capabilities;
        self
    }
}

/// What a connector can do. Claimed means it works; unclaimed means `Unsupported`. A check tests both ways.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
#[expect(clippy::struct_excessive_bools, reason = "plain facts, each asked for by name")]
#[expect(
    clippy::exhaustive_structs,
    reason = "made with struct update from the default: `..Default::default()`"
)]
pub struct Capabilities {
    /// A second pull from `Done`'s cursor brings only what changed.
    pub incremental: bool,
    /// [`Connector::refresh`] works.
    pub refresh: bool,
    /// [`Connector::open`] works.
    pub attachments: bool,
    /// [`Connector::revoke`] works.
    pub revoke: bool,
    /// Pages may hold [`Item::Gone`](crate::Item::Gone).
    pub deletions: bool,
    /// Items may concern several people, so that the wrong-person guard must not stop at the first.
    pub many_patients: bool,
}
