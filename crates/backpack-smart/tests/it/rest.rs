//! The searches for what those before them leave out: no portal has to answer them.

use backpack_connect::{Connector as _, Grant, Outcome, Page, Query};
use backpack_smart::Dialects;
use backpack_smart::probe::{Declared, probe};
use backpack_testkit::run;
use serde_json::{Value, json};

use crate::fake::{BASE, Fake, Reply, connector, done, entry, json as fhir, page, reply, shown};
use crate::first::grant_with;

/// What is left over, and how it is asked for.
const REST: [(&str, &str); 5] = [
    ("Condition", "/fhir/Condition?patient=p1&_count=100"),
    ("Observation?category:missing=true", "/fhir/Observation?patient=p1&category%3Amissing=true&_count=100"),
    ("CarePlan", "/fhir/CarePlan?patient=p1&_count=100"),
    ("CareTeam", "/fhir/CareTeam?patient=p1&_count=100"),
    ("Claim", "/fhir/Claim?patient=p1&_count=100"),
];

/// A grant without provenance, at a portal that declares nothing.
fn grant() -> Grant {
    let scopes = REST.map(|(id, _)| format!("patient/{}.rs", id.split('?').next().unwrap()));
    grant_with(&scopes.join(" "), "[]", "")
}

fn pull(id: &str, url: &str, answer: Reply) -> Page {
    let fake = Fake::new();
    fake.get(url, answer);
    run(connector().pull(&fake.context(), &grant(), &Query::new(id, ""), None)).unwrap()
}

#[test]
fn a_portal_that_refuses_what_it_need_not_answer_does_not_support_it() {
    let outcome = r#"{"resourceType":"OperationOutcome","issue":[{"severity":"error","diagnostics":"no"}]}"#;
    for (id, url) in REST {
        for answer in
            [fhir(400, outcome), fhir(403, outcome), fhir(422, ""), fhir(404, ""), fhir(200, outcome)]
        {
            let told = format!("{id} {answer:?}");
            assert_eq!(shown(pull(id, url, answer)), done(&[], None, Outcome::NotSupported), "{told}");
        }
        let item = r#"{"resource":{"resourceType":"OperationOutcome","issue":[{"severity":"error"}]}}"#;
        assert_eq!(shown(pull(id, url, page(&[item], None))).outcome, Some(Outcome::NotSupported), "{id}");
        // What comes is kept, and nothing is nothing.
        let name = id.split('?').next().unwrap();
        let found = format!(r#"{{"resource":{{"resourceType":"{name}","id":"a"}}}}"#);
        assert_eq!(shown(pull(id, url, page(&[&found], None))), done(&["a"], None, Outcome::Done), "{id}");
    }
}

#[test]
fn a_portal_in_trouble_is_asked_again_all_the_same() {
    for (id, url) in REST {
        let fake = Fake::new();
        fake.get(url, reply(503, "", ""));
        let asked = run(connector().pull(&fake.context(), &grant(), &Query::new(id, ""), None));
        assert_eq!(asked.unwrap_err().kind(), &backpack_connect::ErrorKind::Busy(None), "{id}");
    }
}

#[test]
fn only_a_grant_of_the_whole_type_asks_what_is_left_over() {
    let names = |scopes: &str| {
        let context = Fake::new().context();
        let plan = run(connector().plan(&context, &grant_with(scopes, "[]", ""))).unwrap();
        let rest = REST.iter().map(|(id, _)| *id).filter(|id| plan.iter().any(|query| query.id == *id));
        rest.collect::<Vec<_>>()
    };
    let all = REST.map(|(id, _)| id);
    assert_eq!(names("patient/*.rs"), all);
    assert_eq!(names("patient/*.read"), all);
    assert_eq!(names("patient/Condition.rs patient/Claim.s"), ["Condition", "Claim"]);
    let granular = "patient/Condition.rs?category=http://x|a patient/Observation.rs?category=http://x|b \
                    patient/CarePlan.rs?category=http://x|c patient/CareTeam.rs?status=active";
    assert_eq!(names(granular), [] as [&str; 0]);
    // A grant that became narrower after the plan was made is no error.
    let fake = Fake::new();
    for (id, _) in REST {
        let narrow = grant_with(granular, "[]", "");
        let asked = run(connector().pull(&fake.context(), &narrow, &Query::new(id, ""), None)).unwrap();
        assert_eq!(shown(asked), done(&[], None, Outcome::NotGranted), "{id}");
    }
    assert_eq!(fake.log(), [] as [&str; 0]);
}

#[test]
fn a_self_link_tells_whether_the_missing_category_was_looked_for() {
    let (id, url) = REST[1];
    let warned = |own: &str| {
        let entry = entry("a", "2026-01-01T00:00:00Z");
        let link = format!(r#""link":[{{"relation":"self","url":"{own}"}}]"#);
        let body = format!(r#"{{"resourceType":"Bundle","type":"searchset",{link},"entry":[{entry}]}}"#);
        pull(id, url, fhir(200, body)).warnings
    };
    let none: [&str; 0] = [];
    for honoured in ["category:missing=true", "category%3Amissing=true"] {
        assert_eq!(warned(&format!("{BASE}/Observation?patient=p1&{honoured}")), none, "{honoured}");
    }
    let ignored = warned(&format!("{BASE}/Observation?patient=p1"));
    assert_eq!(ignored, ["the portal did not honour category:missing"]);
}

#[test]
fn a_probe_looks_for_the_parameter_and_not_for_its_modifier() {
    let declared = |parameters: Value| {
        let fake = Fake::new();
        let statement = json!({"resourceType": "CapabilityStatement", "fhirVersion": "4.0.1",
            "rest": [{"resource": [{"type": "Observation", "searchParam": parameters}]}]});
        fake.get("/fhir/metadata", fhir(200, statement.to_string()));
        let report = run(probe(&fake.context(), BASE, &Dialects::built_in(), None)).unwrap();
        let query = report.queries.into_iter().find(|query| query.id == REST[1].0).unwrap();
        (query.label, query.declared)
    };
    let label = || "results without a category".to_owned();
    let both = json!([{"name": "patient"}, {"name": "category"}]);
    assert_eq!(declared(both), (label(), Declared::Yes));
    let missing = Declared::NoParameter("category".to_owned());
    assert_eq!(declared(json!([{"name": "patient"}])), (label(), missing));
}
