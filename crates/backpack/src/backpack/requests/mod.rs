//! Requests for copies of records, or to amend them: written, tracked, and their letters.

mod amending;
mod cases;
mod filing;

use backpack_core::{FileId, RequestId};
use backpack_keep::Act;

use self::filing::file_with;
use super::Backpack;
use crate::requests::{
    Case, Channel, Date, DueRequest, Event, EventKind, Facts, Filed, FiledRole, FiledThing, Holder,
    LegalBasis, LetterKind, Patient, Proof, Refusal, Request, Standing, WrittenLetter,
};
use crate::role::Operation;
use crate::{Error, ErrorKind};

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

    /// Drafts a request for a copy of records, or, with [`Facts::for_amendment`], to amend them, under the newest rules of
    /// that right. It may be edited until it is sent.
    ///
    /// Cancel-safe: the request is there whole, or not at all.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Invalid`] if it is longer than 32 KiB or its overriding rule is none; [`ErrorKind::NotFound`] if a
    /// record or a file of a finding is not there; [`ErrorKind::Full`], [`ErrorKind::Io`].
    pub async fn draft_request(&self, facts: Facts) -> Result<RequestId, Error> {
        self.permit(Operation::Contribute)?;
        self.require_findings(&facts).await?;
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
    /// [`ErrorKind::NotFound`]; [`ErrorKind::Invalid`] once it was sent, or if it would use another right; those of
    /// [`Backpack::draft_request`].
    pub async fn edit_request(
        &self,
        id: RequestId,
        change: impl Fn(Facts) -> Facts + Send + Sync,
    ) -> Result<(), Error> {
        self.permit(Operation::Correct)?;
        let changed = change(self.request(id).await?.request.facts);
        self.require_findings(&changed).await?;
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
    /// objected to, a complaint is filed, a statement of disagreement is handed in, an inclusion is asked for. The sending itself is the person's. Returns the file.
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
        let mut case = self.request(id).await?;
        let event = event_of(case.request.facts.basis(), kind, channel, proof);
        let event = Event::new(date, event).recorded_at(self.now());
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
}

fn refused(refusal: Refusal) -> Error {
    Error::new(ErrorKind::Invalid(refusal.to_string()), "change request").with_source(refusal)
}

fn event_of(basis: LegalBasis, kind: LetterKind, channel: Channel, proof: Option<Proof>) -> EventKind {
    match kind {
        LetterKind::Request => EventKind::Sent { channel, proof },
        LetterKind::OverdueNotice => EventKind::OverdueNoticed,
        LetterKind::ReviewRequest => EventKind::ReviewRequested,
        LetterKind::FeeChallenge => EventKind::FeeChallenged,
        LetterKind::Complaint => EventKind::ComplaintFiled { office: "Office for Civil Rights".to_owned() },
        LetterKind::DisagreementStatement => EventKind::StatementSent,
        LetterKind::InclusionRequest => EventKind::InclusionAsked,
        other => {
            let text = format!("letter sent by {}: {}", channel.name(), other.name(basis));
            EventKind::Noted { text }
        }
    }
}
