//! Requests of invented people.

use backpack_core::{FileId, RecordId, RequestId};
use backpack_requests::{
    Amendment, Channel, Date, Delivery, Event, EventKind, Facts, Finding, Form, Holder, Patient, Proof,
    Request, Requester, Scope, Wanted,
};

pub(crate) fn day(year: i16, month: i8, day: i8) -> Date {
    Date::new(year, month, day).unwrap()
}

pub(crate) fn facts() -> Facts {
    let patient = Patient::new("Zoë Nguyễn", "1980-05-17")
        .at(["12 Elm Street", "Springfield, IL 62701"])
        .with_telephone("+1 555 0142")
        .with_email("zoe@example.com")
        .with_identifier("Medical record number", "MRN-0042");
    let holder = Holder::new("Riverside Family Clinic")
        .with_privacy_officer("Dr. Łucja Nowak")
        .at(["400 River Road", "Springfield, IL 62702"])
        .with_fax("+1 555 0100");
    Facts::new(patient, holder)
        .for_scope(Scope::everything().between(Some(day(2019, 1, 1)), None))
        .in_forms([Form::Fhir, Form::Pdf])
        .delivered(Delivery::Email { address: "zoe@example.com".into(), warning_acknowledged: true })
}

pub(crate) fn represented() -> Facts {
    facts().by(Requester::representative("Mai Nguyễn", "mother", "copy of the birth certificate"))
}

pub(crate) fn drafted() -> Request {
    Request::draft(RequestId::from_bytes([7; 16]), facts(), day(2026, 1, 2)).unwrap()
}

pub(crate) fn sent(kind: EventKind) -> Request {
    let mut request = drafted();
    request.record(Event::new(day(2026, 1, 5), kind)).unwrap();
    request
}

pub(crate) fn by_fax() -> EventKind {
    EventKind::Sent { channel: Channel::Fax, proof: None }
}

pub(crate) fn by_post(proof: Option<Proof>) -> EventKind {
    EventKind::Sent { channel: Channel::Post, proof }
}

pub(crate) fn received() -> EventKind {
    EventKind::Received { evidence: "fax report".into() }
}

pub(crate) fn extension(written: bool, reason: &str, new_date: Option<Date>) -> EventKind {
    EventKind::ExtensionNotified { written, reason: reason.into(), new_date }
}

/// A request that was received on a day, sent the day before.
pub(crate) fn received_on(date: Date) -> Request {
    let before = date.yesterday().unwrap();
    let mut request = Request::draft(RequestId::from_bytes([7; 16]), facts(), before).unwrap();
    request.record(Event::new(before, by_fax())).unwrap();
    request.record(Event::new(date, received())).unwrap();
    request
}

/// Two mistakes: a number that lost its digits, and a visit of somebody else.
pub(crate) fn to_amend() -> Facts {
    let mut first = Finding::new(RecordId::from_bytes([1; 16]), 0, "Glucose")
        .at("valueQuantity.value", Some("6.10".into()))
        .because("the sheet of the laboratory says 110.")
        .should_say(Wanted::Value("110".into()))
        .with_evidence("laboratory sheet of March 7, 2025", Some(FileId::from_bytes([2; 16])))
        .with_evidence("my own diary", None);
    first.date = Some("2025-03-07".into());
    first.author = Some("Dr. Łucja Nowak".into());
    first.identity = Some("Observation/42".into());
    let second = Finding::new(RecordId::from_bytes([3; 16]), 1, "Visit of \u{201c}knee pain\u{201d}")
        .because("I was not there on that day.")
        .should_say(Wanted::Words("Please remove it, or mark it as entered in error.".into()));
    let amendment = Amendment::of([first, second]).telling("Dr. Chen", ["5 Hill Road", "Peoria, IL 61602"]);
    facts().for_amendment(amendment)
}

pub(crate) fn amending() -> Request {
    Request::draft(RequestId::from_bytes([7; 16]), to_amend(), day(2026, 1, 2)).unwrap()
}

/// A request for amendment that went out on 5 January 2026, and what happened since.
pub(crate) fn amended(events: impl IntoIterator<Item = (Date, EventKind)>) -> Request {
    let mut request = amending();
    for (date, kind) in [(day(2026, 1, 5), by_fax()), (day(2026, 1, 6), received())].into_iter().chain(events)
    {
        request.record(Event::new(date, kind)).unwrap();
    }
    request
}
