//! Following references: what kept records point to and no record answers.

use std::collections::HashSet;

use backpack_connect::Query;
use backpack_keep::{Ledger, QueryOutcome, QueryRow, RowBatch, TriedRow};

use crate::fault::Fault;
use crate::progress::Slot;
use crate::query::Ended;
use crate::run::Run;

/// How often what came is looked at for references of its own in one sync.
const ROUNDS: usize = 3;
/// How many targets are asked for before it is written down that they were.
const TARGETS_AT_ONCE: usize = 200;

impl Run<'_> {
    /// Asks for what kept records point to and no record answers, and for what the answers point to in turn.
    ///
    /// What was asked for and did not come is written down and not asked for again, unless everything is asked in full:
    /// so circles end, and a refusal is no question at every sync. What is left after the last round, or beyond the most
    /// reads of one sync, is the next one's.
    pub(crate) async fn follow(&self, place: usize, query: &Query) -> Result<Ended, Fault> {
        let mut tried = self.tried().await?;
        let mut reads = self.options.references;
        let mut ended = Ended { outcome: Some(QueryOutcome::Empty), ..Ended::default() };
        for round in 0..=ROUNDS {
            let mut targets = self.missing().await?;
            targets.retain(|target| !tried.contains(target));
            if targets.is_empty() {
                break;
            }
            let is_too_much = round == ROUNDS || targets.len() > reads;
            targets.truncate(if round == ROUNDS { 0 } else { reads });
            reads -= targets.len();
            for targets in targets.chunks(TARGETS_AT_ONCE) {
                ended = self.ask_for(place, query, targets, ended).await?;
                if matches!(ended.outcome, Some(QueryOutcome::Failed(_) | QueryOutcome::Partial(_)) | None) {
                    return Ok(ended);
                }
            }
            if is_too_much {
                ended.outcome = Some(self.leave_the_rest(query).await?);
                break;
            }
            tried.extend(targets);
        }
        let outcome = ended.outcome.as_ref().unwrap_or(&QueryOutcome::Empty);
        self.board.set(place, Slot::ended(outcome, ended.counts.received));
        Ok(ended)
    }

    /// Asks for some targets, and writes down which of them did not come.
    async fn ask_for(
        &self,
        place: usize,
        query: &Query,
        targets: &[String],
        before: Ended,
    ) -> Result<Ended, Fault> {
        let mut asked = query.clone();
        asked.targets = targets.to_vec();
        let ended = self.query(place, &asked, None, before).await?;
        if matches!(ended.outcome, Some(QueryOutcome::Failed(_) | QueryOutcome::Partial(_)) | None) {
            return Ok(ended);
        }
        // Most are found under their names; only where one is not, everything is looked through.
        let named = |target: &&String| self.keep.record_named(self.connection.id, target).is_some();
        let mut still: Vec<&String> = targets.iter().filter(|target| !named(target)).collect();
        if !still.is_empty() {
            let missing: HashSet<String> = self.missing().await?.into_iter().collect();
            still.retain(|target| missing.contains(*target));
        }
        if !still.is_empty() {
            let rows = still.into_iter().map(|target| TriedRow::new(self.connection.id, target, self.now()));
            let batch = rows.fold(RowBatch::new(), |batch, row| batch.put(&row));
            self.keep.write(batch.fenced(self.lease.fence().await?)).await?;
        }
        Ok(ended)
    }

    /// Writes into the ledger that the next sync follows what is left.
    async fn leave_the_rest(&self, query: &Query) -> Result<QueryOutcome, Fault> {
        let why = "more references than one sync follows; the next one goes on";
        let outcome = QueryOutcome::Partial(why.to_owned());
        let row = self.keep.row::<QueryRow>(&QueryRow::name_of(self.connection.id, &query.id)).await?;
        let ledger = Ledger::new(self.now());
        let mut row =
            row.map_or_else(|| QueryRow::new(self.connection.id, &*query.id, ledger), |(row, _)| row);
        (row.ledger.outcome, row.ledger.missing) = (Some(outcome.clone()), Some(why.to_owned()));
        self.keep.write(RowBatch::new().put(&row).fenced(self.lease.fence().await?)).await?;
        Ok(outcome)
    }

    /// Returns what was asked for before and did not come; nothing if everything is asked in full.
    async fn tried(&self) -> Result<HashSet<String>, Fault> {
        if self.is_full() {
            return Ok(HashSet::new());
        }
        let rows = self.keep.rows::<TriedRow>().await?;
        let own = rows.into_iter().filter(|row| row.connection == self.connection.id);
        Ok(own.map(|row| row.target).collect())
    }

    /// Returns what is pointed to and missing. With many records that takes a while: it holds up no other task.
    async fn missing(&self) -> Result<Vec<String>, Fault> {
        let (keep, connection) = (self.keep.clone(), self.connection.id);
        let looking = move || keep.catalog(|catalog| catalog.missing_references(connection));
        // A thread ends without an answer only when its runtime ends.
        let missing = tokio::task::spawn_blocking(looking).await;
        missing.map_err(|_| backpack_keep::Error::Closed.into())
    }
}
