//! What is shown of a record and of a file, from the front door.

use std::sync::Arc;

use backpack::answers::SafeFile;
use backpack::import::FileConnector;
use backpack::narrative::NarrativeLimits;
use backpack::{Backpack, ErrorKind, Filter, Person, SignIn};
use backpack_testkit::run;

use crate::world::Home;

const PATIENT: &str = r#"{"resourceType":"Patient","id":"p","name":[{"text":"<b onclick=x>Ana"}],"text":{"status":"generated",
    "div":"<div xmlns=\"http://www.w3.org/1999/xhtml\"><script>alert(1)</script><p onclick=\"x\">Ana <a href=\"javascript:x\">Ruiz</a></p></div>"}}"#;
const PAGE: &str = "<!DOCTYPE html><html><head><title>x</title><script>alert(1)</script></head><body><h1>Visit</h1></body></html>";
const DOCUMENT: &str = "<?xml version='1.0'?><?xml-stylesheet href='x.xsl'?><ClinicalDocument xmlns='urn:hl7-org:v3'><title>Visit</title>\
    <component><structuredBody><component><section><title>Plan</title><text><paragraph onclick='x'>rest</paragraph></text></section>\
    </component></structuredBody></component></ClinicalDocument>";

async fn imported(backpack: &Backpack, bodies: &[String]) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("all.ndjson");
    std::fs::write(&file, bodies.iter().map(|body| body.replace('\n', "")).collect::<Vec<_>>().join("\n"))
        .unwrap();
    let SignIn::Done(connections) = backpack.connect(Arc::new(FileConnector::new([file]))).await.unwrap()
    else {
        panic!("files ask nobody to sign in");
    };
    let report = backpack.sync(connections[0]).await.unwrap();
    assert_eq!((report.new, report.quarantined), (bodies.len() as u64, 0));
}

#[test]
fn a_narrative_is_shown_safely_and_kept_as_it_came() {
    run(async {
        let home = Home::new();
        let account = home.create().await;
        let backpack = account.add_backpack(Person::unnamed()).await.unwrap();
        let bare = r#"{"resourceType":"Condition","id":"c","subject":{"reference":"Patient/p"}}"#;
        imported(&backpack, &[PATIENT.to_owned(), bare.to_owned()]).await;
        let records = backpack.find(&Filter::new()).records;
        let id_of =
            |kind: &str| records.iter().find(|record| record.header.resource_type == kind).unwrap().id;
        let limits = NarrativeLimits::default;
        let safe = backpack.narrative(id_of("Patient"), limits()).await.unwrap().unwrap();
        assert_eq!(safe.as_str(), "<div><p>Ana <a rel=\"noopener noreferrer\">Ruiz</a></p></div>");
        assert_eq!(backpack.narrative(id_of("Condition"), limits()).await.unwrap(), None);
        let body = backpack.body(id_of("Patient")).await.unwrap();
        assert_eq!(body, PATIENT.replace('\n', "").as_bytes());
        let tight = limits().with_html_bytes(10);
        let error = backpack.narrative(id_of("Patient"), tight).await.unwrap_err();
        assert_eq!(*error.kind(), ErrorKind::Invalid("larger than 10 bytes".to_owned()));
    });
}

#[test]
fn files_are_shown_by_what_they_are_or_not_at_all() {
    run(async {
        let home = Home::new();
        let account = home.create().await;
        let backpack = account.add_backpack(Person::unnamed()).await.unwrap();
        let mut shown = Vec::new();
        for (name, declared, content) in [
            ("page.html", Some("text/html"), PAGE),
            ("page.png", Some("image/png"), PAGE),
            ("visit.xml", Some("text/xml"), DOCUMENT),
            ("drawing.svg", Some("image/svg+xml"), "<svg onload=x></svg>"),
            ("drawing.html", Some("text/html"), "<svg onload=x></svg>"),
            ("note.rtf", Some("application/rtf"), "{\\rtf1 x}"),
            ("note.txt", None, "just words"),
        ] {
            let file = backpack.add_file(name, declared, content.as_bytes().to_vec()).await.unwrap();
            let safe = backpack.safe_file(file.id, NarrativeLimits::default()).await.unwrap();
            shown.push((
                name,
                safe.map(|safe| match safe {
                    SafeFile::Html(html) => html.into_string(),
                    SafeFile::Cda(document) => document.to_html().into_string(),
                    other => panic!("{other:?}"),
                }),
            ));
        }
        let page = || Some("<h1>Visit</h1>".to_owned());
        assert_eq!(
            shown,
            [
                ("page.html", page()),
                ("page.png", page()),
                ("visit.xml", Some("<h1>Visit</h1><h2>Plan</h2><p>rest</p>".to_owned())),
                ("drawing.svg", None),
                ("drawing.html", None),
                ("note.rtf", None),
                ("note.txt", None),
            ]
        );
    });
}

/// Beyond the limits of what is looked at inside a record, a view is lost, never the record.
#[test]
fn a_record_that_is_full_to_the_brim_is_kept() {
    run(async {
        let home = Home::new();
        let account = home.create().await;
        let backpack = account.add_backpack(Person::unnamed()).await.unwrap();
        let contained: Vec<String> = (0..5_000)
            .map(|at| format!(r##"{{"resourceType":"Practitioner","id":"c{at}","contained":"#c{at}"}}"##))
            .collect();
        let full = format!(
            r##"{{"resourceType":"Observation","id":"full","code":{{"text":"kept"}},"contained":[{}],"performer":[{{"reference":"#c4999"}}]}}"##,
            contained.join(",")
        );
        let extended = format!(
            r#"{{"resourceType":"Observation","id":"deep","code":{{"text":"deep"}},"extension":[{}"x"{}]}}"#,
            r#"{"url":"u","extension":["#.repeat(30),
            "]}".repeat(30)
        );
        let numbers = r#"{"resourceType":"Observation","id":"odd","code":{"text":"\ud800\u0000"},"valueQuantity":{"value":1e999999}}"#;
        imported(&backpack, &[full.clone(), extended.clone(), numbers.to_owned()]).await;
        for (id, body) in [("full", full.as_str()), ("deep", extended.as_str()), ("odd", numbers)] {
            let records = backpack.find(&Filter::new()).records;
            let record = records
                .iter()
                .find(|record| record.header.id.as_ref().is_some_and(|own| *own == id))
                .unwrap();
            assert_eq!(backpack.body(record.id).await.unwrap(), body.as_bytes());
        }
    });
}

/// A portal that sets a record back is believed in what it sends, and in nothing that it sent before.
#[test]
fn a_version_that_goes_back_is_one_more_version() {
    run(async {
        let home = Home::new();
        let account = home.create().await;
        let backpack = account.add_backpack(Person::unnamed()).await.unwrap();
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("one.json");
        let body = |version: u32, text: &str| {
            format!(
                r#"{{"resourceType":"Condition","id":"c","meta":{{"versionId":"{version}","lastUpdated":"20{version}0-01-01T00:00:00Z"}},"code":{{"text":"{text}"}}}}"#
            )
        };
        std::fs::write(&file, body(5, "new")).unwrap();
        let SignIn::Done(connections) =
            backpack.connect(Arc::new(FileConnector::new([&file]))).await.unwrap()
        else {
            panic!("files ask nobody to sign in");
        };
        for (version, text) in [(5, "new"), (3, "old"), (9, "future")] {
            std::fs::write(&file, body(version, text)).unwrap();
            let report = backpack.sync(connections[0]).await.unwrap();
            assert_eq!((report.received, report.new + report.changed), (1, 1), "{text}");
            let records = backpack.find(&Filter::new()).records;
            assert_eq!((records.len(), records[0].title()), (1, text));
        }
        let record = backpack.find(&Filter::new()).records.remove(0);
        let mut bodies = Vec::new();
        for version in 0..record.versions {
            bodies.push(backpack.original(record.id, version).await.unwrap().body);
        }
        assert_eq!(bodies, [body(5, "new"), body(3, "old"), body(9, "future")].map(String::into_bytes));
    });
}
