//! A second sync: nothing new, an edit, an addition, a deletion, a sign-in that the portal forgot.

use backpack::keep::{Authorisation, Disposal};
use backpack::record::Kind;
use backpack::{ErrorKind, Filter};
use backpack_testkit::run;
use bytes::Bytes;

use crate::world::{Connected, bodies, everything, id_of, records, same, sync};

#[test]
fn a_second_sync_brings_nothing_new() {
    run(async {
        let connected = Connected::new().await;
        connected.sync().await;
        let before = everything(&connected.backpack).await;
        for _ in 0..2 {
            connected.next_day();
            let report = connected.sync().await;
            assert_eq!(
                (report.new, report.changed, report.quarantined, report.gone),
                (0, 0, 0, 0),
                "{report:?}"
            );
            assert_eq!(report.received, report.unchanged);
            assert!(report.complete, "{report:?}");
        }
        same(&everything(&connected.backpack).await, &before);
    });
}

#[test]
fn an_edit_at_the_portal_is_a_second_version_and_both_are_kept() {
    run(async {
        let connected = Connected::new().await;
        connected.sync().await;
        let name = connected.clinic.references("Immunization").remove(0);
        let id = id_of(&connected.backpack, &name);
        connected.backpack.note(id, "in the left arm").await.unwrap();
        let before = connected.backpack.body(id).await.unwrap();
        connected.next_day();
        let edited = connected.clinic.portal.edit(|records| {
            let changed = |body: &str| body.replacen("\"completed\"", "\"not-done\"", 1);
            records.update(&name, changed).unwrap();
            Bytes::from(records.body(&name).unwrap().to_owned())
        });
        assert_ne!(edited, before);

        let report = connected.sync().await;
        assert_eq!((report.new, report.changed), (0, 1), "{report:?}");
        let record = connected.backpack.record(id).unwrap();
        assert_eq!(record.versions, 2);
        assert_eq!(record.header.status.as_deref(), Some("not-done"));
        assert_eq!(record.overlay.notes[0].text, "in the left arm");
        let original = async |version| connected.backpack.original(id, version).await.unwrap().body;
        assert_eq!((original(0).await, original(1).await), (before, edited.clone()));
        assert_eq!(connected.backpack.body(id).await.unwrap(), edited);
        connected.next_day();
        assert_eq!(connected.sync().await.changed, 0);
    });
}

#[test]
fn what_is_added_at_the_portal_comes_with_the_next_sync() {
    run(async {
        let connected = Connected::new().await;
        connected.sync().await;
        connected.next_day();
        let patient = connected.clinic.person.patient_id();
        let body = format!(
            r#"{{"resourceType":"Goal","id":"walk","lifecycleStatus":"active","description":{{"text":"walk 1.50 km"}},"subject":{{"reference":"Patient/{patient}"}}}}"#
        );
        connected.clinic.portal.edit(|records| records.add(patient, &body)).unwrap();
        let report = connected.sync().await;
        assert_eq!((report.new, report.changed), (1, 0), "{report:?}");
        let found = connected.backpack.find(&Filter::new().kind(Kind::Goal).text("1.50 km"));
        assert_eq!(found.records.len(), 1);
        assert!(
            bodies(&connected.backpack).await == {
                let mut held = bodies(&connected.backpack).await;
                let there =
                    connected.clinic.portal.edit(|records| records.body("Goal/walk").unwrap().to_owned());
                held.insert("Goal/walk".to_owned(), Bytes::from(there));
                held
            }
        );
    });
}

/// A FHIR search does not say what was deleted. A record that the portal no longer names stays: a search that brings less
/// must never be taken for a deletion.
#[test]
fn what_the_portal_deletes_without_saying_so_stays() {
    run(async {
        let connected = Connected::new().await;
        connected.sync().await;
        let name = connected.clinic.references("Immunization").remove(0);
        connected.clinic.portal.edit(|records| records.delete(&name)).unwrap();
        connected.next_day();
        let report = connected.sync().await;
        assert_eq!((report.gone, report.new, report.changed), (0, 0, 0));
        let record = records(&connected.backpack).remove(&name).unwrap();
        assert!(!record.gone);
        assert!(!connected.backpack.body(record.id).await.unwrap().is_empty());
    });
}

#[test]
fn a_sign_in_that_the_portal_forgot_is_renewed_and_doubles_nothing() {
    run(async {
        let connected = Connected::new().await;
        connected.sync().await;
        let before = everything(&connected.backpack).await;
        connected.clinic.portal.revoke_sign_ins();
        connected.next_day();
        let refused = sync(&connected.backpack, connected.connection).await.unwrap_err();
        assert_eq!(refused.kind(), &ErrorKind::NeedsSignIn);
        let row = &connected.backpack.connections().await.unwrap()[0];
        assert_eq!(row.authorisation, Authorisation::NeedsSignIn);
        same(&everything(&connected.backpack).await, &before);

        let step = connected.backpack.reconnect(connected.connection).await.unwrap();
        let again = connected.clinic.finish(&connected.backpack, step).await.unwrap();
        assert_eq!(again, connected.connection);
        let report = connected.sync().await;
        assert_eq!((report.new, report.changed), (0, 0), "{report:?}");
        let fresh = connected.clinic.connect(&connected.backpack).await;
        assert_eq!(fresh, connected.connection, "connecting anew made a second connection");
        assert_eq!(connected.sync().await.new, 0);
        assert_eq!(connected.backpack.connections().await.unwrap().len(), 1);
        same(&everything(&connected.backpack).await, &before);
    });
}

#[test]
fn a_token_that_ran_out_is_refreshed_without_asking_anybody() {
    run(async {
        let connected = Connected::new().await;
        connected.sync().await;
        connected.next_day();
        connected.clinic.portal.clear_requests();
        assert!(connected.sync().await.complete);
        assert_eq!(connected.clinic.asked("/token").len(), 1, "one refresh for many queries");
        connected.clinic.portal.expire_access_tokens();
        connected.clinic.portal.clear_requests();
        assert!(connected.sync().await.complete);
        assert_eq!(connected.clinic.asked("/token").len(), 1, "one refresh for many refused queries");
    });
}

#[test]
fn a_connection_can_come_back_after_it_was_removed() {
    run(async {
        let connected = Connected::new().await;
        connected.sync().await;
        let before = bodies(&connected.backpack).await;
        connected.backpack.disconnect(connected.connection, Disposal::Keep).await.unwrap();
        let asked = sync(&connected.backpack, connected.connection).await.unwrap_err();
        assert_eq!(asked.kind(), &ErrorKind::NotFound("connection"));
        let again = connected.clinic.connect(&connected.backpack).await;
        let report = sync(&connected.backpack, again).await.unwrap();
        assert_eq!(again, connected.connection);
        assert_eq!(report.new, 0, "{report:?}");
        assert!(bodies(&connected.backpack).await == before);
    });
}
