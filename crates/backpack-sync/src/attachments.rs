//! Attachments: queued and kept after the records that name them.

use std::collections::HashMap;

use backpack_core::RecordId;
use backpack_keep::{AttachmentRow, AttachmentState, Catalog, RowBatch};
use backpack_record::AttachmentRef;
use futures_util::StreamExt as _;
use futures_util::stream::FuturesUnordered;

use crate::download::Expected;
use crate::fault::Fault;
use crate::report::AttachmentReport;
use crate::run::Run;

/// The most rows that are written in one batch.
const ROWS_AT_ONCE: usize = 200;
/// How many attachments are fetched at once.
const FETCHED_AT_ONCE: usize = 3;

/// An attachment that a record names by address, or holds.
#[derive(Clone, Debug)]
pub(crate) struct Named {
    pub(crate) record: RecordId,
    pub(crate) index: u32,
    /// Where its bytes are; `None` if the record holds them.
    pub(crate) url: Option<String>,
    pub(crate) expected: Expected,
}

impl Run<'_> {
    /// Queues the attachments of the records that are new or changed, and fetches the whole queue.
    ///
    /// After a sync that was broken off, the attachments of all records are looked at: its own were not queued.
    pub(crate) async fn attachments(&self, was_broken_off: bool) -> Result<AttachmentReport, Fault> {
        let touched = std::mem::take(&mut self.gathered().records);
        let named = self.keep.catalog(|catalog| self.named(catalog, was_broken_off, &touched));
        let mut report = AttachmentReport::default();
        let mut queue = self.queue().await?;
        let offers = self.connector.descriptor().capabilities.attachments;
        let mut new = Vec::new();
        for named in named {
            let known = queue.get(&(named.record, named.index));
            let is_kept = known.is_some_and(|row| matches!(row.state, AttachmentState::Kept(_)));
            let Some(url) = &named.url else {
                if !is_kept || touched.contains(&named.record) {
                    report.found += 1;
                    self.keep_held(&named, &mut report).await?;
                }
                continue;
            };
            if known.is_some_and(|row| row.url == *url) {
                continue;
            }
            if !offers {
                report.found += 1;
                report.failed += 1;
                continue;
            }
            new.push(self.row(&named, url));
        }
        for rows in new.chunks(ROWS_AT_ONCE) {
            let batch = rows.iter().fold(RowBatch::new(), |batch, row| batch.put(row));
            self.keep.write(batch.fenced(self.lease.fence().await?)).await?;
        }
        queue.extend(new.into_iter().map(|row| ((row.record, row.index), row)));
        if offers {
            self.fetch_all(queue, &mut report).await?;
        }
        Ok(report)
    }

    fn named(&self, catalog: &Catalog, all: bool, touched: &[RecordId]) -> Vec<Named> {
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

    async fn fetch_all(
        &self,
        queue: HashMap<(RecordId, u32), AttachmentRow>,
        report: &mut AttachmentReport,
    ) -> Result<(), Fault> {
        let waits = |row: &AttachmentRow| {
            matches!(row.state, AttachmentState::Waiting | AttachmentState::Failed(_)) && !row.url.is_empty()
        };
        let mut rows: Vec<AttachmentRow> = queue.into_values().filter(waits).collect();
        rows.sort_by_key(|row| (row.record, row.index));
        let all = rows.len() as u64;
        report.found += all;
        self.board.attachments(0, all);
        let mut waiting = rows.into_iter();
        let mut fetched = FuturesUnordered::new();
        let mut done = 0;
        loop {
            while fetched.len() < FETCHED_AT_ONCE
                && let Some(row) = waiting.next()
            {
                fetched.push(self.fetch_one(row));
            }
            let Some(ended) = fetched.next().await else { return Ok(()) };
            let (state, mismatched) = ended?;
            match state {
                AttachmentState::Kept(_) => report.fetched += 1,
                AttachmentState::Refused(_) => report.failed += 1,
                _ => report.waiting += 1,
            }
            report.mismatched += u64::from(mismatched);
            done += 1;
            self.board.attachments(done, all);
        }
    }

    async fn fetch_one(&self, mut row: AttachmentRow) -> Result<(AttachmentState, bool), Fault> {
        let expected = self.keep.catalog(|catalog| {
            let record = catalog.record(row.record)?;
            record.header().attachments.get(row.index as usize).map(Expected::of)
        });
        let expected = expected.unwrap_or_default();
        let (state, mismatched) = self.fetch(&row, &expected).await?;
        row.state = state.clone();
        row.attempts += 1;
        row.tried = Some(self.now());
        self.keep.write(RowBatch::new().put(&row).fenced(self.lease.fence().await?)).await?;
        Ok((state, mismatched))
    }

    pub(crate) fn row(&self, named: &Named, url: &str) -> AttachmentRow {
        let row = AttachmentRow::new(named.record, named.index, self.connection.id, url);
        match &named.expected.media_type {
            Some(media_type) => row.with_media_type(media_type),
            None => row,
        }
    }
}

fn named_by(record: RecordId, attachments: &[AttachmentRef<'_>]) -> Vec<Named> {
    let named = attachments.iter().zip(0..).filter(|(attachment, _)| attachment.data_length > 0 || attachment.url.is_some());
    let named = named.map(|(attachment, index)| Named {
        record,
        index,
        url: (attachment.data_length == 0).then(|| attachment.url.as_ref().map(ToString::to_string)).flatten(),
        expected: Expected::of(attachment),
    });
    named.collect()
}
