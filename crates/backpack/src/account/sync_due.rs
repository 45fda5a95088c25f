//! Syncing what is due, over all Backpacks of an account.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use backpack_core::{Cancellation, ConnectionId, SpaceId, Timestamp};
use backpack_keep::PaceRow;
use backpack_sync::{
    Due, Expiring, Explain, Explanation, Hold, News, Progress, Schedule, Standing, SyncReport,
};
use futures_util::StreamExt as _;
use futures_util::stream::FuturesUnordered;

use super::Account;
use crate::role::Operation;
use crate::{Backpack, Error, ErrorKind};

/// What a run of [`Account::sync_due`] did, and what is left.
#[derive(Debug, Default)]
#[non_exhaustive]
pub struct SyncAllReport {
    /// What was due and was tried, in the order in which it ended.
    pub synced: Vec<Synced>,
    /// What was due and was left for later: its portal was found down, or the run was cancelled.
    pub postponed: Vec<Due>,
    /// What is not synced until somebody does something.
    pub held: Vec<Held>,
    /// The Backpacks that could not be opened, and why.
    pub unreadable: Vec<(SpaceId, Error)>,
    /// The sign-ins that end soon, each warning once.
    pub expiring: Vec<Expiring>,
    /// When something is due next.
    pub next_due: Option<Timestamp>,
}

/// One sync of a run.
#[derive(Debug)]
#[non_exhaustive]
pub struct Synced {
    /// The Backpack.
    pub backpack: SpaceId,
    /// The connection.
    pub connection: ConnectionId,
    /// The portal's name for people.
    pub portal: String,
    /// What it brought, or why it failed.
    pub result: Result<SyncReport, Error>,
    /// What is new, in words; `None` if the sync failed.
    pub news: Option<News>,
}

/// A connection that is not synced until somebody does something.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Held {
    /// The Backpack.
    pub backpack: SpaceId,
    /// The connection.
    pub connection: ConnectionId,
    /// The portal's name for people.
    pub portal: String,
    /// What holds it; `None` if this process knows no connector for its portal.
    pub by: Option<Hold>,
}

/// How far one sync of a run is.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct SyncStep<'a> {
    /// The Backpack.
    pub backpack: SpaceId,
    /// The connection.
    pub connection: ConnectionId,
    /// How far it is.
    pub progress: &'a Progress,
}

impl SyncAllReport {
    /// Says whether every connection is up to date as far as it was due: nothing failed, left a gap, was postponed, is
    /// held or could not be opened.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        let all_whole = self.synced.iter().all(Synced::is_complete);
        all_whole && self.postponed.is_empty() && self.held.is_empty() && self.unreadable.is_empty()
    }

    /// Returns what is new, one for each connection with something to tell.
    pub fn news(&self) -> impl Iterator<Item = &News> {
        self.synced.iter().filter_map(|synced| synced.news.as_ref()).filter(|news| !news.is_empty())
    }
}

impl Synced {
    /// Says whether the sync left no gap. That one query or another brought something is not enough.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.result.as_ref().is_ok_and(|report| report.complete && !report.needs_sign_in)
    }
}

impl Explain for Synced {
    fn explain(&self) -> Explanation {
        match &self.result {
            Ok(report) => report.explain(),
            Err(error) => error.explain(),
        }
    }
}

impl Account {
    /// Returns how every connection of every Backpack stands.
    ///
    /// Cancel-safe: it only reads.
    ///
    /// # Errors
    ///
    /// As [`Account::backpack`], for every Backpack.
    pub async fn standings(&self) -> Result<Vec<Standing>, Error> {
        let mut standings = Vec::new();
        for backpack in self.all().await? {
            standings.extend(backpack.standings().await?);
        }
        Ok(standings)
    }

    /// Returns the connections of every Backpack whose sign-in ends within this time, the next to end first.
    ///
    /// Cancel-safe: it only reads.
    ///
    /// # Errors
    ///
    /// As [`Account::standings`].
    pub async fn expiring(&self, within: Duration) -> Result<Vec<Expiring>, Error> {
        Ok(Expiring::within(&self.standings().await?, self.0.options.clock.now(), within))
    }

    /// Returns what is due in every Backpack, without what no connector of this process can sync.
    ///
    /// Cancel-safe: it only reads.
    ///
    /// # Errors
    ///
    /// As [`Account::standings`].
    pub async fn due(&self, schedule: &Schedule) -> Result<Vec<Due>, Error> {
        Ok(schedule.due(self.0.options.clock.now(), &self.runnable().await?))
    }

    /// Returns when something is due next in any Backpack, so that the host can set its alarm; `None` if nothing will be
    /// before somebody does something.
    ///
    /// Cancel-safe: it only reads.
    ///
    /// # Errors
    ///
    /// As [`Account::standings`].
    pub async fn next_due(&self, schedule: &Schedule) -> Result<Option<Timestamp>, Error> {
        Ok(schedule.next_due(self.0.options.clock.now(), &self.runnable().await?))
    }

    /// Syncs what is due, several connections at once within the schedule's limits, and gives the warnings that are due.
    /// A failure of one stops no other; a portal that is found down is not asked for its other connections. Of two processes
    /// that do this at the same time each syncs what the other has not begun.
    /// `progress` is told of every step of every sync; it must be quick.
    ///
    /// Cancel-safe: what was committed stays, what was due and not done is due again, and nothing is lost or doubled. The
    /// same holds if the process ends.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Closed`]. What fails in one Backpack or connection is part of the report.
    pub async fn sync_due(
        &self,
        schedule: &Schedule,
        cancel: Cancellation,
        progress: impl Fn(&SyncStep<'_>) + Send + Sync,
    ) -> Result<SyncAllReport, Error> {
        let mut report = SyncAllReport::default();
        let (backpacks, standings) = self.look(schedule, &mut report).await?;
        let mut waiting = schedule.due(self.0.options.clock.now(), &standings);
        let mut running = FuturesUnordered::new();
        let (mut busy, mut down) = (BTreeMap::<String, usize>::new(), BTreeSet::<String>::new());
        loop {
            while running.len() < schedule.at_once.max(1) && !cancel.is_cancelled() {
                let may_begin = |due: &Due| {
                    let at_once = busy.get(&due.origin).copied().unwrap_or(0);
                    at_once < schedule.per_origin.max(1) && !down.contains(&due.origin)
                };
                let Some(place) = waiting.iter().position(may_begin) else { break };
                let due = waiting.remove(place);
                let Some(backpack) = backpacks.get(&due.backpack) else { continue };
                *busy.entry(due.origin.clone()).or_default() += 1;
                running.push(one(backpack, due, schedule, cancel.clone(), &progress));
            }
            let Some((origin, synced)) = running.next().await else { break };
            busy.entry(origin.clone()).and_modify(|count| *count = count.saturating_sub(1));
            // Another process was faster, perhaps: it tells of it.
            let Some((synced, portal_failed)) = synced else { continue };
            if portal_failed {
                down.insert(origin);
            }
            report.synced.push(synced);
        }
        drop(running);
        report.postponed = waiting;
        self.look_ahead(schedule, &backpacks, &mut report).await;
        Ok(report)
    }

    /// Opens what can be opened, gives the warnings, and says how everything that can be synced stands.
    async fn look(
        &self,
        schedule: &Schedule,
        report: &mut SyncAllReport,
    ) -> Result<(BTreeMap<SpaceId, Backpack>, Vec<Standing>), Error> {
        let (mut backpacks, mut standings) = (BTreeMap::new(), Vec::new());
        for id in self.spaces().await? {
            let backpack = match self.backpack(id).await {
                Ok(backpack) => backpack,
                // A key alone was left by a crash: there is no Backpack.
                Err(error) if matches!(error.kind(), ErrorKind::NotFound(_)) => continue,
                Err(error) if *error.kind() == ErrorKind::Closed => return Err(error),
                Err(error) => {
                    report.unreadable.push((id, error));
                    continue;
                }
            };
            // Whoever only reads, or adds, leaves the portals to those who look after the Backpack.
            if backpack.permit(Operation::Connect).is_err() {
                continue;
            }
            match stand(&backpack, schedule, report).await {
                Ok(found) => {
                    standings.extend(found);
                    backpacks.insert(id, backpack);
                }
                Err(error) => report.unreadable.push((id, error)),
            }
        }
        Ok((backpacks, standings))
    }

    /// Says what is held after a run, and when something is due next.
    async fn look_ahead(
        &self,
        schedule: &Schedule,
        backpacks: &BTreeMap<SpaceId, Backpack>,
        report: &mut SyncAllReport,
    ) {
        let now = self.0.options.clock.now();
        let mut standings = Vec::new();
        for (id, backpack) in backpacks {
            match backpack.standings().await {
                Ok(found) => standings.extend(found.into_iter().map(|standing| (backpack, standing))),
                Err(error) => report.unreadable.push((*id, error)),
            }
        }
        standings.retain(|(backpack, standing)| {
            let by = schedule.held(now, standing);
            let is_removed = standing.row.authorisation == backpack_keep::Authorisation::Removed;
            let is_held = !is_removed && (by.is_some() || !backpack.can_sync(standing));
            if is_held {
                let (backpack, connection) = (standing.backpack, standing.connection());
                report.held.push(Held { backpack, connection, portal: standing.row.name.clone(), by });
            }
            !is_held
        });
        let standings: Vec<Standing> = standings.into_iter().map(|(_, standing)| standing).collect();
        let failed = report.synced.iter().any(|synced| synced.result.is_err());
        report.next_due = schedule.next_due(now, &standings).map(|next| {
            // What failed is due later, unless not even that could be written down, as on a full disk.
            let is_stuck = failed && next <= now && report.postponed.is_empty();
            if is_stuck { now.saturating_add(schedule.first_backoff) } else { next }
        });
    }

    async fn runnable(&self) -> Result<Vec<Standing>, Error> {
        let mut standings = Vec::new();
        for backpack in self.all().await? {
            standings.extend(backpack.runnable(backpack.standings().await?));
        }
        Ok(standings)
    }
}

async fn stand(
    backpack: &Backpack,
    schedule: &Schedule,
    report: &mut SyncAllReport,
) -> Result<Vec<Standing>, Error> {
    // What another process synced meanwhile is not due.
    backpack.catch_up().await?;
    report.expiring.extend(backpack.foresee(schedule).await?);
    Ok(backpack.runnable(backpack.standings().await?))
}

/// Syncs one connection, unless another process has begun to since it was found due. Returns its origin, how it went, and
/// whether the portal as a whole failed.
async fn one(
    backpack: &Backpack,
    due: Due,
    schedule: &Schedule,
    cancel: Cancellation,
    progress: &(dyn Fn(&SyncStep<'_>) + Send + Sync),
) -> (String, Option<(Synced, bool)>) {
    let (space, connection) = (due.backpack, due.connection);
    let step = |progress_of: &Progress| {
        progress(&SyncStep { backpack: space, connection, progress: progress_of });
    };
    let Some(result) = backpack.sync_due(&due, schedule.options, cancel, step).await.transpose() else {
        return (due.origin, None);
    };
    let mut news = None;
    if let Ok(report) = &result {
        news = backpack.news(connection, report).await.ok();
    }
    let keep = backpack.whole();
    let pace = keep.row::<PaceRow>(connection.as_bytes()).await.ok().flatten();
    let row = keep.row::<backpack_keep::ConnectionRow>(connection.as_bytes()).await.ok().flatten();
    let portal = row.map(|(row, _)| row.name).unwrap_or_default();
    let portal_failed = pace.is_some_and(|(pace, _)| pace.portal_failed);
    (due.origin, Some((Synced { backpack: space, connection, portal, result, news }, portal_failed)))
}
