//! Headers from real resources: how many are refused, how many get a title and a date.

use std::collections::BTreeMap;

use backpack_record::{Bundle, Header, Refusal};
use serde_json::Value;

use super::{facts, group};

/// What was read of one set.
#[derive(Default)]
struct Tally {
    resources: usize,
    titled: usize,
    dated: usize,
    has_date: usize,
    refused: BTreeMap<String, usize>,
}

impl Tally {
    fn read(&mut self, body: &[u8]) {
        self.resources += 1;
        let header = match Header::read(body) {
            Ok(header) => header,
            Err(refusal) => {
                *self.refused.entry(refusal.to_string()).or_default() += 1;
                return;
            }
        };
        // A title is the source's own words when it says more than the type split into words.
        let fallback = header.title.replace(' ', "").eq_ignore_ascii_case(&header.resource_type);
        self.titled += usize::from(!fallback);
        self.dated += usize::from(header.when.is_some());
        self.has_date +=
            usize::from(header.when.is_some() || has_date(&serde_json::from_slice(body).unwrap()));
    }

    fn share(part: usize, whole: usize) -> f64 {
        if whole == 0 { 100.0 } else { 100.0 * part as f64 / whole as f64 }
    }
}

/// Says whether a resource has a date of its own, beside its identity and bookkeeping.
fn has_date(resource: &Value) -> bool {
    let date = |name: &str| {
        name.ends_with("Date")
            || name.ends_with("DateTime")
            || name.ends_with("Period")
            || ["date", "issued", "authoredOn", "period", "sent", "created", "recorded"].contains(&name)
    };
    let own = |(name, value): (&String, &Value)| name != "birthDate" && date(name) && !value.is_null();
    resource.as_object().is_some_and(|members| members.iter().any(own))
}

fn read_set(name: &'static str) -> Option<Tally> {
    let set = group(name)?;
    let mut tally = Tally::default();
    for path in set.json() {
        let bytes = std::fs::read(path).unwrap();
        match Bundle::split(&bytes) {
            Ok(bundle) => {
                bundle.entries.iter().filter_map(|entry| entry.resource).for_each(|body| tally.read(body));
            }
            Err(_) => tally.read(&bytes),
        }
    }
    println!(
        "corpora: {name}: {} resources, refused {:?}, {:.1} % with a title of their own, {:.1} % with a date where the resource has one",
        tally.resources,
        tally.refused,
        Tally::share(tally.titled, tally.resources),
        Tally::share(tally.dated, tally.has_date),
    );
    Some(tally)
}

/// Reads a set of good data: nothing may be refused, and hardly a date may be missed.
fn reads_well(name: &'static str, dates: f64) {
    let Some(tally) = read_set(name) else { return };
    assert!(tally.resources > 0, "{name} is empty");
    let refused: usize = tally.refused.values().sum();
    // Some sets hold JSON that is no resource at all; an independent program says how many.
    let json = |facts: &&Value| facts["file"].as_str().unwrap().ends_with(".json");
    let foreign = facts(name).iter().filter(json).filter(|facts| !facts["resourceType"].is_string()).count();
    assert_eq!(refused, foreign, "{:?}", tally.refused);
    assert!(
        Tally::share(tally.dated, tally.has_date) >= dates,
        "{} of {} dated",
        tally.dated,
        tally.has_date
    );
}

macro_rules! sets {
    ($($test:ident: $name:literal, $dates:literal;)*) => {$(
        #[test]
        fn $test() {
            reads_well($name, $dates);
        }
    )*};
}

sets! {
    r4_synthea: "fhir-r4/synthea", 99.0;
    r4_hl7_examples: "fhir-r4/hl7-examples", 80.0;
    r4_us_core: "fhir-r4/us-core-examples", 80.0;
    r4_all_types: "fhir-r4/ms-inferno-uscore", 95.0;
    r4b_hl7_examples: "fhir-r4b/hl7-examples", 80.0;
    r5_hl7_examples: "fhir-r5/hl7-examples", 80.0;
    stu3_hl7_examples: "fhir-stu3/hl7-examples", 80.0;
    stu3_synthea: "fhir-stu3/synthea", 95.0;
    stu3_smart: "fhir-stu3/smart", 95.0;
    stu3_questionnaires: "fhir-stu3/pro", 95.0;
    dstu2_hl7_examples: "fhir-dstu2/hl7-examples", 80.0;
    dstu2_synthea: "fhir-dstu2/synthea", 95.0;
    dstu2_custom: "fhir-dstu2/custom", 95.0;
    claims: "eob/bluebutton", 80.0;
}

#[test]
fn refusals_say_why() {
    let cases: [(&[u8], Refusal); 3] = [
        (b"[]", Refusal::NotAnObject),
        (b"{\"id\":\"1\"}", Refusal::NoResourceType),
        (b"{\"resourceType\":\"Patient\",\"id\":\"1\",\"id\":\"2\"}", Refusal::DuplicateKey),
    ];
    for (body, refusal) in cases {
        assert_eq!(Header::read(body).unwrap_err(), refusal);
    }
}
