//! A sync from its plan to its report.

use std::collections::HashMap;

use backpack_connect::Query;
use backpack_core::Timestamp;
use backpack_keep::{QueryOutcome, QueryRow};
use futures_util::StreamExt as _;
use futures_util::stream::FuturesUnordered;

use crate::fault::Fault;
use crate::query::{Ended, ReadPage};
use crate::report::{QueryReport, SyncReport, is_complete};
use crate::run::Run;
use crate::{Attachments, SyncError};

/// The most bytes of first pages that are held while the patient is looked for.
const HELD_BYTES: u64 = 16 << 20;

impl Run<'_> {
    /// Asks everything, and says what it brought.
    pub(crate) async fn whole(&self, was_broken_off: bool) -> Result<SyncReport, SyncError> {
        let began = self.now();
        let plan = self.plan().await?;
        self.board.plan(&plan);
        let upkeep = self.begin_upkeep().await?;
        let look_at_all = was_broken_off || upkeep.attachments;
        self.load_members().await?;
        let mut first = self.meet_patient(&plan).await?;
        let mut ended: Vec<Ended> = plan.iter().map(|_| Ended::default()).collect();
        let main = plan.iter().enumerate().filter(|(_, query)| !query.follows);
        self.ask_all(main.map(|(place, query)| (place, query, first.remove(&place))), &mut ended).await?;
        for (place, query) in plan.iter().enumerate().filter(|(_, query)| query.follows) {
            let followed = self.follow(place, query).await?;
            if let Some(slot) = ended.get_mut(place) {
                *slot = followed;
            }
        }
        let vanished = self.mark_lost(&plan).await?;
        let attachments = self.attachments(look_at_all).await?;
        self.end_upkeep(upkeep).await?;
        let mut report = SyncReport { attachments, vanished, ..SyncReport::default() };
        self.sum_up(&plan, &ended, began, &mut report).await;
        Ok(report)
    }

    async fn plan(&self) -> Result<Vec<Query>, Fault> {
        let (connector, context) = (self.connector, self.context);
        self.ask(|grant| Box::pin(async move { connector.plan(context, &grant).await })).await
    }

    /// Asks several queries at once, in order.
    async fn ask_all<'q>(
        &self,
        queries: impl Iterator<Item = (usize, &'q Query, Option<ReadPage>)>,
        ended: &mut [Ended],
    ) -> Result<(), Fault> {
        let mut waiting = queries.fuse();
        let mut asked = FuturesUnordered::new();
        loop {
            while asked.len() < self.options.concurrency.max(1)
                && let Some((place, query, first)) = waiting.next()
            {
                asked.push(async move { (place, self.query(place, query, first, Ended::default()).await) });
            }
            let Some((place, outcome)) = asked.next().await else { return Ok(()) };
            let outcome = outcome?;
            if let Some(slot) = ended.get_mut(place) {
                *slot = outcome;
            }
        }
    }

    /// Looks for the connection's patient before anything is kept, and compares them with the Backpack's person.
    ///
    /// Pulls the first page of one query after the other, those that speak of a Patient first, until it is there; the
    /// pages are used later. Where no first page has it there is nothing to compare: a later page stops the sync.
    async fn meet_patient(&self, plan: &[Query]) -> Result<HashMap<usize, ReadPage>, Fault> {
        let mut held = HashMap::new();
        if self.guard.as_ref().is_none_or(|guard| guard.person.is_none()) || self.knows_patient() {
            return Ok(held);
        }
        let mut order: Vec<usize> = (0..plan.len()).collect();
        order.sort_by_key(|place| plan.get(*place).is_none_or(|query| !query.id.starts_with("Patient")));
        let mut bytes = 0;
        for (place, query) in order.iter().filter_map(|place| Some((*place, plan.get(*place)?))) {
            if query.follows {
                continue;
            }
            self.check()?;
            let name = QueryRow::name_of(self.connection.id, &query.id);
            let row = self.keep.row::<QueryRow>(&name).await?;
            let cursor = row.and_then(|(row, _)| self.start_of(query, &row));
            // What fails here fails again when its query is asked, and is reported then.
            let Ok(mut read) = self.pull(query, cursor.as_ref()).await else { continue };
            if !read.sifted.doubts.is_empty() {
                return Err(Fault::other_person(std::mem::take(&mut read.sifted.doubts)));
            }
            let met_patient = read.sifted.met_patient;
            bytes += read.page.bytes;
            if bytes <= HELD_BYTES {
                held.insert(place, read);
            }
            if met_patient {
                break;
            }
        }
        Ok(held)
    }

    fn knows_patient(&self) -> bool {
        let patient = self.connection.patient.as_deref();
        self.keep.catalog(|catalog| {
            catalog.records_of(self.connection.id).any(|record| {
                let header = record.header();
                header.resource_type == "Patient" && header.id.as_deref() == patient
            })
        })
    }

    async fn sum_up(&self, plan: &[Query], ended: &[Ended], began: Timestamp, report: &mut SyncReport) {
        for (query, ended) in plan.iter().zip(ended) {
            let failed = QueryOutcome::Failed(String::new());
            let outcome = ended.outcome.as_ref().unwrap_or(&failed);
            report.add(&ended.counts);
            for (name, count) in &ended.by_type {
                *report.by_type.entry(name.clone()).or_default() += count;
            }
            report.queries.push(QueryReport::new(&query.id, &query.label, outcome, &ended.counts));
        }
        let no_gap = ended.iter().all(|ended| ended.outcome.as_ref().is_some_and(is_complete));
        let nothing_waits = report.attachments.waiting == 0 || self.options.attachments == Attachments::Leave;
        report.complete = no_gap && nothing_waits;
        report.needs_sign_in = self.grants.are_lost().await;
        let mut gathered = std::mem::take(&mut *self.gathered());
        report.warnings = std::mem::take(&mut gathered.warnings).into_iter().collect();
        (report.touched, report.wait) = (gathered.touched, gathered.wait);
        report.portal_failed = gathered.down > 0 && !gathered.answered;
        report.seconds = self.now().saturating_since(began).as_secs_f64();
    }
}
