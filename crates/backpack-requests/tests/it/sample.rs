//! Requests of invented people.

use backpack_core::RequestId;
use backpack_requests::{
    Channel, Date, Delivery, Event, EventKind, Facts, Form, Holder, Patient, Proof, Request, Requester, Scope,
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
