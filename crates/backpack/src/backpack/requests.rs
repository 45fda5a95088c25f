//! Requests for copies of records.

use backpack_core::{ConnectionId, FileId, RecordId, RequestId};
use backpack_keep::{Act, FILED_IN_A_ROW, RequestRow, RowBatch};

use super::Backpack;
use crate::requests::{
    Case, Channel, Date, DueRequest, Event, EventKind, Facts, Filed, FiledRole, FiledThing, Holder,
    LetterKind, Patient, Proof, Refusal, Request, Standing, WrittenLetter,
};
use crate::role::Operation;
use crate::{Error, ErrorKind};

/// The longest case, in bytes of its JSON: with what is filed it fits into a row.
const MOST_BYTES: usize = 32 << 10;
/// The most things that are filed with a request.
const MOST_FILED: usize = 100 * FILED_IN_A_ROW;
/// How often a case is written anew because another writer changed it.
const ATTEMPTS: usize = 16;

impl Backpack {
    /// Returns what a request to a holder says to begin with: everything about the person, who is described as the Backpack
    /// knows them. What is still missing before it can be sent says [`Facts::missing`].
    ///
    /// Cancel-safe: it only reads.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Damaged`], [`ErrorKind::Io`].
    pub async fn request_facts(&self, holder: Holder) -> Result<Facts, Error> {
        let person = self.person().await?;
        Ok(Facts::new(Patient::new(person.name, person.birth_date.unwrap_or_default()), holder))
    }

    /// Drafts a request for a copy of records, under the newest rules. It may be edited until it is sent.
    ///
    /// Cancel-safe: the request is there whole, or not at all.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Invalid`] if it is longer than 32 KiB or its overriding rule is none, [`ErrorKind::Full`],
    /// [`ErrorKind::Io`].
    pub async fn draft_request(&self, facts: Facts) -> Result<RequestId, Error> {
        self.permit(Operation::Contribute)?;
        let id = RequestId::random();
        let day = facts.zone.day(self.now());
        let request = Request::draft(id, facts, day).map_err(refused)?;
        let case = Case { request, filed: Vec::new(), version: None, rows: 0 };
        self.store_case(&case, Act::RequestKept(id)).await?;
        Ok(id)
    }

    /// Changes what a draft says. The change is made to what it says by then, and again if another writer was faster.
    ///
    /// Cancel-safe: the old or the new is kept, whole.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotFound`], [`ErrorKind::Invalid`] once it was sent, and those of [`Backpack::draft_request`].
    pub async fn edit_request(
        &self,
        id: RequestId,
        change: impl Fn(Facts) -> Facts + Send + Sync,
    ) -> Result<(), Error> {
        self.permit(Operation::Correct)?;
        self.change_case(id, |case| case.request.edit(change(case.request.facts.clone()))).await.map(drop)
    }

    /// Writes down what happened to a request, behind whatever was written by then: no event of another writer is lost.
    ///
    /// Cancel-safe: it is written, or not.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotFound`]; [`ErrorKind::Invalid`] if it cannot have happened, with the reason; [`ErrorKind::Full`],
    /// [`ErrorKind::Io`].
    pub async fn record_event(&self, id: RequestId, event: Event) -> Result<(), Error> {
        self.permit(Operation::Contribute)?;
        let event = event.recorded_at(self.now());
        self.change_case(id, |case| case.request.record(event.clone())).await.map(drop)
    }

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

    /// Returns how a request stands on a day of the holder's time zone; [`Case::day`] says which day it is there.
    ///
    /// Cancel-safe: it only reads.
    ///
    /// # Errors
    ///
    /// As [`Backpack::request`].
    pub async fn request_state(&self, id: RequestId, today: Date) -> Result<Standing, Error> {
        Ok(self.request(id).await?.request.standing(today))
    }

    /// Returns the requests of which the person should be reminded on a day: a week before an answer is due, on the day,
    /// and from the day after it; the most urgent first.
    ///
    /// Cancel-safe: it only reads.
    ///
    /// # Errors
    ///
    /// As [`Backpack::requests`].
    pub async fn due_requests(&self, today: Date) -> Result<Vec<DueRequest>, Error> {
        let due = |case: Case| {
            let standing = case.request.standing(today);
            let reminder = standing.reminder(today)?;
            Some(DueRequest { id: case.request.id, reminder, standing })
        };
        let mut found: Vec<DueRequest> = self.requests().await?.into_iter().filter_map(due).collect();
        found.sort_by_key(|due| (due.standing.due.map(|due| due.date), due.id));
        Ok(found)
    }

    /// Writes a letter of a request, dated on a day of the holder's time zone. Nothing is kept.
    ///
    /// Cancel-safe: it only reads.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Invalid`] if there is no occasion for it, or something must be filled in first; as
    /// [`Backpack::request`].
    pub async fn request_letter(
        &self,
        id: RequestId,
        kind: LetterKind,
        date: Date,
    ) -> Result<WrittenLetter, Error> {
        let case = self.request(id).await?;
        WrittenLetter::new(case.request.letter(kind, date).map_err(refused)?)
    }

    /// Writes down that a letter was sent on a day, keeps it as a file, and files that with the request. What
    /// happens by it is an event: the request is sent, the answer is noted to be overdue, a review is asked for, a fee is
    /// objected to, a complaint is filed. The sending itself is the person's. Returns the file.
    ///
    /// Cancel-safe: it happened whole, or there is at most a file that is filed nowhere.
    ///
    /// # Errors
    ///
    /// As [`Backpack::request_letter`] and [`Backpack::record_event`].
    pub async fn letter_sent(
        &self,
        id: RequestId,
        kind: LetterKind,
        date: Date,
        channel: Channel,
        proof: Option<Proof>,
    ) -> Result<FileId, Error> {
        self.permit(Operation::Contribute)?;
        let event = Event::new(date, event_of(kind, channel, proof)).recorded_at(self.now());
        let mut case = self.request(id).await?;
        let letter = WrittenLetter::new(case.request.letter(kind, date).map_err(refused)?)?;
        // Nothing is kept if it cannot have been sent.
        case.request.record(event.clone()).map_err(refused)?;
        let (bytes, ending, media_type) = letter.for_file();
        let name = format!("{}.{ending}", letter.file_name());
        let file = self.add_file(name, Some(media_type), bytes).await?.id;
        let filed = Filed::new(FiledThing::File(file), FiledRole::Letter, self.now());
        self.change_case(id, |case| {
            case.request.record(event.clone())?;
            file_with(case, std::slice::from_ref(&filed));
            Ok(())
        })
        .await?;
        Ok(file)
    }

    /// Files what came back with a request: files and records that are in the Backpack.
    ///
    /// Cancel-safe: all of it is filed, or nothing.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotFound`] if the request, a file or a record is none; [`ErrorKind::Invalid`] if more than 80,000
    /// things are filed with it; [`ErrorKind::Full`], [`ErrorKind::Io`].
    pub async fn file_response(
        &self,
        id: RequestId,
        files: &[FileId],
        records: &[RecordId],
    ) -> Result<(), Error> {
        self.permit(Operation::Contribute)?;
        for file in files {
            self.file(*file).await?;
        }
        for record in records {
            self.record(*record)?;
        }
        let files = files.iter().copied().map(FiledThing::File);
        let things = files.chain(records.iter().copied().map(FiledThing::Record)).collect();
        self.file_things(id, things, FiledRole::Response).await
    }

    /// Files everything that came with an import, or from a portal, with a request: what is there and what comes later.
    ///
    /// Cancel-safe: it is filed, or not.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotFound`] if the request or the connection is none; as [`Backpack::file_response`].
    pub async fn file_import(&self, id: RequestId, connection: ConnectionId) -> Result<(), Error> {
        self.permit(Operation::Contribute)?;
        let known = self.connections().await?.iter().any(|row| row.id == connection);
        if !known {
            return Err(Error::new(ErrorKind::NotFound("connection"), "file import"));
        }
        self.file_things(id, vec![FiledThing::Connection(connection)], FiledRole::Response).await
    }

    /// Files proofs with a request, such as a fax report.
    ///
    /// Cancel-safe: all are filed, or none.
    ///
    /// # Errors
    ///
    /// As [`Backpack::file_response`].
    pub async fn file_proof(&self, id: RequestId, files: &[FileId]) -> Result<(), Error> {
        self.permit(Operation::Contribute)?;
        for file in files {
            self.file(*file).await?;
        }
        self.file_things(id, files.iter().copied().map(FiledThing::File).collect(), FiledRole::Proof).await
    }

    /// Takes something out of a request's file again. It stays in the Backpack.
    ///
    /// Cancel-safe: it is out, or not.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotFound`] if the request is none; [`ErrorKind::Full`], [`ErrorKind::Io`].
    pub async fn unfile(&self, id: RequestId, thing: FiledThing) -> Result<(), Error> {
        self.permit(Operation::Correct)?;
        let change = |case: &mut Case| {
            case.filed.retain(|filed| filed.what != thing);
            Ok(())
        };
        self.change_case(id, change).await.map(drop)
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
            let mut batch = RowBatch::new().act(self.0.keep.actor().clone(), Act::RequestRemoved(id));
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

    async fn file_things(
        &self,
        id: RequestId,
        things: Vec<FiledThing>,
        role: FiledRole,
    ) -> Result<(), Error> {
        let at = self.now();
        let things: Vec<Filed> = things.into_iter().map(|thing| Filed::new(thing, role, at)).collect();
        let change = |case: &mut Case| {
            file_with(case, &things);
            Ok(())
        };
        self.change_case(id, change).await.map(drop)
    }

    /// Changes a case as it is by then, and writes it if nobody else wrote it since; else once more.
    async fn change_case(
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

    async fn store_case(&self, case: &Case, act: Act) -> Result<(), Error> {
        let rows = rows_of(case)?;
        let id = case.request.id;
        let first = RequestRow::name_of(id, 0);
        let mut batch = RowBatch::new().act(self.0.keep.actor().clone(), act);
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

/// Files things that are not filed in the same role yet.
fn file_with(case: &mut Case, things: &[Filed]) {
    let known: std::collections::BTreeSet<_> =
        case.filed.iter().map(|filed| (filed.what, filed.role)).collect();
    case.filed.extend(things.iter().filter(|filed| !known.contains(&(filed.what, filed.role))).cloned());
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
    }
    Ok(rows)
}

fn case_of(row: &RequestRow) -> Result<Case, Error> {
    // A later version that writes other words raises the row's format, and is refused before.
    let request = serde_json::from_str(&row.case);
    let request = request.map_err(|_| Error::new(ErrorKind::Damaged, "read request"))?;
    Ok(Case { request, filed: row.filed.clone(), version: None, rows: row.parts })
}

fn refused(refusal: Refusal) -> Error {
    Error::new(ErrorKind::Invalid(refusal.to_string()), "change request").with_source(refusal)
}

fn event_of(kind: LetterKind, channel: Channel, proof: Option<Proof>) -> EventKind {
    match kind {
        LetterKind::Request => EventKind::Sent { channel, proof },
        LetterKind::OverdueNotice => EventKind::OverdueNoticed,
        LetterKind::ReviewRequest => EventKind::ReviewRequested,
        LetterKind::FeeChallenge => EventKind::FeeChallenged,
        LetterKind::Complaint => EventKind::ComplaintFiled { office: "Office for Civil Rights".to_owned() },
        other => EventKind::Noted { text: format!("letter sent by {}: {}", channel.name(), other.name()) },
    }
}
