//! What a portal said a few minutes ago is not asked again, and a sign-in that moved is told.

use std::sync::Arc;
use std::time::Duration;

use backpack_connect::{Connector as _, ErrorKind};
use backpack_smart::Dialects;
use backpack_smart::probe::{AssociatedEndpoint, ProbeReport, Verdict, probe};
use backpack_testkit::{VirtualClock, run};
use serde_json::{Value, json};

use crate::fake::{BASE, Fake, connector, kind};
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
    let about = report(&fake);
    let url = |text: &str| Some(text.parse().unwrap());
    let software = about.software.map(|software| software.name);
    assert_eq!((software.as_deref(), about.fhir_version.as_deref()), (Some("Fake Portal"), Some("4.0.1")));
    let facts = about.sign_in.unwrap();
    assert_eq!((facts.capabilities, facts.registration.is_some()), (vec!["permission-v2".to_owned()], true));
    assert_eq!(facts.scopes, ["openid", "patient/*.rs"]);
    assert_eq!(facts.grant_types, ["authorization_code"]);
    assert_eq!(facts.management, url("https://portal.example/apps"));
    let brands = about.brands.unwrap();
    assert_eq!(Some(brands.bundle), url("https://portal.example/brands.json"));
    assert_eq!(brands.identifier, Some(("https://brands.example".to_owned(), "b1".to_owned())));
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
            assert!(begin_at(&fake, &connector(), &VirtualClock::new()).is_ok(), "{name} {value}");
            assert_eq!(report(&fake).verdict, Verdict::Supported, "{name} {value}");
        }
    }
    let insecure = |name: &str| {
        let fake = portal(&json!({name: "http://portal.example/x"}));
        assert!(begin_at(&fake, &connector(), &VirtualClock::new()).is_ok(), "{name}");
        report(&fake)
    };
    for name in ["introspection_endpoint", "registration_endpoint", "revocation_endpoint", "jwks_uri"] {
        let facts = insecure(name).sign_in.unwrap();
        let kept = [facts.introspection, facts.registration, facts.revocation];
        assert!(kept.iter().flatten().all(|kept| kept.is_secure), "{name}");
    }
    assert_eq!(insecure("management_endpoint").sign_in.unwrap().management, None);
    assert_eq!(insecure("user_access_brand_bundle").brands, None);
}

#[test]
fn a_grant_is_not_taken_for_ended_where_it_cannot_be_ended_safely() {
    let fake = portal(&json!({"revocation_endpoint": "http://portal.example/revoke"}));
    let connector = connector();
    let grant = crate::visit::signed_in(&fake, &connector, |_| json!({})).unwrap();
    fake.log();
    let ended = kind(run(connector.revoke(&fake.context(), &grant)));
    assert_eq!(ended, ErrorKind::NotAPortal("it names no revocation_endpoint"));
    assert_eq!(fake.log(), [] as [&str; 0]);
}

fn report(fake: &Arc<Fake>) -> ProbeReport {
    run(probe(&fake.context(), BASE, &Dialects::built_in(), None)).unwrap()
}
