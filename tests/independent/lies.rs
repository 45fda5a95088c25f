//! `oauth2-mock-server`, made to lie: each lie is refused for what it is, and nothing of it is kept.

use std::sync::Arc;

use backpack::connect::Answer;
use backpack::core::ConnectionId;
use backpack::keep::SyncState;
use backpack::smart::SmartConnector;
use backpack::{Backpack, Error, ErrorKind};
use backpack_testkit::run;
use serde_json::json;

use super::browser::back_from;
use super::people::people;
use super::portal::{Kind, Portal};
use super::visit::{newcomer, the_one};
use crate::world::{asked, sync};

/// What a lie must end with.
enum Refused {
    /// The answer belongs to no sign-in of ours, and no code was sent.
    BeforeTheExchange(fn(&ErrorKind) -> bool),
    /// The code was exchanged, once, and what came for it is not taken.
    AfterIt(fn(&ErrorKind) -> bool),
}

const WRONG: fn(&ErrorKind) -> bool = |kind| *kind == ErrorKind::WrongAnswer;
const MALFORMED: fn(&ErrorKind) -> bool = |kind| *kind == ErrorKind::Portal;
const DENIED: fn(&ErrorKind) -> bool = |kind| matches!(kind, ErrorKind::Denied(_));
const NOT_TRUSTED: fn(&ErrorKind) -> bool = |kind| matches!(kind, ErrorKind::WrongAnswer | ErrorKind::Portal);

const LIES: [(&str, Refused); 18] = [
    ("state tampered", Refused::BeforeTheExchange(WRONG)),
    ("no state", Refused::BeforeTheExchange(WRONG)),
    ("two codes", Refused::BeforeTheExchange(WRONG)),
    ("another issuer", Refused::BeforeTheExchange(WRONG)),
    ("error and code", Refused::BeforeTheExchange(DENIED)),
    ("wrong nonce", Refused::AfterIt(WRONG)),
    ("wrong audience", Refused::AfterIt(NOT_TRUSTED)),
    ("wrong issuer", Refused::AfterIt(NOT_TRUSTED)),
    ("expired id token", Refused::AfterIt(NOT_TRUSTED)),
    ("alg none", Refused::AfterIt(NOT_TRUSTED)),
    ("false signature", Refused::AfterIt(NOT_TRUSTED)),
    ("token type mac", Refused::AfterIt(MALFORMED)),
    ("no token type", Refused::AfterIt(MALFORMED)),
    ("no access token", Refused::AfterIt(MALFORMED)),
    ("empty access token", Refused::AfterIt(MALFORMED)),
    ("line break in the token", Refused::AfterIt(MALFORMED)),
    ("patient is a path", Refused::AfterIt(MALFORMED)),
    ("an error with status 200", Refused::AfterIt(MALFORMED)),
];

/// Lies that hurt nobody: the sign-in is taken.
const HARMLESS: [&str; 3] = ["none", "expires soon", "expires long ago"];

/// The lie that comes out only when the patient is read.
const SOMEBODY_ELSE: &str = "patient of somebody else";

async fn liar() -> Option<Portal> {
    let [person, _] = people();
    let patient = person.records().remove(&format!("Patient/{}", person.patient)).unwrap();
    Portal::start(Kind::Liar, &[], json!({ "patient": patient })).await
}

/// Signs in while the server tells this lie.
async fn sign_in(portal: &Portal, backpack: &Backpack, lie: &str) -> Result<ConnectionId, Error> {
    portal.steer(json!({ "do": "lie", "lie": lie })).await;
    let connector = Arc::new(SmartConnector::new(portal.options()).unwrap());
    let (attempt, page) = asked(backpack.connect(connector).await?);
    let back = back_from(&page).await;
    Ok(the_one(backpack.answer(attempt, Answer::Redirect(back.as_str().into())).await?))
}

#[test]
fn every_lie_is_refused_for_what_it_is_and_nothing_is_kept() {
    run(async {
        let Some(portal) = liar().await else { return };
        let mut believed = Vec::new();
        for (lie, refused) in &LIES {
            let (_home, _account, backpack) = newcomer(&people()[0], 100).await;
            let Err(error) = sign_in(&portal, &backpack, lie).await else {
                believed.push(*lie);
                continue;
            };
            let (is_right, codes) = match refused {
                Refused::BeforeTheExchange(is_right) => (is_right, 0),
                Refused::AfterIt(is_right) => (is_right, 1),
            };
            assert!(is_right(error.kind()), "{lie}: {error:?}");
            assert_eq!(portal.token_log().await.len(), codes, "{lie}: the code was sent as often");
            assert_eq!(backpack.connections().await.unwrap(), [], "{lie}");
            assert_eq!(backpack.find(&backpack::Filter::new()).total, 0, "{lie}");
        }
        assert_eq!(believed, Vec::<&str>::new(), "these were believed");
    });
}

#[test]
fn what_hurts_nobody_is_borne() {
    run(async {
        let Some(portal) = liar().await else { return };
        for lie in HARMLESS {
            let (_home, _account, backpack) = newcomer(&people()[0], 100).await;
            sign_in(&portal, &backpack, lie).await.unwrap();
            let rows = backpack.connections().await.unwrap();
            assert_eq!(rows[0].patient.as_deref(), Some(&*people()[0].patient), "{lie}");
        }
    });
}

#[test]
fn a_patient_who_is_somebody_else_stops_before_anything_is_kept() {
    run(async {
        let Some(portal) = liar().await else { return };
        let (_home, _account, backpack) = newcomer(&people()[0], 100).await;
        // Either the id token names another than the token answer, or the patient who is read is not the person.
        let refused = match sign_in(&portal, &backpack, SOMEBODY_ELSE).await {
            Ok(connection) => {
                let refused = sync(&backpack, connection).await.unwrap_err();
                assert_eq!(backpack.connections().await.unwrap()[0].sync, SyncState::Failed);
                refused
            }
            Err(refused) => refused,
        };
        assert!(matches!(refused.kind(), ErrorKind::OtherPerson(_)), "{refused:?}");
        assert_eq!(backpack.find(&backpack::Filter::new()).total, 0);
    });
}

#[test]
fn every_lie_that_the_server_knows_is_told() {
    run(async {
        let Some(portal) = liar().await else { return };
        let mut told: Vec<_> =
            LIES.iter().map(|(lie, _)| *lie).chain(HARMLESS).chain([SOMEBODY_ELSE]).collect();
        let known = portal.facts["lies"].as_array().unwrap().iter().map(|lie| lie.as_str().unwrap());
        let mut known: Vec<_> = known.collect();
        told.sort_unstable();
        known.sort_unstable();
        assert_eq!(told, known);
    });
}
