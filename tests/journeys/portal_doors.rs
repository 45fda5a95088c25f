//! The doors of a portal: down, no portal at all, a sign-in that is refused, one that is answered wrongly.

use std::sync::Arc;
use std::time::Duration;

use backpack::connect::Answer;
use backpack::core::AttemptId;
use backpack::{Backpack, Error, ErrorKind, Filter, SignIn};
use backpack_testkit::portal::{Approval, PortalOptions};
use backpack_testkit::run;
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpListener;

use crate::world::{Clinic, Connected, Home, asked, connector, sync};

fn kind<T: std::fmt::Debug>(result: Result<T, Error>) -> ErrorKind {
    result.unwrap_err().kind().clone()
}

async fn nothing_is_kept(backpack: &Backpack) {
    assert_eq!(backpack.connections().await.unwrap(), []);
    assert_eq!(backpack.find(&Filter::new()).total, 0);
}

#[test]
fn a_portal_that_is_down_is_said_to_be_and_nothing_is_kept() {
    run(async {
        let home = Home::new();
        let clinic = Clinic::new(&home.clock).await;
        let account = home.create().await;
        let backpack = account.add_backpack(clinic.patient()).await.unwrap();
        let portal = clinic.connector();
        clinic.portal.stop().await;
        let error = backpack.connect(portal).await.unwrap_err();
        assert_eq!(error.kind(), &ErrorKind::Portal);
        assert!(error.retry() != backpack::core::Retry::Never, "it may be up again: {error}");
        nothing_is_kept(&backpack).await;
    });
}

#[test]
fn a_portal_that_goes_down_is_a_gap_and_not_an_empty_record() {
    run(async {
        let Connected { home, clinic, backpack, connection, .. } = Connected::new().await;
        sync(&backpack, connection).await.unwrap();
        let records = backpack.find(&Filter::new()).total;
        clinic.portal.stop().await;
        home.clock.advance(Duration::from_secs(60));
        match sync(&backpack, connection).await {
            Err(error) => assert_eq!(error.kind(), &ErrorKind::Portal),
            Ok(report) => {
                assert!(!report.complete, "{report:?}");
                // Nothing new came, so there is nothing whose references could be asked for.
                let asked = report.queries.iter().filter(|query| query.id != "references");
                assert!(asked.into_iter().all(|query| query.outcome == "failed"), "{report:?}");
            }
        }
        assert_eq!(backpack.find(&Filter::new()).total, records);
        // The demo portal knows no related people, and never did.
        let ledger = backpack.ledger(connection).await.unwrap();
        for query in ledger.into_iter().filter(|query| query.query != "RelatedPerson") {
            assert!(query.ledger.last_success.is_some(), "{} forgot that it went well once", query.query);
        }
    });
}

#[test]
fn an_address_that_is_no_portal_is_said_to_be_none() {
    run(async {
        let home = Home::new();
        let account = home.create().await;
        let backpack = account.add_backpack(backpack::Person::new("Ana Ruiz")).await.unwrap();
        for answer in [
            "HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: 21\r\nconnection: close\r\n\r\n<h1>A bakery.</h1>   ",
            "HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\nconnection: close\r\n\r\n",
        ] {
            let bakery = TcpListener::bind("127.0.0.1:0").await.unwrap();
            let base = format!("http://{}/fhir", bakery.local_addr().unwrap());
            let serving = tokio::spawn(async move {
                while let Ok((mut customer, _)) = bakery.accept().await {
                    let mut head = [0; 4096];
                    tokio::io::AsyncReadExt::read(&mut customer, &mut head).await.ok();
                    customer.write_all(answer.as_bytes()).await.ok();
                    customer.shutdown().await.ok();
                }
            });
            let found = kind(backpack.connect(connector(&base, "client")).await);
            assert!(matches!(found, ErrorKind::NotAPortal(_)), "{found:?}");
            serving.abort();
        }
        nothing_is_kept(&backpack).await;
    });
}

#[test]
fn a_refused_sign_in_says_so_in_the_portals_words() {
    run(async {
        let home = Home::new();
        let clinic =
            Clinic::with(&home.clock, |options: &mut PortalOptions| options.approval = Approval::Denied)
                .await;
        let account = home.create().await;
        let backpack = account.add_backpack(clinic.patient()).await.unwrap();
        let (attempt, page) = asked(backpack.connect(clinic.connector()).await.unwrap());
        let back = clinic.portal.allow(&page, clinic.person.patient_id()).unwrap();
        let found = kind(backpack.answer(attempt, Answer::Redirect(back.as_str().into())).await);
        let ErrorKind::Denied(words) = found else { panic!("{found:?}") };
        assert!(words.contains("the person said no"), "{words}");
        assert!(clinic.asked("/token").is_empty(), "a code was exchanged although the person said no");
        nothing_is_kept(&backpack).await;
    });
}

#[test]
fn an_answer_counts_once_and_only_for_its_own_sign_in() {
    run(async {
        let home = Home::new();
        let clinic = Clinic::new(&home.clock).await;
        let account = home.create().await;
        let backpack = account.add_backpack(clinic.patient()).await.unwrap();
        let (first, page) = asked(backpack.connect(clinic.connector()).await.unwrap());
        let (second, _) = asked(backpack.connect(clinic.connector()).await.unwrap());
        let back = clinic.portal.allow(&page, clinic.person.patient_id()).unwrap();
        let answer = || Answer::Redirect(back.as_str().into());

        assert_eq!(kind(backpack.answer(second, answer()).await), ErrorKind::WrongAnswer);
        assert!(clinic.asked("/token").is_empty(), "a foreign state reached the portal");
        let SignIn::Done(connections) = backpack.answer(first, answer()).await.unwrap() else {
            panic!("the sign-in is done")
        };
        assert_eq!(kind(backpack.answer(first, answer()).await), ErrorKind::NotFound("sign-in"));
        assert_eq!(
            kind(backpack.answer(AttemptId::random(), answer()).await),
            ErrorKind::NotFound("sign-in")
        );
        assert_eq!(backpack.connections().await.unwrap().len(), connections.len());

        let (late, page) = asked(backpack.connect(clinic.connector()).await.unwrap());
        let back = clinic.portal.allow(&page, clinic.person.patient_id()).unwrap();
        home.clock.advance(Duration::from_secs(601));
        let found = kind(backpack.answer(late, Answer::Redirect(back.as_str().into())).await);
        assert_eq!(found, ErrorKind::NotFound("sign-in"));
    });
}

#[test]
fn the_app_may_restart_while_the_person_signs_in() {
    run(async {
        let home = Home::new();
        let clinic = Clinic::new(&home.clock).await;
        let account = home.create().await;
        let backpack = account.add_backpack(clinic.patient()).await.unwrap();
        let (attempt, page) = asked(backpack.connect(clinic.connector()).await.unwrap());
        let (account, backpack) = home.reopened(&account).await;
        let back = clinic.portal.allow(&page, clinic.person.patient_id()).unwrap();
        let answer = || Answer::Redirect(back.as_str().into());
        assert_eq!(kind(backpack.answer(attempt, answer()).await), ErrorKind::NoConnector);
        account.register(clinic.connector());
        let SignIn::Done(connections) = backpack.answer(attempt, answer()).await.unwrap() else {
            panic!("the sign-in is done")
        };
        let report = sync(&backpack, connections[0]).await.unwrap();
        assert_eq!(usize::try_from(report.new).unwrap(), backpack.find(&Filter::new()).total);
        let other: Arc<_> = connector("http://127.0.0.1:9/fhir", "client");
        account.register(other);
        assert_eq!(
            kind(sync(&backpack, backpack::core::ConnectionId::random()).await),
            ErrorKind::NotFound("connection")
        );
    });
}
