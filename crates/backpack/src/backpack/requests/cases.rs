//! Requests in the store: read whole, written on condition, removed.

use backpack_core::RequestId;
use backpack_keep::{Act, FILED_IN_A_ROW, RequestRow, RowBatch};

use super::refused;
use crate::requests::{Case, Refusal, Request};
use crate::role::Operation;
use crate::{Backpack, Error, ErrorKind};

/// The longest case, in bytes of its JSON: with what is filed it fits into a row.
const MOST_BYTES: usize = 32 << 10;
/// The most things that are filed with a request.
const MOST_FILED: usize = 100 * FILED_IN_A_ROW;
/// How often a case is written anew because another writer changed it.
const ATTEMPTS: usize = 16;

impl Backpack {
    /// Returns a request, and what was filed with it.
    ///
    /// Cancel-safe: it only reads.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotFound`], [`ErrorKind::Damaged`], [`ErrorKind::Io`].
    pub async fn request(&self, id: RequestId) -> Result<Case, Error> {
        let missing = || Error::new(ErrorKind::NotFound("request"), "find request");
        let name = RequestRow::name_of(id, 0);
        for _ in 0..ATTEMPTS {
            let (row, version) = self.0.keep.row::<RequestRow>(&name).await?.ok_or_else(missing)?;
            let mut case = Case { version: Some(version), ..case_of(&row)? };
            for part in 1..row.parts {
                let name = RequestRow::name_of(id, part);
                let more = self.0.keep.row::<RequestRow>(&name).await?;
                case.filed.extend(more.map(|(row, _)| row.filed).unwrap_or_default());
            }
            // Another writer may have written it anew between its rows.
            let is_whole = row.parts <= 1
                || self.0.keep.row::<RequestRow>(&name).await?.is_some_and(|(_, now)| now == version);
            if is_whole {
                return Ok(case);
            }
        }
        Err(Error::new(ErrorKind::Busy, "find request"))
    }

    /// Returns all requests, the oldest first.
    ///
    /// Cancel-safe: it only reads.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Damaged`], [`ErrorKind::Io`].
    pub async fn requests(&self) -> Result<Vec<Case>, Error> {
        let mut rows = self.0.keep.rows::<RequestRow>().await?;
        rows.sort_by_key(|row| (row.id, row.part));
        let mut cases: Vec<Case> = Vec::new();
        for row in rows {
            match cases.last_mut() {
                Some(case) if case.request.id == row.id => case.filed.extend(row.filed),
                _ => cases.push(case_of(&row)?),
            }
        }
        cases.sort_by_key(|case| (case.request.events().first().map(|event| event.date), case.request.id));
        Ok(cases)
    }

    /// Removes a request for good. What was filed with it stays in the Backpack.
    ///
    /// Cancel-safe: it is removed whole, or not at all.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotFound`], [`ErrorKind::Busy`] if another writer changes it all the time, [`ErrorKind::Io`].
    pub async fn remove_request(&self, id: RequestId) -> Result<(), Error> {
        self.permit(Operation::Correct)?;
        for _ in 0..ATTEMPTS {
            let case = self.request(id).await?;
            let mut batch = RowBatch::new().act(self.0.keep.actor(), Act::RequestRemoved(id));
            for part in 0..case.rows.max(1) {
                batch = batch.delete::<RequestRow>(RequestRow::name_of(id, part));
            }
            if let Some(version) = case.version {
                batch = batch.require_at::<RequestRow>(RequestRow::name_of(id, 0), version);
            }
            match self.0.keep.write(batch).await {
                Err(backpack_keep::Error::Conflict) => {}
                written => return Ok(written.map(drop)?),
            }
        }
        Err(Error::new(ErrorKind::Busy, "remove request"))
    }

    /// Changes a case as it is by then, and writes it if nobody else wrote it since; else once more.
    pub(super) async fn change_case(
        &self,
        id: RequestId,
        change: impl Fn(&mut Case) -> Result<(), Refusal> + Send + Sync,
    ) -> Result<Case, Error> {
        for _ in 0..ATTEMPTS {
            let mut case = self.request(id).await?;
            let before = case.clone();
            change(&mut case).map_err(refused)?;
            // What changes nothing is no act.
            if case == before {
                return Ok(case);
            }
            match self.store_case(&case, Act::RequestKept(id)).await {
                Err(error) if *error.kind() == ErrorKind::Busy => {}
                stored => return stored.map(|()| case),
            }
        }
        Err(Error::new(ErrorKind::Busy, "write request"))
    }

    pub(super) async fn store_case(&self, case: &Case, act: Act) -> Result<(), Error> {
        let rows = rows_of(case)?;
        let id = case.request.id;
        let first = RequestRow::name_of(id, 0);
        let mut batch = RowBatch::new().act(self.0.keep.actor(), act);
        batch = match case.version {
            Some(version) => batch.require_at::<RequestRow>(first, version),
            None => batch.require_absent::<RequestRow>(first),
        };
        for row in &rows {
            batch = batch.put(row);
        }
        for part in u32::try_from(rows.len()).unwrap_or(u32::MAX)..case.rows {
            batch = batch.delete::<RequestRow>(RequestRow::name_of(id, part));
        }
        self.0.keep.write(batch).await?;
        Ok(())
    }
}

fn rows_of(case: &Case) -> Result<Vec<RequestRow>, Error> {
    let long = || Error::new(ErrorKind::Invalid("a request that is too long".to_owned()), "write request");
    let json = serde_json::to_string(&case.request).map_err(|_| long())?;
    if json.len() > MOST_BYTES || case.filed.len() > MOST_FILED {
        return Err(long());
    }
    let mut chunks = case.filed.chunks(FILED_IN_A_ROW);
    let mut rows = Vec::new();
    for part in 0_u32.. {
        let filed = chunks.next();
        if filed.is_none() && part > 0 {
            break;
        }
        let mut row = RequestRow::new(case.request.id, part);
        row.filed = filed.unwrap_or_default().to_vec();
        rows.push(row);
    }
    let parts = u32::try_from(rows.len()).unwrap_or(u32::MAX);
    if let Some(row) = rows.first_mut() {
        (row.parts, row.case) = (parts, json);
        let amendment = case.request.facts.amendment.iter();
        row.about =
            amendment.flat_map(|amendment| &amendment.findings).map(|finding| finding.record).collect();
    }
    Ok(rows)
}

fn case_of(row: &RequestRow) -> Result<Case, Error> {
    // A later version that writes other words raises the row's format, and is refused before.
    let request: Result<Request, _> = serde_json::from_str(&row.case);
    let mut request = request.map_err(|_| Error::new(ErrorKind::Damaged, "read request"))?;
    if let Some(amendment) = &mut request.facts.amendment {
        for (finding, record) in amendment.findings.iter_mut().zip(&row.about) {
            finding.record = *record;
        }
    }
    Ok(Case { request, filed: row.filed.clone(), version: None, rows: row.parts })
}
