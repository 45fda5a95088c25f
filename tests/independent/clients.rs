//! Other people's clients against the demo portal: what they see there is what it holds, so that the fake is a fair one.

use std::collections::BTreeSet;
use std::env;
use std::ffi::OsString;
use std::path::Path;
use std::process::Command;

use backpack_testkit::people::{PeopleOptions, Person};
use backpack_testkit::portal::{DemoPortal, PortalOptions};
use backpack_testkit::run;
use serde_json::Value;

/// The folder in which `fhirclient` for Node is installed, and where this folder's scripts were copied to.
pub(super) const NODE: &str = "BACKPACK_INDEPENDENT_NODE";
/// The Python that has its `fhirclient`.
pub(super) const PYTHON: &str = "BACKPACK_INDEPENDENT_PYTHON";
/// What one page holds, so that there is something to page through.
const PAGE: usize = 7;

/// A demo portal that signs everybody in as the first of two people.
async fn portal() -> (DemoPortal, Person) {
    let small = PeopleOptions::with_resources(PeopleOptions::LEAST);
    let (person, other) = (Person::from_seed(31, small), Person::from_seed(32, small));
    let options = PortalOptions::people(vec![person.clone(), other]).approved();
    (DemoPortal::start(options).await.unwrap(), person)
}

/// Returns what the portal holds of the person, by reference: all of some types.
fn held(portal: &DemoPortal, person: &Person, types: &[String]) -> Vec<String> {
    let of_type = |kind: &String| portal.edit(|records| records.references(person.patient_id(), kind));
    let mut held: Vec<_> = types.iter().flat_map(of_type).collect();
    held.sort();
    held
}

/// Returns the named folder or program, or says why the test is skipped.
pub(super) fn named(variable: &str) -> Option<OsString> {
    let found = env::var_os(variable);
    match found {
        Some(_) => println!("independent: {variable} ran"),
        None => println!("independent: skipped, {variable} is not set; tests/independent/run sets it"),
    }
    found
}

/// Runs a client to its end while the portal answers it, and returns what it says.
pub(super) async fn said(mut client: Command) -> Value {
    let output = tokio::task::spawn_blocking(move || client.output().unwrap()).await.unwrap();
    let (said, complaint) =
        (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "the client failed: {said}\n{complaint}");
    serde_json::from_str(said.lines().last().unwrap()).unwrap()
}

fn names(value: &Value) -> Vec<&str> {
    value.as_array().unwrap().iter().map(|name| name.as_str().unwrap()).collect()
}

#[test]
fn fhirclient_for_node_signs_in_and_pages_through_the_demo_portal() {
    run(async {
        let Some(folder) = named(NODE) else { return };
        let (portal, person) = portal().await;
        let mut client = Command::new("node");
        client.arg(Path::new(&folder).join("client.mjs")).args([portal.fhir_base(), portal.client_id()]);
        client.arg(format!("Observation?_count={PAGE}"));
        let said = said(client).await;
        let held = held(&portal, &person, &["Observation".to_owned()]);
        assert!(held.len() > 2 * PAGE, "too few to page through");
        assert_eq!(names(&said["found"]), held);
        assert_eq!(said["patient"], person.patient_id());
        assert_eq!(said["pages"], held.len().div_ceil(PAGE));
        assert_eq!(said["refreshed"], true);
    });
}

#[test]
fn fhirclient_for_python_reads_every_record_of_the_demo_portal_into_its_models() {
    run(async {
        let Some(python) = named(PYTHON) else { return };
        let (portal, person) = portal().await;
        // What belongs to no patient has no search by one.
        let apart = [
            "Binary",
            "Location",
            "Medication",
            "Organization",
            "Patient",
            "Practitioner",
            "PractitionerRole",
        ];
        let types: BTreeSet<_> = person.resources().map(|resource| resource.resource_type).collect();
        let types: Vec<_> = types.into_iter().filter(|kind| !apart.contains(&kind.as_str())).collect();
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("independent/clients/client.py");
        let mut client = Command::new(python);
        client.arg(script).args([portal.fhir_base(), portal.client_id(), &PAGE.to_string()]).args(&types);
        let said = said(client).await;
        assert_eq!(said["invalid"], serde_json::json!({}));
        assert_eq!(names(&said["found"]), held(&portal, &person, &types));
        assert_eq!(said["patient"], person.patient_id());
        assert_eq!(said["refreshed"], true);
    });
}
