//! Sign-in: attempts that outlive the app, connections that are never doubled.

use std::time::Duration;

use backpack_connect::{Answer, ErrorKind, PatientRef, Prompt};
use backpack_core::{AttemptId, SecretText};
use backpack_keep::{AttemptRow, Authorisation, ConnectionRow, GrantRow};
use backpack_sync::{Engine, SignIn, SyncError};
use backpack_testkit::connector::ScriptedConnector;
use backpack_testkit::run;
use futures_util::future::join;

use crate::world::{World, patient, query, sync};

fn answer() -> Answer {
    Answer::Redirect(SecretText::from("https://app.invalid/back?code=1"))
}

async fn ask(engine: &Engine, portal: &ScriptedConnector) -> AttemptId {
    let SignIn::Ask { attempt, prompt: Prompt::Open(_) } = engine.begin(portal).await.unwrap() else {
        unreachable!("the portal asks to open a page")
    };
    attempt
}

#[test]
fn the_app_may_restart_in_between() {
    run(async {
        let portal = ScriptedConnector::new().asking().with_query(query("Patient"), [patient()]);
        let world = World::new();
        let attempt = ask(&world.create().await, &portal).await;
        let engine = world.open().await;
        let waiting = engine.attempt(attempt).await.unwrap().unwrap();
        assert_eq!(
            (waiting.sort.as_str(), waiting.portal.as_str()),
            ("scripted", "https://portal.invalid/fhir")
        );
        let done = engine.resume(&portal, attempt, answer()).await.unwrap();
        let SignIn::Done(connections) = done else { unreachable!("one answer is enough") };
        assert!(sync(&world.open().await, connections[0], &portal).await.unwrap().complete);
    });
}

#[test]
fn an_attempt_is_used_once_and_not_for_ever() {
    run(async {
        let portal = ScriptedConnector::new().asking();
        let world = World::new();
        let engine = world.create().await;
        let elsewhere = portal.clone().at("https://elsewhere.invalid/fhir");
        let attempt = ask(&engine, &portal).await;
        let foreign = engine.resume(&elsewhere, attempt, answer()).await;
        assert!(matches!(foreign, Err(SyncError::WrongConnector)));
        portal.fail("authorize", [Some(ErrorKind::WrongAnswer("state"))]);
        let wrong = engine.resume(&portal, attempt, answer()).await;
        assert!(
            matches!(wrong, Err(SyncError::Portal(error)) if *error.kind() == ErrorKind::WrongAnswer("state"))
        );
        for attempt in [attempt, AttemptId::random()] {
            let again = engine.resume(&portal, attempt, answer()).await;
            assert!(matches!(again, Err(SyncError::NoSuchAttempt)));
        }
        let late = ask(&engine, &portal).await;
        world.clock.advance(Duration::from_secs(600));
        assert_eq!(engine.attempt(late).await.unwrap(), None);
        assert!(matches!(engine.resume(&portal, late, answer()).await, Err(SyncError::NoSuchAttempt)));
        assert_eq!(portal.calls()["authorize"], 3, "the portal never heard of the late answer");
    });
}

#[test]
fn of_two_answers_at_once_one_counts() {
    run(async {
        let portal = ScriptedConnector::new().asking();
        let world = World::new();
        let attempt = ask(&world.create().await, &portal).await;
        let (one, other) = (world.open().await, world.open().await);
        let answers =
            join(one.resume(&portal, attempt, answer()), other.resume(&portal, attempt, answer())).await;
        assert!(
            matches!(
                answers,
                (Ok(SignIn::Done(_)), Err(SyncError::NoSuchAttempt))
                    | (Err(SyncError::NoSuchAttempt), Ok(SignIn::Done(_)))
            ),
            "{answers:?}"
        );
        assert_eq!(portal.calls()["authorize"], 2, "the portal heard of one");
    });
}

#[test]
fn old_attempts_are_forgotten() {
    run(async {
        let portal = ScriptedConnector::new().asking();
        let world = World::new();
        let engine = world.create().await;
        ask(&engine, &portal).await;
        world.clock.advance(Duration::from_secs(601));
        let new = ask(&engine, &portal).await;
        let rows = world.keep().await.rows::<AttemptRow>().await.unwrap();
        assert_eq!(rows.iter().map(|row| row.id).collect::<Vec<_>>(), [new]);
    });
}

#[test]
fn the_same_patient_at_the_same_portal_is_one_connection() {
    run(async {
        let both = [PatientRef::new("pat-1").with_name("Ann Ek"), PatientRef::new("pat-2")];
        let portal = ScriptedConnector::new().for_patients(both);
        let world = World::new();
        let engine = world.create().await;
        let SignIn::Done(first) = engine.begin(&portal).await.unwrap() else { unreachable!() };
        let SignIn::Done(second) = world.open().await.begin(&portal).await.unwrap() else { unreachable!() };
        assert_eq!((first.len(), &first), (2, &second));
        let elsewhere = portal.clone().at("https://elsewhere.invalid/fhir");
        let SignIn::Done(other) = engine.begin(&elsewhere).await.unwrap() else { unreachable!() };
        assert!(!other.iter().any(|connection| first.contains(connection)));
        let keep = world.keep().await;
        assert_eq!(keep.rows::<ConnectionRow>().await.unwrap().len(), 4);
        let (row, _) = keep.row::<ConnectionRow>(first[0].as_bytes()).await.unwrap().unwrap();
        assert_eq!((row.patient_name.as_deref(), row.authorisation), (Some("Ann Ek"), Authorisation::Ok));
        assert_eq!(keep.rows::<GrantRow>().await.unwrap().len(), 4);
    });
}

#[test]
fn another_patient_never_takes_a_connection_over() {
    run(async {
        let portal = ScriptedConnector::new().with_query(query("Patient"), [patient()]);
        let world = World::new();
        let (engine, connection) = world.connected(&portal).await;
        let again = engine.begin_again(connection, &portal).await.unwrap();
        assert_eq!(again, SignIn::Done(vec![connection]));
        let other = ScriptedConnector::new().for_patients([PatientRef::new("pat-2")]);
        let refused = engine.begin_again(connection, &other).await;
        assert!(matches!(refused, Err(SyncError::OtherPatient)));
        assert_eq!(world.keep().await.rows::<ConnectionRow>().await.unwrap().len(), 1);
        assert!(sync(&engine, connection, &portal).await.unwrap().complete, "the old grant still holds");
    });
}
