//! Who is found in files, and what goes with whom.

use backpack_connect::{Connector as _, ErrorKind};
use backpack_core::Cancellation;
use backpack_import::FileConnector;
use backpack_testkit::run;

use crate::support::{Folder, context, grant, pull, put};

const ANN: &str = r#"{"resourceType":"Bundle","type":"transaction","entry":[
    {"fullUrl":"urn:uuid:o","resource":{"resourceType":"Organization","id":"o"}},
    {"fullUrl":"urn:uuid:a","resource":{"resourceType":"Patient","id":"ann","birthDate":"1970-02","gender":"female",
        "name":[{"given":["Ann"],"family":"Ek"}]}},
    {"fullUrl":"urn:uuid:g","resource":{"resourceType":"Goal","id":"g","subject":{"reference":"urn:uuid:a"}}},
    {"resource":{"resourceType":"Goal","id":"of-bo","subject":{"reference":"https://p.invalid/Patient/bo"}}}]}"#;

const BO: &str = r#"{"resourceType":"Goal","id":"1","subject":{"reference":"Patient/bo"}}
{"resourceType":"Location","id":"l"}
{"resourceType":"Patient","id":"bo"}
"#;

fn ids(
    found: &[(String, Vec<backpack_connect::Item>, backpack_connect::Outcome)],
) -> Vec<(String, Option<String>)> {
    let items = found.iter().flat_map(|(_, items, _)| items).map(put);
    let id = |body: &[u8]| {
        let text = String::from_utf8_lossy(body).into_owned();
        text.split("\"id\":\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
    };
    items.map(|put| (id(&put.body), put.patient.clone())).collect()
}

async fn of_each(connector: &FileConnector) -> Vec<(Option<String>, u64, Vec<String>)> {
    let people = connector.people(&context()).await.unwrap();
    let mut all = Vec::new();
    for person in &people.found {
        let own = people.connector(person);
        assert_eq!(own.descriptor().portal, connector.descriptor().portal);
        let pulled = ids(&pull(&own, &context()).await);
        assert!(pulled.iter().all(|(_, patient)| *patient == person.patient));
        all.push((person.patient.clone(), person.items, pulled.into_iter().map(|(id, _)| id).collect()));
    }
    all
}

type Told<'a> = (Option<&'a str>, u64, Vec<&'a str>);

fn told(all: &[(Option<String>, u64, Vec<String>)]) -> Vec<Told<'_>> {
    all.iter()
        .map(|(patient, items, ids)| (patient.as_deref(), *items, ids.iter().map(String::as_str).collect()))
        .collect()
}

#[test]
fn everything_goes_with_exactly_one() {
    let folder = Folder::new(&[("1.json", ANN), ("2.ndjson", BO)]);
    let all = run(of_each(&folder.connector()));
    let expected = [
        (Some("ann"), 3, vec!["o", "ann", "g"]),
        (Some("bo"), 3, vec!["of-bo", "1", "bo"]),
        (None, 1, vec!["l"]),
    ];
    assert_eq!(told(&all), expected);
}

#[test]
fn what_names_nobody_goes_with_the_only_person() {
    let folder = Folder::new(&[("2.ndjson", BO), ("3.json", r#"{"resourceType":"Practitioner","id":"p"}"#)]);
    let all = run(of_each(&folder.connector()));
    assert_eq!(told(&all), [(Some("bo"), 4, vec!["1", "l", "bo", "p"])]);
}

#[test]
fn a_line_that_is_a_bundle_has_patients_of_its_own() {
    let line = |id: &str| {
        format!(
            r#"{{"resourceType":"Bundle","entry":[{{"resource":{{"resourceType":"Organization","id":"o-{id}"}}}},{{"fullUrl":"urn:uuid:1","resource":{{"resourceType":"Patient","id":"{id}"}}}},{{"resource":{{"resourceType":"Goal","id":"g-{id}","subject":{{"reference":"urn:uuid:1"}}}}}}]}}"#
        )
    };
    let folder = Folder::new(&[("a.ndjson", &format!("{}\n{}\n", line("ann"), line("bo")))]);
    let all = run(of_each(&folder.connector()));
    let expected =
        [(Some("ann"), 3, vec!["o-ann", "ann", "g-ann"]), (Some("bo"), 3, vec!["o-bo", "bo", "g-bo"])];
    assert_eq!(told(&all), expected);
}

#[test]
fn a_patient_without_an_id_is_the_one_of_its_address() {
    let bundle = r#"{"resourceType":"Bundle","entry":[
        {"fullUrl":"https://p.invalid/Patient/ann","resource":{"resourceType":"Patient","id":"","language":"en"}},
        {"resource":{"resourceType":"Goal","id":"g","subject":{"reference":"Patient/ann"}}}]}"#;
    let folder = Folder::new(&[("1.json", bundle)]);
    let all = run(of_each(&folder.connector()));
    assert_eq!(told(&all), [(Some("ann"), 2, vec!["", "g"])]);
}

#[test]
fn one_id_in_documents_of_two_people_is_two_people() {
    let bundle = |name: &str, born: &str| {
        format!(
            r#"{{"resourceType":"Bundle","entry":[{{"resource":{{"resourceType":"Patient","id":"1","birthDate":"{born}","name":[{{"family":"Ek","given":["{name}"]}}]}}}},{{"resource":{{"resourceType":"Goal","id":"of-{name}","subject":{{"reference":"Patient/1"}}}}}}]}}"#
        )
    };
    let files = [
        ("1.json", bundle("Ann", "1970-02-03")),
        ("2.json", bundle("Bo", "2001")),
        ("3.json", bundle("Anna", "1970")),
    ];
    let files: Vec<_> = files.iter().map(|(name, text)| (*name, text.as_str())).collect();
    let folder = Folder::new(&files);
    let all = run(of_each(&folder.connector()));
    let expected = [(Some("1"), 4, vec!["1", "of-Ann", "1", "of-Anna"]), (Some("1"), 2, vec!["1", "of-Bo"])];
    assert_eq!(told(&all), expected);
}

#[test]
fn lines_that_contradict_each_other_are_said() {
    let line = |born: &str| format!(r#"{{"resourceType":"Patient","id":"1","birthDate":"{born}"}}"#);
    for (other, contradicted) in [("1970-02", false), ("1971", true)] {
        let text = format!("{}\n{}\n", line("1970-02-03"), line(other));
        let folder = Folder::new(&[("a.ndjson", &text)]);
        let people = run(folder.connector().people(&context())).unwrap();
        let found: Vec<_> = people.found.iter().map(|person| person.contradicted).collect();
        assert_eq!(found, [contradicted], "{other}");
    }
}

#[test]
fn people_are_described_by_their_own_resource() {
    let folder = Folder::new(&[("1.json", ANN)]);
    run(async {
        let connector = folder.connector();
        let people = connector.people(&context()).await.unwrap();
        let ann = &people.found[0];
        let known = (ann.name.as_deref(), ann.birth_date.as_deref(), ann.gender.as_deref());
        assert_eq!(known, (Some("Ann Ek"), Some("1970-02"), Some("female")));
        let own = people.connector(ann);
        assert_eq!(grant(&own).await.patient.name.as_deref(), Some("Ann Ek"));
        let many = [&connector, &own].map(|connector| connector.descriptor().capabilities.many_patients);
        assert_eq!(many, [true, false]);
    });
}

#[test]
fn files_opened_for_one_person_serve_no_other() {
    let folder = Folder::new(&[("1.json", ANN)]);
    run(async {
        let people = folder.connector().people(&context()).await.unwrap();
        let [ann, bo] = [0, 1].map(|at| people.connector(&people.found[at]));
        let failed = ann.plan(&context(), &grant(&bo).await).await.unwrap_err();
        assert_eq!(failed.kind(), &ErrorKind::Config("the files are opened for another person"));
    });
}

#[test]
fn looking_for_people_can_be_cancelled() {
    let folder = Folder::new(&[("1.json", ANN)]);
    let cancel = Cancellation::new();
    cancel.cancel();
    let failed = run(folder.connector().people(&context().with_cancel(cancel))).unwrap_err();
    assert_eq!(failed.kind(), &ErrorKind::Cancelled);
}
