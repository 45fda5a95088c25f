//! Importing from `@medplum/fhir-router` in whole, page by page, in increments, and over a restart.

use std::collections::{BTreeMap, BTreeSet};

use backpack::ErrorKind;
use backpack_testkit::run;
use serde_json::{Value, json};

use super::browser::parameter;
use super::people::{Loaded, briefly, people};
use super::portal::{Kind, Portal};
use super::visit::{Visit, by_reference};
use crate::world::sync;

#[test]
fn a_whole_patient_is_what_an_independent_reading_finds() {
    run(async {
        let [person, other] = people();
        let Some(portal) = Portal::start(Kind::Router, &[person, other], json!({})).await else { return };
        let visit = Visit::at(portal, person, 100, by_reference).await;
        let report = visit.sync().await;
        let expected = person.expected();
        visit.has_all_of(person).await;
        assert!(report.complete, "{report:?}");
        assert_eq!(report.new, u64::try_from(visit.here().await.len()).unwrap());
        assert_eq!((report.changed, report.refused_person, report.quarantined, report.gone), (0, 0, 0, 0));
        let received = |kind: &str| *report.by_type.get(kind).unwrap_or(&0);
        let counts = by_type(&expected).into_iter();
        let short: Vec<_> = counts.filter(|(kind, count)| received(kind) < *count).collect();
        assert!(short.is_empty(), "received less than there is: {short:?} of {:?}", report.by_type);
    });
}

#[test]
fn small_pages_bring_the_same() {
    run(async {
        let [person, other] = people();
        let Some(portal) = Portal::start(Kind::Router, &[person, other], json!({})).await else { return };
        let visit = Visit::at(portal, person, 4, by_reference).await;
        let report = visit.sync().await;
        assert!(report.complete, "{report:?}");
        let expected = person.expected();
        visit.has_all_of(person).await;
        let labs = |resource: &Value| resource["category"].to_string().contains("laboratory");
        let labs =
            expected.iter().filter(|(name, body)| name.starts_with("Observation/") && labs(body)).count();
        let asked = visit.portal.asked().await;
        let pages = asked.iter().filter(|asked| asked.contains("category=laboratory")).count();
        assert_eq!(pages, labs.div_ceil(4), "{labs} labs");
        assert!(pages >= 3, "too few labs to page through");
    });
}

#[test]
fn a_bare_patient_id_finds_nothing_there_and_the_other_form_is_found_out() {
    run(async {
        let plain = |options| options;
        let Some(visit) = Visit::to(Kind::Router, json!({}), plain).await else { return };
        let report = visit.sync().await;
        // The server answers a bare id with an empty page and no word of why: nothing tells it from an empty record.
        let asked = visit.portal.asked().await;
        let searches = asked.iter().filter(|asked| asked.contains('?'));
        let forms = searches.filter_map(|asked| parameter(&format!("http://fhir/{asked}"), "patient"));
        let forms: BTreeSet<_> = forms.collect();
        let patient = &briefly()[0].patient;
        assert_eq!(forms, BTreeSet::from([patient.clone(), format!("Patient/{patient}")]));
        assert!(report.complete, "{report:?}");
        visit.has_all_of(&briefly()[0]).await;
    });
}

#[test]
fn an_increment_brings_exactly_what_was_updated() {
    run(async {
        let Some(visit) = Visit::to_router().await else { return };
        visit.sync().await;
        let (mut expected, mut loaded) = (briefly()[0].expected(), briefly()[0].records());
        let (name, changed) =
            expected.iter_mut().find(|(name, _)| name.starts_with("Immunization/")).unwrap();
        changed["status"] = json!("entered-in-error");
        let (name, changed) = (name.clone(), changed.clone());
        visit.portal.steer(json!({ "do": "put", "resource": changed })).await;
        visit.later();
        let before = visit.portal.asked().await.len();
        let report = visit.sync().await;
        assert_eq!((report.new, report.changed), (0, 1), "{report:?}");
        // The overlap of an increment brings the newest record of each query again, and no more.
        let done = report.queries.iter().filter(|query| query.received > 0).count();
        assert!(report.unchanged <= u64::try_from(done).unwrap(), "{report:?}");
        let asked = &visit.portal.asked().await[before..];
        let searches: Vec<_> = asked.iter().filter(|asked| asked.starts_with("Immunization?")).collect();
        assert!(searches.iter().all(|asked| asked.contains("_lastUpdated=ge")), "{searches:?}");
        loaded.insert(name.clone(), expected[&name].clone());
        visit.has_exactly(&expected, &loaded).await;
        let record = visit.backpack.find(&backpack::Filter::new());
        let record = record.records.iter().find(|record| crate::world::name_of(record) == name).unwrap();
        assert_eq!((record.versions, record.retracted), (2, true));
        let third = visit.sync().await;
        assert_eq!((third.new, third.changed), (0, 0), "{third:?}");
    });
}

#[test]
fn a_server_that_restarts_in_mid_paging_costs_and_doubles_nothing() {
    run(async {
        let [person, other] = people();
        let Some(portal) = Portal::start(Kind::Router, &[person, other], json!({})).await else { return };
        let visit = Visit::at(portal, person, 4, by_reference).await;
        visit.portal.steer(json!({ "do": "stop at", "page": 8 })).await;
        let broken = sync(&visit.backpack, visit.connection).await;
        match broken {
            Ok(report) => {
                assert!(!report.complete, "{report:?}");
                let failed: Vec<_> =
                    report.queries.iter().filter(|query| query.outcome == "failed").collect();
                assert!(!failed.is_empty(), "{report:?}");
                let reason = Some("the portal cannot be reached");
                assert!(failed.iter().all(|query| query.reason.as_deref() == reason), "{failed:?}");
            }
            Err(error) => assert_eq!(error.kind(), &ErrorKind::Portal),
        }
        assert!(visit.here().await.len() < person.expected().len());
        visit.portal.steer(json!({ "do": "start" })).await;
        let before = visit.portal.asked().await.len();
        let mut report = sync(&visit.backpack, visit.connection).await;
        if report.as_ref().is_err_and(|error| error.kind() == &ErrorKind::NeedsSignIn) {
            // The authorization server forgot every grant: the person signs in again, for the same connection.
            assert_eq!(visit.again().await.unwrap(), visit.connection);
            report = sync(&visit.backpack, visit.connection).await;
        }
        let report = report.unwrap();
        assert!(report.complete, "{report:?}");
        visit.has_all_of(person).await;
        let asked = visit.portal.asked().await;
        assert!(asked.len() > before);
        let labs: Vec<_> =
            asked[before..].iter().filter(|asked| asked.contains("category=laboratory")).collect();
        assert!(labs[0].contains("_offset="), "the walk began anew: {labs:?}");
    });
}

#[test]
fn a_record_that_was_deleted_there_stays_here() {
    run(async {
        let Some(visit) = Visit::to_router().await else { return };
        visit.sync().await;
        let expected = briefly()[0].expected();
        let name = expected.keys().find(|name| name.starts_with("Immunization/")).unwrap();
        visit.portal.steer(json!({ "do": "delete", "reference": name })).await;
        visit.later();
        let report = visit.sync().await;
        assert_eq!((report.new, report.changed, report.quarantined), (0, 0, 0), "{report:?}");
        visit.has_all_of(&briefly()[0]).await;
    });
}

fn by_type(records: &BTreeMap<String, Value>) -> BTreeMap<&str, u64> {
    let mut counts = BTreeMap::new();
    for name in records.keys() {
        *counts.entry(name.split('/').next().unwrap()).or_default() += 1;
    }
    counts
}

#[test]
fn the_independent_reading_is_of_two_different_people() {
    let [one, other]: &[Loaded; 2] = people();
    assert_ne!((&one.patient, &one.name), (&other.patient, &other.name));
    assert!(by_type(&one.expected()).len() >= 8, "{:?}", by_type(&one.expected()));
}
