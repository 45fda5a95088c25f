use backpack_testkit::portal::{DemoPortal, PortalOptions};

use crate::{output, run};

#[test]
fn a_portal_in_order_is_said_to_be() {
    let folder = tempfile::tempdir().unwrap();
    let said = output("check_portal", folder.path(), &["--demo"]);
    for words in [
        "This portal can be connected.",
        "PKCE: with S256, as it should be",
        "Increments: they work",
        "Renewal: the grant was renewed without you.",
        "All is well with this portal.",
    ] {
        assert!(said.contains(words), "{words}: {said}");
    }
    assert_eq!(said.lines().filter(|line| line.starts_with("  passed  ")).count(), 10, "{said}");
    assert!(std::fs::read_dir(folder.path()).unwrap().next().is_none(), "something was kept");
}

#[test]
fn what_is_wrong_is_said_and_told_by_the_exit_code() {
    let folder = tempfile::tempdir().unwrap();
    let ended = run("check_portal", folder.path(), &["--demo", "--faults"]);
    let said = String::from_utf8_lossy(&ended.stdout).into_owned();
    assert_eq!(ended.status.code(), Some(1), "{said}");
    let line = |label: &str| said.lines().find(|line| line.starts_with(label)).unwrap_or_default().to_owned();
    assert!(line("goals").contains("REFUSED"), "{said}");
    assert!(line("immunizations").contains("FAILED: the portal failed with status 500"), "{said}");
    assert!(line("procedures").contains("PARTIAL"), "{said}");
    assert!(line("Missing or in part").contains("goals"), "{said}");
    // A portal that asks for patience once is no portal with a fault.
    assert!(line("lab results").ends_with("whole"), "{said}");
}

#[test]
fn without_a_sign_in_only_the_public_documents_are_read() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let portal = runtime.block_on(DemoPortal::start(PortalOptions::default())).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let said =
        output("check_portal", folder.path(), &["--fhir-base", portal.fhir_base(), "--insecure-loopback"]);
    assert!(said.contains("By its own word (35 resource types declared)"), "{said}");
    assert!(!said.contains("Signing in."), "{said}");
    let paths: Vec<String> = portal.requests().iter().map(|request| request.path.clone()).collect();
    assert_eq!(paths, ["/fhir/.well-known/smart-configuration", "/fhir/metadata"]);
    runtime.block_on(portal.stop());
    let ended = run("check_portal", folder.path(), &["--fhir-base", portal_less(), "--insecure-loopback"]);
    let said = String::from_utf8_lossy(&ended.stdout).into_owned();
    assert_eq!(ended.status.code(), Some(1));
    assert!(said.contains("It cannot be reached at the moment."), "{said}");
    let usage = run("check_portal", folder.path(), &["--fhir"]);
    assert_eq!(usage.status.code(), Some(2));
}

/// An address at which nothing listens.
fn portal_less() -> &'static str {
    "http://127.0.0.1:9/fhir"
}
