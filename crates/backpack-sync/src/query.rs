//! One query of a sync: page in, cursor out, until it ends.

use std::collections::{BTreeMap, HashSet};

use backpack_connect::{Cursor, Next, Outcome, Page, Query};
use backpack_keep::{Counts, CursorUpdate, Ledger, PageCommit, PageCounts, QueryOutcome, QueryRow, RowBatch};

use crate::fault::Fault;
use crate::members::Members;
use crate::progress::Slot;
use crate::run::Run;
use crate::sift::{Sifted, sift};

/// How a query ended in this sync.
#[derive(Debug, Default)]
pub(crate) struct Ended {
    pub(crate) outcome: Option<QueryOutcome>,
    pub(crate) counts: Counts,
    pub(crate) by_type: BTreeMap<String, u64>,
}

/// A page whose items were read.
#[derive(Debug)]
pub(crate) struct ReadPage {
    /// The page, without its items.
    pub(crate) page: Page,
    pub(crate) sifted: Sifted,
}

/// A query while it runs.
struct Asking<'r, 'a> {
    run: &'r Run<'a>,
    place: usize,
    query: &'r Query,
    ledger: Ledger,
    by_type: BTreeMap<String, u64>,
    seen: HashSet<Cursor>,
    members: Members,
}

impl Run<'_> {
    /// Asks one query to its end. `first` is its first page, if that was pulled before; `before` is what earlier rounds
    /// of the same query brought.
    ///
    /// Fails only with what ends the whole sync; what ends the query is its outcome.
    pub(crate) async fn query(
        &self,
        place: usize,
        query: &Query,
        first: Option<ReadPage>,
        before: Ended,
    ) -> Result<Ended, Fault> {
        let name = QueryRow::name_of(self.connection.id, &query.id);
        let row = self.keep.row::<QueryRow>(&name).await?.map(|(row, _)| row);
        let mut ledger = Ledger::new(self.now());
        ledger.last_success = row.as_ref().and_then(|row| row.ledger.last_success);
        ledger.counts = before.counts;
        let cursor = row.and_then(|row| self.start_of(query, &row));
        let members = self.take_members(query).await;
        let seen = HashSet::new();
        let mut asking = Asking { run: self, place, query, ledger, by_type: before.by_type, seen, members };
        self.board.set(place, Slot::Active(0));
        let ended = match asking.run_to_end(cursor.as_ref(), first).await {
            Err(fault) if fault.is_expired_cursor() => asking.run_to_end(None, None).await,
            ended => ended,
        };
        let outcome = match ended {
            Ok(outcome) => outcome,
            Err(fault) => {
                let outcome = QueryOutcome::Failed(reason(fault)?);
                asking.note(outcome.clone()).await?;
                outcome
            }
        };
        self.give_members(query, asking.members);
        self.board.set(place, Slot::ended(&outcome, asking.ledger.counts.received));
        Ok(Ended { outcome: Some(outcome), counts: asking.ledger.counts, by_type: asking.by_type })
    }

    /// Returns where a query goes on: nowhere if it begins anew, or if it is asked for targets, which are others each time.
    pub(crate) fn start_of(&self, query: &Query, row: &QueryRow) -> Option<Cursor> {
        row.cursor().filter(|_| !query.follows && !self.is_full())
    }

    /// Pulls one page, and reads its items on a thread where that may take time.
    pub(crate) async fn pull(&self, query: &Query, cursor: Option<&Cursor>) -> Result<ReadPage, Fault> {
        let (connector, context) = (self.connector, self.context);
        let pulling =
            self.ask(|grant| Box::pin(async move { connector.pull(context, &grant, query, cursor).await }));
        let mut page = pulling.await?;
        self.gathered().answered();
        let items = std::mem::take(&mut page.items);
        let (guard, keep, connection) = (self.guard.clone(), self.keep.clone(), self.connection.id);
        let reading = tokio::task::spawn_blocking(move || sift(items, guard.as_deref(), (&keep, connection)));
        // A thread ends without an answer only when its runtime ends.
        let sifted = reading.await.map_err(|_| Fault::from(backpack_keep::Error::Closed))?;
        Ok(ReadPage { page, sifted })
    }
}

impl Asking<'_, '_> {
    async fn run_to_end(
        &mut self,
        start: Option<&Cursor>,
        first: Option<ReadPage>,
    ) -> Result<QueryOutcome, Fault> {
        let mut page = match first {
            Some(page) => page,
            None => self.run.pull(self.query, start).await?,
        };
        self.seen.clear();
        self.members.begin();
        let from_its_beginning = start.is_none();
        let mut came = 0;
        for pages in 1.. {
            self.run.check()?;
            if !page.sifted.doubts.is_empty() {
                return Err(Fault::other_person(page.sifted.doubts));
            }
            came += page.sifted.count();
            let Step { update, outcome, ahead } = self.step(&page.page, pages, came);
            let (run, query) = (self.run, self.query);
            // The next page is pulled and read while this one is committed.
            let kept = self.keep_page(page, update, outcome.clone());
            let (kept, pulled) =
                futures_util::future::join(kept, pull_ahead(run, query, ahead.as_ref())).await;
            kept?;
            self.run.board.set(self.place, Slot::Active(self.ledger.counts.received));
            if let Some(outcome) = outcome {
                let is_done = matches!(outcome, QueryOutcome::Done | QueryOutcome::Empty);
                self.members.is_whole = from_its_beginning && is_done && !self.query.follows;
                return Ok(outcome);
            }
            let Some(next) = pulled else { break };
            page = next?;
        }
        Ok(QueryOutcome::Partial(String::new()))
    }

    /// Commits a page.
    async fn keep_page(
        &mut self,
        ReadPage { page, sifted }: ReadPage,
        cursor: CursorUpdate,
        outcome: Option<QueryOutcome>,
    ) -> Result<(), Fault> {
        let run = self.run;
        let now = run.now();
        let met = self.members.meet(&sifted, (run.connection.id, self.query));
        let rows = if self.query.follows { RowBatch::new() } else { run.write_ahead(met).await? };
        self.ledger.counts.refused_person += sifted.refused;
        self.ledger.counts.received += sifted.refused;
        self.ledger.counts.bytes += page.bytes;
        self.ledger.at = now;
        if let Some(outcome) = outcome {
            self.ledger.close(outcome, now);
        }
        let mut commit = PageCommit::new(run.connection.id, self.query.id.as_str(), self.ledger.clone());
        commit.incoming = sifted.incoming;
        commit.quarantined = sifted.quarantined;
        commit.gone = sifted.gone;
        commit.envelope = page.envelope;
        commit.cursor = cursor;
        commit.rows = rows;
        commit.fence = Some(run.lease.fence().await?);
        let brought = run.keep.commit_page(commit).await?;
        self.count(&brought);
        for (name, count) in sifted.by_type {
            *self.by_type.entry(name).or_default() += count;
        }
        let mut gathered = run.gathered();
        gathered.touched.add(&brought);
        gathered.records.extend(brought.new_ids);
        gathered.records.extend(brought.changed_ids);
        gathered.warnings.extend(page.warnings);
        Ok(())
    }

    /// Counts what a page brought, as the ledger that was committed with it does.
    fn count(&mut self, brought: &PageCounts) {
        let counts = &mut self.ledger.counts;
        counts.new += brought.new;
        counts.changed += brought.changed;
        counts.unchanged += brought.unchanged;
        counts.quarantined += brought.quarantined;
        counts.gone += brought.gone;
        counts.received += brought.new + brought.changed + brought.unchanged + brought.quarantined;
    }

    /// Says what becomes of the cursor after a page, how the query ended if it did, and where to go on.
    fn step(&mut self, page: &Page, pages: u32, items: u64) -> Step {
        let cursor = match &page.next {
            Next::Done(cursor, outcome) => {
                let update = cursor.clone().map_or(CursorUpdate::Clear, CursorUpdate::To);
                return Step { update, outcome: Some(outcome_of(outcome)), ahead: None };
            }
            Next::More(cursor) => cursor.clone(),
            _ => return Step::partial(CursorUpdate::Stay, "the portal's page cannot be followed"),
        };
        if !self.seen.insert(cursor.clone()) {
            return Step::partial(CursorUpdate::Clear, "the portal's pages go round in a circle");
        }
        let update = CursorUpdate::To(cursor.clone());
        if pages >= self.run.context.limits.pages {
            return Step::partial(update, "more pages than one sync asks for; the next one goes on");
        }
        if items >= self.run.context.limits.items {
            return Step::partial(update, "more items than one sync asks for; the next one goes on");
        }
        Step { update, outcome: None, ahead: Some(cursor) }
    }

    /// Writes down how the query ended where no page says so.
    async fn note(&mut self, outcome: QueryOutcome) -> Result<(), Fault> {
        let run = self.run;
        let name = QueryRow::name_of(run.connection.id, &self.query.id);
        let row = run.keep.row::<QueryRow>(&name).await?.map(|(row, _)| row);
        let mut row = row
            .unwrap_or_else(|| QueryRow::new(run.connection.id, self.query.id.as_str(), self.ledger.clone()));
        self.ledger.close(outcome, run.now());
        row.ledger = self.ledger.clone();
        let batch = RowBatch::new().put(&row).fenced(run.lease.fence().await?);
        run.keep.write(batch).await?;
        Ok(())
    }
}

/// What follows from a page.
struct Step {
    update: CursorUpdate,
    outcome: Option<QueryOutcome>,
    ahead: Option<Cursor>,
}

impl Step {
    fn partial(update: CursorUpdate, why: &str) -> Self {
        Self { update, outcome: Some(QueryOutcome::Partial(why.to_owned())), ahead: None }
    }
}

trait Close {
    fn close(&mut self, outcome: QueryOutcome, now: backpack_core::Timestamp);
}

impl Close for Ledger {
    /// Writes down how the query ended.
    fn close(&mut self, outcome: QueryOutcome, now: backpack_core::Timestamp) {
        if matches!(outcome, QueryOutcome::Done | QueryOutcome::Empty) {
            self.last_success = Some(now);
        }
        self.missing = match &outcome {
            QueryOutcome::Refused(why) | QueryOutcome::Partial(why) | QueryOutcome::Failed(why) => {
                Some(why.clone())
            }
            _ => None,
        };
        self.at = now;
        self.outcome = Some(outcome);
    }
}

async fn pull_ahead(
    run: &Run<'_>,
    query: &Query,
    cursor: Option<&Cursor>,
) -> Option<Result<ReadPage, Fault>> {
    Some(run.pull(query, Some(cursor?)).await)
}

fn outcome_of(outcome: &Outcome) -> QueryOutcome {
    QueryOutcome::from(outcome.clone())
}

/// Returns why a query failed; what ends the whole sync is passed on.
fn reason(fault: Fault) -> Result<String, Fault> {
    match fault {
        Fault::Portal(error) => Ok(error.kind().to_string()),
        Fault::NeedsSignIn => Ok(backpack_connect::ErrorKind::NeedsSignIn.to_string()),
        Fault::Sync(error) => Err(Fault::Sync(error)),
    }
}
