//! Finding a portal: a directory that knows which of its portals can be connected.

use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use backpack_connect::Context;
use backpack_core::Cancellation;
use backpack_directory::{
    Directory, Hit, Mark, Portal, PortalId, Query, RefreshError, Refreshed, Source, Support, refresh,
};
use backpack_smart::probe::{ProbeReport, Verdict, probe};
use backpack_smart::{Dialects, SmartOptions};
use bytes::Bytes;
use futures_util::StreamExt as _;
use tokio::sync::Mutex;

use crate::{Error, ErrorKind, Options};

/// How many portals are probed at once.
const AT_ONCE: usize = 4;
/// How long it holds that a portal could not be reached.
const PASSING: Duration = Duration::from_hours(1);

/// A directory of portals that knows which of them can be connected, and how.
///
/// A person types, [`search`](Self::search) answers from memory, and [`check`](Self::check) finds out what is not known
/// yet of the hits on the screen. What was found out is kept with [`marks`](Self::marks) beside the directory's cache.
#[derive(Debug)]
pub struct Portals {
    directory: RwLock<Directory>,
    /// Held while a list is loaded: of two loads at once one would be lost.
    loading: Mutex<()>,
    context: Context,
    dialects: Dialects,
}

/// What became of loading a list.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Loaded {
    /// It is what it was.
    Unchanged,
    /// It was read, and the directory is built anew.
    Updated {
        /// The portals that the list names.
        listed: usize,
        /// The items of it that could not be used.
        skipped: usize,
    },
}

impl Portals {
    /// Ties a directory to the transport, clock and limits of `options`.
    #[must_use]
    pub fn new(directory: Directory, options: &Options) -> Self {
        let context = Context::new(Arc::clone(&options.transport), Arc::clone(&options.clock));
        Self {
            directory: RwLock::new(directory),
            loading: Mutex::new(()),
            context: context.with_limits(options.limits),
            dialects: Dialects::built_in(),
        }
    }

    /// Sets the table of dialects, in place of the built-in one.
    #[must_use]
    pub fn with_dialects(mut self, dialects: Dialects) -> Self {
        self.dialects = dialects;
        self
    }

    /// Returns the portals that fit, the best first, each with what is known of whether it can be connected.
    #[must_use]
    pub fn search(&self, query: &Query) -> Vec<Hit> {
        self.directory().search(query)
    }

    /// Returns the directory as it is now, to be looked into further.
    #[must_use]
    pub fn directory(&self) -> Directory {
        self.directory.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Returns the directory's cache, to be written to disk.
    #[must_use]
    pub fn cache(&self) -> Bytes {
        self.directory().cache().clone()
    }

    /// Returns what was found out about portals, to be written beside the cache. It tells which portals a person looked
    /// at, so keep it where the person's own things are.
    #[must_use]
    pub fn marks(&self) -> Bytes {
        self.directory().marks()
    }

    /// Asks a portal about itself, without a credential, and notes whether it can be connected: for 30 days if it can,
    /// for 7 if it cannot, for an hour if it only could not be reached.
    ///
    /// Cancel-safe: the finding is noted, or not.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotFound`] if there is no such portal, [`ErrorKind::Cancelled`].
    pub async fn probe(&self, id: PortalId, cancel: &Cancellation) -> Result<ProbeReport, Error> {
        let portal = self.portal(id)?;
        let context = self.context.clone().with_cancel(cancel.clone());
        let report = probe(&context, &portal.base, &self.dialects, portal.dialect.as_deref()).await?;
        let now = self.context.clock.now();
        let mark = match &report.verdict {
            Verdict::Unsupported(why) => {
                let mark = Mark::new(Support::Unsupported(why.to_string()), now);
                if why.passes() { mark.holding(PASSING) } else { mark }
            }
            _ => Mark::new(Support::Supported, now),
        };
        self.directory.write().unwrap_or_else(PoisonError::into_inner).mark(id, mark);
        Ok(report)
    }

    /// Probes those of the hits that nobody has looked at, or not for long, four at once. Returns how many that were;
    /// the same search then says what was found.
    ///
    /// Cancel-safe: what was found out by then is noted.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Cancelled`].
    pub async fn check(&self, hits: &[Hit], cancel: &Cancellation) -> Result<usize, Error> {
        let now = self.context.clock.now();
        let due: Vec<PortalId> = hits.iter().filter(|hit| hit.is_due(now)).map(|hit| hit.portal.id).collect();
        let count = due.len();
        let probes = due.into_iter().map(async |id| self.probe(id, cancel).await);
        let mut ended = futures_util::stream::iter(probes).buffer_unordered(AT_ONCE);
        while let Some(probed) = ended.next().await {
            match probed {
                Err(error) if *error.kind() != ErrorKind::NotFound("portal") => return Err(error),
                _ => {}
            }
        }
        Ok(count)
    }

    /// Returns options for connecting a portal: its base as listed, its name, and the dialect of its list, if one is
    /// named there. Add the redirect URI, and make a [`SmartConnector`](backpack_smart::SmartConnector) of them.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotFound`] if there is no such portal.
    pub fn options(&self, id: PortalId, client_id: &str) -> Result<SmartOptions, Error> {
        let portal = self.portal(id)?;
        let options = SmartOptions::new(portal.base, client_id)
            .with_name(portal.name.text)
            .with_dialects(self.dialects.clone());
        let row = portal.dialect.as_deref().and_then(|name| self.dialects.row(name));
        Ok(match row {
            Some(row) => options.with_dialect(row.clone()),
            None => options,
        })
    }

    /// Loads a list, if it has changed since it was loaded last, and builds the directory anew over what it held of
    /// other lists: old ids, old names and marks stay. Building 100,000 portals takes some seconds, on a thread of
    /// tokio's own for blocking work; searches go on meanwhile.
    ///
    /// Cancel-safe: the directory is the old one or the new one.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Portal`] if the list cannot be fetched, [`ErrorKind::Invalid`] if it is none, or too large.
    pub async fn load(&self, source: Source) -> Result<Loaded, Error> {
        let _loading = self.loading.lock().await;
        let before = self.directory();
        let same = |known: &&Source| {
            (&known.address, &known.standing, &known.dialect)
                == (&source.address, &source.standing, &source.dialect)
        };
        let etag = before.sources().iter().find(same).and_then(|known| known.etag.clone());
        let list = match refresh(&*self.context.transport, &source, etag.as_deref()).await {
            Ok(Refreshed::NotModified) => return Ok(Loaded::Unchanged),
            Ok(Refreshed::Updated(list)) => *list,
            Err(RefreshError::Fetch(error)) => return Err(error.into()),
            Err(error) => return Err(invalid(error)),
        };
        let loaded = Loaded::Updated { listed: list.listings.len(), skipped: list.skipped.count };
        let build = move || Directory::builder().list(list).over(&before).build();
        let built = tokio::task::spawn_blocking(build).await;
        let built = built.map_err(|_| Error::new(ErrorKind::Io, "load list"))?.map_err(invalid)?;
        let mut directory = self.directory.write().unwrap_or_else(PoisonError::into_inner);
        // What was marked while the directory was built is taken along.
        let marks = directory.marks();
        *directory = built.with_marks(&marks).map_err(invalid)?;
        Ok(loaded)
    }

    fn portal(&self, id: PortalId) -> Result<Portal, Error> {
        let missing = || Error::new(ErrorKind::NotFound("portal"), "find portal");
        self.directory().portal(id).ok_or_else(missing)
    }
}

fn invalid(error: impl std::error::Error + Send + Sync + 'static) -> Error {
    Error::new(ErrorKind::Invalid(error.to_string()), "load list").with_source(error)
}
