//! Without a portal, the person asks.

use std::sync::Arc;

use backpack::core::Timestamp;
use backpack::record::entry::VitalSign;
use backpack::record::entry::WeightUnit;
use backpack::requests::{
    Channel, Date, DenialGround, Event, EventKind, Facts, Fee, FeeItem, FiledRole, FiledThing, Holder,
    LetterKind, State,
};
use backpack::{Account, Backpack, ErrorKind, Options, Person, Unlock};
use backpack_testkit::{VirtualClock, run};

fn day(month: i8, day: i8) -> Date {
    Date::new(2026, month, day).unwrap()
}

/// An account on disk, on the second of March.
struct Desk {
    _folder: tempfile::TempDir,
    _account: Account,
    backpack: Backpack,
}

impl Desk {
    async fn new() -> Self {
        let clock = Arc::new(VirtualClock::auto());
        clock.set(Timestamp::from_millis(1_772_474_400_000));
        let folder = tempfile::tempdir().unwrap();
        let options = Options::new().unwrap().with_clock(clock);
        let path = folder.path().join("account");
        let account = Account::create(path, Unlock::host_key(vec![7; 32]), options).await.unwrap();
        let backpack = account.add_backpack(Person::new("Ana Ruiz").born("1980-05-17")).await.unwrap();
        Self { _folder: folder, _account: account, backpack }
    }

    async fn facts(&self) -> Facts {
        let holder = Holder::new("Riverside Clinic").with_fax("+1 555 0100");
        let mut facts = self.backpack.request_facts(holder).await.unwrap();
        facts.patient = facts.patient.with_email("ana@example.com");
        facts
    }

    async fn sent(&self) -> backpack::core::RequestId {
        let id = self.backpack.draft_request(self.facts().await).await.unwrap();
        self.letter(id, LetterKind::Request, day(3, 2)).await;
        self.tell(id, day(3, 3), EventKind::Received { evidence: "fax report".into() }).await;
        id
    }

    async fn letter(&self, id: backpack::core::RequestId, kind: LetterKind, date: Date) {
        self.backpack.letter_sent(id, kind, date, Channel::Fax, None).await.unwrap();
    }

    async fn tell(&self, id: backpack::core::RequestId, date: Date, kind: EventKind) {
        self.backpack.record_event(id, Event::new(date, kind)).await.unwrap();
    }

    async fn state(&self, id: backpack::core::RequestId, date: Date) -> State {
        self.backpack.request_state(id, date).await.unwrap().state
    }
}

#[test]
fn without_a_portal_the_engine_helps_to_write_a_request_for_a_copy() {
    run(async {
        let desk = Desk::new().await;
        let id = desk.backpack.draft_request(desk.facts().await).await.unwrap();
        let letter = desk.backpack.request_letter(id, LetterKind::Request, day(3, 2)).await.unwrap();
        for words in ["Ana Ruiz", "May 17, 1980", "Riverside Clinic", "45 CFR 164.524", "April 1, 2026"] {
            assert!(letter.text.contains(words), "{words}: {}", letter.text);
        }
        assert!(letter.pdf.starts_with(b"%PDF-"));
        assert!(letter.missing.is_empty());
    });
}

#[test]
fn the_engine_tracks_the_request_until_it_is_answered() {
    run(async {
        let desk = Desk::new().await;
        let id = desk.sent().await;
        assert_eq!(desk.state(id, day(4, 2)).await, State::Received);
        assert!(desk.backpack.due_requests(day(3, 25)).await.unwrap().is_empty());
        assert_eq!(desk.backpack.due_requests(day(3, 26)).await.unwrap()[0].id, id);
        assert_eq!(desk.state(id, day(4, 3)).await, State::Overdue);
        desk.letter(id, LetterKind::OverdueNotice, day(4, 3)).await;
        assert_eq!(desk.state(id, day(3, 5)).await, State::Overdue, "a clock set back changes nothing");
        desk.tell(id, day(4, 9), EventKind::Fulfilled { parts: vec!["everything".into()] }).await;
        assert_eq!(desk.state(id, day(4, 9)).await, State::Fulfilled);
        desk.tell(id, day(4, 10), EventKind::Closed).await;
        let late = desk.backpack.record_event(id, Event::new(day(4, 11), EventKind::Withdrawn)).await;
        assert!(matches!(late.unwrap_err().kind(), ErrorKind::Invalid(_)));
    });
}

#[test]
fn letters_and_what_comes_back_are_filed_against_the_request() {
    run(async {
        let desk = Desk::new().await;
        let id = desk.sent().await;
        let scan =
            desk.backpack.add_file("answer.pdf", Some("application/pdf"), "%PDF-1.7\n%%EOF").await.unwrap();
        let weight = VitalSign::weight("71.5", WeightUnit::Kilograms).date("2026-01-04");
        let record = desk.backpack.add(weight).await.unwrap();
        desk.backpack.file_response(id, &[scan.id], &[record]).await.unwrap();
        let case = desk.backpack.request(id).await.unwrap();
        let what = |role| case.filed_as(role).map(|filed| filed.what).collect::<Vec<_>>();
        assert_eq!(what(FiledRole::Response), [FiledThing::File(scan.id), FiledThing::Record(record)]);
        let letters = what(FiledRole::Letter);
        let [FiledThing::File(letter)] = letters.as_slice() else { panic!("{letters:?}") };
        let name = desk.backpack.file(*letter).await.unwrap().name;
        assert_eq!(name, "Request for a copy of health records 2026-03-02.pdf");
    });
}

#[test]
fn a_fee_an_extension_and_a_denial_are_answered_by_letter() {
    run(async {
        let desk = Desk::new().await;
        let id = desk.sent().await;
        let fee = Fee::new(7_500, [FeeItem::SearchAndRetrieval]);
        desk.tell(id, day(3, 5), EventKind::FeeQuoted(fee)).await;
        desk.letter(id, LetterKind::FeeChallenge, day(3, 6)).await;
        let reason = "the archive is off-site".to_owned();
        let new_date = Some(day(4, 20));
        let notice = EventKind::ExtensionNotified { written: true, reason, new_date };
        desk.tell(id, day(3, 20), notice).await;
        assert_eq!(desk.state(id, day(4, 20)).await, State::Extended);
        desk.letter(id, LetterKind::ExtensionReply, day(3, 21)).await;
        desk.tell(id, day(4, 1), EventKind::Denied { ground: DenialGround::Danger }).await;
        desk.letter(id, LetterKind::ReviewRequest, day(4, 2)).await;
        desk.tell(id, day(4, 20), EventKind::Upheld).await;
        desk.letter(id, LetterKind::Complaint, day(4, 21)).await;
        assert_eq!(desk.state(id, day(4, 21)).await, State::ComplaintFiled);
        assert_eq!(desk.backpack.request(id).await.unwrap().filed_as(FiledRole::Letter).count(), 5);
    });
}
