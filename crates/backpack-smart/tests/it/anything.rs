//! Whatever a portal or a browser says, it is read without a panic, and nothing is taken for what it is not.

use backpack_connect::{Answer, Connector as _, Outcome, Turn};
use backpack_smart::{Registered, RegistrationRequest, register};
use backpack_testkit::run;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use proptest::prelude::*;
use serde_json::json;

use crate::fake::{BASE, Fake, LABS, REDIRECT, all, connector, json as fhir, labs, reply, shown};
use crate::sign_in::{begin, portal};
use crate::visit::{self, signed_in};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn no_answer_without_the_state_is_taken(query in "([a-z_]{1,12}|code|state|error|iss)(=[ -~]{0,12})?(&(code|state|error|iss)=[ -~]{0,12}){0,4}") {
        let fake = portal();
        let connector = connector();
        let (_, pending) = begin(&fake, &connector);
        fake.log();
        let turn = Turn::Resume(&pending, Answer::Redirect(format!("{REDIRECT}?{query}").into()));
        prop_assert!(run(connector.authorize(&fake.context(), turn)).is_err());
        prop_assert!(fake.log().is_empty());
    }

    #[test]
    fn any_token_answer_is_read(body in "\\{(\"(access_token|token_type|expires_in|scope|patient|id_token)\":(\"[ !#-\\[\\]-~]{0,12}\"|-?[0-9]{1,25}|null|\\[\\]|\\{\\}|true),){0,5}\"x\":1\\}") {
        let fake = portal();
        let connector = connector();
        let (asked, pending) = begin(&fake, &connector);
        fake.post("/token", fhir(200, body));
        let url = format!("{REDIRECT}?code=c&state={}", asked["state"]);
        // A grant or an error: what counts is that it ends.
        drop(run(connector.authorize(&fake.context(), Turn::Resume(&pending, Answer::Redirect(url.into())))));
    }

    #[test]
    fn no_id_token_of_anybody_is_taken(token in "[A-Za-z0-9_.-]{0,80}", header in "none|HS256|RS256|ES384", claims in "\\{(\"(iss|aud|exp|iat|sub|nonce|fhirUser|azp)\":(\"[ !#-\\[\\]-~]{0,12}\"|-?[0-9]{1,25}|null|\\[\\]|true),){0,6}\"x\":1\\}") {
        let made = format!(
            "{}.{}.{token}", URL_SAFE_NO_PAD.encode(format!(r#"{{"alg":"{header}"}}"#)), URL_SAFE_NO_PAD.encode(claims)
        );
        for id_token in [token, made] {
            let answer = json!({"id_token": id_token});
            let found = signed_in(&visit::portal(&json!({})), &connector(), |_| answer.clone());
            prop_assert!(found.is_err() || id_token.is_empty());
        }
    }

    #[test]
    fn any_registration_answer_is_read(status in 200u16..202, body in "\\{(\"(client_id|client_secret|client_secret_expires_at|redirect_uris|registration_client_uri|registration_access_token)\":(\"[ !#-\\[\\]-~]{0,12}\"|-?[0-9]{1,25}|null|\\[7\\]|\\{\\}|true),){0,6}\"x\":1\\}|[ -~]{0,30}") {
        let fake = visit::portal(&json!({}));
        fake.post("/register", reply(status, "application/json", body.clone()));
        let request = RegistrationRequest::new("app", [REDIRECT]);
        if let Ok(made) = run(register(&fake.context(), BASE, &request)) {
            prop_assert!(body.contains(made.client_id()) && !made.client_id().is_empty());
            prop_assert!(Registered::from_secret(&made.to_secret().unwrap()).is_ok());
        }
    }

    #[test]
    fn a_page_of_anything_is_never_a_whole_record(body in "[ -~]{0,80}") {
        let fake = Fake::new();
        fake.get(LABS, reply(200, "application/fhir+json", body));
        if let Ok(page) = run(connector().pull(&fake.context(), &all(), &labs(), None)) {
            prop_assert!(!matches!(shown(page).outcome, Some(Outcome::Done | Outcome::Empty)));
        }
    }
}
