use backpack_connect::Credential;
use proptest::prelude::proptest;
use url::Url;

fn covers(audience: &str, url: &str) -> bool {
    Credential::new("Bearer t".into(), Url::parse(audience).unwrap()).covers(&Url::parse(url).unwrap())
}

#[test]
fn a_credential_stays_below_its_audience() {
    let base = "https://portal.example/fhir/r4";
    for inside in [
        "https://portal.example/fhir/r4",
        "https://portal.example/fhir/r4/Patient?_id=1",
        "https://PORTAL.example:443/fhir/r4/x",
    ] {
        assert!(covers(base, inside), "{inside}");
        assert!(covers(&format!("{base}/"), inside), "{inside}");
    }
    for outside in [
        "http://portal.example/fhir/r4/Patient",
        "https://portal.example:8443/fhir/r4/Patient",
        "https://portal.example.evil.example/fhir/r4/Patient",
        "https://portal.example/fhir/r4evil/Patient",
        "https://portal.example/fhir/r4/../admin",
        "https://portal.example/fhir/r4/%2e%2e/admin",
        "https://portal.example/fhir",
        "https://sub.portal.example/fhir/r4/Patient",
    ] {
        assert!(!covers(base, outside), "{outside}");
    }
}

proptest! {
    #[test]
    fn another_host_is_never_covered(host in "[a-z]{1,12}\\.example") {
        let other = host != "portal.example";
        assert_eq!(covers("https://portal.example/", &format!("https://{host}/")), !other);
    }
}
