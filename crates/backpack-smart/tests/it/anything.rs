//! Whatever a portal or a browser says, it is read without a panic, and nothing is taken for what it is not.

use backpack_connect::{Answer, Connector as _, Outcome, Turn};
use backpack_testkit::run;
use proptest::prelude::*;

use crate::fake::{Fake, LABS, REDIRECT, all, connector, json, labs, reply, shown};
use crate::sign_in::{begin, portal};

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
        fake.post("/token", json(200, body));
        let url = format!("{REDIRECT}?code=c&state={}", asked["state"]);
        // A grant or an error: what counts is that it ends.
        drop(run(connector.authorize(&fake.context(), Turn::Resume(&pending, Answer::Redirect(url.into())))));
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
