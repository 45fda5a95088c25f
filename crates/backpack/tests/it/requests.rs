//! Requests for records: what several writers do is all there, what is filed stays filed, and everything goes out and back.

use std::sync::Arc;

use backpack::core::{FileId, RecordId, Timestamp};
use backpack::keep::{Act, ActivityFilter, RequestRow};
use backpack::record::entry::Symptom;
use backpack::requests::{
    Case, Channel, Date, Event, EventKind, Facts, FiledRole, FiledThing, Form, Holder, LetterKind, Patient,
    Scope, State, Zone,
};
use backpack::{Account, Backpack, ErrorKind, Options, Person, Storage};
use backpack_testkit::{VirtualClock, run};
use futures_util::future::join_all;

use crate::{account, host_key};

fn day(month: i8, day: i8) -> Date {
    Date::new(2026, month, day).unwrap()
}

fn holder() -> Holder {
    Holder::new("Riverside Clinic").at(["400 River Road", "Springfield, IL 62702"])
}

async fn facts(backpack: &Backpack) -> Facts {
    let mut facts = backpack.request_facts(holder()).await.unwrap();
    facts.patient = facts.patient.with_email("ana@example.com");
    facts
}

/// Returns a Backpack on the first of March, and the clock.
async fn march() -> (Account, Backpack, Arc<VirtualClock>) {
    let clock = Arc::new(VirtualClock::auto());
    // Five in the morning in UTC: still the last of February in Honolulu, and in New York midnight.
    clock.set(Timestamp::from_millis(1_772_341_200_000));
    let options = Options::new().unwrap().with_clock(Arc::<VirtualClock>::clone(&clock));
    let storage = Storage::in_memory(Arc::<VirtualClock>::clone(&clock));
    let account = Account::create_on(storage, host_key(), options).await.unwrap();
    let backpack = account.add_backpack(Person::new("Ana Ruiz").born("1980-05-17")).await.unwrap();
    (account, backpack, clock)
}

fn noted(text: &str) -> Event {
    Event::new(day(3, 1), EventKind::Noted { text: text.to_owned() })
}

fn kinds(case: &Case) -> Vec<&'static str> {
    case.request.events().iter().map(|event| event.kind.name()).collect()
}

#[test]
fn a_draft_knows_the_person_and_the_day_at_the_holder_s() {
    run(async {
        let (_account, backpack, _clock) = march().await;
        let facts = facts(&backpack).await;
        assert_eq!(facts.patient, Patient::new("Ana Ruiz", "1980-05-17").with_email("ana@example.com"));
        assert_eq!(facts.missing(), []);
        let there = backpack.draft_request(facts.clone()).await.unwrap();
        let far = facts.in_zone(Zone::new("Pacific/Honolulu").unwrap());
        let far = backpack.draft_request(far).await.unwrap();
        let date = async |id| backpack.request(id).await.unwrap().request.events()[0].date;
        assert_eq!((date(there).await, date(far).await), (day(3, 1), day(2, 28)));
        let listed: Vec<_> =
            backpack.requests().await.unwrap().into_iter().map(|case| case.request.id).collect();
        assert_eq!(listed, [far, there], "the oldest first");
    });
}

#[test]
fn two_handles_lose_no_event_and_no_edit() {
    run(async {
        let (_account, backpack, _clock) = march().await;
        let id = backpack.draft_request(facts(&backpack).await).await.unwrap();
        let other = backpack.clone();
        let notes = (0..10).map(|number| {
            let handle = if number % 2 == 0 { &backpack } else { &other };
            async move { handle.record_event(id, noted(&number.to_string())).await }
        });
        let edits = [Form::Fhir, Form::Ccda, Form::Paper].map(|form| {
            let backpack = &backpack;
            async move {
                let add = |mut facts: Facts| {
                    facts.forms.push(form.clone());
                    facts
                };
                backpack.edit_request(id, add).await
            }
        });
        let (noted, edited) = futures_util::future::join(join_all(notes), join_all(edits)).await;
        assert!(noted.iter().chain(&edited).all(Result::is_ok), "{noted:?} {edited:?}");
        let case = backpack.request(id).await.unwrap();
        assert_eq!(case.request.events().len(), 11);
        assert_eq!(case.request.facts.forms.len(), 4);
    });
}

#[test]
fn what_cannot_have_happened_is_refused_and_changes_nothing() {
    run(async {
        let (_account, backpack, _clock) = march().await;
        let id = backpack.draft_request(facts(&backpack).await).await.unwrap();
        let before = backpack.request(id).await.unwrap();
        let refused = backpack.record_event(id, Event::new(day(3, 2), EventKind::Closed)).await.unwrap_err();
        let reason = "\"closed\" cannot follow while the request is draft";
        assert_eq!(refused.kind(), &ErrorKind::Invalid(reason.to_owned()));
        let kinds = [LetterKind::OverdueNotice, LetterKind::Complaint];
        for kind in kinds {
            let refused = backpack.letter_sent(id, kind, day(3, 2), Channel::Fax, None).await.unwrap_err();
            assert!(matches!(refused.kind(), ErrorKind::Invalid(_)));
        }
        let refused = backpack.edit_request(id, |facts| facts.with_shorter(longer())).await;
        assert!(matches!(refused.unwrap_err().kind(), ErrorKind::Invalid(_)));
        assert_eq!(backpack.request(id).await.unwrap(), before);
        assert!(backpack.files().await.unwrap().is_empty(), "no letter was kept");
        let nobody = backpack::core::RequestId::random();
        assert_eq!(backpack.request(nobody).await.unwrap_err().kind(), &ErrorKind::NotFound("request"));
        for error in [
            backpack.file_response(id, &[FileId::random()], &[]).await.unwrap_err(),
            backpack.file_response(id, &[], &[RecordId::random()]).await.unwrap_err(),
            backpack.file_import(id, backpack::core::ConnectionId::random()).await.unwrap_err(),
            backpack.file_response(nobody, &[], &[]).await.unwrap_err(),
        ] {
            assert!(matches!(error.kind(), ErrorKind::NotFound(_)), "{error}");
        }
        assert_eq!(backpack.request(id).await.unwrap(), before);
    });
}

fn longer() -> backpack::requests::Shorter {
    backpack::requests::Shorter::new(90, "no law")
}

#[test]
fn a_request_that_is_too_long_is_refused_whole() {
    run(async {
        let (_account, backpack, _clock) = march().await;
        let mut long = facts(&backpack).await;
        long.patient.address = vec!["x".repeat(40_000)];
        let refused = backpack.draft_request(long).await.unwrap_err();
        assert_eq!(refused.kind(), &ErrorKind::Invalid("a request that is too long".to_owned()));
        assert!(backpack.requests().await.unwrap().is_empty());
        let id = backpack.draft_request(facts(&backpack).await).await.unwrap();
        let full = loop {
            match backpack.record_event(id, noted(&"ä".repeat(1_000))).await {
                Ok(()) => {}
                Err(error) => break error,
            }
        };
        assert_eq!(full.kind(), &ErrorKind::Invalid("a request that is too long".to_owned()));
        // What is in it stays readable, and a short note still fits.
        assert!(kinds(&backpack.request(id).await.unwrap()).len() > 10);
        backpack.record_event(id, noted("x")).await.unwrap();
    });
}

#[test]
fn thousands_of_records_are_filed_once_each_and_taken_out_again() {
    run(async {
        let (account, backpack, _clock) = march().await;
        let id = backpack.draft_request(facts(&backpack).await).await.unwrap();
        let mut records = Vec::new();
        for number in 0..1_000 {
            records.push(backpack.add(Symptom::new(format!("s{number}"))).await.unwrap());
        }
        backpack.file_response(id, &[], &records).await.unwrap();
        backpack.file_response(id, &[], &records).await.unwrap();
        let rows = backpack.keep().rows::<RequestRow>().await.unwrap().len();
        let case = backpack.request(id).await.unwrap();
        assert_eq!((case.filed.len(), rows), (1_000, 2));
        assert_eq!(backpack.requests().await.unwrap()[0].filed, case.filed);
        for record in records.iter().take(250) {
            backpack.unfile(id, FiledThing::Record(*record)).await.unwrap();
        }
        let left = backpack.request(id).await.unwrap();
        assert_eq!(left.filed.len(), 750);
        assert_eq!(backpack.keep().rows::<RequestRow>().await.unwrap().len(), 1);
        backpack.remove_request(id).await.unwrap();
        assert!(backpack.keep().rows::<RequestRow>().await.unwrap().is_empty());
        assert_eq!(backpack.find(&backpack::Filter::new()).total, 1_000, "what was filed stays");
        drop(account);
    });
}

#[test]
fn everything_is_told_in_the_journal_and_comes_back_from_an_export() {
    run(async {
        let (_account, backpack, _clock) = march().await;
        let id = backpack.draft_request(facts(&backpack).await.for_scope(Scope::everything())).await.unwrap();
        let letter =
            backpack.letter_sent(id, LetterKind::Request, day(3, 1), Channel::Fax, None).await.unwrap();
        let record = backpack.add(Symptom::new("cough")).await.unwrap();
        backpack.file_response(id, &[], &[record]).await.unwrap();
        let told = backpack.activity(&ActivityFilter::new().limit(1_000)).await.unwrap().acts;
        let kept = told.iter().filter(|told| told.act == Act::RequestKept(id)).count();
        assert_eq!(kept, 3);
        let folder = tempfile::tempdir().unwrap();
        backpack.export_to(folder.path().join("out")).await.unwrap();
        let text = std::fs::read_to_string(folder.path().join("out/requests.ndjson")).unwrap();
        assert!(text.contains("\"Riverside Clinic\""), "the open form can be read: {text}");
        let (elsewhere, _storage) = account().await;
        let source = backpack::archive::Source::folder(folder.path().join("out"));
        let back = elsewhere.restore(vec![source]).await.unwrap();
        let (was, is) = (backpack.request(id).await.unwrap(), back.request(id).await.unwrap());
        assert_eq!((&is.request, is.filed.len()), (&was.request, 2));
        assert_eq!(is.filed_as(FiledRole::Letter).next().unwrap().what, FiledThing::File(letter));
        let FiledThing::Record(there) = is.filed_as(FiledRole::Response).next().unwrap().what else {
            panic!("a record was filed")
        };
        assert_eq!(back.record(there).unwrap().header.title, backpack.record(record).unwrap().header.title);
        assert_eq!(is.request.state(day(3, 31)), State::Sent);
        assert_eq!(is.request.state(day(4, 1)), State::Overdue);
    });
}

#[test]
fn a_letter_is_text_and_a_pdf_and_the_same_letter_is_one_file() {
    run(async {
        let (_account, backpack, clock) = march().await;
        let mut facts = facts(&backpack).await;
        facts.patient.name = "Zoë 李".to_owned();
        let id = backpack.draft_request(facts).await.unwrap();
        let letter = backpack.request_letter(id, LetterKind::Request, day(3, 1)).await.unwrap();
        assert!(letter.text.contains("Zoë 李") && letter.pdf.starts_with(b"%PDF-"));
        assert_eq!(letter.missing, ['李']);
        clock.advance(std::time::Duration::from_secs(3_600));
        assert_eq!(backpack.request_letter(id, LetterKind::Request, day(3, 1)).await.unwrap(), letter);
        let file =
            backpack.letter_sent(id, LetterKind::Request, day(3, 1), Channel::Fax, None).await.unwrap();
        let row = backpack.file(file).await.unwrap();
        assert_eq!(row.name, "Request for a copy of health records 2026-03-01.pdf");
        assert_eq!((row.declared.as_deref(), row.size), (Some("application/pdf"), letter.pdf.len() as u64));
        // It is sent once.
        let again = backpack.letter_sent(id, LetterKind::Request, day(3, 1), Channel::Fax, None).await;
        assert!(matches!(again.unwrap_err().kind(), ErrorKind::Invalid(_)));
        assert_eq!(kinds(&backpack.request(id).await.unwrap()), ["drafted", "sent"]);
    });
}
