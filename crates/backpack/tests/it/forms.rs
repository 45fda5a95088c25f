//! Entries opened in a form, while others change them.

use std::sync::Arc;

use backpack::answers::OpenEntry;
use backpack::connect::{Item, Query};
use backpack::core::RecordId;
use backpack::keep::{Act, ActivityFilter};
use backpack::record::Actor;
use backpack::record::entry::{Concept, Condition, NewEntry, OnClash, Severity};
use backpack::{Account, Backpack, ErrorKind, Person, SignIn};
use backpack_testkit::connector::ScriptedConnector;
use futures_util::future::join_all;

use crate::account;
use crate::two::World;

/// Returns one Backpack as two people have it open, each in a process of their own, with an entry in it.
async fn two() -> (World, [Account; 2], Backpack, Backpack, RecordId) {
    let (world, one, two) = World::new().await;
    let first = one.add_backpack(Person::new("Ana Ruiz")).await.unwrap();
    let id = first.add(asthma()).await.unwrap();
    let ana = first.acting_as(Actor::Named("ana".into()));
    let ben = two.backpack(first.id()).await.unwrap().acting_as(Actor::Named("ben".into()));
    (world, [one, two], ana, ben, id)
}

fn asthma() -> Condition {
    Condition::new("Asthma").onset("1999").note("since school")
}

fn change(opened: &mut OpenEntry, change: impl FnOnce(&mut Condition)) {
    let NewEntry::Condition(form) = &mut opened.form else { unreachable!("it is a condition") };
    change(form);
}

async fn now(backpack: &Backpack, id: RecordId) -> Condition {
    backpack.catch_up().await.unwrap();
    let NewEntry::Condition(form) = backpack.entry(id).await.unwrap() else {
        unreachable!("it is a condition")
    };
    *form
}

#[test]
fn what_two_change_apart_both_lands_and_each_is_told() {
    backpack_testkit::run(async {
        let (world, _accounts, ana, ben, id) = two().await;
        let (mut hers, mut his) = (ana.open_entry(id).await.unwrap(), ben.open_entry(id).await.unwrap());
        change(&mut hers, |form| form.severity = Some(Severity::Mild));
        change(&mut his, |form| form.body_site = Some(Concept::new("lungs")));
        let saved = ana.save_entry(&hers, OnClash::Ask).await.unwrap();
        assert!(saved.is_written && saved.since.is_empty() && saved.theirs.is_empty(), "{saved:?}");
        let saved = ben.save_entry(&his, OnClash::Ask).await.unwrap();
        assert_eq!(
            (saved.is_written, saved.since, saved.theirs),
            (true, vec![1], vec!["severity".to_owned()])
        );
        let both = asthma().severity(Severity::Mild).body_site(Concept::new("lungs"));
        assert_eq!((now(&ana, id).await, now(&ben, id).await), (both.clone(), both));
        // The journal tells of both, and each version says who wrote it.
        let acts = ana.activity(&ActivityFilter::new()).await.unwrap().acts;
        let editors: Vec<&Actor> =
            acts.iter().filter(|told| told.act == Act::Edited(id)).map(|told| &told.actor).collect();
        let (ana_is, ben_is) = (Actor::Named("ana".into()), Actor::Named("ben".into()));
        assert!(
            editors.len() == 2 && editors.contains(&&ana_is) && editors.contains(&&ben_is),
            "{editors:?}"
        );
        assert_eq!(ana.original(id, 1).await.unwrap().actor, Some(ana_is));
        world.check().await;
    });
}

#[test]
fn what_both_change_is_asked_and_the_person_insists_or_gives_way() {
    backpack_testkit::run(async {
        for (on_clash, note) in [(OnClash::Mine, "his"), (OnClash::Theirs, "hers")] {
            let (_world, _accounts, ana, ben, id) = two().await;
            let (mut hers, mut his) = (ana.open_entry(id).await.unwrap(), ben.open_entry(id).await.unwrap());
            change(&mut hers, |form| form.note = Some("hers".into()));
            change(&mut his, |form| {
                form.note = Some("his".into());
                form.severity = Some(Severity::Severe);
            });
            ana.save_entry(&hers, OnClash::Ask).await.unwrap();
            let asked = ben.save_entry(&his, OnClash::Ask).await.unwrap();
            assert!(!asked.is_written, "{asked:?}");
            assert_eq!(now(&ben, id).await, asthma().note("hers"));
            let told: Vec<_> = asked.clashes.iter().map(|clash| clash.element.as_str()).collect();
            assert_eq!(told, ["note[0]"]);
            assert_eq!(asked.clashes[0].theirs.as_deref(), Some(r#"{"text":"hers"}"#));
            let saved = ben.save_entry(&his, on_clash).await.unwrap();
            assert!(saved.is_written && saved.clashes == asked.clashes, "{saved:?}");
            assert_eq!(now(&ana, id).await, asthma().note(note).severity(Severity::Severe), "{on_clash:?}");
            // Nothing is lost: what she wrote is a version.
            assert_eq!(ana.versions(id).unwrap().len(), 3);
        }
    });
}

#[test]
fn many_forms_saved_at_once_all_land() {
    backpack_testkit::run(async {
        let (world, _accounts, ana, ben, id) = two().await;
        let mut opened = Vec::new();
        for backpack in [&ana, &ben, &ana] {
            opened.push(backpack.open_entry(id).await.unwrap());
        }
        change(&mut opened[0], |form| form.severity = Some(Severity::Mild));
        change(&mut opened[1], |form| form.body_site = Some(Concept::new("lungs")));
        change(&mut opened[2], |form| form.note = None);
        let saving = opened
            .iter()
            .zip([&ana, &ben, &ana])
            .map(|(form, backpack)| backpack.save_entry(form, OnClash::Ask));
        for saved in join_all(saving).await {
            assert!(saved.unwrap().is_written);
        }
        let wanted =
            Condition::new("Asthma").onset("1999").severity(Severity::Mild).body_site(Concept::new("lungs"));
        assert_eq!(now(&ana, id).await, wanted);
        world.check().await;
    });
}

#[test]
fn a_form_that_was_opened_before_a_sync_is_saved_after_it() {
    backpack_testkit::run(async {
        let (account, _storage) = account().await;
        let backpack = account.add_backpack(Person::new("Ana Ruiz")).await.unwrap();
        let id = backpack.add(asthma()).await.unwrap();
        let mut opened = backpack.open_entry(id).await.unwrap();
        assert_eq!((opened.record(), opened.version()), (id, 0));
        let shot = r#"{"resourceType":"Immunization","id":"1","status":"completed","patient":{"reference":"Patient/pat-1"}}"#;
        let portal = ScriptedConnector::new().with_query(Query::new("shots", "Shots"), [Item::json(shot)]);
        let SignIn::Done(connections) = backpack.connect(Arc::new(portal)).await.unwrap() else {
            unreachable!("the portal asks nothing")
        };
        assert_eq!(backpack.sync(connections[0]).await.unwrap().new, 1);
        change(&mut opened, |form| form.note = Some("since school, mild now".into()));
        let saved = backpack.save_entry(&opened, OnClash::Ask).await.unwrap();
        assert_eq!(
            (saved.is_written, saved.since.len(), saved.clashes.len(), saved.is_deleted),
            (true, 0, 0, false)
        );
        assert_eq!(now(&backpack, id).await, asthma().note("since school, mild now"));
        // What the person did while the form was open counts as another's.
        let opened = backpack.open_entry(id).await.unwrap();
        backpack.edit(id, asthma()).await.unwrap();
        backpack.delete(id).await.unwrap();
        let saved = backpack.save_entry(&opened, OnClash::Ask).await.unwrap();
        assert_eq!((saved.is_deleted, saved.theirs, saved.since), (true, vec!["note".to_owned()], vec![2]));
        // What a portal sent is opened in no form.
        let sent = backpack.find(&backpack::Filter::new()).records[0].id;
        assert_eq!(backpack.open_entry(sent).await.unwrap_err().kind(), &ErrorKind::NotAnEntry);
    });
}
