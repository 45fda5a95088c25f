//! LAW-5: what is kept is enough, and nothing else counts.

use backpack_requests::{
    DenialGround, Event, EventKind, Fee, FeeItem, MAX_EVENTS, MAX_TEXT_BYTES, Missing, Refusal, Request,
    Requester, State,
};
use proptest::prelude::*;

use crate::sample::{by_fax, day, drafted, extension, facts, received, received_on};

fn kind() -> impl Strategy<Value = EventKind> {
    prop_oneof![
        Just(by_fax()),
        Just(received()),
        Just(extension(true, "r", Some(day(2026, 3, 1)))),
        Just(extension(false, "", None)),
        Just(EventKind::FeeQuoted(Fee::new(650, [FeeItem::Flat]))),
        Just(EventKind::FeeChallenged),
        Just(EventKind::FeePaid),
        Just(EventKind::PartiallyFulfilled { parts: vec!["a".into()], missing: vec!["b".into()] }),
        Just(EventKind::Fulfilled { parts: vec!["ä".into()] }),
        Just(EventKind::Denied { ground: DenialGround::HarmToAnother }),
        Just(EventKind::Denied { ground: DenialGround::NotHeld }),
        Just(EventKind::ReviewRequested),
        Just(EventKind::Overturned),
        Just(EventKind::OverdueNoticed),
        Just(EventKind::Noted { text: "注".into() }),
        Just(EventKind::Closed),
    ]
}

proptest! {
    #[test]
    fn replaying_what_happened_gives_the_same_standing(
        events in proptest::collection::vec((kind(), 0_i32..120), 0..40),
        today in 0_i32..400,
    ) {
        let start = day(2026, 1, 2);
        let date = |days: i32| start.checked_add(jiff::Span::new().days(days)).unwrap();
        let mut request = drafted();
        for (kind, days) in events {
            let before = request.clone();
            if request.record(Event::new(date(days), kind)).is_err() {
                prop_assert_eq!(&before, &request);
            }
        }
        let kept = serde_json::to_string(&request).unwrap();
        let read: Request = serde_json::from_str(&kept).unwrap();
        prop_assert_eq!(&read, &request);
        prop_assert_eq!(read.standing(date(today)), request.standing(date(today)));
        let mut again = drafted();
        for event in request.events().iter().skip(1) {
            prop_assert_eq!(again.record(event.clone()), Ok(()));
        }
        prop_assert_eq!(again.standing(date(today)), request.standing(date(today)));
    }
}

#[test]
fn an_event_that_was_smuggled_in_counts_for_nothing() {
    let mut value = serde_json::to_value(drafted()).unwrap();
    let closed = serde_json::to_value(Event::new(day(2026, 1, 3), EventKind::Closed)).unwrap();
    value["events"].as_array_mut().unwrap().push(closed);
    let request: Request = serde_json::from_value(value).unwrap();
    assert_eq!(request.state(day(2026, 1, 3)), State::Draft);
}

#[test]
fn what_was_sent_is_not_edited_any_more() {
    let mut request = received_on(day(2026, 1, 30));
    assert_eq!(request.edit(facts()), Err(Refusal::NotADraft));
}

#[test]
fn nothing_happens_before_it_was_sent_and_texts_and_events_have_an_end() {
    let mut request = received_on(day(2026, 1, 30));
    let early = Event::new(day(2026, 1, 28), EventKind::Fulfilled { parts: vec![] });
    assert_eq!(request.record(early), Err(Refusal::TooEarly));
    let note = |length: usize| Event::new(day(2026, 2, 1), EventKind::Noted { text: "x".repeat(length) });
    assert_eq!(request.record(note(MAX_TEXT_BYTES + 1)), Err(Refusal::TooLong));
    while request.events().len() < MAX_EVENTS {
        request.record(note(1)).unwrap();
    }
    assert_eq!(request.record(note(1)), Err(Refusal::TooMany));
}

#[test]
fn what_lacks_something_is_not_sent() {
    use backpack_requests::{Delivery, Holder, Patient, Scope, ThirdParty};
    let mut bare = facts();
    bare.patient = Patient::new(" ", "1980");
    bare.holder = Holder::new("");
    bare.forms.clear();
    bare.requester = Requester::representative("", "", "");
    bare.delivery = Delivery::Email { address: String::new(), warning_acknowledged: false };
    bare.scope = Scope::everything().between(Some(day(2026, 1, 2)), Some(day(2026, 1, 1)));
    assert_eq!(
        bare.missing(),
        [
            Missing::PatientName,
            Missing::BirthDate,
            Missing::Contact,
            Missing::HolderName,
            Missing::HolderAddress,
            Missing::Representative,
            Missing::RepresentativeProof,
            Missing::Form,
            Missing::DeliveryAddress,
            Missing::EmailWarning,
            Missing::Period,
        ]
    );
    let third = |third| facts().delivered(Delivery::ThirdParty(third)).missing();
    let chen = ThirdParty::new("Dr. Chen", ["5 Hill Road"]);
    assert_eq!(third(chen.clone()), [Missing::ThirdPartySignature]);
    assert_eq!(third(chen.signed_on(day(2026, 1, 2))), []);
    let mut request = drafted();
    request.edit(bare.clone()).unwrap();
    let refused = request.record(Event::new(day(2026, 1, 5), by_fax()));
    assert_eq!(refused, Err(Refusal::Incomplete(bare.missing())));
    assert!(!format!("{}", refused.unwrap_err()).contains("1980"));
}
