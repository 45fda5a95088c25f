//! A person finds a mistake in what a provider wrote, asks the provider to amend it, and sees whether it did.

use std::sync::Arc;

use backpack::connect::{Item, Query};
use backpack::core::{ConnectionId, RecordId, RequestId, Timestamp};
use backpack::record::Field;
use backpack::requests::{
    Amendment, AmendmentGround, Channel, Date, Event, EventKind, FiledRole, Holder, LetterKind, Outcome,
    State,
};
use backpack::{Account, Backpack, Filter, Options, Person, SignIn, Unlock};
use backpack_testkit::connector::ScriptedConnector;
use backpack_testkit::{VirtualClock, run};

fn day(month: i8, day: i8) -> Date {
    Date::new(2026, month, day).unwrap()
}

fn allergy(substance: &str) -> Item {
    Item::json(format!(
        r#"{{"resourceType":"AllergyIntolerance","id":"al-1","code":{{"text":"{substance}"}},"recorder":{{"display":"Dr. Okoye"}},"recordedDate":"2025-03-07"}}"#
    ))
}

/// An account on disk to which a portal brought an allergy, on the second of March.
struct Chart {
    _folder: tempfile::TempDir,
    _account: Account,
    backpack: Backpack,
    portal: ScriptedConnector,
    connection: ConnectionId,
    clock: Arc<VirtualClock>,
}

impl Chart {
    async fn new() -> Self {
        let clock = Arc::new(VirtualClock::auto());
        let folder = tempfile::tempdir().unwrap();
        let options = Options::new().unwrap().with_clock(Arc::<VirtualClock>::clone(&clock));
        let path = folder.path().join("account");
        let account = Account::create(path, Unlock::host_key(vec![7; 32]), options).await.unwrap();
        let backpack = account.add_backpack(Person::new("Ana Ruiz").born("1980-05-17")).await.unwrap();
        let query = Query::new("allergies", "Allergies");
        let portal = ScriptedConnector::new().with_query(query, [allergy("Penicillin")]);
        let SignIn::Done(connections) = backpack.connect(Arc::new(portal.clone())).await.unwrap() else {
            panic!("it asks nothing")
        };
        let connection = connections[0];
        let chart = Self { _folder: folder, _account: account, backpack, portal, connection, clock };
        chart.noon(day(3, 2));
        chart.backpack.sync(connection).await.unwrap();
        chart
    }

    /// Sets the clock to the noon of a day in New York.
    fn noon(&self, date: Date) {
        let days = i64::from((date - Date::new(1970, 1, 1).unwrap()).get_days());
        self.clock.set(Timestamp::from_millis((days * 24 + 17) * 3_600_000));
    }

    fn record(&self) -> RecordId {
        self.backpack.find(&Filter::new()).records[0].id
    }

    /// Marks the mistake, takes it over into a request, and sends that on the third of March.
    async fn asked(&self) -> RequestId {
        let (backpack, record) = (&self.backpack, self.record());
        backpack.flag(record, "I was tested: it is no penicillin allergy.").await.unwrap();
        backpack.correct(record, Field::Title, "Latex", None).await.unwrap();
        let findings = backpack.amendment_findings(record).await.unwrap();
        let holder = Holder::new("Riverside Clinic").with_fax("+1 555 0100");
        let mut facts = backpack.request_facts(holder).await.unwrap();
        facts.patient = facts.patient.with_email("ana@example.com");
        let amendment = Amendment::of(findings).telling("Dr. Chen", ["5 Hill Road"]);
        let id = backpack.draft_request(facts.for_amendment(amendment)).await.unwrap();
        self.noon(day(3, 3));
        self.letter(id, LetterKind::Request, day(3, 3)).await;
        self.tell(id, day(3, 4), EventKind::Received { evidence: "fax report".into() }).await;
        id
    }

    async fn letter(&self, id: RequestId, kind: LetterKind, date: Date) {
        self.backpack.letter_sent(id, kind, date, Channel::Fax, None).await.unwrap();
    }

    async fn tell(&self, id: RequestId, date: Date, kind: EventKind) {
        self.backpack.record_event(id, Event::new(date, kind)).await.unwrap();
    }

    /// What became of the only finding, and whether that is verified.
    async fn outcome(&self, id: RequestId) -> (Outcome, bool) {
        let [one] = self.backpack.amendment_outcome(id).await.unwrap().try_into().unwrap();
        (one.outcome, one.is_verified)
    }
}

#[test]
fn a_mistake_is_put_to_the_provider_and_seen_as_mended_at_a_later_sync() {
    run(async {
        let chart = Chart::new().await;
        let backpack = &chart.backpack;
        let id = chart.asked().await;
        let letter = backpack.request_letter(id, LetterKind::Request, day(3, 3)).await.unwrap();
        for words in [
            "45 CFR 164.526",
            "Author: Dr. Okoye",
            "It says: “Penicillin”\nIt should say: “Latex”",
            "Why it is wrong: I was tested: it is no penicillin allergy.",
            "- Dr. Chen, 5 Hill Road",
            "May 2, 2026",
        ] {
            assert!(letter.text.contains(words), "{words}: {}", letter.text);
        }
        assert!(letter.pdf.starts_with(b"%PDF-"));
        let due = backpack.request_state(id, day(3, 4)).await.unwrap().due.unwrap();
        assert_eq!(due.date, day(5, 3), "sixty days after the fourth of March");
        // A word is no deed: it is verified by what a later sync brings.
        chart.tell(id, day(4, 1), EventKind::Accepted).await;
        assert_eq!(chart.outcome(id).await, (Outcome::NotYet, false));
        chart.noon(day(4, 10));
        chart.portal.add("allergies", allergy("Latex"));
        backpack.sync(chart.connection).await.unwrap();
        assert_eq!(chart.outcome(id).await, (Outcome::AsAsked, true));
        // Whom the person named is told as well.
        assert_eq!(backpack.request_state(id, day(4, 10)).await.unwrap().untold, ["Dr. Chen"]);
        chart.tell(id, day(4, 11), EventKind::OthersTold { names: vec!["Dr. Chen".into()] }).await;
        chart.tell(id, day(4, 12), EventKind::Closed).await;
        assert_eq!(backpack.request_state(id, day(4, 12)).await.unwrap().state, State::Closed);
    });
}

#[test]
fn a_denial_is_disagreed_with_and_an_overdue_answer_complained_of() {
    run(async {
        let chart = Chart::new().await;
        let backpack = &chart.backpack;
        let denied = chart.asked().await;
        let ground = Some(AmendmentGround::AccurateAndComplete);
        chart.tell(denied, day(4, 1), EventKind::AmendmentDenied { ground }).await;
        let letters = backpack.request_state(denied, day(4, 1)).await.unwrap().letters;
        assert!(letters.contains(&LetterKind::InclusionRequest), "{letters:?}");
        chart.letter(denied, LetterKind::DisagreementStatement, day(4, 2)).await;
        chart.tell(denied, day(4, 20), EventKind::Appended).await;
        assert_eq!(backpack.request_state(denied, day(4, 20)).await.unwrap().state, State::Appended);
        assert_eq!(backpack.request(denied).await.unwrap().filed_as(FiledRole::Letter).count(), 2);
        assert_eq!(chart.outcome(denied).await, (Outcome::NotYet, false));
        let late = chart.asked().await;
        assert_eq!(backpack.due_requests(day(5, 4)).await.unwrap()[0].id, late, "day 61");
        for kind in [LetterKind::OverdueNotice, LetterKind::Complaint] {
            chart.letter(late, kind, day(5, 5)).await;
        }
        assert_eq!(backpack.request_state(late, day(5, 5)).await.unwrap().state, State::ComplaintFiled);
    });
}
