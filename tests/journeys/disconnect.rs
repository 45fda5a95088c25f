//! Ending a connection: the grant goes in any case, the records as the person says, what they wrote themselves never.

use backpack::keep::{Authorisation, Disposal, Show};
use backpack::record::entry::Allergy;
use backpack::sync::Revocation;
use backpack::{ErrorKind, Filter};
use backpack_testkit::portal::{Fault, When};
use backpack_testkit::run;

use crate::world::{Connected, everything, id_of, same, sync};

#[test]
fn kept_records_stay_as_they_are_and_the_grant_ends() {
    run(async {
        let connected = Connected::new().await;
        connected.sync().await;
        let before = everything(&connected.backpack).await;
        let ended = connected.backpack.disconnect(connected.connection, Disposal::Keep).await.unwrap();
        assert!(matches!(ended.revocation, Revocation::Done), "{:?}", ended.revocation);
        let revoked = connected.clinic.asked("/revoke");
        assert!(!revoked.is_empty() && revoked.iter().all(|request| request.status == 200), "{revoked:?}");
        same(&everything(&connected.backpack).await, &before);
        let row = &connected.backpack.connections().await.unwrap()[0];
        assert_eq!(row.authorisation, Authorisation::Removed);
        let refused = sync(&connected.backpack, connected.connection).await.unwrap_err();
        assert_eq!(refused.kind(), &ErrorKind::NotFound("connection"));
        let (_account, backpack) = connected.home.reopened(&connected.account).await;
        same(&everything(&backpack).await, &before);
    });
}

#[test]
fn deleted_records_go_and_what_the_person_wrote_stays() {
    run(async {
        let connected = Connected::new().await;
        connected.sync().await;
        let backpack = &connected.backpack;
        let shots = connected.clinic.references("Immunization");
        let noted = id_of(backpack, &shots[0]);
        backpack.note(noted, "my arm hurt for a week").await.unwrap();
        let own = backpack.add(Allergy::new("peanuts")).await.unwrap();
        let file = backpack.add_file("plan.txt", None, "walk more").await.unwrap();
        backpack.attach(own, file.id).await.unwrap();
        let body = backpack.body(noted).await.unwrap();

        let ended = backpack.disconnect(connected.connection, Disposal::Delete).await.unwrap();
        assert!(ended.removal.records > 50, "{:?}", ended.removal);
        let left = backpack.find(&Filter::new().show(Show::ALL));
        let mut left: Vec<_> = left.records.iter().map(|record| record.id).collect();
        left.sort();
        let mut expected = vec![noted, own];
        expected.sort();
        assert_eq!(left, expected);
        assert_eq!(backpack.body(noted).await.unwrap(), body);
        assert_eq!(backpack.record(noted).unwrap().overlay.notes[0].text, "my arm hurt for a week");
        let files = backpack.files().await.unwrap();
        assert_eq!(files.iter().map(|file| file.name.as_str()).collect::<Vec<_>>(), ["plan.txt"]);

        let (_account, backpack) = connected.home.reopened(&connected.account).await;
        assert_eq!(backpack.find(&Filter::new()).total, 2);
        assert_eq!(backpack.body(noted).await.unwrap(), body);
    });
}

#[test]
fn a_portal_that_cannot_be_reached_keeps_nobody_from_leaving() {
    run(async {
        let connected = Connected::new().await;
        connected.sync().await;
        connected.clinic.portal.arm(Fault::Status(500, None), When::path("/revoke"));
        let ended = connected.backpack.disconnect(connected.connection, Disposal::Delete).await.unwrap();
        assert!(matches!(ended.revocation, Revocation::Failed(_)), "{:?}", ended.revocation);
        assert_eq!(connected.backpack.connections().await.unwrap(), []);
        assert_eq!(connected.backpack.find(&Filter::new()).total, 0);
        assert_eq!(connected.backpack.ledger(connected.connection).await.unwrap(), []);
    });
}
