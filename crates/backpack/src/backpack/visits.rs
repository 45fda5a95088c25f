//! The next visit: what there is to say, and what the person wants to ask.

use std::collections::HashSet;

use backpack_core::{RecordId, Timestamp};
use backpack_keep::Filter;
use backpack_record::contact::plain_name;
use backpack_record::{Header, Kind, OverlayChange};

use super::{Backpack, Record};
use crate::Error;
use crate::backpack::see::names;
use crate::cards::is_left_out;
use crate::role::Operation;
use crate::views::{NextVisit, QUESTION, VisitPreparation, began};

impl Backpack {
    /// Returns what there is to say at the next visit: what is new since the last visit with the same provider, results
    /// out of range, medications begun and stopped, what sources changed, what the person disputes and wants to ask, and
    /// current medications and allergies with their gaps. [`VisitPreparation::page`] makes a sheet of it.
    ///
    /// The last visit is the latest that is over or has begun, and that names the same person of care, or was tied to the
    /// same contact; where the appointment names no person, the same organisation.
    ///
    /// Cancel-safe: it only reads.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotFound`](crate::ErrorKind::NotFound) if there is no such record or contact,
    /// [`ErrorKind::Damaged`](crate::ErrorKind::Damaged), [`ErrorKind::Io`](crate::ErrorKind::Io).
    pub async fn prepare_visit(&self, visit: NextVisit) -> Result<VisitPreparation, Error> {
        self.permit(Operation::Read)?;
        let now = self.now();
        // What was asked, then what came: what lands in between is new, and never missing beside a whole answer.
        let asked = self.asked().await?;
        let records = self.find(&Filter::new()).records;
        let (mut next, mut with, mut last, mut since) = (None, Vec::new(), None, None);
        match visit {
            NextVisit::Since(then) => since = Some(then),
            NextVisit::Contact(contact) => {
                with.push(self.contact(contact).await?.contact.name);
                let tied: HashSet<RecordId> = self.records_of_contact(contact).await?.into_iter().collect();
                last = last_visit(&records, None, &tied, &[], now);
            }
            NextVisit::Record(id) => {
                let record = self.known(id).await?;
                let mut tied = HashSet::new();
                for contact in self.contacts_of_record(id).await? {
                    tied.extend(self.records_of_contact(contact.id).await?);
                }
                with = those_who_care(record.effective());
                last = last_visit(&records, Some(id), &tied, &with, now);
                next = Some(record);
            }
        }
        if let Some(visit) = &last {
            let when = visit.effective().when.as_ref();
            let end = when.and_then(|when| when.end.as_ref().or(when.start.as_ref()));
            since = end.map(|end| Timestamp::from_millis(end.latest()).min(now));
        }
        let snapshot = self.snapshot(now).await?;
        let mut prepared = VisitPreparation::new(self.person().await?, now, since, records, snapshot, &asked);
        (prepared.next, prepared.with, prepared.last) = (next, with, last);
        Ok(prepared)
    }

    /// Writes down a question for a visit: a note on the record that it is about, such as the appointment, and the tag
    /// [`QUESTION`]. It stands on the sheet of each visit until it is [answered](Self::question_answered).
    ///
    /// Cancel-safe: the tag may be there without the note; ask again.
    ///
    /// # Errors
    ///
    /// As [`Backpack::note`].
    pub async fn ask_at_visit(&self, id: RecordId, question: impl Into<String> + Send) -> Result<(), Error> {
        self.permit(Operation::Contribute)?;
        let question = super::overlay::note_text(question.into())?;
        if !self.known(id).await?.overlay.has_tag(QUESTION) {
            self.tag(id, QUESTION).await?;
        }
        self.overlay(id, OverlayChange::Noted(question)).await
    }

    /// Says that the questions on a record were answered, and how, as a note; the tag [`QUESTION`] goes, the notes stay.
    ///
    /// Cancel-safe: the answer may be there and the tag too; take the tag off.
    ///
    /// # Errors
    ///
    /// As [`Backpack::untag`], and [`ErrorKind::Invalid`](crate::ErrorKind::Invalid) if the answer is no note.
    pub async fn question_answered(&self, id: RecordId, answer: Option<String>) -> Result<(), Error> {
        self.permit(Operation::Correct)?;
        if let Some(answer) = answer {
            self.note(id, answer).await?;
        }
        self.untag(id, QUESTION).await
    }
}

/// Returns the latest visit that has begun, among those that are tied to a contact or name one of these.
fn last_visit(
    records: &[Record],
    next: Option<RecordId>,
    tied: &HashSet<RecordId>,
    with: &[String],
    now: Timestamp,
) -> Option<Record> {
    let wanted: HashSet<String> = with.iter().map(|name| plain_name(name)).collect();
    let is_meant = |record: &&Record| {
        let header = record.effective();
        let has_begun = began(record).is_some_and(|date| date.earliest() <= now.as_millis());
        let is_visit = header.resource_type == "Encounter" && header.status.as_deref() != Some("planned");
        let is_with = || {
            let people = header.who.iter().filter_map(|who| who.name.as_ref().map(|name| plain_name(name)));
            people
                .chain(names(&header.who).iter().map(|name| plain_name(name)))
                .any(|name| wanted.contains(&name))
        };
        record.kind() == Kind::Visit
            && is_visit
            && has_begun
            && Some(record.id) != next
            && !is_left_out(record)
            && (tied.contains(&record.id) || is_with())
    };
    let starts = |record: &&Record| began(record).map(|date| (date.earliest(), date.latest()));
    records.iter().filter(is_meant).max_by_key(starts).cloned()
}

/// Returns the people of care that a record names; where it names none, the organisations.
fn those_who_care(header: &Header<'_>) -> Vec<String> {
    let organisations = names(&header.who);
    let is_other = |reference: &str| {
        ["Patient/", "RelatedPerson/", "Location/"].iter().any(|kind| reference.contains(kind))
    };
    let people = header.who.iter().filter(|who| !who.reference.as_deref().is_some_and(is_other));
    let mut people: Vec<String> = people.filter_map(|who| Some(who.name.as_ref()?.to_string())).collect();
    people.retain(|name| !organisations.contains(name));
    people.dedup();
    if people.is_empty() { organisations } else { people }
}
