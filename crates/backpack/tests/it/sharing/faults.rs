//! A store that fails at the n-th call, for every n: nobody who remains is locked out, and nobody who is removed stays.

use std::sync::Arc;

use backpack::keep::RotationOptions;
use backpack::role::Role;
use backpack::store::MemoryStore;
use backpack_testkit::VirtualClock;
use backpack_testkit::faults::{FaultyStore, StoreCall, When};

use super::{Place, childs, count, invite, join, kind, not_found, remove};

pub(super) fn faulty() -> (Place, Arc<FaultyStore>) {
    let clock = VirtualClock::new();
    let inner = Arc::new(MemoryStore::new(Arc::new(clock.clone())));
    let store = Arc::new(FaultyStore::new(inner));
    let shared: Arc<dyn backpack::store::Store> = Arc::<FaultyStore>::clone(&store);
    (Place::on(clock, shared), store)
}

#[test]
fn a_removal_that_is_broken_off_anywhere_locks_nobody_out_who_remains() {
    backpack_testkit::run(async {
        let mut broken = 0;
        for (call, when) in (1..).flat_map(|call| [(call, When::Before), (call, When::After)]) {
            let (place, store) = faulty();
            let (ana, ben, gran) =
                (place.holder("Ana").await, place.holder("Ben").await, place.holder("Gran").await);
            let id = childs(&ana).await.id();
            join(id, &ana, &ben, Role::CoManager).await;
            join(id, &ana, &gran, Role::Viewer).await;
            store.fail(StoreCall::Commit, call, when, backpack::store::ErrorKind::Full);
            let removed = remove(&ana, id, &gran).await;
            store.mend();
            // From the keys of each, as after a restart.
            for who in [&ana, &ben] {
                let fresh = place.again(who).await.backpack(id).await;
                assert_eq!(fresh.map(|open| count(&open)).unwrap(), 1, "commit {call}");
            }
            let there = place.again(&ben).await.backpack(id).await.unwrap();
            let is_member = there.members().await.unwrap().len() == 3;
            if is_member {
                remove(&ben, id, &gran).await.unwrap();
            } else {
                ben.account.rotate_backpack(id, RotationOptions::default(), |_| ()).await.unwrap();
            }
            for who in [&ana, &ben] {
                let fresh = place.again(who).await;
                assert_eq!(count(&fresh.backpack(id).await.unwrap()), 1);
            }
            assert_eq!(kind(place.again(&gran).await.backpack(id).await), not_found());
            if removed.is_ok() && when == When::Before {
                break;
            }
            broken += 1;
        }
        assert!(broken > 3, "only {broken} commits could fail");
    });
}

#[test]
fn an_acceptance_that_is_broken_off_anywhere_is_taken_up_again() {
    backpack_testkit::run(async {
        let mut broken = 0;
        for (call, when) in (1..).flat_map(|call| [(call, When::Before), (call, When::After)]) {
            let (place, store) = faulty();
            let (ana, ben) = (place.holder("Ana").await, place.holder("Ben").await);
            let id = childs(&ana).await.id();
            let link = invite(id, &ana, &ben, Role::Viewer).await.unwrap();
            store.fail(StoreCall::Any, call, when, backpack::store::ErrorKind::Full);
            let accepted = ben.account.accept_invitation(link.expose(), None).await;
            store.mend();
            let again = place.again(&ben).await;
            if accepted.is_err() && again.backpack(id).await.is_err() {
                assert_eq!(again.backpacks().await.unwrap(), [], "call {call}");
                again.accept_invitation(link.expose(), None).await.unwrap();
            }
            assert_eq!(count(&again.backpack(id).await.unwrap()), 1, "call {call}");
            if accepted.is_ok() && when == When::Before {
                break;
            }
            broken += 1;
        }
        assert!(broken > 3, "only {broken} calls could fail");
    });
}
