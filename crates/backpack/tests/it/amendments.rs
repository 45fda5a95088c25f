//! Amendments: what is drafted from the overlay, and what becomes of it at the source.

use std::sync::Arc;

use backpack::connect::{Gone, Item, Query};
use backpack::core::{ConnectionId, FileId, RecordId, RequestId, Timestamp};
use backpack::keep::{Filter, RotationOptions, Show};
use backpack::record::entry::Symptom;
use backpack::record::{Field, NewValue};
use backpack::requests::{
    Amended, Amendment, AmendmentGround, Channel, Date, Event, EventKind, Facts, Finding, Holder, LetterKind,
    Missing, Outcome, State, Wanted,
};
use backpack::{Account, Backpack, ErrorKind, Options, Person, SignIn, Storage};
use backpack_testkit::connector::ScriptedConnector;
use backpack_testkit::{VirtualClock, run};

use crate::host_key;

fn day(month: i8, day: i8) -> Date {
    Date::new(2026, month, day).unwrap()
}

/// A result of two components, the second first if `turned`.
fn result(value: &str, diastolic: &str, turned: bool) -> Item {
    let component = |code: &str, value: &str| {
        format!(
            r#"{{"code":{{"coding":[{{"system":"http://loinc.org","code":"{code}"}}]}},"valueQuantity":{{"value":{value}}}}}"#
        )
    };
    let (one, two) = (component("8480-6", "120"), component("8462-4", diastolic));
    let (one, two) = if turned { (two, one) } else { (one, two) };
    Item::json(format!(
        r#"{{"resourceType":"Observation","id":"a","status":"final","code":{{"text":"Glucose"}},"performer":[{{"display":"Dr. Okoye"}}],"effectiveDateTime":"2025-03-07","valueQuantity":{{"value":{value},"unit":"mg/dL"}},"component":[{one},{two}]}}"#
    ))
}

/// A Backpack that a portal brought a result to, on the second of March.
struct Clinic {
    account: Account,
    backpack: Backpack,
    portal: ScriptedConnector,
    connection: ConnectionId,
    clock: Arc<VirtualClock>,
}

impl Clinic {
    async fn new() -> Self {
        let clock = Arc::new(VirtualClock::auto());
        let options = Options::new().unwrap().with_clock(Arc::<VirtualClock>::clone(&clock));
        let storage = Storage::in_memory(Arc::<VirtualClock>::clone(&clock));
        let account = Account::create_on(storage, host_key(), options).await.unwrap();
        let backpack = account.add_backpack(Person::new("Ana Ruiz").born("1980-05-17")).await.unwrap();
        let labs = Query::new("labs", "Labs");
        let portal = ScriptedConnector::new().with_query(labs, [result("6.10", "80", false)]);
        let signed_in = backpack.connect(Arc::new(portal.clone())).await.unwrap();
        let SignIn::Done(connections) = signed_in else { unreachable!("it asks nothing") };
        let it = Self { account, backpack, portal, connection: *connections.first().unwrap(), clock };
        it.on(3, 2);
        it.sync().await;
        it
    }

    /// Sets the clock to the noon of a day in New York.
    fn on(&self, month: i8, of: i8) {
        let days = (day(month, of) - Date::new(1970, 1, 1).unwrap()).get_days();
        self.clock.set(Timestamp::from_millis((i64::from(days) * 24 + 17) * 3_600_000));
    }

    async fn sync(&self) {
        self.backpack.sync(self.connection).await.unwrap();
    }

    async fn comes(&self, item: Item) {
        self.portal.add("labs", item);
        self.sync().await;
    }

    fn record(&self) -> RecordId {
        let all = self.backpack.find(&Filter::new().show(Show::ALL)).records;
        all.iter().find(|record| record.header.id.as_deref() == Some("a")).unwrap().id
    }

    async fn facts(&self, findings: Vec<Finding>) -> Facts {
        let holder = Holder::new("Riverside Clinic").with_fax("+1 555 0100");
        let mut facts = self.backpack.request_facts(holder).await.unwrap();
        facts.patient = facts.patient.with_email("ana@example.com");
        facts.for_amendment(Amendment::of(findings))
    }

    /// Sends what the overlay says on the fifth of March.
    async fn sent(&self) -> RequestId {
        let findings = self.backpack.amendment_findings(self.record()).await.unwrap();
        let id = self.backpack.draft_request(self.facts(findings).await).await.unwrap();
        self.on(3, 5);
        self.backpack.letter_sent(id, LetterKind::Request, day(3, 5), Channel::Fax, None).await.unwrap();
        id
    }

    async fn tell(&self, id: RequestId, date: Date, kind: EventKind) {
        self.backpack.record_event(id, Event::new(date, kind)).await.unwrap();
    }

    async fn outcome(&self, id: RequestId) -> Vec<Amended> {
        self.backpack.amendment_outcome(id).await.unwrap()
    }

    /// What became of the only finding: the outcome, what the source says, whether it is verified.
    async fn one(&self, id: RequestId) -> (Outcome, Option<String>, bool) {
        let [one] = self.outcome(id).await.try_into().unwrap();
        (one.outcome, one.says, one.is_verified)
    }

    async fn corrected(&self) -> RequestId {
        self.backpack.correct(self.record(), Field::Value, "110", Some("the sheet says so")).await.unwrap();
        self.sent().await
    }
}

fn said(value: &str) -> Option<String> {
    Some(value.to_owned())
}

#[test]
fn findings_are_taken_over_from_what_was_marked_and_corrected() {
    run(async {
        let it = Clinic::new().await;
        let (backpack, id) = (&it.backpack, it.record());
        assert_eq!(backpack.amendment_findings(id).await.unwrap(), []);
        backpack.flag(id, "not mine").await.unwrap();
        let [marked] = backpack.amendment_findings(id).await.unwrap().try_into().unwrap();
        assert_eq!((marked.title.as_str(), marked.version, marked.record), ("Glucose", 0, id));
        assert_eq!(marked.date.as_deref(), Some("2025-03-07"));
        assert_eq!(marked.author.as_deref(), Some("Dr. Okoye"));
        assert_eq!(marked.identity.as_deref(), Some("Observation/a"));
        assert_eq!((marked.wrong.as_str(), &marked.element, &marked.wanted), ("not mine", &None, &None));
        let facts = it.facts(vec![marked]).await;
        assert_eq!(facts.missing(), [Missing::Wanted], "what is asked for is the person's to say");
        // Corrections say it element by element, with the source's value; the mark gives the reason where they give none.
        backpack.correct(id, Field::Value, "110", Some("the sheet says so")).await.unwrap();
        let path: backpack::record::ElementPath = "component[1]".parse().unwrap();
        backpack.correct(id, path, NewValue::Nothing, None).await.unwrap();
        let [value, component] = backpack.amendment_findings(id).await.unwrap().try_into().unwrap();
        assert_eq!((value.element.as_deref(), value.says), (Some("valueQuantity.value"), said("6.10")));
        assert_eq!(
            (value.wanted, value.wrong.as_str()),
            (Some(Wanted::Value("110".into())), "the sheet says so")
        );
        assert_eq!(
            (component.element.as_deref(), component.wanted),
            (Some("component[1]"), Some(Wanted::Nothing))
        );
        assert_eq!(component.wrong, "not mine");
        // What the source mended by itself is no finding any more.
        it.comes(result("110.0", "80", false)).await;
        let left = backpack.amendment_findings(id).await.unwrap();
        assert_eq!((left.len(), left[0].version), (1, 1));
        let entry = backpack.add(Symptom::new("cough")).await.unwrap();
        let refused = backpack.amendment_findings(entry).await.unwrap_err();
        assert!(matches!(refused.kind(), ErrorKind::Invalid(_)), "{refused}");
    });
}

#[test]
fn a_record_or_a_file_that_is_not_there_is_in_no_draft() {
    run(async {
        let it = Clinic::new().await;
        let finding = |record| Finding::new(record, 0, "Glucose").because("so").should_say(Wanted::Nothing);
        let gone = finding(it.record()).with_evidence("sheet", Some(FileId::random()));
        for finding in [finding(RecordId::random()), gone.clone()] {
            let refused = it.backpack.draft_request(it.facts(vec![finding]).await).await.unwrap_err();
            assert!(matches!(refused.kind(), ErrorKind::NotFound(_)), "{refused}");
        }
        let id = it.backpack.draft_request(it.facts(vec![finding(it.record())]).await).await.unwrap();
        let edit = |facts: Facts| facts.for_amendment(Amendment::of([gone.clone()]));
        let refused = it.backpack.edit_request(id, edit).await.unwrap_err();
        assert!(matches!(refused.kind(), ErrorKind::NotFound(_)), "{refused}");
        assert_eq!(it.outcome(id).await[0].outcome, Outcome::NotYet);
        let copy = |mut facts: Facts| {
            facts.amendment = None;
            facts
        };
        let refused = it.backpack.edit_request(id, copy).await.unwrap_err();
        assert!(matches!(refused.kind(), ErrorKind::Invalid(_)), "a request keeps its right: {refused}");
    });
}

#[test]
fn it_is_verified_once_it_was_accepted_and_a_later_sync_brought_what_was_asked_for() {
    run(async {
        let it = Clinic::new().await;
        let id = it.corrected().await;
        assert_eq!(it.one(id).await, (Outcome::NotYet, said("6.10"), false));
        it.tell(id, day(3, 20), EventKind::Accepted).await;
        it.on(3, 21);
        it.sync().await;
        assert_eq!(it.one(id).await, (Outcome::NotYet, said("6.10"), false), "a word is no deed");
        // Another element changed: this one did not.
        it.on(3, 22);
        it.comes(result("6.1", "85", false)).await;
        assert_eq!(it.one(id).await, (Outcome::NotYet, said("6.1"), false));
        it.on(3, 23);
        it.comes(result("61", "85", false)).await;
        assert_eq!(it.one(id).await, (Outcome::Otherwise, said("61"), false));
        it.on(3, 24);
        it.comes(result("110.0", "85", false)).await;
        let mended = it.backpack.versions(it.record()).unwrap().last().unwrap().received;
        assert_eq!(it.one(id).await, (Outcome::AsAsked, said("110.0"), true));
        // It stays so, since the first of them, when something else changes; and not when the old value comes back.
        it.on(3, 25);
        it.comes(result("110", "86", false)).await;
        assert_eq!(it.one(id).await, (Outcome::AsAsked, said("110"), true));
        assert_eq!(it.outcome(id).await[0].since, Some(mended));
        it.on(3, 26);
        it.comes(result("6.10", "80", false)).await;
        assert_eq!(it.one(id).await, (Outcome::NotYet, said("6.10"), false));
    });
}

#[test]
fn what_was_not_accepted_or_came_before_the_letter_is_not_verified() {
    run(async {
        let it = Clinic::new().await;
        let id = it.corrected().await;
        let ground = Some(AmendmentGround::AccurateAndComplete);
        it.tell(id, day(3, 20), EventKind::AmendmentDenied { ground }).await;
        it.on(3, 21);
        it.comes(result("110", "80", false)).await;
        assert_eq!(it.one(id).await, (Outcome::AsAsked, said("110"), false));
        // The holder thinks better of it: the change came after the letter.
        it.tell(id, day(3, 25), EventKind::Accepted).await;
        assert_eq!(it.one(id).await, (Outcome::AsAsked, said("110"), true));
        let it = Clinic::new().await;
        it.backpack.correct(it.record(), Field::Value, "110", Some("so")).await.unwrap();
        let findings = it.backpack.amendment_findings(it.record()).await.unwrap();
        let id = it.backpack.draft_request(it.facts(findings).await).await.unwrap();
        it.on(3, 4);
        it.comes(result("110", "80", false)).await;
        it.on(3, 5);
        it.backpack.letter_sent(id, LetterKind::Request, day(3, 5), Channel::Fax, None).await.unwrap();
        it.tell(id, day(3, 20), EventKind::Accepted).await;
        assert_eq!(it.one(id).await, (Outcome::AsAsked, said("110"), false), "it was mended before");
    });
}

#[test]
fn an_item_is_found_again_where_it_moved_and_what_is_gone_has_vanished() {
    run(async {
        let it = Clinic::new().await;
        let path: backpack::record::ElementPath = "component[1].valueQuantity.value".parse().unwrap();
        it.backpack.correct(it.record(), path, "85", Some("so")).await.unwrap();
        let id = it.sent().await;
        it.tell(id, day(3, 20), EventKind::Accepted).await;
        it.on(3, 21);
        it.comes(result("6.10", "80", true)).await;
        assert_eq!(
            it.one(id).await,
            (Outcome::NotYet, said("80"), false),
            "the item moved, and says the same"
        );
        it.on(3, 22);
        it.comes(result("6.10", "85", true)).await;
        assert_eq!(it.one(id).await, (Outcome::AsAsked, said("85"), true));
        it.on(3, 23);
        let bare = r#"{"resourceType":"Observation","id":"a","status":"final","code":{"text":"Glucose"}}"#;
        it.comes(Item::json(bare)).await;
        assert_eq!(it.one(id).await, (Outcome::Vanished, None, false), "the item is gone");
        it.comes(Item::Gone(Gone::new("Observation", "a"))).await;
        let [one] = it.outcome(id).await.try_into().unwrap();
        assert_eq!((one.outcome, one.is_accepted), (Outcome::Vanished, true));
        assert!(one.since.is_some());
    });
}

#[test]
fn a_record_that_is_wrong_as_a_whole_is_judged_by_the_person() {
    run(async {
        let it = Clinic::new().await;
        it.backpack.flag(it.record(), "not mine").await.unwrap();
        let [finding] = it.backpack.amendment_findings(it.record()).await.unwrap().try_into().unwrap();
        let finding = finding.should_say(Wanted::Words("Please remove it.".into()));
        let id = it.backpack.draft_request(it.facts(vec![finding]).await).await.unwrap();
        it.on(3, 5);
        it.backpack.letter_sent(id, LetterKind::Request, day(3, 5), Channel::Fax, None).await.unwrap();
        it.tell(id, day(3, 20), EventKind::Accepted).await;
        assert_eq!(it.one(id).await, (Outcome::NotYet, None, false));
        it.on(3, 21);
        it.comes(result("6.2", "80", false)).await;
        assert_eq!(it.one(id).await, (Outcome::Otherwise, None, false));
        it.on(3, 22);
        let retracted = r#"{"resourceType":"Observation","id":"a","status":"entered-in-error","code":{"text":"Glucose"}}"#;
        it.comes(Item::json(retracted)).await;
        assert_eq!(it.one(id).await, (Outcome::Vanished, None, false));
    });
}

#[test]
fn an_amendment_goes_out_and_comes_back_with_the_records_it_is_about() {
    run(async {
        let it = Clinic::new().await;
        let id = it.corrected().await;
        it.tell(id, day(3, 20), EventKind::Accepted).await;
        it.on(3, 21);
        it.comes(result("110", "80", false)).await;
        let folder = tempfile::tempdir().unwrap();
        it.backpack.export_to(folder.path().join("out")).await.unwrap();
        let text = std::fs::read_to_string(folder.path().join("out/requests.ndjson")).unwrap();
        assert!(text.contains(&format!("\"about\":[\"{}\"]", it.record())), "{text}");
        let (elsewhere, _storage) = crate::account().await;
        let source = backpack::archive::Source::folder(folder.path().join("out"));
        let back = elsewhere.restore(vec![source]).await.unwrap();
        let [was] = it.outcome(id).await.try_into().unwrap();
        let [is] = back.amendment_outcome(id).await.unwrap().try_into().unwrap();
        assert_eq!(is.record, back.find(&Filter::new()).records[0].id);
        assert_eq!((is.outcome, is.says, is.is_verified), (was.outcome, was.says, true));
        assert_eq!(back.request_state(id, day(3, 21)).await.unwrap().state, State::Accepted);
        // Keys are made anew, and it is read as before.
        it.account.rotate_backpack(it.backpack.id(), RotationOptions::new(), |_| {}).await.unwrap();
        assert_eq!(it.one(id).await, (Outcome::AsAsked, said("110"), true));
    });
}
