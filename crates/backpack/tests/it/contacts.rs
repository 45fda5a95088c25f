//! Contacts: kept, edited by two at once, offered from records, told when their source changed, copied.
#![expect(clippy::indexing_slicing, reason = "a test says what went wrong by failing")]

use std::sync::Arc;
use std::time::Instant;

use backpack::contacts::{Contact, ContactSort, Kept, PersonalRole, PointSort, Suggestion};
use backpack::core::{ContactId, RecordId};
use backpack::keep::{ActivityFilter, Depth, Outcome, Source, VerifyOptions};
use backpack::record::entry::Visit;
use backpack::{Account, Backpack, ErrorKind, Filter, Person, SignIn};
use backpack_connect::{Gone, Item, Query};
use backpack_testkit::connector::ScriptedConnector;

use crate::{account, host_key, options};

const EK: &str = r#"{"resourceType":"Practitioner","id":"ek","identifier":[{"system":"http://hl7.org/fhir/sid/us-npi","value":"1234567893"}],"name":[{"text":"Dr. Ann Ek"}],"telecom":[{"system":"phone","value":"555-0100"}]}"#;
const EK_MOVED: &str = r#"{"resourceType":"Practitioner","id":"ek","identifier":[{"system":"http://hl7.org/fhir/sid/us-npi","value":"1234567893"}],"name":[{"text":"Dr. Ann Ek"}],"telecom":[{"system":"phone","value":"555-0199"}]}"#;
const ROLE: &str = r#"{"resourceType":"PractitionerRole","id":"r","practitioner":{"reference":"Practitioner/ek"},"organization":{"reference":"Organization/city"},"specialty":[{"text":"Cardiology"}]}"#;
const CITY: &str = r#"{"resourceType":"Organization","id":"city","name":"City Hospital"}"#;

fn visit(id: &str, date: &str, participant: &str) -> Item {
    Item::json(format!(
        r#"{{"resourceType":"Encounter","id":"{id}","status":"finished","class":{{"code":"AMB"}},"subject":{{"reference":"Patient/pat-1"}},"period":{{"start":"{date}"}},"participant":[{{"individual":{participant}}}],"serviceProvider":{{"reference":"Organization/city"}}}}"#
    ))
}

/// A Backpack with what one portal says.
struct Clinic {
    account: Account,
    backpack: Backpack,
    portal: ScriptedConnector,
    connection: backpack::core::ConnectionId,
}

impl Clinic {
    async fn new() -> Self {
        let (account, _) = account().await;
        let backpack = account.add_backpack(Person::new("Zoë Lind")).await.unwrap();
        let portal = ScriptedConnector::new().with_query(
            Query::new("all", "All"),
            [
                Item::json(EK),
                Item::json(ROLE),
                Item::json(CITY),
                visit("1", "2020-01-01", r#"{"reference":"Practitioner/ek","display":"Ek, Ann"}"#),
                visit("2", "2024-01-01", r#"{"reference":"PractitionerRole/r"}"#),
                visit("3", "2022-01-01", r#"{"reference":"Practitioner/gone","display":"Bo Öst"}"#),
                visit("4", "2023-01-01", r#"{"display":"ZOE LIND"}"#),
                visit("5", "2023-02-01", r#"{"reference":"RelatedPerson/x","display":"Mai Lind"}"#),
            ],
        );
        let SignIn::Done(connections) = backpack.connect(Arc::new(portal.clone())).await.unwrap() else {
            unreachable!("it asks nothing")
        };
        let connection = connections[0];
        backpack.sync(connection).await.unwrap();
        Self { account, backpack, portal, connection }
    }

    async fn sync(&self, item: Item) {
        self.portal.add("all", item);
        self.backpack.sync(self.connection).await.unwrap();
    }

    async fn offered(&self) -> Vec<Suggestion> {
        self.backpack.suggested_contacts().await.unwrap()
    }

    async fn accept(&self, name: &str) -> Kept {
        let offered = self.offered().await;
        let one = offered.iter().find(|one| one.contact.name.contains(name)).unwrap();
        let id = self.backpack.accept_contact(one).await.unwrap();
        assert_eq!(self.backpack.accept_contact(one).await.unwrap(), id, "accepted twice, it is one");
        self.backpack.contact(id).await.unwrap()
    }

    fn visit(&self, id: &str) -> RecordId {
        let all = self.backpack.find(&Filter::new()).records;
        all.iter().find(|record| record.header.id.as_deref() == Some(id)).unwrap().id
    }
}

fn names(suggestions: &[Suggestion]) -> Vec<(&str, usize)> {
    suggestions.iter().map(|one| (one.contact.name.as_str(), one.mentions)).collect()
}

#[test]
fn whom_the_records_name_is_offered_once_the_most_named_first_and_the_person_never() {
    backpack_testkit::run(async {
        let clinic = Clinic::new().await;
        let offered = clinic.offered().await;
        assert_eq!(names(&offered), [("City Hospital", 5), ("Dr. Ann Ek", 2), ("Bo Öst", 1)]);
        let ek = offered[1].contact.care().unwrap();
        assert_eq!(
            (ek.specialty.as_deref(), ek.organisation.as_deref()),
            (Some("Cardiology"), Some("City Hospital"))
        );
        assert_eq!(offered[1].named_in, [clinic.visit("2"), clinic.visit("1")]);
        // An empty Backpack offers nobody, and has none.
        let (account, _) = account().await;
        let empty = account.add_backpack(Person::unnamed()).await.unwrap();
        assert!(empty.suggested_contacts().await.unwrap().is_empty());
        assert!(empty.contacts().await.unwrap().is_empty());
    });
}

#[test]
fn whoever_is_kept_or_dismissed_is_offered_no_more_until_that_is_undone() {
    backpack_testkit::run(async {
        let clinic = Clinic::new().await;
        let ek = clinic.accept("Ek").await;
        let offered = clinic.offered().await;
        assert_eq!(names(&offered), [("City Hospital", 5), ("Bo Öst", 1)]);
        clinic.backpack.dismiss_contact(&offered[1]).await.unwrap();
        clinic.backpack.dismiss_contact(&offered[1]).await.unwrap();
        assert_eq!(names(&clinic.offered().await), [("City Hospital", 5)]);
        // What comes later names the same one.
        clinic.sync(visit("6", "2025-01-01", r#"{"display":"Öst, Bo MD"}"#)).await;
        assert_eq!(names(&clinic.offered().await), [("City Hospital", 6)]);
        let dismissed = clinic.backpack.dismissed_contacts().await.unwrap();
        assert_eq!(dismissed.iter().map(|one| one.shown.as_str()).collect::<Vec<_>>(), ["Bo Öst"]);
        clinic.backpack.offer_again(&dismissed[0]).await.unwrap();
        clinic.backpack.offer_again(&dismissed[0]).await.unwrap();
        assert_eq!(names(&clinic.offered().await), [("City Hospital", 6), ("Bo Öst", 2)]);
        // One added by hand under the same name is the same.
        clinic.backpack.add_contact(Contact::organisation("CITY HOSPITAL")).await.unwrap();
        assert_eq!(names(&clinic.offered().await), [("Bo Öst", 2)]);
        clinic.backpack.remove_contact(ek.id).await.unwrap();
        assert_eq!(names(&clinic.offered().await), [("Bo Öst", 2), ("Dr. Ann Ek", 2)]);
        assert_eq!(clinic.accept("Ek").await.id, ek.id);
    });
}

#[test]
fn a_source_that_changes_is_told_of_and_overwrites_nothing() {
    backpack_testkit::run(async {
        let clinic = Clinic::new().await;
        let ek = clinic.accept("Ek").await;
        let edited = ek.contact.clone().with_note("ask for Ida").with_phone("555-7777");
        let ek = clinic.backpack.edit_contact(&ek, edited.clone()).await.unwrap();
        assert!(!ek.is_changed_at_source);
        assert!(clinic.backpack.contact_changes(ek.id).await.unwrap().is_empty());
        clinic.sync(Item::json(EK_MOVED)).await;
        let seen = clinic.backpack.contact(ek.id).await.unwrap();
        assert_eq!((&seen.contact, seen.is_changed_at_source), (&edited, true));
        let changes = clinic.backpack.contact_changes(ek.id).await.unwrap();
        let phone = |contact: &Contact| contact.reached_by(PointSort::Phone).next().map(ToOwned::to_owned);
        let told: Vec<_> =
            changes.iter().map(|one| (phone(&one.was), one.now.as_ref().and_then(phone))).collect();
        assert_eq!(told, [(Some("555-0100".to_owned()), Some("555-0199".to_owned()))]);
        let seen = clinic.backpack.see_contact_sources(&seen).await.unwrap();
        assert_eq!((&seen.contact, seen.is_changed_at_source), (&edited, false));
        assert!(clinic.backpack.contact_changes(ek.id).await.unwrap().is_empty());
        clinic.sync(Item::Gone(Gone::new("Practitioner", "ek"))).await;
        let seen = clinic.backpack.contact(ek.id).await.unwrap();
        assert!(seen.is_changed_at_source);
        let changes = clinic.backpack.contact_changes(ek.id).await.unwrap();
        assert_eq!(changes.iter().map(|one| one.now.clone()).collect::<Vec<_>>(), [None]);
        let seen = clinic.backpack.see_contact_sources(&seen).await.unwrap();
        assert_eq!((&seen.contact, seen.is_changed_at_source), (&edited, false));
    });
}

#[test]
fn records_lead_to_contacts_and_contacts_to_records() {
    backpack_testkit::run(async {
        let clinic = Clinic::new().await;
        let of = async |record: RecordId| -> Vec<String> {
            let found = clinic.backpack.contacts_of_record(record).await.unwrap();
            found.into_iter().map(|kept| kept.contact.name).collect()
        };
        assert!(of(clinic.visit("1")).await.is_empty());
        // By identifier, though nothing ties them; by the role; by the name alone.
        let ek = Contact::provider("A. Ek-Holm").with_npi("1234567893");
        let ek = clinic.backpack.add_contact(ek).await.unwrap();
        let bo = clinic.backpack.add_contact(Contact::provider("Bo Öst, MD")).await.unwrap();
        let city = clinic.accept("City").await;
        assert_eq!(of(clinic.visit("1")).await, ["A. Ek-Holm", "City Hospital"]);
        assert_eq!(of(clinic.visit("2")).await, ["A. Ek-Holm", "City Hospital"]);
        assert_eq!(of(clinic.visit("3")).await, ["Bo Öst, MD", "City Hospital"]);
        assert_eq!(of(clinic.visit("4")).await, ["City Hospital"]);
        let with = async |id: ContactId| clinic.backpack.records_of_contact(id).await.unwrap();
        let all = async |records: Vec<RecordId>| -> Vec<String> {
            let id = |record| clinic.backpack.record(record).unwrap().header.id.unwrap().to_string();
            records.into_iter().map(id).collect()
        };
        let mut found = all(with(ek).await).await;
        assert_eq!(found[..2], ["2", "1"]);
        found.sort_unstable();
        assert_eq!(found, ["1", "2", "ek", "r"]);
        assert_eq!(with(bo).await, [clinic.visit("3")]);
        assert_eq!(
            all(with(city.id).await).await,
            ["2", "5", "4", "3", "1", "city"].map(String::from).to_vec()
        );
        // A visit by hand names its provider, too.
        let own = clinic.backpack.add(Visit::new("Check-up").provider("Dr. Bo Öst")).await.unwrap();
        assert_eq!(of(own).await, ["Bo Öst, MD"]);
        clinic.backpack.hide(own).await.unwrap();
        assert_eq!(with(bo).await, [clinic.visit("3")], "what is hidden is not listed");
        let nowhere = clinic.backpack.contacts_of_record(RecordId::random()).await.unwrap_err();
        assert_eq!(nowhere.kind(), &ErrorKind::NotFound("record"));
        assert!(clinic.backpack.records_of_contact(ContactId::random()).await.is_err());
    });
}

#[test]
fn of_two_who_edit_at_once_one_is_told_to_look_again() {
    backpack_testkit::run(async {
        let (account, storage) = account().await;
        let backpack = account.add_backpack(Person::unnamed()).await.unwrap();
        let id = backpack
            .add_contact(Contact::personal("Mai 🌸").there_as(PersonalRole::EmergencyContact))
            .await
            .unwrap();
        let seen = backpack.contact(id).await.unwrap();
        let edits = (0..8).map(|number| {
            let (backpack, seen) = (backpack.clone(), seen.clone());
            async move {
                let contact = seen.contact.clone().with_phone(format!("555-{number}"));
                backpack.edit_contact(&seen, contact).await
            }
        });
        let ended = futures_util::future::join_all(edits).await;
        let done: Vec<_> = ended.iter().filter_map(|one| one.as_ref().ok()).collect();
        assert_eq!(done.len(), 1);
        assert!(
            ended.iter().filter_map(|one| one.as_ref().err()).all(|error| error.kind() == &ErrorKind::Busy)
        );
        let now = backpack.contact(id).await.unwrap();
        assert_eq!(&now, done[0]);
        // An unchanged copy of the same moment edits again.
        backpack.edit_contact(&now, Contact::personal("Mai")).await.unwrap();
        backpack.remove_contact(id).await.unwrap();
        assert_eq!(
            backpack.edit_contact(&now, now.contact.clone()).await.unwrap_err().kind(),
            &ErrorKind::Busy
        );
        assert_eq!(backpack.remove_contact(id).await.unwrap_err().kind(), &ErrorKind::NotFound("contact"));
        let invalid = backpack.add_contact(Contact::provider("x").with_npi("1")).await.unwrap_err();
        assert!(matches!(invalid.kind(), ErrorKind::Invalid(_)));
        let told = backpack.activity(&ActivityFilter::new().oldest_first()).await.unwrap().acts;
        let told: Vec<_> = told.iter().map(|act| act.act.name()).collect();
        assert_eq!(told, ["created", "contact_kept", "contact_kept", "contact_kept", "contact_removed"]);
        let again = Account::open_on(storage, host_key(), options()).await.unwrap();
        assert_eq!(again.backpack(backpack.id()).await.unwrap().contacts().await.unwrap(), []);
        let found = again.verify(&VerifyOptions::new(Depth::Data)).await.unwrap();
        assert_eq!(found.outcome(), Outcome::Ok);
    });
}

#[test]
fn a_copy_is_one_of_its_own_and_remembers_nothing_of_the_other_person() {
    backpack_testkit::run(async {
        let clinic = Clinic::new().await;
        let other = clinic.account.add_backpack(Person::new("Kim")).await.unwrap();
        let ek = clinic.accept("Ek").await;
        let noted = ek.contact.clone().with_note("Zoë's heart").past();
        clinic.backpack.edit_contact(&ek, noted).await.unwrap();
        let copied = clinic.backpack.copy_contact(ek.id, &other).await.unwrap();
        let copy = other.contact(copied).await.unwrap();
        assert_ne!(copied, ek.id);
        assert_eq!((copy.ties.len(), copy.contact.note.as_deref()), (0, None));
        assert!(!copy.contact.care().unwrap().is_past);
        assert_eq!(copy.contact, ek.contact);
        // A second copy doubles nothing, and takes nothing back of what was edited since, on either side.
        let renamed = other.edit_contact(&copy, Contact::provider("Our Dr. Ek")).await.unwrap();
        let seen = clinic.backpack.contact(ek.id).await.unwrap();
        clinic.backpack.edit_contact(&seen, Contact::provider("Ann Maria Ek")).await.unwrap();
        assert_eq!(clinic.backpack.copy_contact(ek.id, &other).await.unwrap(), copied);
        assert_eq!(other.contacts().await.unwrap(), [renamed]);
        // Whoever is there already is met by what tells them apart.
        let by_hand = other.add_contact(Contact::organisation("city hospital")).await.unwrap();
        let city = clinic.accept("City").await;
        assert_eq!(clinic.backpack.copy_contact(city.id, &other).await.unwrap(), by_hand);
        assert_eq!(clinic.backpack.copy_contact(city.id, &clinic.backpack).await.unwrap(), city.id);
        let mai = Contact::personal("Mai").with_relation("mother").there_as(PersonalRole::Guardian);
        let mai = clinic.backpack.add_contact(mai.with_phone("555")).await.unwrap();
        let mai = clinic.backpack.copy_contact(mai, &other).await.unwrap();
        let copy = other.contact(mai).await.unwrap().contact;
        assert_eq!(copy, Contact::personal("Mai").with_phone("555"));
        assert!(matches!(copy.sort, ContactSort::Personal(_)));
        assert!(other.suggested_contacts().await.unwrap().is_empty());
        assert_eq!(other.find(&Filter::new()).total, 0);
    });
}

#[test]
fn what_came_in_one_file_is_resolved_by_its_addresses() {
    backpack_testkit::run(async {
        let (account, _) = account().await;
        let backpack = account.add_backpack(Person::unnamed()).await.unwrap();
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("bundle.json");
        let (ek, v) = (
            "urn:uuid:0c3151bd-1cbf-4d64-b04d-cd9187a4c6e0",
            "urn:uuid:0c3151bd-1cbf-4d64-b04d-cd9187a4c6e1",
        );
        let practitioner = EK.replacen(r#""id":"ek""#, r#""id":"0c3151bd-1cbf-4d64-b04d-cd9187a4c6e0""#, 1);
        let bundle = format!(
            r#"{{"resourceType":"Bundle","type":"collection","entry":[{{"fullUrl":"{ek}","resource":{practitioner}}},
            {{"fullUrl":"{v}","resource":{{"resourceType":"Encounter","id":"0c3151bd-1cbf-4d64-b04d-cd9187a4c6e1","status":"finished","participant":[{{"individual":{{"reference":"{ek}"}}}}]}}}}]}}"#
        );
        std::fs::write(&file, bundle).unwrap();
        let connector = backpack::import::FileConnector::new([&file]);
        let SignIn::Done(connections) = backpack.connect(Arc::new(connector)).await.unwrap() else {
            unreachable!("it asks nothing")
        };
        backpack.sync(connections[0]).await.unwrap();
        let offered = backpack.suggested_contacts().await.unwrap();
        assert_eq!(names(&offered), [("Dr. Ann Ek", 1)]);
        let id = backpack.accept_contact(&offered[0]).await.unwrap();
        let visits = backpack.find(&Filter::new()).records;
        let visit = visits.iter().find(|one| &*one.header.resource_type == "Encounter").unwrap();
        assert!(matches!(visit.source, Source::Connection(_)));
        let found = backpack.contacts_of_record(visit.id).await.unwrap();
        assert_eq!(found.iter().map(|kept| kept.id).collect::<Vec<_>>(), [id]);
    });
}

#[test]
fn five_thousand_contacts_are_listed_found_and_copied() {
    backpack_testkit::run(async {
        let (account, storage) = account().await;
        let backpack = account.add_backpack(Person::unnamed()).await.unwrap();
        for hundred in 0..50 {
            let added = (0..100).map(|number| {
                let backpack = backpack.clone();
                let contact = Contact::provider(format!("Dr. Ågot {hundred} Ünlü {number}"));
                async move { backpack.add_contact(contact.with_phone("555-0100")).await }
            });
            assert!(futures_util::future::join_all(added).await.iter().all(Result::is_ok));
        }
        let again = Account::open_on(storage, host_key(), options()).await.unwrap();
        let again = again.backpack(backpack.id()).await.unwrap();
        let begun = Instant::now();
        let all = again.contacts().await.unwrap();
        println!("5,000 contacts listed in {:?}", begun.elapsed());
        assert_eq!(all.len(), 5_000);
        assert!(all.is_sorted_by_key(|kept| kept.contact.name.to_lowercase()));
        let visit = again.add(Visit::new("Check-up").provider("Ünlü 99 Ågot 49")).await.unwrap();
        let found = again.contacts_of_record(visit).await.unwrap();
        assert_eq!(
            found.iter().map(|kept| kept.contact.name.as_str()).collect::<Vec<_>>(),
            ["Dr. Ågot 49 Ünlü 99"]
        );
        assert_eq!(again.records_of_contact(found[0].id).await.unwrap(), [visit]);
        assert!(again.suggested_contacts().await.unwrap().is_empty());
    });
}
