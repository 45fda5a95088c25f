use backpack_testkit::people::{PeopleOptions, Person};
use backpack_testkit::portal::{DemoPortal, PortalOptions};

use crate::{report, run, sums};

/// Runs `connect` beside a portal of this process.
fn with_portal(options: PortalOptions, work: impl FnOnce(&DemoPortal)) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let portal = runtime.block_on(DemoPortal::start(options)).unwrap();
    work(&portal);
    runtime.block_on(portal.stop());
}

fn person(seed: u64) -> Person {
    Person::from_seed(seed, PeopleOptions::small())
}

fn arguments<'a>(portal: &'a DemoPortal, more: &[&'a str]) -> Vec<&'a str> {
    let base = ["--fhir-base", portal.fhir_base(), "--client-id", portal.client_id()];
    let flags = ["--headless", "--insecure-loopback", "--store", "here", "--json"];
    [&base[..], &flags[..], more].concat()
}

#[test]
fn it_signs_in_imports_and_reports() {
    let folder = tempfile::tempdir().unwrap();
    with_portal(PortalOptions::people(vec![person(3)]).approved(), |portal| {
        let arguments = arguments(portal, &[]);
        let first = run("connect", folder.path(), &arguments);
        assert!(first.status.success(), "{}", String::from_utf8_lossy(&first.stderr));
        let first = report(&String::from_utf8_lossy(&first.stdout));
        let (received, new) = sums(&first);
        assert!(new > 250 && received >= new, "{first}");
        assert_eq!(first["by_type"]["Patient"], 1);

        let second = run("connect", folder.path(), &arguments);
        assert_eq!(sums(&report(&String::from_utf8_lossy(&second.stdout))).1, 0);
    });
    // The Backpack has a name by now: somebody else's record comes into it only if the person says so.
    with_portal(PortalOptions::people(vec![person(4)]).approved(), |portal| {
        let refused = run("connect", folder.path(), &arguments(portal, &[]));
        assert!(!refused.status.success());
        assert!(String::from_utf8_lossy(&refused.stderr).contains("another person"));
        let confirmed = run("connect", folder.path(), &arguments(portal, &["--confirm-person"]));
        assert!(sums(&report(&String::from_utf8_lossy(&confirmed.stdout))).1 > 250);
    });
}

#[test]
fn what_goes_wrong_is_said_and_ends_with_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let cases = [
        (
            vec!["--fhir-base", "http://127.0.0.1:9/fhir", "--client-id", "x", "--headless"],
            "address is not allowed",
        ),
        (
            vec![
                "--fhir-base",
                "http://127.0.0.1:9/fhir",
                "--client-id",
                "x",
                "--headless",
                "--insecure-loopback",
            ],
            "portal",
        ),
        (vec!["--client-id", "x"], "--fhir-base is missing"),
        (vec!["--fhir"], "there is no --fhir"),
    ];
    for (arguments, words) in cases {
        let ended = run("connect", folder.path(), &arguments);
        let said = String::from_utf8_lossy(&ended.stderr).into_owned();
        assert!(!ended.status.success(), "{arguments:?}");
        assert!(said.contains(words), "{arguments:?}: {said}");
    }
}
