//! What a row says of the authorization request, the portal insists on.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use backpack_dialect::{
    Audience, Dialect, Method, Nonce, Oddity, Pkce, Redirects, ScopeSyntax, UnknownScopes,
};
use backpack_testkit::portal::{DemoPortal, IssuerParameter, PortalOptions};
use backpack_testkit::run;
use serde_json::json;

use crate::client::{CHALLENGE, authorization, authorize, discovery, exchange, exchange_with, page, send};
use crate::portal::{EVERYTHING, person};

async fn speaking(change: impl FnOnce(&mut Dialect)) -> DemoPortal {
    let mut dialect = Dialect::plain();
    change(&mut dialect);
    let options = PortalOptions::people(vec![person()]).approved().speaking(dialect);
    DemoPortal::start(options).await.unwrap()
}

/// Returns the error of a request, or an empty text if it was answered with a code.
async fn error(portal: &DemoPortal, scope: &str, instead: &[(&str, &str)]) -> String {
    let mut back = authorize(portal, scope, instead).await;
    assert_ne!(back.contains_key("code"), back.contains_key("error"));
    back.remove("error").unwrap_or_default()
}

#[test]
fn scopes_are_taken_in_the_rows_own_way_of_writing() {
    run(async {
        let (v1, v2) = ("patient/Goal.read patient/*.read", "patient/Goal.rs patient/*.s");
        let cases = [(ScopeSyntax::V1, v1, v2, "permission-v2"), (ScopeSyntax::V2, v2, v1, "permission-v1")];
        for (syntax, good, wrong, missing) in cases {
            let portal = speaking(|row| row.scopes.syntax = syntax).await;
            assert_eq!(error(&portal, good, &[]).await, "");
            assert_eq!(error(&portal, wrong, &[]).await, "invalid_scope");
            let document = discovery(&portal).await;
            assert!(!document["capabilities"].as_array().unwrap().contains(&json!(missing)));
            let ending = if syntax == ScopeSyntax::V1 { "patient/*.read" } else { "patient/*.rs" };
            let clinical = document["scopes_supported"].as_array().unwrap().clone();
            let clinical: Vec<_> =
                clinical.iter().filter(|scope| scope.as_str().unwrap().starts_with("patient/")).collect();
            assert_eq!(clinical, [&json!(ending)]);
        }
        let plain = speaking(|_| ()).await;
        assert_eq!(error(&plain, &format!("{v1} {v2}"), &[]).await, "");
    });
}

#[test]
fn a_row_of_few_types_refuses_the_wildcard() {
    run(async {
        let portal = speaking(|row| row.scopes.types = vec!["Patient".into(), "Coverage".into()]).await;
        assert_eq!(error(&portal, "openid patient/Patient.rs patient/Coverage.read", &[]).await, "");
        assert_eq!(error(&portal, "patient/*.rs", &[]).await, "invalid_scope");
        assert_eq!(error(&portal, "patient/Patient.rs patient/Goal.rs", &[]).await, "invalid_scope");
    });
}

#[test]
fn a_row_says_which_scopes_there_are_beside_those_for_records() {
    run(async {
        let brief = speaking(|row| {
            row.scopes.context = vec!["openid".into()];
            row.scopes.lasting = String::new();
        })
        .await;
        assert_eq!(error(&brief, "openid patient/*.rs", &[]).await, "");
        for unknown in ["launch/patient", "offline_access", "online_access"] {
            assert_eq!(error(&brief, &format!("{unknown} patient/*.rs"), &[]).await, "invalid_scope");
        }
        let document = discovery(&brief).await;
        let capabilities = document["capabilities"].as_array().unwrap();
        for absent in ["context-standalone-patient", "permission-offline", "permission-online"] {
            assert!(!capabilities.contains(&json!(absent)), "{absent}");
        }
        let online = speaking(|row| row.scopes.lasting = "online_access".into()).await;
        assert_eq!(error(&online, "online_access patient/*.rs", &[]).await, "");
        assert_eq!(error(&online, "offline_access patient/*.rs", &[]).await, "invalid_scope");
    });
}

#[test]
fn an_unknown_scope_is_dropped_or_fails_the_sign_in() {
    run(async {
        let dropping = speaking(|_| ()).await;
        let grant = crate::client::sign_in(&dropping, "openid profile nonsense patient/*.rs").await;
        assert_eq!(grant["scope"], "openid profile patient/*.rs");
        let failing = speaking(|row| row.scopes.unknown = UnknownScopes::Refused).await;
        assert_eq!(error(&failing, "openid fhirUser launch/patient patient/*.rs", &[]).await, "");
        for unknown in ["nonsense", "patient/Goal.rs", "user/*.rs"] {
            let asked = format!("openid patient/*.rs {unknown}");
            assert_eq!(error(&failing, &asked, &[]).await, "invalid_scope", "{unknown}");
        }
    });
}

#[test]
fn the_audience_is_the_base_or_nothing() {
    run(async {
        let slashed = |audience| {
            let mut dialect = Dialect::plain();
            dialect.authorization.audience = audience;
            let mut options = PortalOptions::people(vec![person()]).approved().speaking(dialect);
            options.path = "/api/R4/".to_owned();
            options
        };
        let given = DemoPortal::start(slashed(Audience::AsGiven)).await.unwrap();
        assert!(given.fhir_base().ends_with("/api/R4/"));
        let base = given.fhir_base().trim_end_matches('/').to_owned();
        assert_eq!(error(&given, EVERYTHING, &[]).await, "");
        assert_eq!(error(&given, EVERYTHING, &[("aud", &base)]).await, "invalid_request");

        let without = DemoPortal::start(slashed(Audience::WithoutSlash)).await.unwrap();
        let base = without.fhir_base().trim_end_matches('/').to_owned();
        assert_eq!(error(&without, EVERYTHING, &[("aud", &base)]).await, "");
        assert_eq!(error(&without, EVERYTHING, &[]).await, "invalid_request");

        let omitted = DemoPortal::start(slashed(Audience::Omitted)).await.unwrap();
        assert_eq!(error(&omitted, EVERYTHING, &[("aud", "")]).await, "");
        assert_eq!(error(&omitted, EVERYTHING, &[]).await, "invalid_request");
    });
}

#[test]
fn pkce_is_checked_or_ignored_or_refused() {
    run(async {
        let none = [("code_challenge", ""), ("code_challenge_method", "")];
        let checked = speaking(|_| ()).await;
        assert_eq!(error(&checked, EVERYTHING, &none).await, "invalid_request");

        let ignored = speaking(|row| row.authorization.pkce = Pkce::Ignored).await;
        for instead in [&none[..], &[("code_challenge", CHALLENGE)]] {
            let code = authorize(&ignored, EVERYTHING, instead).await.remove("code").unwrap();
            assert_eq!(
                exchange(&ignored, &code, "another-verifier-than-was-hashed-for-it").await.status,
                200
            );
        }
        let refused = speaking(|row| row.authorization.pkce = Pkce::Refused).await;
        assert_eq!(error(&refused, EVERYTHING, &[]).await, "invalid_request");
        let code = authorize(&refused, EVERYTHING, &none).await.remove("code").unwrap();
        assert_eq!(exchange_with(&refused, &code, &[("code_verifier", "")], &[]).await.status, 200);
        let methods = "code_challenge_methods_supported";
        assert_eq!(discovery(&refused).await[methods], json!(null));
        assert_eq!(discovery(&ignored).await[methods], json!(["S256"]));
    });
}

#[test]
fn a_row_may_want_a_nonce_and_parameters_of_its_own() {
    run(async {
        let portal = speaking(|row| {
            row.authorization.nonce = Nonce::Always;
            row.authorization.parameters.insert("prompt".into(), "consent".into());
        })
        .await;
        let (nonce, prompt) = (("nonce", "a-nonce"), ("prompt", "consent"));
        assert_eq!(error(&portal, EVERYTHING, &[nonce, prompt]).await, "");
        assert_eq!(error(&portal, EVERYTHING, &[prompt]).await, "invalid_request");
        assert_eq!(error(&portal, EVERYTHING, &[nonce]).await, "invalid_request");
        assert_eq!(error(&portal, EVERYTHING, &[nonce, ("prompt", "none")]).await, "invalid_request");
    });
}

#[test]
fn a_row_may_take_no_return_to_this_machine() {
    run(async {
        let mut dialect = Dialect::plain();
        dialect.authorization.redirects = Redirects::Https;
        let claimed = "https://app.example/back";
        let options =
            PortalOptions::people(vec![person()]).approved().returning_to(claimed).speaking(dialect);
        let portal = DemoPortal::start(options).await.unwrap();
        let asked = page(&portal, EVERYTHING, &[("redirect_uri", claimed)]);
        let good = send("GET", &asked, &[], "").await.unwrap();
        assert!(good.status == 302 && good.header("location").starts_with("https://app.example/back?code="));
        let loopback = send("GET", &page(&portal, EVERYTHING, &[]), &[], "").await.unwrap();
        assert_eq!((loopback.status, loopback.header("location")), (400, ""));
    });
}

#[test]
fn a_request_is_posted_only_where_that_is_declared() {
    run(async {
        for (method, status) in [(Method::Declared, 302), (Method::Get, 405)] {
            let portal = speaking(|row| row.authorization.method = method).await;
            let headers = [("Content-Type", "application/x-www-form-urlencoded")];
            let query = authorization(&portal, EVERYTHING, &[]);
            let answer =
                send("POST", &format!("{}/authorize", portal.origin()), &headers, &query).await.unwrap();
            assert_eq!(answer.status, status);
            let declared = discovery(&portal).await["capabilities"]
                .as_array()
                .unwrap()
                .contains(&json!("authorize-post"));
            assert_eq!(declared, method == Method::Declared);
            assert_eq!(error(&portal, EVERYTHING, &[]).await, "", "as an address it always works");
        }
    });
}

#[test]
fn an_error_may_be_a_page_of_json() {
    run(async {
        let portal = speaking(|row| row.oddities = vec![Oddity::ErrorPage]).await;
        let wrong = send("GET", &page(&portal, EVERYTHING, &[("state", "short")]), &[], "").await.unwrap();
        assert_eq!(
            (wrong.status, wrong.header("location"), wrong.header("content-type")),
            (400, "", "application/json")
        );
        assert_eq!(wrong.json()["status_code"], 400);
        assert_eq!(error(&portal, EVERYTHING, &[]).await, "");
    });
}

#[test]
fn secrets_have_no_place_in_the_address() {
    run(async {
        let portal = speaking(|_| ()).await;
        for name in ["client_secret", "access_token", "auth_time", "max_age"] {
            assert_eq!(error(&portal, EVERYTHING, &[(name, "1")]).await, "invalid_request", "{name}");
        }
    });
}

#[test]
fn the_issuer_is_promised_and_sent_or_neither() {
    run(async {
        let mut options = PortalOptions::people(vec![person()]).approved();
        options.issuer = IssuerParameter::NotSent;
        let portal = DemoPortal::start(options).await.unwrap();
        let promise = "authorization_response_iss_parameter_supported";
        assert_eq!(discovery(&portal).await[promise], json!(null));
        assert_eq!(authorize(&portal, EVERYTHING, &[]).await.get("iss"), None);
        assert_eq!(discovery(&speaking(|_| ()).await).await[promise], true);
    });
}
