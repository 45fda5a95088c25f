//! Whatever else ends access, broken off at the n-th write to the store or the key file, for every n: the next call ends it.

use std::sync::Arc;

use backpack::core::SpaceId;
use backpack::keep::RotationOptions;
use backpack::role::Role;
use backpack::store::{ErrorKind as StoreError, KeyFileStore, MemoryStore, Store};
use backpack::{Account, Error, ErrorKind};
use backpack_testkit::VirtualClock;
use backpack_testkit::faults::{FaultyKeyFile, FaultyStore, KeyFileCall, StoreCall, When};

use super::{Holder, Place, childs, count, invite, join, kind, not_found, unlock};

/// Opens an account whose key file fails when it is told to.
async fn faulty_keys(place: &Place, holder: &Holder) -> (Account, Arc<FaultyKeyFile>) {
    let mut storage = holder.storage.clone();
    let key_file = Arc::new(FaultyKeyFile::new(Arc::clone(&storage.key_file)));
    storage.key_file = Arc::<FaultyKeyFile>::clone(&key_file) as Arc<dyn KeyFileStore>;
    (Account::open_on(storage, unlock(), place.options()).await.unwrap(), key_file)
}

/// Says whether it was done, now or before.
fn is_done(done: Result<(), Error>) -> bool {
    done.is_ok() || matches!(kind(done), ErrorKind::NotFound(_))
}

/// Fails unless Gran is out, in the Backpack and in her key file, and Ana reads it.
async fn check_out(place: &Place, ana: &Holder, gran: &Holder, id: SpaceId, what: &str) {
    let hers = place.again(ana).await.backpack(id).await.unwrap();
    assert_eq!((count(&hers), hers.members().await.unwrap().len()), (1, 1), "{what}");
    let again = place.again(gran).await;
    assert_eq!(kind(again.backpack(id).await), not_found(), "{what}");
    assert_eq!(kind(again.leave(id).await), not_found(), "{what}: the keys are still there");
    hers.verify().await.unwrap();
}

#[test]
fn what_ends_access_and_breaks_off_at_a_commit_is_ended_by_the_next_call() {
    backpack_testkit::run(async {
        for how in ["leave", "decline", "withdraw"] {
            let mut broken = 0;
            for (call, when) in (1..).flat_map(|call| [(call, When::Before), (call, When::After)]) {
                let clock = VirtualClock::new();
                let store = Arc::new(FaultyStore::new(Arc::new(MemoryStore::new(Arc::new(clock.clone())))));
                let place = Place::on(clock, Arc::<FaultyStore>::clone(&store) as Arc<dyn Store>);
                let (ana, gran) = (place.holder("Ana").await, place.holder("Gran").await);
                let id = childs(&ana).await.id();
                let link = match how {
                    "leave" => join(id, &ana, &gran, Role::Viewer).await.id().to_string(),
                    _ => invite(id, &ana, &gran, Role::Viewer).await.unwrap().expose().to_owned(),
                };
                let act = async |ana: &Account, gran: &Account| match how {
                    "leave" => gran.leave(id).await,
                    "decline" => gran.decline_invitation(&link, None).await.map(drop),
                    _ => ana.withdraw_invitation(id, gran.read_invitation(&link).unwrap().id).await,
                };
                store.fail(StoreCall::Commit, call, when, StoreError::Full);
                let first = act(&ana.account, &gran.account).await;
                store.mend();
                let is_ended = is_done(act(&place.again(&ana).await, &place.again(&gran).await).await);
                assert!(is_ended, "{how}, commit {call}");
                place.again(&ana).await.tend_sharing(id).await.unwrap();
                check_out(&place, &ana, &gran, id, &format!("{how}, commit {call}")).await;
                if first.is_ok() && when == When::Before {
                    break;
                }
                broken += 1;
            }
            assert!(broken > 1, "{how}: only {broken} commits could fail");
        }
    });
}

#[test]
fn what_breaks_off_at_the_key_file_is_ended_by_the_next_call() {
    backpack_testkit::run(async {
        for how in ["accept", "leave", "remove"] {
            let mut broken = 0;
            for (call, when) in (1..).flat_map(|call| [(call, When::Before), (call, When::After)]) {
                let place = Place::new();
                let (ana, gran) = (place.holder("Ana").await, place.holder("Gran").await);
                let id = childs(&ana).await.id();
                let link = invite(id, &ana, &gran, Role::Viewer).await.unwrap();
                if how != "accept" {
                    gran.account.accept_invitation(link.expose(), None).await.unwrap();
                }
                let act = async |ana: &Account, gran_: &Account| match how {
                    "accept" => gran_.accept_invitation(link.expose(), None).await.map(drop),
                    "leave" => gran_.leave(id).await,
                    _ => {
                        let options = RotationOptions::default();
                        ana.remove_member(id, gran.account.id(), options, |_| ()).await.map(drop)
                    }
                };
                let (hers, her_keys) = faulty_keys(&place, &ana).await;
                let (grans, grans_keys) = faulty_keys(&place, &gran).await;
                let keys = if how == "remove" { her_keys } else { grans_keys };
                keys.fail(KeyFileCall::Any, call, when, StoreError::Full);
                let first = act(&hers, &grans).await;
                keys.mend();
                let (hers, grans) = (place.again(&ana).await, place.again(&gran).await);
                let what = format!("{how}, call {call}");
                assert!(is_done(act(&hers, &grans).await), "{what}");
                if how == "accept" {
                    assert_eq!(count(&grans.backpack(id).await.unwrap()), 1, "{what}");
                    assert_eq!(hers.backpack(id).await.unwrap().members().await.unwrap().len(), 2, "{what}");
                } else {
                    // Whoever was removed drops the keys, which open nothing, by leaving.
                    assert!(how == "leave" || grans.leave(id).await.is_ok(), "{what}");
                    check_out(&place, &ana, &gran, id, &what).await;
                }
                if first.is_ok() && when == When::Before {
                    break;
                }
                broken += 1;
            }
            assert!(broken > 1, "{how}: only {broken} calls could fail");
        }
    });
}
