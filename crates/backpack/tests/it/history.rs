//! Who acts, what is told of it, and what is undone, through the facade.

use std::sync::Arc;

use backpack::core::EventId;
use backpack::keep::{Act, ActivityFilter, Source, Turn, Undone};
use backpack::record::entry::Symptom;
use backpack::record::{Actor, NotUndoable, OverlayChange};
use backpack::store::ErrorKind as StoreErrorKind;
use backpack::{Account, Backpack, ErrorKind, Filter, Person, SignIn, Unlock};
use backpack_connect::{Gone, Item, Query};
use backpack_testkit::connector::ScriptedConnector;
use backpack_testkit::faults::{FaultyStore, StoreCall};

use crate::{account, host_key, options};

fn shot(status: &str) -> Item {
    Item::json(format!(
        r#"{{"resourceType":"Immunization","id":"1","meta":{{"versionId":"{status}"}},"status":"{status}","patient":{{"reference":"Patient/pat-1"}}}}"#
    ))
}

async fn acts(backpack: &Backpack) -> Vec<(&'static str, Actor)> {
    let page = backpack.activity(&ActivityFilter::new().oldest_first()).await.unwrap();
    page.acts.iter().map(|told| (told.act.name(), told.actor.clone())).collect()
}

#[test]
fn a_record_is_followed_from_its_first_version_to_its_deletion_at_the_source() {
    backpack_testkit::run(async {
        let (account, _) = account().await;
        let backpack = account.add_backpack(Person::unnamed()).await.unwrap();
        let portal = ScriptedConnector::new().with_query(Query::new("shots", "Shots"), [shot("completed")]);
        let signed_in = backpack.connect(Arc::new(portal.clone())).await.unwrap();
        let SignIn::Done(connections) = signed_in else { unreachable!("it asks nothing") };
        let connection = *connections.first().unwrap();
        backpack.sync(connection).await.unwrap();
        let id = backpack.find(&Filter::new()).records.first().unwrap().id;
        for item in [shot("not-done"), shot("completed"), Item::Gone(Gone::new("Immunization", "1"))] {
            portal.add("shots", item);
            backpack.sync(connection).await.unwrap();
        }
        let history = backpack.history(id).await.unwrap();
        let turns: Vec<_> = history.turns.iter().map(|turned| turned.turn).collect();
        assert_eq!(turns, [Turn::Came(0), Turn::Came(1), Turn::Recurred(0), Turn::Gone]);
        for (version, called) in history.versions.iter().zip(["completed", "not-done"]) {
            assert_eq!(version.source, Source::Connection(connection));
            assert_eq!(version.portal.as_deref(), Some("The scripted portal"));
            assert_eq!(version.query, "shots");
            assert_eq!(version.source_version.as_deref(), Some(called));
            assert_eq!((version.is_current, version.actor.clone()), (version.number == 0, None));
        }
        assert_eq!(history.versions.len(), 2);
        let comparison = backpack.compare(id, 0, 1).await.unwrap();
        assert_eq!(
            comparison.difference().unwrap().to_string(),
            "status: \"completed\" -> \"not-done\"\nmeta.versionId: \"completed\" -> \"not-done\"\n"
        );
        let missing = backpack.compare(id, 0, 2).await.unwrap_err();
        assert_eq!(missing.kind(), &ErrorKind::NotFound("version"));
        // The journal, asked for this record, names the pages that concerned it.
        let page = backpack.activity(&ActivityFilter::new().record(id)).await.unwrap();
        assert_eq!(page.acts.iter().map(|told| told.act.name()).collect::<Vec<_>>(), ["imported"; 4]);
        // A second sign-in and the end of the connection are told too.
        backpack.reconnect(connection).await.unwrap();
        backpack.confirm_person(connection).await.unwrap();
        backpack.disconnect(connection, backpack::keep::Disposal::Delete).await.unwrap();
        let portal = Actor::Connection(connection);
        let sync = || [("imported", portal.clone()), ("synced", Actor::Engine)];
        let mut expected = vec![("created", Actor::Person), ("connected", Actor::Person)];
        (0..4).for_each(|_| expected.extend(sync()));
        expected.extend([
            ("signed_in", Actor::Person),
            ("person_confirmed", Actor::Person),
            ("connection_removed", Actor::Person),
        ]);
        assert_eq!(acts(&backpack).await, expected);
    });
}

#[test]
fn each_handle_acts_under_its_own_name_in_one_backpack() {
    backpack_testkit::run(async {
        let (account, storage) = account().await;
        let backpack = account.add_backpack(Person::unnamed()).await.unwrap();
        let ana = Actor::Named("Ana".into());
        let through_ana = account.acting_as(ana.clone()).backpack(backpack.id()).await.unwrap();
        let id = through_ana.add(Symptom::new("dizziness")).await.unwrap();
        backpack.hide(id).await.unwrap();
        through_ana.set_person(Person::new("Kim")).await.unwrap();
        let told = [
            ("created", Actor::Person),
            ("added", ana.clone()),
            ("hidden", Actor::Person),
            ("person_described", ana.clone()),
        ];
        assert_eq!(acts(&backpack).await, told);
        assert_eq!(acts(&through_ana).await, told);
        assert_eq!(backpack.keep().original(id, 0).await.unwrap().actor, Some(ana.clone()));
        // In a later run somebody named in the options opens it.
        let ben = Actor::Named("Ben".into());
        let again = Account::open_on(storage, host_key(), options().acting_as(ben.clone())).await.unwrap();
        let backpack = again.backpack(backpack.id()).await.unwrap();
        assert_eq!(acts(&backpack).await.last().unwrap(), &("opened", ben.clone()));
        let of_account = again.activity(&ActivityFilter::new().limit(1)).await.unwrap().acts;
        assert_eq!(of_account.first().map(|told| told.actor.clone()), Some(ben));
    });
}

#[test]
fn what_cannot_be_undone_is_said() {
    backpack_testkit::run(async {
        let (account, _) = account().await;
        let backpack = account.add_backpack(Person::unnamed()).await.unwrap();
        let id = backpack.add(Symptom::new("dizziness")).await.unwrap();
        let why = |error: backpack::Error| match error.kind() {
            ErrorKind::NotUndoable(why) => *why,
            other => unreachable!("{other}"),
        };
        assert_eq!(why(backpack.undo(id).await.unwrap_err()), NotUndoable::Nothing);
        assert_eq!(
            why(backpack.undo_event(id, EventId::random()).await.unwrap_err()),
            NotUndoable::NoSuchEvent
        );
        backpack.flag(id, "first").await.unwrap();
        backpack.flag(id, "second").await.unwrap();
        let first = backpack.history(id).await.unwrap().events.first().unwrap().id;
        assert_eq!(why(backpack.undo_event(id, first).await.unwrap_err()), NotUndoable::StoodUpon);
        let undone = backpack.undo(id).await.unwrap();
        assert!(
            matches!(undone, Undone::Event(event) if event.change == OverlayChange::Flagged("second".into()))
        );
        backpack.undo_event(id, first).await.unwrap();
        assert_eq!(why(backpack.undo_event(id, first).await.unwrap_err()), NotUndoable::Already);
        assert_eq!(backpack.record(id).unwrap().overlay.flagged, None);
    });
}

#[test]
fn ways_in_that_change_are_told_without_what_opens_them() {
    backpack_testkit::run(async {
        let (account, storage) = account().await;
        let added = account.add_slot(Unlock::passphrase("correct horse"), "paper").await.unwrap();
        Account::open_on(storage.clone(), Unlock::passphrase("correct horse"), options()).await.unwrap();
        let other = Account::open_on(storage, Unlock::passphrase("correct horse"), options()).await.unwrap();
        other.change_passphrase("correct horse".into(), "battery staple".into()).await.unwrap();
        other.remove_slot(other.slots().await.first().unwrap().id).await.unwrap();
        let acts = other.activity(&ActivityFilter::new().oldest_first()).await.unwrap().acts;
        let (first, second) = (acts[1].act.clone(), added.number());
        let Act::Unlocked { slot } = first else { unreachable!("{first:?}") };
        let told: Vec<Act> = acts.into_iter().map(|told| told.act).collect();
        let unlocked = |slot| Act::Unlocked { slot };
        let expected = [
            Act::Created,
            unlocked(slot),
            Act::SlotAdded(second),
            unlocked(second),
            unlocked(second),
            Act::PassphraseChanged(second),
            Act::SlotRemoved(slot),
        ];
        assert_eq!(told, expected);
    });
}

#[test]
fn a_full_disk_keeps_nobody_from_opening_and_reading() {
    backpack_testkit::run(async {
        let (account, mut storage) = account().await;
        let backpack = account.add_backpack(Person::unnamed()).await.unwrap();
        let id = backpack.add(Symptom::new("dizziness")).await.unwrap();
        let faulty = Arc::new(FaultyStore::new(Arc::clone(&storage.store)));
        faulty.break_down(StoreCall::Commit, 1, StoreErrorKind::Full);
        storage.store = faulty;
        let again = Account::open_on(storage, host_key(), options()).await.unwrap();
        let full = again.backpack(backpack.id()).await.unwrap();
        assert_eq!(full.body(id).await.unwrap(), backpack.body(id).await.unwrap());
        assert_eq!(acts(&full).await, acts(&backpack).await, "nothing was told of the opening");
        assert_eq!(full.hide(id).await.unwrap_err().kind(), &ErrorKind::Full);
        assert!(again.activity(&ActivityFilter::new()).await.is_ok());
    });
}
