//! What a portal said a few minutes ago is not asked again, and a sign-in that moved is told.

use std::time::Duration;

use backpack_connect::{Connector as _, ErrorKind};
use backpack_smart::{AssociatedEndpoint, SmartConnector};
use backpack_testkit::{VirtualClock, run};
use serde_json::{Value, json};

use crate::fake::{Fake, connector, kind};
use crate::visit::{begin_at, portal, says};

#[test]
fn a_portal_is_asked_about_itself_every_five_minutes() {
    let (fake, connector, clock) = (portal(&json!({})), connector(), VirtualClock::new());
    let asked = || {
        begin_at(&fake, &connector, &clock).unwrap();
        fake.log().len()
    };
    assert_eq!((asked(), asked()), (2, 0));
    clock.advance(Duration::from_secs(299));
    assert_eq!(asked(), 0);
    clock.advance(Duration::from_secs(1));
    assert_eq!((asked(), asked()), (2, 0));
    // A clock that was set back tells no age.
    clock.set(backpack_core::Timestamp::from_millis(0));
    assert_eq!(asked(), 2);
}

#[test]
fn what_failed_is_not_remembered() {
    let (fake, connector, clock) = (Fake::new(), connector(), VirtualClock::new());
    fake.get("/fhir/.well-known/smart-configuration", crate::fake::reply(503, "", ""));
    says(&fake, &json!({}));
    assert_eq!(begin_at(&fake, &connector, &clock).err(), Some(ErrorKind::Busy(None)));
    assert!(begin_at(&fake, &connector, &clock).is_ok());
}

#[test]
fn a_sign_in_that_moved_to_another_server_is_told_once() {
    let moved = |later: Value| {
        let (fake, connector, clock) = (portal(&json!({})), connector(), VirtualClock::new());
        says(&fake, &later);
        let host = |clock| begin_at(&fake, &connector, clock).map(drop);
        let first = host(&clock);
        clock.advance(Duration::from_secs(300));
        [first, host(&clock), host(&clock)]
    };
    let told = Err(ErrorKind::Forbidden("its sign-in moved to another server since it was last asked"));
    for name in ["authorization_endpoint", "token_endpoint"] {
        assert_eq!(moved(json!({name: "https://evil.example/x"})), [Ok(()), told.clone(), Ok(())], "{name}");
        assert_eq!(moved(json!({name: "https://portal.example/new"})), [Ok(()), Ok(()), Ok(())], "{name}");
    }
}

#[test]
fn a_grant_knows_where_it_came_from_after_a_restart() {
    let moved = json!({"token_endpoint": "https://evil.example/token"});
    let told = ErrorKind::Forbidden("its sign-in moved to another server since it was last asked");
    for used in [true, false] {
        let (fake, connector, clock) = (portal(&moved), connector(), VirtualClock::new());
        if used {
            drop(run(connector.pull(&fake.context(), &crate::fake::all(), &crate::fake::labs(), None)));
        }
        let begun = [(); 2].map(|()| begin_at(&fake, &connector, &clock).map(drop));
        assert_eq!(begun, [if used { Err(told.clone()) } else { Ok(()) }, Ok(())]);
    }
    // A refresh that finds its endpoint gone, and another server in its place, needs the person.
    let fake = Fake::new();
    says(&fake, &moved);
    let connector = connector();
    let refreshed = run(connector.refresh(&fake.context(), &crate::fake::all()));
    assert_eq!(kind(refreshed), ErrorKind::NeedsSignIn);
    assert!(!fake.log().iter().any(|line| line.contains("evil")));
}

#[test]
fn what_a_portal_says_of_itself_can_be_read() {
    let brand = json!({"system": "https://brands.example", "value": "b1"});
    let fake = portal(&json!({
        "scopes_supported": ["openid", 7, "patient/*.rs"], "grant_types_supported": ["authorization_code"],
        "management_endpoint": "https://portal.example/apps", "user_access_brand_bundle": "/brands.json",
        "user_access_brand_identifier": brand,
        "associated_endpoints": [
            {"url": "https://portal.example/images", "capabilities": ["smart-imaging-access"]},
            {"url": "http://portal.example/x"}, {"url": 7}, "x"
        ],
    }));
    let about = run(connector().about(&fake.context())).unwrap();
    let url = |text: &str| Some(text.parse().unwrap());
    assert_eq!(
        (about.software.as_deref(), about.fhir_version.as_deref()),
        (Some("Fake Portal"), Some("4.0.1"))
    );
    assert_eq!((about.capabilities, about.registers), (vec!["permission-v2".to_owned()], true));
    assert_eq!(about.scopes, ["openid", "patient/*.rs"]);
    assert_eq!(about.grant_types, ["authorization_code"]);
    assert_eq!(about.management, url("https://portal.example/apps"));
    assert_eq!(about.brands, url("https://portal.example/brands.json"));
    assert_eq!(about.brand, Some((Some("https://brands.example".to_owned()), "b1".to_owned())));
    let [AssociatedEndpoint { url: images, capabilities, .. }] = &about.associated[..] else {
        panic!("{:?}", about.associated)
    };
    assert_eq!(
        (images.as_str(), &capabilities[..]),
        ("https://portal.example/images", &["smart-imaging-access".to_owned()][..])
    );
    assert_eq!(fake.log().len(), 2, "none of it is fetched");
}

#[test]
fn optional_members_of_the_wrong_type_cost_themselves_alone() {
    let nonsense = [json!(7), json!("x"), json!([1, {}]), json!({"a": []}), json!(null), json!(true)];
    let names = [
        "scopes_supported",
        "grant_types_supported",
        "management_endpoint",
        "user_access_brand_bundle",
        "user_access_brand_identifier",
        "associated_endpoints",
        "introspection_endpoint",
        "registration_endpoint",
        "jwks_uri",
        "capabilities",
        "token_endpoint_auth_methods_supported",
        "issuer",
        "authorization_response_iss_parameter_supported",
        "response_types_supported",
    ];
    for value in &nonsense {
        for name in names {
            let fake = portal(&json!({name: value}));
            let connector = SmartConnector::new(crate::fake::options()).unwrap();
            assert!(run(connector.about(&fake.context())).is_ok(), "{name} {value}");
        }
    }
    for name in ["introspection_endpoint", "jwks_uri", "management_endpoint", "user_access_brand_bundle"] {
        let insecure = portal(&json!({name: "http://portal.example/x"}));
        let about = run(connector().about(&insecure.context())).unwrap();
        assert_eq!((about.management, about.brands), (None, None), "{name}");
    }
    let insecure = portal(&json!({"registration_endpoint": "http://portal.example/register"}));
    assert!(!run(connector().about(&insecure.context())).unwrap().registers);
    let insecure = portal(&json!({"revocation_endpoint": "http://portal.example/revoke"}));
    let refused = kind(run(connector().about(&insecure.context())));
    assert_eq!(refused, ErrorKind::NotAPortal("an endpoint of its sign-in is not https"));
}
