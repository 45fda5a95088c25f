//! Signing in at `oidc-provider`: what goes out, what comes back, and what neither side accepts.

use std::sync::Arc;

use backpack::ErrorKind;
use backpack::connect::Answer;
use backpack::core::AttemptId;
use backpack::smart::SmartConnector;
use backpack::{Account, Backpack};
use backpack_testkit::run;
use http::StatusCode;
use serde_json::{Value, json};

use super::browser::{Ended, back_from, browse, parameter, with_parameter};
use super::people::briefly;
use super::portal::{Kind, Portal};
use super::visit::{newcomer, the_one};
use crate::world::{CALLBACK, asked};

/// Somebody who is about to sign in.
struct Visitor {
    portal: Portal,
    account: Account,
    backpack: Backpack,
}

impl Visitor {
    async fn new(more: Value) -> Option<Self> {
        let [person, other] = briefly();
        let portal = Portal::start(Kind::Router, &[person, other], more).await?;
        let (_, account, backpack) = newcomer(person, 100).await;
        Some(Self { portal, account, backpack })
    }

    /// Begins to sign in: the attempt, and the page to open.
    async fn begin(&self) -> (AttemptId, String) {
        let connector = Arc::new(SmartConnector::new(self.portal.options()).unwrap());
        asked(self.backpack.connect(connector).await.unwrap())
    }

    /// Hands in an answer that must be refused, and checks that nothing came of it.
    async fn refused(&self, attempt: AttemptId, answer: &str) -> ErrorKind {
        let error = self.backpack.answer(attempt, Answer::Redirect(answer.into())).await.unwrap_err();
        assert_eq!(self.backpack.connections().await.unwrap(), []);
        assert_eq!(self.portal.exchanges("authorization_code").await, Vec::<u64>::new(), "a code was sent");
        error.kind().clone()
    }
}

#[test]
fn a_person_signs_in_with_pkce_audience_and_issuer() {
    run(async {
        let Some(visitor) = Visitor::new(json!({})).await else { return };
        let (attempt, page) = visitor.begin().await;
        let sent = |name: &str| parameter(&page, name);
        assert!(page.starts_with(&format!("{}/auth?", visitor.portal.issuer)), "{page}");
        assert_eq!(sent("response_type").as_deref(), Some("code"));
        assert_eq!(sent("code_challenge_method").as_deref(), Some("S256"));
        assert_eq!(sent("aud").as_deref(), Some(&*visitor.portal.base));
        assert_eq!(sent("redirect_uri").as_deref(), Some(CALLBACK));
        assert_eq!(sent("launch"), None);
        assert!(sent("state").unwrap().len() >= 22 && sent("nonce").unwrap().len() >= 22);

        let back = back_from(&page).await;
        assert_eq!(parameter(&back, "iss").as_deref(), Some(&*visitor.portal.issuer));
        let signed_in = visitor.backpack.answer(attempt, Answer::Redirect(back.as_str().into())).await;
        let connection = the_one(signed_in.unwrap());
        assert_eq!(visitor.portal.exchanges("authorization_code").await, [200]);
        let rows = visitor.backpack.connections().await.unwrap();
        let known = (rows[0].id, rows[0].patient.as_deref());
        assert_eq!(known, (connection, Some(&*briefly()[0].patient)));
        visitor.account.close().await.unwrap();
    });
}

#[test]
fn a_code_is_good_once_on_either_side() {
    run(async {
        let Some(visitor) = Visitor::new(json!({})).await else { return };
        let (attempt, page) = visitor.begin().await;
        let back = back_from(&page).await;
        let answer = || Answer::Redirect(back.as_str().into());
        visitor.backpack.answer(attempt, answer()).await.unwrap();
        let again = visitor.backpack.answer(attempt, answer()).await.unwrap_err();
        assert_eq!(again.kind(), &ErrorKind::NotFound("sign-in"));
        assert_eq!(visitor.portal.exchanges("authorization_code").await, [200], "the code was sent again");

        let code = parameter(&back, "code").unwrap();
        let replayed = exchange(&visitor.portal, &code, &"a".repeat(43)).await;
        assert_eq!(replayed, (StatusCode::BAD_REQUEST, json!("invalid_grant")));
    });
}

#[test]
fn the_server_wants_pkce_and_checks_it() {
    run(async {
        let Some(visitor) = Visitor::new(json!({})).await else { return };
        let (_, page) = visitor.begin().await;
        let code = parameter(&back_from(&page).await, "code").unwrap();
        let stolen = exchange(&visitor.portal, &code, &"b".repeat(43)).await;
        assert_eq!(stolen, (StatusCode::BAD_REQUEST, json!("invalid_grant")));

        for (name, value) in [("code_challenge", None), ("code_challenge_method", Some("plain"))] {
            let Some(visitor) = Visitor::new(json!({})).await else { return };
            let (attempt, page) = visitor.begin().await;
            let back = back_from(&with_parameter(&page, name, value)).await;
            assert_eq!(parameter(&back, "error").as_deref(), Some("invalid_request"), "{back}");
            let kind = visitor.refused(attempt, &back).await;
            assert!(
                matches!(&kind, ErrorKind::Denied(words) if words.starts_with("invalid_request")),
                "{kind:?}"
            );
        }
    });
}

#[test]
fn what_does_not_belong_to_the_sign_in_is_refused_before_a_code_is_sent() {
    run(async {
        let Some(visitor) = Visitor::new(json!({})).await else { return };
        let changes: [(&str, Option<&str>); 5] = [
            ("iss", Some("https://elsewhere.example")),
            ("iss", None),
            ("state", Some("of somebody else")),
            ("state", None),
            ("code", None),
        ];
        for (name, value) in changes {
            let (attempt, page) = visitor.begin().await;
            let back = with_parameter(&back_from(&page).await, name, value);
            assert_eq!(visitor.refused(attempt, &back).await, ErrorKind::WrongAnswer, "{name}: {value:?}");
        }
    });
}

#[test]
fn a_refusal_and_a_page_that_leads_nowhere_leave_nothing_behind() {
    run(async {
        let Some(visitor) = Visitor::new(json!({})).await else { return };
        visitor.portal.steer(json!({ "do": "patient" })).await;
        let (attempt, page) = visitor.begin().await;
        let kind = visitor.refused(attempt, &back_from(&page).await).await;
        assert!(matches!(&kind, ErrorKind::Denied(words) if words.starts_with("access_denied")), "{kind:?}");

        let (_, page) = visitor.begin().await;
        let elsewhere = with_parameter(&page, "redirect_uri", Some("http://elsewhere.example/callback"));
        assert!(matches!(browse(&elsewhere).await, Ended::Page(StatusCode::BAD_REQUEST)));
        assert_eq!(visitor.backpack.connections().await.unwrap(), []);
    });
}

/// Exchanges a code as an attacker does who has seen it.
async fn exchange(portal: &Portal, code: &str, verifier: &str) -> (StatusCode, Value) {
    let form = [
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", CALLBACK),
        ("client_id", &portal.client),
        ("code_verifier", verifier),
    ];
    let (status, body) = portal.post_form("/token", &form).await;
    (status, body["error"].clone())
}
