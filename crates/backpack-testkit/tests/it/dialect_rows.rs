//! Every row of the table has its portal, and what the portal says of itself agrees with the row.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test stops at the first surprise")]

use std::collections::BTreeSet;

use backpack_dialect::{
    ClientAuthentication, Dialect, Dialects, Increment, Method, Oddity, Offered, PatientParameter, Pkce,
    Provenance, Registration, Revocation, ScopeSyntax,
};
use backpack_testkit::portal::{DemoPortal, PortalOptions};
use backpack_testkit::run;
use serde_json::{Value, json};

use crate::client::{discovery, document};
use crate::portal::person;

#[test]
fn every_row_has_a_portal_that_tells_the_truth() {
    run(async {
        let rows: Vec<Dialect> = Dialects::built_in().rows().cloned().collect();
        assert!(rows.iter().any(|row| row.name == "plain"));
        for row in &rows {
            let mut options = PortalOptions::people(vec![person()]).approved().speaking(row.clone());
            options.software = row.recognition.software.first().cloned().unwrap_or("Demo".to_owned());
            let portal = DemoPortal::start(options).await.unwrap();
            check_smart(row, &portal, &discovery(&portal).await);
            let statement = document(&format!("{}/metadata", portal.fhir_base())).await;
            check_capability(row, &portal, &statement);
        }
    });
}

fn texts(list: &Value) -> BTreeSet<&str> {
    list.as_array().unwrap().iter().map(|text| text.as_str().unwrap()).collect()
}

fn check_smart(row: &Dialect, portal: &DemoPortal, told: &Value) {
    let name = &row.name;
    let there = |member: &str| !told[member].is_null();
    assert_eq!(told["token_endpoint"], format!("{}/token", portal.origin()), "{name}");
    assert_eq!(there("code_challenge_methods_supported"), row.authorization.pkce != Pkce::Refused, "{name}");
    assert_eq!(there("revocation_endpoint"), row.tokens.revocation == Revocation::Claimed, "{name}");
    assert_eq!(there("registration_endpoint"), row.registration == Registration::Declared, "{name}");
    let openid = row.scopes.context.iter().any(|scope| scope == "openid");
    assert_eq!(there("jwks_uri"), openid, "{name}");
    let grants = texts(&told["grant_types_supported"]);
    assert_eq!(grants.contains("refresh_token"), row.tokens.refresh.offered != Offered::Nobody, "{name}");

    let methods = texts(&told["token_endpoint_auth_methods_supported"]);
    let allows = |method| row.tokens.authentication.is_empty() || row.tokens.authentication.contains(&method);
    let (basic, post) =
        (allows(ClientAuthentication::ClientSecretBasic), allows(ClientAuthentication::ClientSecretPost));
    let capabilities = texts(&told["capabilities"]);
    let claims = [
        ("client-public", allows(ClientAuthentication::None), methods.contains("none")),
        (
            "client-confidential-symmetric",
            basic || post,
            methods.iter().any(|m| m.starts_with("client_secret")),
        ),
        (
            "client-confidential-asymmetric",
            allows(ClientAuthentication::PrivateKeyJwt),
            methods.contains("private_key_jwt"),
        ),
    ];
    for (capability, allowed, listed) in claims {
        assert_eq!((capabilities.contains(capability), listed), (allowed, allowed), "{name} {capability}");
    }
    let plain = [
        ("permission-v1", row.scopes.syntax != ScopeSyntax::V2),
        ("permission-v2", row.scopes.syntax != ScopeSyntax::V1),
        ("authorize-post", row.authorization.method == Method::Declared),
        ("sso-openid-connect", openid),
        ("context-standalone-patient", row.scopes.context.iter().any(|scope| scope == "launch/patient")),
        ("permission-offline", row.scopes.lasting == "offline_access"),
    ];
    for (capability, is) in plain {
        assert_eq!(capabilities.contains(capability), is, "{name} {capability}");
    }
    let scopes = texts(&told["scopes_supported"]);
    let own = row.scopes.context.iter().chain(Some(&row.scopes.lasting).filter(|scope| !scope.is_empty()));
    assert!(own.into_iter().all(|scope| scopes.contains(scope.as_str())), "{name}");
    for kind in &row.scopes.types {
        assert_eq!(
            scopes.contains(format!("patient/{kind}.rs").as_str()),
            row.scopes.syntax != ScopeSyntax::V1
        );
        assert_eq!(
            scopes.contains(format!("patient/{kind}.read").as_str()),
            row.scopes.syntax != ScopeSyntax::V2
        );
    }
}

fn check_capability(row: &Dialect, portal: &DemoPortal, told: &Value) {
    let name = &row.name;
    let software = told["software"]["name"].as_str().unwrap();
    if !row.recognition.software.is_empty() {
        assert_eq!(Dialects::built_in().running(software).map(|row| &row.name), Some(name));
    }
    assert_eq!(told["implementation"]["url"], portal.fhir_base());
    let endpoints = told["rest"][0]["security"]["extension"][0]["extension"].as_array().unwrap();
    let names: BTreeSet<&str> = endpoints.iter().map(|one| one["url"].as_str().unwrap()).collect();
    assert_eq!(names.contains("revoke"), row.tokens.revocation == Revocation::Claimed, "{name}");
    for resource in told["rest"][0]["resource"].as_array().unwrap() {
        let kind = resource["type"].as_str().unwrap();
        let interactions = resource["interaction"].as_array().unwrap();
        let searched = interactions.contains(&json!({"code": "search-type"}));
        let omitted = row.plan.searches.get(kind).is_some_and(Vec::is_empty);
        let planned = row.plan.only.is_empty() || row.plan.only.iter().any(|only| only == kind);
        assert_eq!(searched, planned && !omitted, "{name} {kind}");
        if !searched {
            continue;
        }
        let parameters = resource["searchParam"].as_array().unwrap();
        let has = |wanted: &str| parameters.iter().any(|parameter| parameter["name"] == wanted);
        let ignores = row.oddities.contains(&Oddity::IgnoresLastUpdated);
        let by = row.increments.types.get(kind).copied().unwrap_or(row.increments.by);
        assert_eq!(has("_lastUpdated"), by != Increment::Full && !ignores, "{name} {kind}");
        let named = row.search.patient != PatientParameter::Omitted && kind != "Patient";
        assert_eq!(has("patient"), named, "{name} {kind}");
        let excepted = row.search.without_provenance.iter().any(|one| one == kind);
        let included = row.search.provenance == Provenance::Included && !excepted;
        assert_eq!(resource["searchRevInclude"].is_array(), included, "{name} {kind}");
    }
}
