//! Reading the activity journal, and following its chain.

use std::ops::{ControlFlow, RangeInclusive};

use backpack_core::{ConnectionId, FileId, RecordId, Timestamp};
use backpack_store::{Direction, Entry, Scan};
use bytes::Bytes;

use super::{ACTIVITY, Act, Activity, ChainEnd};
use crate::{Error, Keep, Source};

/// How many acts a page holds unless the filter says otherwise.
const PAGE: usize = 100;

/// Which acts of the journal to read.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
#[must_use]
pub struct ActivityFilter {
    /// Only what was done to this record, what brought it, and what marked it as gone or vanished.
    pub record: Option<RecordId>,
    /// Only what names this connection.
    pub connection: Option<ConnectionId>,
    /// Only what names this file.
    pub file: Option<FileId>,
    /// Only from this time on.
    pub since: Option<Timestamp>,
    /// Only before this time.
    pub until: Option<Timestamp>,
    /// Where to go on: the `next` of the page before.
    pub next: Option<u64>,
    /// The order.
    pub order: ActivityOrder,
    /// The most acts of a page: 100, unless set.
    pub limit: usize,
}

/// In which order acts are read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "a chain has two ends")]
pub enum ActivityOrder {
    /// From the last one back.
    #[default]
    NewestFirst,
    /// From the first one on.
    OldestFirst,
}

/// One page of acts.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ActivityPage {
    /// The acts, in the filter's order.
    pub acts: Vec<Activity>,
    /// Where the next page begins; `None` at the end.
    pub next: Option<u64>,
}

impl Default for ActivityFilter {
    fn default() -> Self {
        Self {
            record: None,
            connection: None,
            file: None,
            since: None,
            until: None,
            next: None,
            order: ActivityOrder::NewestFirst,
            limit: PAGE,
        }
    }
}

impl ActivityFilter {
    /// Returns a filter that lets everything through, newest first.
    pub fn new() -> Self {
        Self::default()
    }

    /// Lets through only what was done to this record, what brought it, and what marked it as gone or vanished.
    pub const fn record(mut self, record: RecordId) -> Self {
        self.record = Some(record);
        self
    }

    /// Lets through only what names this connection.
    pub const fn connection(mut self, connection: ConnectionId) -> Self {
        self.connection = Some(connection);
        self
    }

    /// Lets through only what names this file.
    pub const fn file(mut self, file: FileId) -> Self {
        self.file = Some(file);
        self
    }

    /// Lets through only what was done from this time on.
    pub const fn since(mut self, since: Timestamp) -> Self {
        self.since = Some(since);
        self
    }

    /// Lets through only what was done before this time.
    pub const fn until(mut self, until: Timestamp) -> Self {
        self.until = Some(until);
        self
    }

    /// Goes on where a page ended.
    pub const fn after_page(mut self, next: u64) -> Self {
        self.next = Some(next);
        self
    }

    /// Reads from the first act on.
    pub const fn oldest_first(mut self) -> Self {
        self.order = ActivityOrder::OldestFirst;
        self
    }

    /// Sets the most acts of a page.
    pub const fn limit(mut self, limit: usize) -> Self {
        self.limit = limit;
        self
    }

    fn scan(&self, keep: &Keep, end: u64) -> Scan {
        let id = |number: u64| Bytes::copy_from_slice(&number.to_be_bytes());
        let mut scan = Scan::new(keep.space(), ACTIVITY.table);
        scan.until = end.checked_add(1).map(id);
        match self.order {
            ActivityOrder::OldestFirst => scan.from = self.next.map(id),
            ActivityOrder::NewestFirst => {
                scan.direction = Direction::Descending;
                if let Some(next) = self.next.filter(|next| *next < end) {
                    scan.until = Some(id(next + 1));
                }
            }
        }
        scan
    }

    fn lets_through(&self, activity: &Activity, touched: Option<&Touched>) -> bool {
        self.connection.is_none_or(|connection| activity.act.connection() == Some(connection))
            && self.file.is_none_or(|file| activity.act.file() == Some(file))
            && self.since.is_none_or(|since| activity.at >= since)
            && self.until.is_none_or(|until| activity.at < until)
            && self.record.is_none_or(|record| {
                activity.act.record() == Some(record)
                    || touched.is_some_and(|touched| touched.is_by(activity))
            })
    }
}

impl Keep {
    /// Reads a page of the activity journal. Every act that is met is checked against its hash and its neighbours, and
    /// the last one against the catalog's log.
    ///
    /// A filter reads as many acts as it takes to fill the page. Dropping the future changes nothing.
    ///
    /// # Errors
    ///
    /// [`Error::Tampered`] if an act was altered, removed or exchanged; the store's errors.
    pub async fn activity(&self, filter: &ActivityFilter) -> Result<ActivityPage, Error> {
        self.0.check_open()?;
        let touched = filter.record.and_then(|record| self.touched(record));
        let (mut acts, mut next) = (Vec::new(), None);
        self.follow(filter, |activity| {
            if !filter.lets_through(&activity, touched.as_ref()) {
                return ControlFlow::Continue(());
            }
            if acts.len() >= filter.limit.max(1) {
                next = Some(activity.number);
                return ControlFlow::Break(());
            }
            acts.push(activity);
            ControlFlow::Continue(())
        })
        .await?;
        Ok(ActivityPage { acts, next })
    }

    /// Follows the whole chain of the activity journal, from the first act to the one that the catalog's log knows as the
    /// last. Returns how many acts there are.
    ///
    /// # Errors
    ///
    /// [`Error::Tampered`] if an act was altered, removed, exchanged or set back; the store's errors.
    pub async fn verify_activity(&self) -> Result<u64, Error> {
        self.refresh().await?;
        let mut acts = 0;
        self.follow(&ActivityFilter::new().oldest_first(), |_| {
            acts += 1;
            ControlFlow::Continue(())
        })
        .await?;
        Ok(acts)
    }

    /// Reads acts in order, each checked, until `each` has enough.
    async fn follow(
        &self,
        filter: &ActivityFilter,
        mut each: impl FnMut(Activity) -> ControlFlow<()> + Send,
    ) -> Result<(), Error> {
        let end = self.0.read_catalog().acted();
        let mut reading = Reading::new(filter, end);
        let mut scan = (end.number > 0).then(|| filter.scan(self, end.number));
        while let Some(asked) = scan {
            let page = self.0.with_keys(|| async {
                let found = self.0.parts.store.scan(&asked).await?;
                let acts = found.entries.iter().map(|entry| self.open_activity(entry));
                Ok((acts.collect::<Result<Vec<_>, Error>>()?, found.next))
            });
            let (acts, next) = page.await?;
            for act in acts {
                if each(reading.take(act)?).is_break() {
                    return Ok(());
                }
            }
            scan = asked.continued(next);
        }
        reading.end()
    }

    fn open_activity(&self, entry: &Entry) -> Result<Activity, Error> {
        let activity: Activity = ACTIVITY.open(&self.0.parts.keys, &entry.id, &entry.value.bytes)?;
        let is_its = activity.number.to_be_bytes() == *entry.id && activity.is_whole();
        if is_its { Ok(activity) } else { Err(broken()) }
    }

    fn touched(&self, record: RecordId) -> Option<Touched> {
        let catalog = self.0.read_catalog();
        match catalog.source_of(record)? {
            Source::Connection(connection) => Some(Touched { connection, acts: catalog.acts_of(record) }),
            Source::Entry => None,
        }
    }
}

/// The acts of the commit groups in which a connection's pages did something to one record.
struct Touched {
    connection: ConnectionId,
    acts: Vec<RangeInclusive<u64>>,
}

impl Touched {
    fn is_by(&self, activity: &Activity) -> bool {
        matches!(activity.act, Act::Imported { connection, .. } | Act::Vanished { connection, .. } if connection == self.connection)
            && self.acts.iter().any(|acts| acts.contains(&activity.number))
    }
}

/// A reading of the chain in one direction: what was met last.
struct Reading {
    end: ChainEnd,
    order: ActivityOrder,
    /// The number of the act that must be met first.
    first: u64,
    last: Option<Activity>,
}

impl Reading {
    fn new(filter: &ActivityFilter, end: ChainEnd) -> Self {
        let first = match filter.order {
            ActivityOrder::OldestFirst => filter.next.unwrap_or(1),
            ActivityOrder::NewestFirst => filter.next.map_or(end.number, |next| next.min(end.number)),
        };
        Self { end, order: filter.order, first, last: None }
    }

    /// Checks an act against the one before it in the reading, and against either end of the chain.
    fn take(&mut self, activity: Activity) -> Result<Activity, Error> {
        let fits = match (&self.last, self.order) {
            (None, _) => activity.number == self.first,
            (Some(last), ActivityOrder::OldestFirst) => activity.follows(last.end()),
            (Some(last), ActivityOrder::NewestFirst) => last.follows(activity.end()),
        };
        let begins = activity.number != 1 || activity.follows(ChainEnd::default());
        let ends = activity.number != self.end.number || activity.end() == self.end;
        if !(fits && begins && ends) {
            return Err(broken());
        }
        self.last = Some(activity.clone());
        Ok(activity)
    }

    /// Checks that the reading came to the end of the chain.
    fn end(&self) -> Result<(), Error> {
        let reached = match (&self.last, self.order) {
            (Some(last), ActivityOrder::OldestFirst) => last.number == self.end.number,
            (Some(last), ActivityOrder::NewestFirst) => last.number == 1,
            (None, ActivityOrder::OldestFirst) => self.first > self.end.number,
            (None, ActivityOrder::NewestFirst) => self.first == 0,
        };
        if reached { Ok(()) } else { Err(broken()) }
    }
}

const fn broken() -> Error {
    Error::Tampered(ACTIVITY.what)
}
