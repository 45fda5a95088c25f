//! The main job: sign in at a portal, import, and find there what the portal holds.

use std::collections::BTreeMap;

use backpack::keep::{Authorisation, FileOrigin, SyncState};
use backpack::{ErrorKind, Filter};
use backpack_testkit::portal::{ObservationSearch, ScopePolicy};
use backpack_testkit::run;

use crate::world::{Connected, bodies, everything, records, same, sync};

#[test]
fn a_sync_brings_what_the_portal_holds_byte_for_byte() {
    run(async {
        let connected = Connected::new().await;
        let report = connected.sync().await;
        let (here, held) = (bodies(&connected.backpack).await, connected.clinic.expected());
        let missing: Vec<_> = held.keys().filter(|name| !here.contains_key(*name)).collect();
        let surplus: Vec<_> = here.keys().filter(|name| !held.contains_key(*name)).collect();
        assert!(missing.is_empty() && surplus.is_empty(), "missing {missing:?}, surplus {surplus:?}");
        assert!(here == held, "a body differs from the portal's");

        let mut of_type = BTreeMap::<&str, u64>::new();
        for name in held.keys() {
            *of_type.entry(name.split('/').next().unwrap()).or_default() += 1;
        }
        let more = |name: &str| *report.by_type.get(name).unwrap_or(&0);
        let short: Vec<_> = of_type.iter().filter(|(name, count)| more(name) < **count).collect();
        assert!(short.is_empty(), "received less than there is: {short:?} of {:?}", report.by_type);
        assert_eq!(report.by_type.values().sum::<u64>(), report.received);
        assert_eq!(report.new, u64::try_from(held.len()).unwrap());
        assert_eq!((report.changed, report.refused_person, report.quarantined, report.gone), (0, 0, 0, 0));
        assert!(report.complete, "{report:?}");
        assert!(of_type.len() >= 15, "{of_type:?}");
    });
}

#[test]
fn every_query_ends_with_an_outcome_and_the_ledger_says_the_same() {
    run(async {
        let connected = Connected::new().await;
        let report = connected.sync().await;
        let ledger = connected.backpack.ledger(connected.connection).await.unwrap();
        let told: BTreeMap<_, _> =
            report.queries.iter().map(|query| (query.id.as_str(), query.received)).collect();
        let kept: BTreeMap<_, _> =
            ledger.iter().map(|row| (row.query.as_str(), row.ledger.counts.received)).collect();
        assert_eq!(told, kept);
        assert!(ledger.iter().all(|row| row.ledger.outcome.is_some()));
        for query in &report.queries {
            let right = if query.received > 0 { ["done", "done"] } else { ["empty", "done"] };
            // The demo portal does not know related people.
            let known = right.contains(&query.outcome) || query.outcome == "not_supported";
            assert!(known, "{query:?}");
        }
        let connection = &connected.backpack.connections().await.unwrap()[0];
        assert_eq!((connection.authorisation, connection.sync), (Authorisation::Ok, SyncState::Ok));
        assert_eq!(connection.patient.as_deref(), Some(connected.clinic.person.patient_id()));
    });
}

#[test]
fn attachments_of_a_portal_become_files() {
    run(async {
        let connected = Connected::new().await;
        let report = connected.sync().await;
        let files = connected.backpack.files().await.unwrap();
        let attachments = report.attachments;
        // One is kept on another server, and is refused without asking it.
        assert_eq!(attachments.found, attachments.fetched + attachments.failed, "{attachments:?}");
        assert_eq!(
            (attachments.failed, attachments.waiting, attachments.mismatched),
            (1, 0, 0),
            "{attachments:?}"
        );
        assert!(!files.is_empty());
        let pdf = files.iter().find(|file| file.sniffed.as_deref() == Some("application/pdf")).unwrap();
        let content = connected.backpack.open_file(pdf.id, None).await.unwrap().collect().await.unwrap();
        assert!(content.starts_with(b"%PDF"));
        assert_eq!(u64::try_from(content.len()).unwrap(), pdf.size);
        let FileOrigin::Portal { connection, record, .. } = pdf.origins[0] else {
            panic!("{:?}", pdf.origins)
        };
        assert_eq!(connection, connected.connection);
        let names = &connected.backpack.record(record).unwrap().header.attachments;
        assert!(!names.is_empty(), "the file came from a record that names none");
    });
}

#[test]
fn scopes_that_were_not_granted_are_a_gap_and_others_go_on() {
    run(async {
        let only = ["launch/patient", "offline_access", "patient/Patient.rs", "patient/Condition.rs"];
        let only = only.map(str::to_owned).to_vec();
        let connected = Connected::with(|options| options.scopes = ScopePolicy::Exactly(only)).await;
        let report = connected.sync().await;
        let outcome = |id: &str| report.queries.iter().find(|query| query.id == id).unwrap().outcome;
        assert_eq!(outcome("Immunization"), "not_granted");
        assert_eq!(outcome("Condition?category=problem-list-item"), "done");
        assert_eq!(outcome("Patient"), "done");
        assert!(connected.clinic.asked("/fhir/Immunization").is_empty(), "asked for what was not granted");
        let names = bodies(&connected.backpack).await;
        assert!(names.keys().all(|name| name.starts_with("Condition/") || name.starts_with("Patient/")));
        assert!(names.len() > 1);
        let ledger = connected.backpack.ledger(connected.connection).await.unwrap();
        let gap = ledger.iter().find(|row| row.query == "Immunization").unwrap();
        assert_eq!(gap.ledger.outcome, Some(backpack::keep::QueryOutcome::NotGranted));
    });
}

#[test]
fn a_portal_that_refuses_plain_observations_gives_them_by_category() {
    run(async {
        let connected =
            Connected::with(|options| options.observations = ObservationSearch::NeedsCategory).await;
        let report = connected.sync().await;
        let held = connected.clinic.references("Observation");
        let here = records(&connected.backpack);
        assert!(held.iter().all(|name| here.contains_key(name)));
        assert!(report.queries.iter().all(|query| query.outcome != "refused"), "{report:?}");
    });
}

#[test]
fn an_import_is_there_in_full_after_opening_again() {
    run(async {
        let connected = Connected::new().await;
        connected.sync().await;
        let before = everything(&connected.backpack).await;
        let (account, backpack) = connected.home.reopened(&connected.account).await;
        same(&everything(&backpack).await, &before);
        let asked = sync(&backpack, connected.connection).await.unwrap_err();
        assert_eq!(asked.kind(), &ErrorKind::NoConnector);
        account.register(connected.clinic.connector());
        connected.next_day();
        let report = sync(&backpack, connected.connection).await.unwrap();
        assert_eq!((report.new, report.changed), (0, 0), "{report:?}");
        assert_eq!(backpack.find(&Filter::new()).total, records(&backpack).len());
    });
}
