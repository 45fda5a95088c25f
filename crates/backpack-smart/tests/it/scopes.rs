//! Which scopes are asked for, and what is asked when a portal does not know them.

use backpack_connect::ErrorKind;
use backpack_smart::dialect::{Offered, ScopeSyntax, UnknownScopes};
use backpack_smart::{Access, Dialect, Dialects, SmartConnector, SmartOptions};
use serde_json::{Value, json};

use crate::fake::options;
use crate::visit::{asked, back, begin, portal};

fn scope(options: SmartOptions, says: Value) -> String {
    begin(&portal(&says), &SmartConnector::new(options).unwrap()).0["scope"].clone()
}

#[test]
fn lasting_access_is_asked_for_where_it_is_wanted_and_offered() {
    let offered = |offered| {
        let mut dialect = Dialect::plain();
        dialect.tokens.refresh.offered = offered;
        options().with_dialect(dialect)
    };
    let online = "launch/patient openid fhirUser patient/*.rs";
    let lasting = "launch/patient openid fhirUser offline_access patient/*.rs";
    assert_eq!(scope(options(), json!({})), lasting);
    assert_eq!(scope(options().with_access(Access::Online), json!({})), online);
    assert_eq!(scope(offered(Offered::Nobody), json!({})), online);
    assert_eq!(scope(offered(Offered::Confidential), json!({})), online);
    assert_eq!(scope(offered(Offered::Confidential).with_client_secret("s".into()), json!({})), lasting);
    // A portal's list of grant types says nothing about it.
    assert_eq!(scope(options(), json!({"grant_types_supported": ["client_credentials"]})), lasting);
}

#[test]
fn types_and_their_version_are_the_rows_and_the_portals() {
    let with = |change: fn(&mut Dialect), says: Value| {
        let mut dialect = Dialect::plain();
        dialect.scopes.context = vec![];
        dialect.scopes.lasting = String::new();
        change(&mut dialect);
        scope(options().with_dialect(dialect), says)
    };
    let claims = |capabilities: Value| json!({"capabilities": capabilities});
    assert_eq!(with(|_| (), claims(json!(["permission-v1", "permission-v2"]))), "patient/*.rs");
    assert_eq!(with(|_| (), claims(json!(["permission-v1"]))), "patient/*.read");
    assert_eq!(with(|_| (), claims(json!(null))), "patient/*.read");
    assert_eq!(with(|row| row.scopes.syntax = ScopeSyntax::V1, json!({})), "patient/*.read");
    assert_eq!(with(|row| row.scopes.syntax = ScopeSyntax::V2, claims(json!([]))), "patient/*.rs");
    let types = |row: &mut Dialect| row.scopes.types = vec!["Patient".into(), "Coverage".into()];
    assert_eq!(with(types, json!({})), "patient/Patient.rs patient/Coverage.rs");
    // A plan of two types needs no more than these and the patient.
    let only = |row: &mut Dialect| row.plan.only = vec!["Coverage".into(), "Goal".into()];
    assert_eq!(with(only, json!({})), "patient/Patient.rs patient/Coverage.rs patient/Goal.rs");
    // Single types where the portal lists nothing else: those that this connector reads.
    let listed = json!({"scopes_supported": ["openid", "patient/Goal.rs", "patient/Goal.read", "patient/Coverage.read",
        "patient/Account.rs", "patient/Patient.r", "patient/Patient.s", "user/*.rs"]});
    assert_eq!(
        with(|_| (), listed),
        "patient/Coverage.read patient/Goal.rs patient/Patient.r patient/Patient.s"
    );
    let wildcard = json!({"scopes_supported": ["patient/*.read", "patient/Goal.rs"]});
    assert_eq!(with(|_| (), wildcard), "patient/*.rs");
}

#[test]
fn scopes_of_the_host_stay_as_they_are() {
    let own = ["patient/Goal.rs", "launch/patient", "x"];
    let listed = json!({"scopes_supported": ["patient/Coverage.read", "patient/Goal.rs"]});
    let made = || options().with_scopes(own).with_access(Access::Online);
    assert_eq!(scope(made(), listed.clone()), "patient/Goal.rs launch/patient x");
    let (fake, connector) = (portal(&listed), SmartConnector::new(made()).unwrap());
    let sent = begin(&fake, &connector);
    let refused = back(&fake, &connector, &sent, "error=invalid_scope&error_description=no%20x");
    assert_eq!(refused.unwrap_err(), ErrorKind::Denied("invalid_scope: no x".to_owned()));
}

#[test]
fn a_scope_that_is_not_known_is_left_out_once() {
    let listed = json!({"scopes_supported": ["openid", "launch/patient", "patient/*.rs"]});
    let (fake, connector) = (portal(&listed), SmartConnector::new(options()).unwrap());
    let first = begin(&fake, &connector);
    assert_eq!(first.0["scope"], "launch/patient openid fhirUser offline_access patient/*.rs");
    fake.log();
    let second = asked(back(&fake, &connector, &first, "error=invalid_scope").unwrap());
    assert_eq!(second.0["scope"], "launch/patient openid patient/*.rs");
    for name in ["state", "nonce", "code_challenge"] {
        assert_ne!(first.0[name], second.0[name], "{name} is new for each attempt");
    }
    assert_eq!(fake.log(), [] as [&str; 0], "the portal was asked about itself a moment ago");
    let used = back(&fake, &connector, &first, "error=invalid_scope").unwrap_err();
    assert_eq!(used, ErrorKind::WrongAnswer("it was used before"));
    let refused = back(&fake, &connector, &second, "error=invalid_scope").unwrap_err();
    assert_eq!(refused, ErrorKind::Denied("invalid_scope".to_owned()));
    // Another process goes on as well.
    let other = SmartConnector::new(options()).unwrap();
    let again = asked(back(&fake, &other, &first, "error=invalid_scope").unwrap());
    assert_eq!(again.0["scope"], "launch/patient openid patient/*.rs");
    // Not even a list that grew shorter meanwhile makes it ask a third time.
    let fake = portal(&json!({"scopes_supported": ["patient/*.rs"]}));
    let later = SmartConnector::new(options()).unwrap();
    let refused = back(&fake, &later, &second, "error=invalid_scope").unwrap_err();
    assert_eq!(refused, ErrorKind::Denied("invalid_scope".to_owned()));
}

#[test]
fn a_portal_that_lists_nothing_less_is_not_asked_twice() {
    let denied = ErrorKind::Denied("invalid_scope".to_owned());
    let all = "launch/patient openid fhirUser offline_access patient/*.rs";
    let lists = [json!(null), json!([]), json!(["openid"]), json!(all.split(' ').collect::<Vec<_>>())];
    for listed in lists {
        let (fake, connector) =
            (portal(&json!({"scopes_supported": listed})), SmartConnector::new(options()).unwrap());
        let sent = begin(&fake, &connector);
        let refused = back(&fake, &connector, &sent, "error=invalid_scope").unwrap_err();
        assert_eq!(refused, denied, "{listed}");
    }
}

#[test]
fn a_portal_that_minds_unknown_scopes_is_asked_for_those_it_lists_alone() {
    let ask = |supported: Value, change: fn(&mut Dialect)| {
        let mut dialect = Dialect::plain();
        dialect.scopes.unknown = UnknownScopes::Refused;
        change(&mut dialect);
        scope(options().with_dialect(dialect), json!({"scopes_supported": supported}))
    };
    let row = "launch/patient openid fhirUser offline_access patient/*.rs";
    assert_eq!(ask(json!(["openid", "patient/*.rs", "x"]), |_| ()), "openid patient/*.rs");
    // Listed in another version, or type by type.
    assert_eq!(ask(json!(["launch/patient", "patient/*.read"]), |_| ()), "launch/patient patient/*.read");
    let single = json!(["openid", "patient/Goal.rs", "patient/Claim.read", "patient/Account.rs"]);
    assert_eq!(ask(single, |_| ()), "openid patient/Claim.read patient/Goal.rs");
    let types = |row: &mut Dialect| row.scopes.types = vec!["Patient".into(), "Goal".into()];
    assert_eq!(ask(json!(["openid", "patient/Goal.rs"]), types), "openid patient/Goal.rs");
    // Exactly what the row names, where the portal lists nothing, or nothing that would bring a record.
    for nothing in [json!(null), json!([]), json!("odd"), json!(["openid", "user/*.rs"])] {
        assert_eq!(ask(nothing, |_| ()), row);
    }
    // Where unknown scopes are dropped, there is no harm in asking.
    let drops = |dialect: &mut Dialect| dialect.scopes.unknown = UnknownScopes::Dropped;
    assert_eq!(ask(json!(["openid", "patient/*.rs"]), drops), row);
}

#[test]
fn the_rows_that_mind_unknown_scopes_are_asked_for_what_they_list() {
    let rows = Dialects::built_in();
    let picky = rows.rows().filter(|row| row.scopes.unknown == UnknownScopes::Refused);
    let listed = json!({"scopes_supported": ["openid", "patient/*.rs", "patient/*.read"]});
    let mut seen = 0;
    for row in picky {
        seen += 1;
        let asked = scope(options().with_dialect(row.clone()), listed.clone());
        let known = |one: &str| ["openid", "patient/*.rs", "patient/*.read"].contains(&one);
        assert!(asked.split(' ').all(known) && asked.contains("patient/"), "{}: {asked}", row.name);
    }
    assert!(seen > 0);
}
