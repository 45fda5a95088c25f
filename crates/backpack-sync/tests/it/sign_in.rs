//! Sign-in: attempts that outlive the app, connections that are never doubled.

use std::time::Duration;

use async_trait::async_trait;
use backpack_connect::{
    Answer, Connector, Context, Cursor, Descriptor, Error, ErrorKind, Field, FieldKind, Grant, Page,
    PatientRef, Pending, Prompt, Query, Step, Turn,
};
use backpack_core::{AttemptId, SecretBytes, SecretText};
use backpack_keep::{AttemptRow, Authorisation, ConnectionRow, GrantRow};
use backpack_sync::{Engine, SignIn, SyncError};
use backpack_testkit::connector::ScriptedConnector;
use backpack_testkit::run;
use futures_util::future::join;

use crate::world::{World, patient, query, sign_in, sync};

fn answer() -> Answer {
    Answer::Redirect(SecretText::from("https://app.invalid/back?code=1"))
}

async fn ask(engine: &Engine, portal: &ScriptedConnector) -> AttemptId {
    let SignIn::Ask { attempt, prompt: Prompt::Open(_), .. } = engine.begin(portal).await.unwrap() else {
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

/// A portal that asks twice: a form to send off, then a code to type in.
#[derive(Debug)]
struct TwoSteps(ScriptedConnector);

const FIRST: &[u8] = b"first";
const SECOND: &[u8] = b"second";

#[async_trait]
impl Connector for TwoSteps {
    fn descriptor(&self) -> Descriptor {
        self.0.descriptor()
    }

    async fn authorize(&self, context: &Context, turn: Turn<'_>) -> Result<Step, Error> {
        let pending = |secret: &[u8]| Pending::new(SecretBytes::new(secret.to_vec()));
        match turn {
            Turn::Begin => Ok(Step::Ask(form(), pending(FIRST))),
            Turn::Resume(at, Answer::Redirect(_)) if at.secret.expose() == FIRST => {
                Ok(Step::Ask(code(), pending(SECOND)))
            }
            Turn::Resume(at, Answer::Fields(_)) if at.secret.expose() == SECOND => {
                self.0.authorize(context, Turn::Begin).await
            }
            _ => Err(Error::new(ErrorKind::WrongAnswer("answer"), "authorize")),
        }
    }

    async fn plan(&self, context: &Context, grant: &Grant) -> Result<Vec<Query>, Error> {
        self.0.plan(context, grant).await
    }

    async fn pull(
        &self,
        context: &Context,
        grant: &Grant,
        query: &Query,
        cursor: Option<&Cursor>,
    ) -> Result<Page, Error> {
        self.0.pull(context, grant, query, cursor).await
    }
}

fn form() -> Prompt {
    let url = "https://portal.invalid/authorize".parse().unwrap();
    Prompt::Submit { url, form: vec![("scope".to_owned(), "openid \u{e4}".to_owned())] }
}

fn code() -> Prompt {
    Prompt::Fields(vec![Field::new("code", "The code from the message", FieldKind::OneTimeCode)])
}

#[test]
fn each_step_of_a_long_sign_in_waits_under_an_id_of_its_own() {
    run(async {
        let portal = TwoSteps(ScriptedConnector::new().with_query(query("Patient"), [patient()]));
        let world = World::new();
        let connection = sign_in(&world.create().await, &portal.0).await;
        let begun = world.open().await.begin_again(connection, &portal).await.unwrap();
        let SignIn::Ask { attempt: first, prompt, .. } = begun else { unreachable!("{begun:?}") };
        assert_eq!(prompt, form());
        world.clock.advance(Duration::from_secs(500));
        // The app restarts between the steps, and the second has its full time.
        let asked = world.open().await.resume(&portal, first, answer()).await.unwrap();
        let SignIn::Ask { attempt: second, prompt, .. } = asked else { unreachable!("{asked:?}") };
        assert_eq!((prompt, second == first), (code(), false));
        world.clock.advance(Duration::from_secs(500));
        let engine = world.open().await;
        let again = engine.resume(&portal, first, answer()).await;
        assert!(matches!(again, Err(SyncError::NoSuchAttempt)), "{again:?}");
        let waiting = engine.attempt(second).await.unwrap().unwrap();
        assert_eq!(waiting.connection, Some(connection), "it is still known what is signed in again");
        let typed = [("code".to_owned(), SecretText::from("123456"))].into_iter().collect();
        let done = engine.resume(&portal, second, Answer::Fields(typed)).await.unwrap();
        assert_eq!(done, SignIn::Done(vec![connection]));
        assert!(world.keep().await.rows::<AttemptRow>().await.unwrap().is_empty());
    });
}
