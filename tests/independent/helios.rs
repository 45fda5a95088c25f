//! `helios-hfs` behind `oidc-provider`: a FHIR server that checks tokens, scopes and the compartment by itself.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use backpack::connect::Request;
use backpack::core::Cancellation;
use backpack::smart::SmartOptions;
use backpack::sync::{Progress, Slot, SyncOptions, SyncReport};
use backpack_testkit::run;
use http::header::{ETAG, IF_NONE_MATCH, WWW_AUTHENTICATE};
use http::{HeaderMap, StatusCode};
use serde_json::{Value, json};
use url::Url;

use super::people::{Loaded, briefly, people};
use super::portal::{Kind, Portal, send, with_token};
use super::visit::{Visit, outcome};
use crate::world::records;

/// What no token for a patient opens on this server: it lies outside the patient's compartment.
const OUTSIDE: [&str; 4] = ["Practitioner", "Organization", "Medication", "Location"];
/// The query that the walks go through.
const LABS: &str = "Observation?category=laboratory";

#[test]
fn a_whole_patient_comes_through_tokens_scopes_and_compartment() {
    run(async {
        let [person, other] = people();
        let Some(portal) = Portal::start(Kind::Hfs, &[person, other], json!({})).await else { return };
        let visit = Visit::at(portal, person, 20, |options| options).await;
        let report = visit.sync().await;
        let mut expected = person.expected();
        expected.retain(|name, _| !OUTSIDE.contains(&kind_of(name)));
        visit.has_exactly(&expected, &person.records()).await;
        assert_eq!((report.changed, report.refused_person, report.quarantined), (0, 0, 0), "{report:?}");
        assert!(report.complete, "{report:?}");
        // What is refused is said, and never taken for nothing.
        for refused in ["Practitioner: status 403", "Organization: status 403"] {
            assert!(report.warnings.iter().any(|warning| warning == refused), "{:?}", report.warnings);
        }
        checks_tokens_itself(&visit.portal, person, other).await;
        visit.later();
        let again = visit.sync().await;
        assert_eq!((again.new, again.changed), (0, 0), "{again:?}");
        assert_eq!(outcome(&again, "Patient"), "done");
        assert_eq!(
            again.by_type.get("Patient"),
            None,
            "the patient came again although it is the same: {again:?}"
        );
        assert_eq!(visit.portal.exchanges("refresh_token").await, [200]);
    });
}

/// Shows that this is a server to be reckoned with: it lets nobody in without a token, nor past it.
async fn checks_tokens_itself(portal: &Portal, person: &Loaded, other: &Loaded) {
    let token = portal.steer(json!({ "do": "token" })).await;
    let token = token["token"].as_str().unwrap();
    let mine = format!("Patient/{}", person.patient);
    let (status, headers, body) = send(Request::get(at(portal, &mine))).await;
    assert_eq!((status, &body["resourceType"]), (StatusCode::UNAUTHORIZED, &json!("OperationOutcome")));
    assert!(headers.contains_key(WWW_AUTHENTICATE));
    let forged = token.replace('.', "x.");
    assert_eq!(read(portal, &forged, &mine, None).await.0, StatusCode::UNAUTHORIZED);
    let theirs = format!("Patient/{}", other.patient);
    assert_eq!(read(portal, token, &theirs, None).await.0, StatusCode::FORBIDDEN);
    let (status, headers, _) = read(portal, token, &mine, None).await;
    let etag = headers[ETAG].to_str().unwrap();
    assert_eq!(status, StatusCode::OK);
    assert_eq!(read(portal, token, &mine, Some(etag)).await.0, StatusCode::NOT_MODIFIED);
    let deleted = person.expected().into_keys().find(|name| name.starts_with("Immunization/")).unwrap();
    portal.steer(json!({ "do": "delete", "reference": deleted })).await;
    let (status, _, body) = read(portal, token, &deleted, None).await;
    assert_eq!((status, &body["resourceType"]), (StatusCode::GONE, &json!("OperationOutcome")));
}

#[test]
fn what_the_token_does_not_open_is_refused_and_not_empty() {
    run(async {
        let context = ["openid", "fhirUser", "launch/patient", "offline_access"];
        let opened = ["patient/Patient.rs", "patient/Observation.rs"];
        let closed = ["patient/Immunization.rs", "patient/Goal.rs"];
        let known: Vec<_> = context.into_iter().chain(opened).collect();
        let asked: Vec<_> = known.iter().copied().chain(closed).collect();
        // The token answer says that everything was granted. The token itself opens less.
        let more = json!({ "scopes": known, "overstated": asked.join(" ") });
        let change = |options: SmartOptions| options.with_scopes(asked);
        let Some(visit) = Visit::to(Kind::Hfs, more, change).await else { return };
        let report = visit.sync().await;
        for (query, expected) in
            [("Patient", "done"), (LABS, "done"), ("Immunization", "refused"), ("Goal", "refused")]
        {
            assert_eq!(outcome(&report, query), expected, "{query}");
        }
        let mut expected = briefly()[0].expected();
        expected.retain(|name, _| ["Patient", "Observation"].contains(&kind_of(name)));
        visit.has_exactly(&expected, &expected).await;
    });
}

#[test]
fn a_record_updated_between_pages_comes_with_the_next_increment() {
    run(async {
        let labs = with_labs(25);
        let Some(portal) = Portal::start(Kind::Hfs, &[&labs], json!({})).await else { return };
        let visit = Visit::at(portal, &labs, 10, |options| options).await;
        // The oldest stands on the last page; once it is updated it belongs on the first one, which was read already.
        let mut changed = labs.records().remove("Observation/lab-0").unwrap();
        changed["status"] = json!("amended");
        let put = json!({ "do": "put", "resource": changed });
        let report = at_page(&visit, 10, &put).await;
        assert_eq!(outcome(&report, LABS), "done");
        let before = records(&visit.backpack).len();
        visit.later();
        let again = visit.sync().await;
        // Whether the walk missed it or had it already, this brings it as it is now.
        assert_eq!(before, 25, "the walk missed nothing: {report:?}");
        assert_eq!((again.new, again.changed), (1, 0), "{again:?}");
        let mut loaded = labs.records();
        loaded.insert("Observation/lab-0".to_owned(), changed);
        visit.has_exactly(&loaded, &loaded).await;
    });
}

#[test]
fn a_walk_goes_on_where_it_was_after_the_server_was_down() {
    run(async {
        let labs = with_labs(25);
        let Some(portal) = Portal::start(Kind::Hfs, &[&labs], json!({})).await else { return };
        let visit = Visit::at(portal, &labs, 4, |options| options).await;
        let report = at_page(&visit, 8, &json!({ "do": "stop" })).await;
        assert_eq!(outcome(&report, LABS), "failed", "{report:?}");
        assert!(!report.complete, "{report:?}");
        let before = records(&visit.backpack).len();
        assert!((9..26).contains(&before), "{before} records");
        visit.portal.steer(json!({ "do": "start" })).await;
        let report = visit.sync().await;
        assert!(report.complete, "{report:?}");
        visit.has_all_of(&labs).await;
        let received = report.queries.iter().find(|query| query.id == LABS).unwrap().received;
        assert_eq!(usize::try_from(received).unwrap(), 26 - before, "the walk began anew");
    });
}

#[test]
fn a_server_that_ignores_the_patient_filter_gives_nobody_away() {
    run(async {
        let [person, other] = briefly();
        let careless = json!({ "careless": true });
        let Some(visit) = Visit::to(Kind::Hfs, careless, |options| options).await else { return };
        let report = visit.sync().await;
        assert!(report.refused_person > 10, "the server gave nothing of the other patient: {report:?}");
        visit.has_all_of(person).await;
        for (name, body) in visit.here().await {
            assert!(!body.to_string().contains(&other.patient), "{name} is about somebody else");
        }
    });
}

/// A person with this many lab results.
fn with_labs(count: usize) -> Loaded {
    let person = &briefly()[0];
    let patient = person.records().remove(&format!("Patient/{}", person.patient)).unwrap();
    let system = "http://terminology.hl7.org/CodeSystem/observation-category";
    let lab = |place| {
        json!({
            "resourceType": "Observation",
            "id": format!("lab-{place}"),
            "status": "final",
            "category": [{ "coding": [{ "system": system, "code": "laboratory" }] }],
            "code": { "coding": [{ "system": "http://loinc.org", "code": "2345-7", "display": "Glucose" }] },
            "subject": { "reference": format!("Patient/{}", person.patient) },
            "effectiveDateTime": format!("2024-03-{:02}", place + 1),
            "valueQuantity": { "value": 90 + place, "unit": "mg/dL" },
        })
    };
    Loaded::new(std::iter::once(patient).chain((0..count).map(lab)).collect())
}

/// Syncs, and steers the portal when so many lab results have come.
async fn at_page(visit: &Visit, received: u64, what: &Value) -> SyncReport {
    let is_done = AtomicBool::new(false);
    let progress = |progress: &Progress| {
        let labs = progress.queries.iter().find(|query| query.id == LABS);
        let now = labs.is_some_and(|labs| matches!(labs.slot, Slot::Active(count) if count >= received));
        if now && !is_done.swap(true, Ordering::SeqCst) {
            steer_now(&visit.portal.steering, what);
        }
    };
    let (options, cancel) = (SyncOptions::default(), Cancellation::new());
    let report = visit.backpack.sync_with(visit.connection, options, cancel, progress).await.unwrap();
    assert!(is_done.load(Ordering::SeqCst), "never so far");
    report
}

/// Steers while the sync stands still: between two pages there is no other moment.
fn steer_now(steering: &str, what: &Value) {
    let url = Url::parse(steering).unwrap();
    let mut stream = TcpStream::connect(("127.0.0.1", url.port().unwrap())).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
    let (path, body) = (url.path(), what.to_string());
    write!(stream, "POST {path} HTTP/1.0\r\nContent-Length: {}\r\n\r\n{body}", body.len()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.contains(" 200 OK"), "{answer}");
}

async fn read(
    portal: &Portal,
    token: &str,
    reference: &str,
    etag: Option<&str>,
) -> (StatusCode, HeaderMap, Value) {
    let mut request = with_token(Request::get(at(portal, reference)), token);
    if let Some(etag) = etag {
        request = request.header(IF_NONE_MATCH, etag.parse().unwrap());
    }
    send(request).await
}

fn at(portal: &Portal, reference: &str) -> Url {
    Url::parse(&format!("{}/{reference}", portal.base)).unwrap()
}

fn kind_of(name: &str) -> &str {
    name.split('/').next().unwrap()
}
