//! Attachments: queued and kept after the records that name them.

use std::collections::{HashMap, HashSet};

use backpack_core::RecordId;
use backpack_keep::{AttachmentRow, AttachmentState, Catalog, RowBatch};
use backpack_record::AttachmentRef;
use futures_util::StreamExt as _;
use futures_util::stream::FuturesUnordered;

use crate::Attachments;
use crate::download::Expected;
use crate::fault::Fault;
use crate::report::AttachmentReport;
use crate::run::Run;

/// The most rows that are written in one batch.
const ROWS_AT_ONCE: usize = 200;
/// How many attachments are brought at once.
const BROUGHT_AT_ONCE: usize = 3;

/// An attachment that a record names by address, or holds.
#[derive(Clone, Debug)]
struct Named {
    record: RecordId,
    index: u32,
    /// Where its bytes are; `None` if the record holds them.
    url: Option<String>,
    expected: Expected,
}

impl Run<'_> {
    /// Queues the attachments of the records that are new or changed, and brings the whole queue if the host wants it.
    ///
    /// After a sync that was broken off, the attachments of all records are looked at: its own were not queued.
    pub(crate) async fn attachments(&self, was_broken_off: bool) -> Result<AttachmentReport, Fault> {
        let touched: HashSet<RecordId> = std::mem::take(&mut self.gathered().records).into_iter().collect();
        let named = self.keep.catalog(|catalog| self.named(catalog, was_broken_off, &touched));
        let mut report = AttachmentReport::default();
        let mut queue = self.queue().await?;
        let offers = self.connector.descriptor().capabilities.attachments;
        let mut new = Vec::new();
        for named in named {
            let url = named.url.as_deref().unwrap_or_default();
            // What a record holds itself may be other bytes in its new version; what lies behind a link is the link's.
            let known = queue.get(&(named.record, named.index)).filter(|row| row.url == url);
            if known.is_some() && !(url.is_empty() && touched.contains(&named.record)) {
                continue;
            }
            if url.is_empty() || offers {
                new.push(self.row(&named, url));
            } else {
                report.found += 1;
                report.failed += 1;
            }
        }
        for rows in new.chunks(ROWS_AT_ONCE) {
            let batch = rows.iter().fold(RowBatch::new(), |batch, row| batch.put(row));
            self.keep.write(batch.fenced(self.lease.fence().await?)).await?;
        }
        queue.extend(new.into_iter().map(|row| ((row.record, row.index), row)));
        let waits = |row: &AttachmentRow| {
            matches!(row.state, AttachmentState::Waiting | AttachmentState::Failed(_))
                && (offers || row.url.is_empty())
        };
        let mut waiting: Vec<AttachmentRow> = queue.into_values().filter(waits).collect();
        // What was never tried comes first: some that always fail hold up no other.
        waiting.sort_by_key(|row| (row.attempts, row.record, row.index));
        report.found += waiting.len() as u64;
        match self.options.attachments {
            Attachments::Fetch => self.bring_all(waiting, &mut report).await?,
            Attachments::Leave => report.waiting = waiting.len() as u64,
        }
        Ok(report)
    }

    fn named(&self, catalog: &Catalog, all: bool, touched: &HashSet<RecordId>) -> Vec<Named> {
        if all {
            let records = catalog.records_of(self.connection.id);
            return records.flat_map(|record| named_by(record.id(), &record.header().attachments)).collect();
        }
        let records = touched.iter().filter_map(|id| catalog.record(*id));
        records.flat_map(|record| named_by(record.id(), &record.header().attachments)).collect()
    }

    /// Returns every attachment of the connection that was ever queued.
    async fn queue(&self) -> Result<HashMap<(RecordId, u32), AttachmentRow>, Fault> {
        let rows = self.keep.rows::<AttachmentRow>().await?;
        let own = rows.into_iter().filter(|row| row.connection == self.connection.id);
        Ok(own.map(|row| ((row.record, row.index), row)).collect())
    }

    async fn bring_all(&self, rows: Vec<AttachmentRow>, report: &mut AttachmentReport) -> Result<(), Fault> {
        let all = rows.len() as u64;
        self.board.attachments(0, all);
        let mut waiting = rows.into_iter();
        let mut brought = FuturesUnordered::new();
        let mut done = 0;
        loop {
            while brought.len() < BROUGHT_AT_ONCE
                && let Some(row) = waiting.next()
            {
                if row.url.is_empty() || self.is_worth_asking().await {
                    brought.push(self.bring_one(row));
                } else {
                    report.waiting += 1;
                    done += 1;
                }
            }
            let Some(ended) = brought.next().await else { return Ok(()) };
            let (state, differs) = ended?;
            match state {
                AttachmentState::Kept(_) => report.fetched += 1,
                AttachmentState::Refused(_) => report.failed += 1,
                _ => report.waiting += 1,
            }
            report.mismatched += u64::from(differs);
            done += 1;
            self.board.attachments(done, all);
        }
    }

    /// Says whether the portal may answer: there is a grant, and it is not down.
    async fn is_worth_asking(&self) -> bool {
        !self.is_down() && !self.grants.are_lost().await
    }

    async fn bring_one(&self, mut row: AttachmentRow) -> Result<(AttachmentState, bool), Fault> {
        let expected = self.keep.catalog(|catalog| {
            let record = catalog.record(row.record)?;
            record.header().attachments.get(row.index as usize).map(Expected::of)
        });
        let expected = expected.unwrap_or_default();
        let (state, differs) = if row.url.is_empty() {
            self.take_out(&row, &expected).await?
        } else {
            self.fetch(&row, &expected).await?
        };
        row.state = state.clone();
        row.attempts += 1;
        row.tried = Some(self.now());
        self.keep.write(RowBatch::new().put(&row).fenced(self.lease.fence().await?)).await?;
        Ok((state, differs))
    }

    fn row(&self, named: &Named, url: &str) -> AttachmentRow {
        let row = AttachmentRow::new(named.record, named.index, self.connection.id, url);
        match &named.expected.media_type {
            Some(media_type) => row.with_media_type(media_type),
            None => row,
        }
    }
}

fn named_by(record: RecordId, attachments: &[AttachmentRef<'_>]) -> Vec<Named> {
    let named = attachments
        .iter()
        .zip(0..)
        .filter(|(attachment, _)| attachment.data_length > 0 || attachment.url.is_some());
    let named = named.map(|(attachment, index)| Named {
        record,
        index,
        url: (attachment.data_length == 0)
            .then(|| attachment.url.as_ref().map(ToString::to_string))
            .flatten(),
        expected: Expected::of(attachment),
    });
    named.collect()
}
