//! What a token answer becomes: how long it lasts, whose it is, and what of it is kept.

use std::time::Duration;

use backpack_connect::{Connector as _, ErrorKind, Grant, Outcome, Query};
use backpack_core::{Clock as _, Timestamp};
use backpack_smart::dialect::{Oddity, Offered, PatientSource, RefreshScope};
use backpack_smart::{Dialect, SmartConnector};
use backpack_testkit::{VirtualClock, run};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use crate::fake::{Fake, connector, done, json as fhir, kind, labs, options, reply, shown};
use crate::visit::{form, keys, portal, signed_in, token_of};

fn of(dialect: &Dialect) -> SmartConnector {
    SmartConnector::new(options().with_dialect(dialect.clone())).unwrap()
}

fn grant(dialect: &Dialect, token: &Value) -> Result<Grant, ErrorKind> {
    signed_in(&portal(&json!({})), &of(dialect), |_| token.clone())
}

fn after(seconds: u64) -> Option<Timestamp> {
    Some(VirtualClock::new().now().saturating_add(Duration::from_secs(seconds)))
}

#[test]
fn a_wider_grant_is_used_for_what_was_asked_alone() {
    let connector = SmartConnector::new(options().with_scopes(["patient/Observation.rs"])).unwrap();
    let fake = portal(&json!({}));
    let grant = signed_in(&fake, &connector, |_| json!({"scope": "patient/*.cruds system/*.rs"})).unwrap();
    assert_eq!(grant.scopes, ["patient/*.cruds", "system/*.rs"]);
    assert_eq!(keys(&grant)["asked"], json!(["patient/Observation.rs"]));
    fake.log();
    let pull = |query: &Query| shown(run(connector.pull(&fake.context(), &grant, query, None)).unwrap());
    assert_eq!(pull(&Query::new("Immunization", "")), done(&[], None, Outcome::NotGranted));
    assert_eq!(fake.log(), [] as [&str; 0]);
    drop(pull(&labs()));
    assert_eq!(fake.log().len(), 1);
}

#[test]
fn members_that_mean_nothing_here_are_kept_and_not_trusted() {
    let token = json!({"need_patient_banner": true, "smart_style_url": "https://portal.example/style", "tenant": 7,
        "fhirContext": [{"reference": "Encounter/e"}], "scope": "patient/*.rs", "expires_in": 60});
    let kept = keys(&grant(&Dialect::plain(), &token).unwrap())["more"].as_str().unwrap().to_owned();
    let kept: Value = serde_json::from_str(&kept).unwrap();
    let expected = json!({"need_patient_banner": true, "smart_style_url": "https://portal.example/style", "tenant": 7,
        "fhirContext": [{"reference": "Encounter/e"}]});
    assert_eq!(kept, expected);
    let fake = portal(&json!({}));
    signed_in(&fake, &connector(), |_| token.clone()).unwrap();
    assert_eq!(fake.log().len(), 1, "nothing of it is fetched");
    assert_eq!(keys(&grant(&Dialect::plain(), &json!({})).unwrap())["more"], Value::Null);
    let huge = json!({"x": "y".repeat(9000)});
    assert_eq!(keys(&grant(&Dialect::plain(), &huge).unwrap())["more"], Value::Null);
}

#[test]
fn a_row_names_what_requests_carry_on() {
    let mut dialect = Dialect::plain();
    let carried = [("ah_practice", "ah-practice"), ("tenant", "tenant-id")];
    dialect.tokens.carried = carried.map(|(member, name)| (member.to_owned(), name.to_owned())).into();
    let kept = |token: Value| keys(&grant(&dialect, &token).unwrap())["carried"].clone();
    let practice = "Organization/a-1.Practice-7";
    let both = json!([["ah-practice", practice], ["tenant-id", "7"]]);
    assert_eq!(kept(json!({"ah_practice": practice, "tenant": 7})), both);
    for nonsense in [json!(""), json!("a\r\nb"), json!("x".repeat(241)), json!([1]), Value::Null] {
        assert_eq!(kept(json!({"ah_practice": nonsense})), json!([]), "{nonsense}");
    }
    // A refresh that does not say them again keeps them; one that says others changes them.
    let fake = portal(&json!({}));
    let first =
        signed_in(&fake, &of(&dialect), |_| json!({"ah_practice": "a", "refresh_token": "rt"})).unwrap();
    let refreshed = |more: Value| {
        let fake = Fake::new();
        fake.post("/token", fhir(200, token_of(&more).to_string()));
        keys(&run(of(&dialect).refresh(&fake.context(), &first)).unwrap())["carried"].clone()
    };
    assert_eq!(refreshed(json!({})), json!([["ah-practice", "a"]]));
    assert_eq!(refreshed(json!({"ah_practice": "b"})), json!([["ah-practice", "b"]]));
}

#[test]
fn the_patient_is_looked_for_where_the_row_says() {
    use PatientSource::{AccessToken, FhirUser, OnlyPatient, TokenAnswer};
    let access = |claims: Value| {
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        format!("{}.{}.c2ln", part(&json!({"alg": "RS256"})), part(&claims))
    };
    let named = access(json!({"local_patient_id": "p9"}));
    let mut dialect = Dialect::plain();
    dialect.tokens.patient_claim = Some("local_patient_id".to_owned());
    let mut patient = |from: &[PatientSource], token: Value| {
        dialect.tokens.patient_from = from.to_vec();
        grant(&dialect, &token).map(|grant| grant.patient.id)
    };
    let both = json!({"access_token": named, "patient": "p1"});
    assert_eq!(patient(&[TokenAnswer, AccessToken], both.clone()), Ok("p1".to_owned()));
    assert_eq!(patient(&[AccessToken, TokenAnswer], both), Ok("p9".to_owned()));
    let only = json!({"access_token": named, "patient": null});
    assert_eq!(patient(&[TokenAnswer, FhirUser, AccessToken], only.clone()), Ok("p9".to_owned()));
    let nobody = Err(ErrorKind::Malformed("it does not say whose record it is"));
    assert_eq!(patient(&[TokenAnswer, FhirUser], only.clone()), nobody);
    assert_eq!(patient(&[OnlyPatient, AccessToken], only), nobody);
    for claim in [json!("../x"), json!(7), json!("")] {
        let token = json!({"access_token": access(json!({"local_patient_id": claim})), "patient": null});
        assert_eq!(patient(&[AccessToken], token), nobody);
    }
    let opaque = json!({"access_token": "opaque", "patient": null});
    assert_eq!(patient(&[AccessToken], opaque), nobody);
}

#[test]
fn lives_are_the_portals_own_else_those_of_its_row() {
    let mut dialect = Dialect::plain();
    dialect.tokens.access_seconds = Some(570);
    dialect.tokens.refresh.ends_seconds = Some(1000);
    dialect.tokens.refresh.idle_seconds = Some(300);
    let ends = |dialect: &Dialect, token: Value| {
        let grant = grant(dialect, &token).unwrap();
        (grant.expires, grant.hard_end, grant.refreshable)
    };
    let lasting = |more: Value| {
        let mut token = json!({"refresh_token": "rt"});
        token.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        token
    };
    assert_eq!(ends(&dialect, lasting(json!({"expires_in": 60}))), (after(60), after(300), true));
    assert_eq!(ends(&dialect, lasting(json!({}))), (after(570), after(300), true));
    for name in ["refresh_expires_in", "refresh_token_expires_in"] {
        assert_eq!(ends(&dialect, lasting(json!({name: "77"}))), (after(570), after(77), true), "{name}");
        assert_eq!(ends(&Dialect::plain(), lasting(json!({name: 0}))), (None, None, true), "{name}");
    }
    // Asked for lasting access, and got none: online until then, and no more is promised.
    assert_eq!(ends(&dialect, json!({"expires_in": 60})), (after(60), None, false));
    // The fixed end is counted from the sign-in, the pause from the last refresh.
    let clock = VirtualClock::new();
    let fake = portal(&json!({}));
    let connector = of(&dialect);
    let mut grant = signed_in(&fake, &connector, |_| lasting(json!({}))).unwrap();
    let mut hard_ends = Vec::new();
    for _ in 0..4 {
        clock.advance(Duration::from_secs(250));
        grant = run(connector.refresh(&fake.context_at(&clock), &grant)).unwrap();
        hard_ends.push(grant.hard_end);
    }
    assert_eq!(hard_ends, [after(550), after(800), after(1000), after(1000)]);
}

#[test]
fn a_refresh_is_written_and_its_refusal_read_as_the_row_says() {
    let mut dialect = Dialect::plain();
    dialect.tokens.refresh.scope = RefreshScope::AsGranted;
    let fake = portal(&json!({}));
    let connector = of(&dialect);
    let scope = "patient/Goal.rs launch/patient";
    let grant = signed_in(&fake, &connector, |_| json!({"refresh_token": "rt", "scope": scope})).unwrap();
    fake.log();
    run(connector.refresh(&fake.context(), &grant)).unwrap();
    let sent = form(&fake.log()[0]);
    let expected =
        [("client_id", "my-app"), ("grant_type", "refresh_token"), ("refresh_token", "rt"), ("scope", scope)];
    assert_eq!(sent, expected.map(|(name, value)| (name.to_owned(), value.to_owned())).into());
    let refused = |oddities: Vec<Oddity>, status, body: &str| {
        let fake = Fake::new();
        fake.post("/token", reply(status, "application/json", body));
        let mut dialect = Dialect::plain();
        dialect.oddities = oddities;
        kind(run(of(&dialect).refresh(&fake.context(), &grant)))
    };
    let client = ErrorKind::Config("the portal does not know this client");
    let words = r#"{"message":"the grant has expired"}"#;
    assert_eq!(refused(vec![], 401, words), client);
    assert_eq!(refused(vec![Oddity::WordyExpiry], 401, words), ErrorKind::NeedsSignIn);
    assert_eq!(refused(vec![Oddity::WordyExpiry], 401, r#"{"error":"invalid_client"}"#), client);
    assert_eq!(refused(vec![Oddity::WordyExpiry], 500, words), ErrorKind::Portal(500));
}

#[test]
fn a_token_endpoint_that_moved_gets_no_token() {
    let fake = Fake::new();
    crate::visit::says(&fake, &json!({"token_endpoint": "https://portal.example/token2"}));
    let moved = kind(run(connector().refresh(&fake.context(), &crate::fake::all())));
    assert_eq!(moved, ErrorKind::NeedsSignIn);
    assert!(!fake.log().iter().any(|line| line.contains("token2")));
    let fake = Fake::new();
    crate::visit::says(&fake, &json!({}));
    let same = kind(run(connector().refresh(&fake.context(), &crate::fake::all())));
    assert_eq!(same, ErrorKind::Portal(404));
}

#[test]
fn what_no_app_gets_is_not_promised() {
    let claimed = |offered, secret: bool| {
        let mut dialect = Dialect::plain();
        dialect.tokens.refresh.offered = offered;
        let options = options().with_dialect(dialect);
        let options = if secret { options.with_client_secret("s".into()) } else { options };
        let connector = SmartConnector::new(options).unwrap();
        let fake = Fake::new();
        let claimed = connector.descriptor().capabilities.refresh;
        let tried = kind(run(connector.refresh(&fake.context(), &crate::fake::all())));
        assert_eq!(tried == ErrorKind::Unsupported, !claimed);
        claimed
    };
    let expected = [
        ((Offered::Everyone, false), true),
        ((Offered::Confidential, false), false),
        ((Offered::Confidential, true), true),
        ((Offered::Nobody, true), false),
    ];
    for ((offered, secret), expected) in expected {
        assert_eq!(claimed(offered, secret), expected, "{offered:?} {secret}");
    }
}
