//! What is left in the key file of somebody without access: it keeps nobody from anything.

use backpack::keep::{Depth, VerifyOptions};
use backpack::record::entry::Allergy;
use backpack::role::Role;
use backpack::{Account, Person, Storage};

use super::{Family, Place, childs, count, invite, join, kind, not_found, remove, unlock};

#[test]
fn an_account_moves_and_ends_whose_access_to_a_backpack_was_ended() {
    backpack_testkit::run(async {
        let family = Family::new().await;
        let Family { place, ana, gran, id, .. } = &family;
        let own = gran.account.add_backpack(Person::new("Gran")).await.unwrap();
        own.add(Allergy::new("dust")).await.unwrap();
        remove(ana, *id, gran).await.unwrap();
        let target = Storage::in_memory(std::sync::Arc::new(place.clock.clone()));
        gran.account.move_to(&target).await.unwrap();
        // Nothing of the Backpack went along, and nothing says that something is missing.
        let scan = backpack::store::Scan::new(*id, backpack::keep::TABLES[0]);
        assert!(target.store.scan(&scan).await.unwrap().entries.is_empty());
        let moved = Account::open_on(target, unlock(), place.options()).await.unwrap();
        let listed: Vec<_> = moved.backpacks().await.unwrap().iter().map(|one| one.id).collect();
        assert_eq!(listed, [own.id()]);
        assert_eq!(count(&moved.backpack(own.id()).await.unwrap()), 1);
        let verified = moved.verify(&VerifyOptions::new(Depth::Data)).await.unwrap();
        assert_eq!(verified.backpacks.iter().map(|one| one.findings.len()).collect::<Vec<_>>(), [0]);
        let ended = gran.account.delete().await.unwrap();
        assert_eq!((ended.deleted, ended.left), (vec![own.id()], vec![*id]));
    });
}

#[test]
fn an_account_goes_on_with_its_own_whoever_made_new_keys_for_what_it_shares() {
    backpack_testkit::run(async {
        let family = Family::new().await;
        let Family { place, ana, ben, gran, id, hers, .. } = &family;
        hers.add_file("a.txt", None, "before").await.unwrap();
        let own = gran.account.add_backpack(Person::new("Gran")).await.unwrap();
        let bens = ben.account.add_backpack(Person::new("Ben")).await.unwrap();
        remove(ana, *id, gran).await.unwrap();
        // Ben was away, and has the old key alone; Gran has no access any more.
        for (account, own) in [(&ben.account, &bens), (&gran.account, &own)] {
            own.add_file("b.txt", None, "afterwards").await.unwrap();
            assert!(account.unfinished_people().await.unwrap().is_empty());
            account.switch_to(own.id()).await.unwrap();
            assert_eq!(account.current().await.unwrap().map(|current| current.id()), Some(own.id()));
        }
        let room = gran.account.file_room().await.unwrap();
        assert_eq!(room.used, "afterwards".len() as u64);
        let looked = place.again(gran).await.verify(&VerifyOptions::new(Depth::Data)).await.unwrap();
        assert_eq!(looked.backpacks.iter().map(|one| one.findings.len()).collect::<Vec<_>>(), [0]);
    });
}

#[test]
fn an_account_moves_that_a_deleted_backpack_was_shared_with() {
    backpack_testkit::run(async {
        let place = Place::new();
        let (ana, ben) = (place.holder("Ana").await, place.holder("Ben").await);
        let shared = ana.account.add_backpack(Person::new("Ana")).await.unwrap().id();
        join(shared, &ana, &ben, Role::CoManager).await;
        let own = childs(&ben).await.id();
        ana.account.delete_backpack(shared).await.unwrap();
        let target = Storage::in_memory(std::sync::Arc::new(place.clock.clone()));
        ben.account.move_to(&target).await.unwrap();
        let moved = Account::open_on(target, unlock(), place.options()).await.unwrap();
        let listed: Vec<_> = moved.backpacks().await.unwrap().iter().map(|one| one.id).collect();
        assert_eq!(listed, [own]);
        assert_eq!(kind(moved.backpack(shared).await), not_found());
    });
}

#[test]
fn whoever_accepts_in_many_places_at_once_keeps_the_keys_that_one_of_them_took() {
    backpack_testkit::run(async {
        let place = Place::new();
        let (ana, ben) = (place.holder("Ana").await, place.holder("Ben").await);
        let id = childs(&ana).await.id();
        for turn in 0..8 {
            let link = invite(id, &ana, &ben, Role::Viewer).await.unwrap();
            let mut accounts = Vec::new();
            for _ in 0..4 {
                accounts.push(place.again(&ben).await);
            }
            let accepts = accounts.iter().map(|account| account.accept_invitation(link.expose(), None));
            let accepted = futures_util::future::join_all(accepts).await;
            assert_eq!(accepted.iter().filter(|one| one.is_ok()).count(), 1, "turn {turn}");
            assert_eq!(count(&place.again(&ben).await.backpack(id).await.unwrap()), 1, "turn {turn}");
            place.again(&ben).await.leave(id).await.unwrap();
        }
    });
}

#[test]
fn keys_of_an_acceptance_that_was_broken_off_go_with_its_invitation() {
    backpack_testkit::run(async {
        let place = Place::new();
        let (ana, ben) = (place.holder("Ana").await, place.holder("Ben").await);
        let id = childs(&ana).await.id();
        let link = invite(id, &ana, &ben, Role::Viewer).await.unwrap();
        // The keys are in the key file, and the process dies.
        let stored = ben.stored_keys().await;
        ben.account.accept_invitation(link.expose(), None).await.unwrap();
        let taken = ben.stored_keys().await;
        assert_ne!(stored, taken);
        remove(&ana, id, &ben).await.unwrap();
        let again = place.with_old_keys(&ben, &taken).await;
        let link = invite(id, &ana, &ben, Role::Viewer).await.unwrap();
        let invitation = again.read_invitation(link.expose()).unwrap().id;
        again.decline_invitation(link.expose(), None).await.unwrap();
        assert_eq!(kind(again.decline_invitation(link.expose(), None).await), kind_of_over());
        assert_eq!(kind(ana.account.withdraw_invitation(id, invitation).await), kind_of_over());
        // Nothing of the Backpack is in the key file any more: there is nothing to leave.
        assert_eq!(kind(again.leave(id).await), not_found());
    });
}

fn kind_of_over() -> backpack::ErrorKind {
    backpack::ErrorKind::NotFound("invitation")
}
