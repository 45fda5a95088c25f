//! Faults of what the portal says of itself.

use backpack_testkit::portal::{DiscoveryFault, Fault, When};
use backpack_testkit::run;
use serde_json::{Value, json};

use crate::client::{discovery, document};
use crate::portal::portal;

#[test]
fn each_fault_of_discovery_spoils_one_thing() {
    run(async {
        let portal = portal().await;
        let good = discovery(&portal).await;
        let changed = |name: &str, value: Value| {
            let mut changed = good.clone();
            changed[name] = value;
            changed
        };
        let without = |name: &str| {
            let mut changed = good.clone();
            changed.as_object_mut().unwrap().remove(name);
            changed
        };
        let mut elsewhere = changed("authorization_endpoint", json!("https://other.example/authorize"));
        elsewhere["token_endpoint"] = json!("https://other.example/token");
        let at = DiscoveryFault::EndpointsAt("https://other.example".to_owned());
        let cases = [
            (DiscoveryFault::NotAnObject, json!([good.clone()])),
            (DiscoveryFault::NoAuthorizationEndpoint, without("authorization_endpoint")),
            (DiscoveryFault::NoTokenEndpoint, without("token_endpoint")),
            (DiscoveryFault::PlainPkce, changed("code_challenge_methods_supported", json!(["plain"]))),
            (at, elsewhere),
        ];
        for (fault, expected) in cases {
            portal.arm(Fault::Discovery(fault.clone()), When::always().times(1));
            assert_eq!(discovery(&portal).await, expected, "{fault:?}");
        }
        assert_eq!(discovery(&portal).await, good);
    });
}

#[test]
fn addresses_may_be_relative_to_the_base_and_types_wrong() {
    run(async {
        let portal = portal().await;
        let good = discovery(&portal).await;
        portal.arm(Fault::Discovery(DiscoveryFault::Relative), When::always().times(1));
        let relative = discovery(&portal).await;
        assert_eq!(relative["token_endpoint"], "../token");
        let base = url::Url::parse(&format!("{}/", portal.fhir_base())).unwrap();
        for name in ["authorization_endpoint", "token_endpoint", "revocation_endpoint", "jwks_uri"] {
            let joined = base.join(relative[name].as_str().unwrap()).unwrap();
            assert_eq!(good[name], joined.as_str(), "{name}");
        }
        portal.arm(Fault::Discovery(DiscoveryFault::WrongTypes), When::always().times(1));
        let crooked = discovery(&portal).await;
        assert_eq!(
            (&crooked["scopes_supported"], &crooked["token_endpoint"]),
            (&json!(7), &good["token_endpoint"])
        );
    });
}

#[test]
fn a_portal_may_be_of_another_version() {
    run(async {
        let portal = portal().await;
        let url = format!("{}/metadata", portal.fhir_base());
        let old = DiscoveryFault::FhirVersion("1.0.2".to_owned());
        portal.arm(Fault::Discovery(old), When::path("/fhir/metadata").times(1));
        let versions =
            [document(&url).await["fhirVersion"].clone(), document(&url).await["fhirVersion"].clone()];
        assert_eq!(versions, [json!("1.0.2"), json!("4.0.1")]);
    });
}
