//! One account, open in two processes: accounts on one storage that several may have open.

mod chance;

use std::sync::Arc;

use backpack::connect::{Answer, Item, Query};
use backpack::core::{Cancellation, Clock, SecretText, SpaceId};
use backpack::keep::{ChangeKind, Depth, Outcome, RotationOptions, VerifyOptions};
use backpack::record::entry::Symptom;
use backpack::sync::Schedule;
use backpack::{Account, Backpack, ErrorKind, Person, SignIn, Storage, Unlock};
use backpack_files::MemoryBlobSpaces;
use backpack_store::{MemoryAnchors, MemoryKeyFile, MemoryStore};
use backpack_testkit::VirtualClock;
use backpack_testkit::connector::ScriptedConnector;
use futures_util::StreamExt as _;
use futures_util::future::{join, join_all};

use crate::{host_key, options};

/// Where an account lies that several processes may have open.
pub(crate) struct World {
    clock: VirtualClock,
    storage: Storage,
}

impl World {
    /// Makes an account, and opens it in two processes.
    pub(crate) async fn new() -> (Self, Account, Account) {
        let clock = VirtualClock::auto();
        let shared: Arc<dyn Clock> = Arc::new(clock.clone());
        let storage = Storage::new(
            Arc::new(MemoryStore::new(shared).shared()),
            Arc::new(MemoryBlobSpaces::new()),
            Arc::new(MemoryKeyFile::new()),
            Arc::new(MemoryAnchors::new()),
        );
        let options = options().with_clock(Arc::new(clock.clone()));
        let first = Account::create_on(storage.clone(), host_key(), options).await.unwrap();
        let world = Self { clock, storage };
        let second = world.open(host_key()).await.unwrap();
        (world, first, second)
    }

    async fn open(&self, unlock: Unlock) -> Result<Account, backpack::Error> {
        Account::open_on(self.storage.clone(), unlock, options().with_clock(Arc::new(self.clock.clone())))
            .await
    }

    /// Opens the account once more and finds nothing amiss.
    pub(crate) async fn check(&self) -> Account {
        let third = self.open(host_key()).await.unwrap();
        let found = third.verify(&VerifyOptions::new(Depth::Data)).await.unwrap();
        assert_eq!(found.outcome(), Outcome::Ok, "{found:?}");
        third
    }
}

async fn ids(account: &Account) -> Vec<SpaceId> {
    account.backpacks().await.unwrap().into_iter().map(|listed| listed.id).collect()
}

async fn add(account: &Account) -> Backpack {
    account.add_backpack(Person::unnamed()).await.unwrap()
}

/// Deletes a Backpack once no other process deletes one: under this clock nobody is waited for.
async fn delete(account: &Account, id: SpaceId) {
    loop {
        match account.delete_backpack(id).await {
            Err(error) if error.kind() == &ErrorKind::Busy => tokio::task::yield_now().await,
            ended => return ended.unwrap(),
        }
    }
}

#[test]
fn what_both_add_at_once_is_there() {
    backpack_testkit::run(async {
        let (world, one, two) = World::new().await;
        let mut added: Vec<SpaceId> = join_all((0..12).map(|number| {
            let account = if number % 2 == 0 { one.clone() } else { two.clone() };
            async move { add(&account).await.id() }
        }))
        .await;
        let way = |number: u8| Unlock::host_key(vec![number; 32]);
        let (paper, phone) = join(one.add_slot(way(1), "paper"), two.add_slot(way(2), "phone")).await;
        assert_ne!(paper.unwrap(), phone.unwrap());
        added.sort();
        let third = world.check().await;
        for account in [&one, &two, &third] {
            assert_eq!(ids(account).await, added);
        }
        for number in [1, 2] {
            world.open(way(number)).await.unwrap();
        }
    });
}

#[test]
fn a_backpack_that_comes_or_goes_elsewhere_is_seen() {
    backpack_testkit::run(async {
        let (world, one, two) = World::new().await;
        let id = add(&one).await.id();
        let there = two.backpack(id).await.unwrap();
        there.add(Symptom::new("cough")).await.unwrap();
        one.delete_backpack(id).await.unwrap();
        assert_eq!((ids(&one).await, ids(&two).await), (Vec::new(), Vec::new()));
        assert_eq!(two.backpack(id).await.unwrap_err().kind(), &ErrorKind::NotFound("backpack"));
        // Whoever still has it in hand is told so, and nothing of it comes back.
        for _ in 0..2 {
            let late = there.add(Symptom::new("fever")).await.unwrap_err();
            assert!(matches!(late.kind(), ErrorKind::NotFound("backpack") | ErrorKind::Closed), "{late}");
        }
        let report = two.sync_due(&Schedule::new(), Cancellation::new(), |_| {}).await.unwrap();
        assert!(report.unreadable.is_empty(), "{report:?}");
        world.check().await;
    });
}

#[test]
fn deleting_and_adding_at_once_leave_what_was_added() {
    backpack_testkit::run(async {
        let (world, one, two) = World::new().await;
        let old = [add(&one).await.id(), add(&two).await.id()];
        let (deleted, also, new) = futures_util::join!(delete(&one, old[0]), delete(&two, old[1]), add(&two));
        assert_eq!((deleted, also), ((), ()));
        let gone = one.delete_backpack(old[1]).await.unwrap_err();
        assert_eq!(gone.kind(), &ErrorKind::NotFound("backpack"));
        assert_eq!(ids(&world.check().await).await, [new.id()]);
    });
}

#[test]
fn what_the_other_wrote_is_seen_and_told() {
    backpack_testkit::run(async {
        let (_world, one, two) = World::new().await;
        let first = add(&one).await;
        let second = two.backpack(first.id()).await.unwrap();
        let mut changes = second.changes();
        let cough = first.add(Symptom::new("cough")).await.unwrap();
        // A body is looked for once more before it is said not to be there; a list is as of the last catching up.
        assert!(second.body(cough).await.unwrap().starts_with(b"{"));
        let fever = first.add(Symptom::new("fever")).await.unwrap();
        assert!(second.record(fever).is_err());
        assert!(two.backpack(first.id()).await.unwrap().record(fever).is_ok());
        assert!(second.record(fever).is_ok(), "handles of one account are one Backpack");
        assert_eq!(changes.next().await.unwrap().unwrap().what, ChangeKind::Elsewhere);
        // Whoever changes what the other wrote need not catch up first.
        let rash = first.add(Symptom::new("rash")).await.unwrap();
        second.note(rash, "since Monday").await.unwrap();
        second.edit(rash, Symptom::new("a rash on the arm")).await.unwrap();
        first.hide(rash).await.unwrap();
    });
}

#[test]
fn new_keys_of_a_backpack_are_taken_over() {
    backpack_testkit::run(async {
        let (world, one, two) = World::new().await;
        let first = add(&one).await;
        let file = first.add_file("letter.txt", None, "a letter").await.unwrap();
        let cough = first.add(Symptom::new("cough")).await.unwrap();
        let second = two.backpack(first.id()).await.unwrap();
        for account in [&one, &two, &one] {
            account.rotate_backpack(first.id(), RotationOptions::new(), |_| {}).await.unwrap();
            assert!(second.body(cough).await.is_ok());
            assert_eq!(second.open_file(file.id, None).await.unwrap().collect().await.unwrap(), "a letter");
            second.add(Symptom::new("fever")).await.unwrap();
            first.add(Symptom::new("rash")).await.unwrap();
        }
        assert!(!two.is_rotating(first.id()).await.unwrap());
        let third = world.check().await;
        assert_eq!(third.backpack(first.id()).await.unwrap().keep().catalog(|catalog| catalog.len()), 7);
    });
}

#[test]
fn a_new_root_key_asks_the_other_to_open_again() {
    backpack_testkit::run(async {
        let (world, one, two) = World::new().await;
        let first = add(&one).await;
        let second = two.backpack(first.id()).await.unwrap();
        one.rotate_root(vec![host_key()]).await.unwrap();
        for told in [two.backpacks().await.map(drop), two.add_slot(host_key(), "").await.map(drop)] {
            assert_eq!(told.unwrap_err().kind(), &ErrorKind::NewerKeys);
        }
        // What is open goes on, since no key of a Backpack changed.
        second.add(Symptom::new("cough")).await.unwrap();
        one.add_slot(Unlock::host_key(vec![1; 32]), "phone").await.unwrap();
        let again = world.check().await;
        assert_eq!((ids(&again).await, again.slots().await.len()), (vec![first.id()], 2));
    });
}

fn portal() -> ScriptedConnector {
    let body = |id: u32| {
        let patient = r#"{"reference":"Patient/pat-1"}"#;
        format!(r#"{{"resourceType":"Immunization","id":"{id}","status":"completed","patient":{patient}}}"#)
    };
    ScriptedConnector::new()
        .in_pages_of(2)
        .with_query(Query::new("shots", "Shots"), (0..6).map(|id| Item::json(body(id))))
}

#[test]
fn a_sign_in_that_one_began_the_other_ends_and_what_is_due_is_synced_once() {
    backpack_testkit::run(async {
        let (world, one, two) = World::new().await;
        let portal = portal().asking();
        let first = add(&one).await;
        let SignIn::Ask { attempt, .. } = first.connect(Arc::new(portal.clone())).await.unwrap() else {
            unreachable!("the portal asks to open a page")
        };
        two.register(Arc::new(portal.clone()));
        let answer = Answer::Redirect(SecretText::from("https://app.invalid/back?code=1"));
        let second = two.backpack(first.id()).await.unwrap();
        let SignIn::Done(connections) = second.answer(attempt, answer).await.unwrap() else {
            unreachable!("one answer is enough")
        };
        let schedule = Schedule::new();
        for round in 1..=3_u64 {
            let run = |account: &Account| {
                let account = account.clone();
                let schedule = schedule.clone();
                async move { account.sync_due(&schedule, Cancellation::new(), |_| {}).await.unwrap() }
            };
            let reports = join(run(&one), run(&two)).await;
            let complete = [&reports.0, &reports.1]
                .map(|report| report.synced.iter().filter(|synced| synced.is_complete()).count());
            assert_eq!(complete.iter().sum::<usize>(), 1, "round {round}: {reports:?}");
            assert_eq!(portal.calls()["plan"], round);
            world.clock.advance(std::time::Duration::from_hours(48));
        }
        let ledger =
            world.check().await.backpack(first.id()).await.unwrap().ledger(connections[0]).await.unwrap();
        assert_eq!(ledger.iter().map(|row| row.ledger.counts.received).collect::<Vec<_>>().len(), 1);
    });
}
