//! What is somebody else's: another server's ears, another patient's records, another portal's ids.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use backpack::connect::Answer;
use backpack::keep::Authorisation;
use backpack::record::entry::Allergy;
use backpack::{ErrorKind, Filter, Person, SignIn};
use backpack_testkit::people::{PeopleOptions, Person as Invented};
use backpack_testkit::portal::{Fault, When};
use backpack_testkit::run;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

use crate::world::{Clinic, Connected, Home, asked, bodies, name_of, records, sync};

/// A server that nobody should talk to, and what it was told.
struct Trap {
    base: String,
    heard: Arc<Mutex<Vec<String>>>,
    listening: tokio::task::JoinHandle<()>,
}

impl Trap {
    async fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let heard = Arc::<Mutex<Vec<String>>>::default();
        let ears = Arc::clone(&heard);
        let listening = tokio::spawn(async move {
            while let Ok((mut caller, _)) = listener.accept().await {
                let mut head = vec![0; 16 << 10];
                let length = caller.read(&mut head).await.unwrap_or(0);
                ears.lock().unwrap().push(String::from_utf8_lossy(&head[..length]).into_owned());
                let page = r#"{"resourceType":"Bundle","type":"searchset"}"#;
                let answer = format!(
                    "HTTP/1.1 200 OK\r\ncontent-type: application/fhir+json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{page}",
                    page.len()
                );
                caller.write_all(answer.as_bytes()).await.ok();
            }
        });
        Self { base, heard, listening }
    }

    fn heard(&self) -> Vec<String> {
        self.heard.lock().unwrap().clone()
    }
}

impl Drop for Trap {
    fn drop(&mut self) {
        self.listening.abort();
    }
}

/// "The bearer token sent to any absolute URL that a server names."
#[test]
fn no_other_server_hears_a_token_or_anything_else() {
    run(async {
        let trap = Trap::new().await;
        let connected = Connected::in_memory(|options| options.page_limit = 5).await;
        let patient = connected.clinic.person.patient_id().to_owned();
        let next = Fault::NextElsewhere(format!("{}/fhir/Observation?page=2", trap.base));
        connected.clinic.portal.arm(next, When::path("/fhir/Observation").query("category=laboratory"));
        // The authority of an address is not its text's beginning.
        let disguised = format!(
            "{}@{}/fhir/x",
            connected.clinic.portal.origin(),
            trap.base.trim_start_matches("http://")
        );
        connected.clinic.portal.arm(Fault::NextElsewhere(disguised), When::path("/fhir/Encounter"));
        let document = format!(
            r#"{{"resourceType":"DocumentReference","id":"elsewhere","status":"current","subject":{{"reference":"Patient/{patient}"}},"content":[{{"attachment":{{"url":"{}/scan.pdf"}}}}]}}"#,
            trap.base
        );
        let goal = format!(
            r#"{{"resourceType":"Goal","id":"far","lifecycleStatus":"active","description":{{"text":"x"}},"subject":{{"reference":"Patient/{patient}"}},"expressedBy":{{"reference":"{}/fhir/Practitioner/1"}}}}"#,
            trap.base
        );
        connected.clinic.portal.edit(|records| {
            records.add(&patient, &document).unwrap();
            records.add(&patient, &goal).unwrap();
        });
        let report = connected.sync().await;
        assert_eq!(trap.heard(), Vec::<String>::new());
        for id in ["Observation?category=laboratory", "Encounter"] {
            let query = report.queries.iter().find(|query| query.id == id).unwrap();
            assert_eq!(query.outcome, "partial", "{query:?}");
        }
        assert!(records(&connected.backpack).contains_key("Goal/far"));
        assert!(
            connected
                .clinic
                .portal
                .requests()
                .iter()
                .filter(|r| r.path.starts_with("/fhir/O"))
                .all(|r| r.authorized)
        );
    });
}

#[test]
fn the_trap_hears_what_is_said_to_it() {
    run(async {
        let trap = Trap::new().await;
        let mut caller =
            tokio::net::TcpStream::connect(trap.base.trim_start_matches("http://")).await.unwrap();
        caller.write_all(b"GET / HTTP/1.1\r\nauthorization: Bearer x\r\n\r\n").await.unwrap();
        let mut answer = String::new();
        caller.read_to_string(&mut answer).await.unwrap();
        assert!(trap.heard()[0].contains("Bearer x"));
    });
}

#[test]
fn another_patients_records_are_refused_and_counted() {
    run(async {
        let connected = Connected::in_memory(|_| {}).await;
        let portal = &connected.clinic.portal;
        portal.arm(Fault::OtherPerson, When::path("/fhir/Immunization"));
        portal.arm(Fault::PatientIgnored, When::path("/fhir/Condition"));
        let report = connected.sync().await;
        assert!(report.refused_person > 1, "{report:?}");
        let here = bodies(&connected.backpack).await;
        let held = connected.clinic.held();
        let strangers: Vec<_> = here.keys().filter(|name| !held.contains_key(*name)).collect();
        assert!(strangers.is_empty(), "{strangers:?}");
        connected.next_day();
        portal.disarm();
        let report = connected.sync().await;
        assert_eq!((report.new, report.refused_person), (0, 0));
    });
}

#[test]
fn a_patient_who_is_not_the_person_stops_the_sync_until_it_is_confirmed() {
    run(async {
        let home = Home::new();
        let clinic = Clinic::new(&home.clock).await;
        let account = home.create().await;
        let somebody = Person::new("Ana Ruiz").born("1980-04-02");
        let backpack = account.add_backpack(somebody).await.unwrap();
        let connection = clinic.connect(&backpack).await;
        let refused = sync(&backpack, connection).await.unwrap_err();
        assert!(matches!(refused.kind(), ErrorKind::OtherPerson(_)), "{refused}");
        assert_eq!(backpack.find(&Filter::new()).total, 0, "something of another person was kept");
        backpack.confirm_person(connection).await.unwrap();
        let report = sync(&backpack, connection).await.unwrap();
        assert!(report.complete && report.new > 50, "{report:?}");
    });
}

#[test]
fn a_connection_is_not_renewed_for_another_patient() {
    run(async {
        let connected = Connected::in_memory(|_| {}).await;
        connected.sync().await;
        let other = other_patient();
        let step = connected.backpack.reconnect(connected.connection).await.unwrap();
        let (attempt, page) = asked(step);
        let back = connected.clinic.portal.allow(&page, &other).unwrap();
        let answer = Answer::Redirect(back.as_str().into());
        let refused = connected.backpack.answer(attempt, answer).await.unwrap_err();
        assert!(matches!(refused.kind(), ErrorKind::OtherPerson(_)), "{refused}");
        assert_eq!(connected.backpack.connections().await.unwrap().len(), 1);
        let row = &connected.backpack.connections().await.unwrap()[0];
        assert_eq!(row.patient.as_deref(), Some(connected.clinic.person.patient_id()));
        assert_eq!(row.authorisation, Authorisation::Ok);
        connected.next_day();
        assert_eq!(connected.sync().await.new, 0);
    });
}

/// "A second patient at the same portal overwriting the first."
#[test]
fn two_patients_of_one_portal_are_two_connections() {
    run(async {
        let connected = Connected::in_memory(|_| {}).await;
        connected.sync().await;
        let first = bodies(&connected.backpack).await;
        let (attempt, page) = asked(connected.backpack.connect(connected.clinic.connector()).await.unwrap());
        let back = connected.clinic.portal.allow(&page, &other_patient()).unwrap();
        let answer = Answer::Redirect(back.as_str().into());
        let SignIn::Done(second) = connected.backpack.answer(attempt, answer).await.unwrap() else {
            panic!("the sign-in is done")
        };
        assert_ne!(second, [connected.connection]);
        connected.backpack.confirm_person(second[0]).await.unwrap();
        let report = sync(&connected.backpack, second[0]).await.unwrap();
        let both = bodies(&connected.backpack).await;
        assert_eq!(u64::try_from(both.len() - first.len()).unwrap(), report.new);
        assert!(
            first.iter().all(|(name, body)| both[name] == body),
            "the second patient overwrote the first"
        );
        let rows = connected.backpack.connections().await.unwrap();
        let patients: BTreeSet<_> = rows.iter().map(|row| row.patient.clone().unwrap()).collect();
        assert_eq!(patients, [connected.clinic.person.patient_id().to_owned(), other_patient()].into());
        connected.next_day();
        assert_eq!(connected.sync().await.new, 0);
    });
}

/// The id of the other person whom every portal here knows.
fn other_patient() -> String {
    Invented::from_seed(8, PeopleOptions::small()).patient_id().to_owned()
}

/// "Records keyed by (type, id) without their source."
#[test]
fn the_same_id_at_two_portals_is_two_records() {
    run(async {
        let home = Home::new();
        let (one, two) = (Clinic::new(&home.clock).await, Clinic::new(&home.clock).await);
        let account = home.create().await;
        let backpack = account.add_backpack(one.patient()).await.unwrap();
        let (first, second) = (one.connect(&backpack).await, two.connect(&backpack).await);
        assert_ne!(first, second);
        let brought = (sync(&backpack, first).await.unwrap().new, sync(&backpack, second).await.unwrap().new);
        assert_eq!(brought.0, brought.1);
        let found = backpack.find(&Filter::new()).records;
        assert_eq!(u64::try_from(found.len()).unwrap(), brought.0 * 2);
        let name = one.references("Immunization").remove(0);
        let twins: Vec<_> = found.iter().filter(|record| name_of(record) == name).collect();
        assert_eq!(twins.len(), 2);
        backpack.note(twins[0].id, "only this one").await.unwrap();
        assert!(backpack.record(twins[1].id).unwrap().overlay.notes.is_empty());
        let of_first = Filter::new().source(backpack::keep::Source::Connection(first));
        assert_eq!(u64::try_from(backpack.find(&of_first).total).unwrap(), brought.0);
        backpack.add(Allergy::new("dust")).await.unwrap();
        assert_eq!(u64::try_from(backpack.find(&of_first).total).unwrap(), brought.0);
    });
}

/// "Undated records dated 1970."
#[test]
fn what_has_no_date_stays_undated() {
    run(async {
        let connected = Connected::in_memory(|_| {}).await;
        connected.sync().await;
        let timeline = connected.backpack.timeline(&Filter::new());
        assert!(!timeline.undated.is_empty(), "the invented person has undated records");
        assert!(timeline.undated.iter().all(|record| record.header.when.is_none()));
        assert!(timeline.days.iter().all(|day| !day.date.starts_with("1970-01-01")));
        let early = connected.backpack.find(&Filter::new().from(-86_400_000).until(86_400_000));
        assert_eq!(early.total, 0, "{:?}", early.records.first().map(|record| record.title().to_owned()));
        let dated: usize = timeline.days.iter().map(|day| day.records.len()).sum();
        assert_eq!(dated + timeline.undated.len(), connected.backpack.find(&Filter::new()).total);
    });
}

/// "The patient-id prefix cut off by character set, eating the id's own letters", and "text attachments decoded as Latin-1".
#[test]
fn ids_and_texts_are_taken_as_they_are() {
    run(async {
        let home = Home::new();
        let clinic = Clinic::new(&home.clock).await;
        let patient = clinic.person.patient_id().to_owned();
        // All of its letters stand in `Patient/` too.
        let tricky = format!(
            r#"{{"resourceType":"Goal","id":"Patient.tait","lifecycleStatus":"active","description":{{"text":"naïve Ελένη 水 – ½"}},"subject":{{"reference":"Patient/{patient}"}}}}"#
        );
        clinic.portal.edit(|records| records.add(&patient, &tricky)).unwrap();
        let account = home.create().await;
        let backpack = account.add_backpack(clinic.patient()).await.unwrap();
        let connection = clinic.connect(&backpack).await;
        sync(&backpack, connection).await.unwrap();
        let goal = records(&backpack).remove("Goal/Patient.tait").unwrap();
        assert_eq!(goal.title(), "naïve Ελένη 水 – ½");
        let asked = clinic.asked(&format!("/fhir/Patient/{patient}"));
        assert_eq!(asked.len(), 1, "the patient is read by the whole id");

        let notes: Vec<_> = backpack.files().await.unwrap();
        let mut found = false;
        for file in notes {
            let content = backpack.open_file(file.id, None).await.unwrap().collect().await.unwrap();
            found |= String::from_utf8_lossy(&content).contains("Спасибо – ありがとう – شكرا");
        }
        assert!(found, "the telephone note is not here as it was written");
    });
}
