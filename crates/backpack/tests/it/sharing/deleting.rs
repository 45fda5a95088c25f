//! Backpacks and accounts that are deleted: what goes, and what lives on.

use std::sync::Arc;

use backpack::core::Clock;
use backpack::hosting::{Hosting, HostingOptions, Places};
use backpack::key_service::MemoryKeyService;
use backpack::record::entry::Allergy;
use backpack::role::Role;
use backpack::sharing::NewInvitation;
use backpack::{Account, ErrorKind, Person};
use backpack_testkit::VirtualClock;

use super::{Family, Place, childs, childs_of, count, join, kind, not_found, unlock};

#[test]
fn only_the_person_it_is_about_or_the_last_who_looks_after_it_deletes_a_backpack() {
    backpack_testkit::run(async {
        let Family { ana, ben, gran, id, his, grans, .. } = Family::new().await;
        for who in [&ana, &ben, &gran] {
            assert_eq!(kind(who.account.delete_backpack(id).await), ErrorKind::NotPermitted("delete"));
        }
        ana.account.leave(id).await.unwrap();
        ben.account.delete_backpack(id).await.unwrap();
        assert!(his.keep().is_closed());
        // Whoever had it open, or lists it, is told that it is gone; not that something was lost.
        assert_eq!(kind(grans.catch_up().await), not_found());
        assert_eq!(kind(gran.account.backpack(id).await), not_found());
        assert_eq!(gran.account.backpacks().await.unwrap(), []);
        gran.account.leave(id).await.unwrap();
        // One's own goes even if others look after it.
        let own = ana.account.add_backpack(Person::new("Ana")).await.unwrap().id();
        join(own, &ana, &ben, Role::CoManager).await;
        assert_eq!(kind(ben.account.delete_backpack(own).await), ErrorKind::NotPermitted("delete"));
        ana.account.delete_backpack(own).await.unwrap();
        assert_eq!(kind(ben.account.backpack(own).await), not_found());
    });
}

#[test]
fn an_account_takes_its_own_and_every_unshared_backpack_with_it_and_no_other() {
    backpack_testkit::run(async {
        let place = Place::new();
        let (ana, ben) = (place.holder("Ana").await, place.holder("Ben").await);
        let own = ana.account.add_backpack(Person::new("Ana")).await.unwrap().id();
        join(own, &ana, &ben, Role::CoManager).await;
        let unshared = childs(&ana).await.id();
        let shared = childs(&ana).await.id();
        let his = join(shared, &ana, &ben, Role::CoManager).await;
        // One in which the account is a guest.
        let bens = childs(&ben).await.id();
        join(bens, &ben, &ana, Role::Viewer).await;
        let storage = ana.storage.clone();
        let ended = ana.account.delete().await.unwrap();
        let (mut deleted, mut left) = (vec![own, unshared], vec![shared, bens]);
        deleted.sort();
        left.sort();
        assert_eq!((ended.deleted, ended.left), (deleted, left));
        let opened = Account::open_on(storage, unlock(), place.options()).await;
        assert_eq!(kind(opened), ErrorKind::NotAnAccount);
        for gone in [own, unshared] {
            assert_eq!(kind(ben.account.backpack(gone).await), not_found());
        }
        assert_eq!((his.catch_up().await.unwrap(), his.role()), (true, Role::CoManager));
        let lives_on = ben.account.backpack(shared).await.unwrap();
        lives_on.add(Allergy::new("dust")).await.unwrap();
        assert_eq!((count(&lives_on), lives_on.members().await.unwrap().len()), (2, 1));
        assert_eq!(count(&ben.account.backpack(bens).await.unwrap()), 1);
    });
}

#[test]
fn a_host_deletes_an_account_and_what_it_shared_lives_on() {
    backpack_testkit::run(async {
        let clock: Arc<dyn Clock> = Arc::new(VirtualClock::new());
        let places = Places::in_memory(Arc::clone(&clock));
        let service = Arc::new(MemoryKeyService::new("kms").unwrap());
        let options = HostingOptions::new(crate::options().with_clock(clock));
        let hosting = Hosting::new(places, service, options);
        let (ana, ben) = (hosting.create_account().await.unwrap(), hosting.create_account().await.unwrap());
        let shared = childs_of(&ana).await;
        let unshared = ana.add_backpack(Person::new("Leo")).await.unwrap().id();
        let (hers, his) = (ana.card("Ana").await.unwrap(), ben.card("Ben").await.unwrap());
        let new = NewInvitation::to_card(hers, his, Role::CoManager);
        let link = ana.invite(shared.id(), new).await.unwrap().link;
        ben.accept_invitation(link.expose(), None).await.unwrap();
        let both = hosting.backpack(ben.id(), shared.id()).await.unwrap();
        both.add(Allergy::new("dust")).await.unwrap();
        assert_eq!(count(&hosting.backpack(ana.id(), shared.id()).await.unwrap()), 2);
        hosting.delete_account(ana.id()).await.unwrap();
        assert_eq!(count(&hosting.backpack(ben.id(), shared.id()).await.unwrap()), 2);
        assert_eq!(kind(hosting.backpack(ben.id(), unshared).await), not_found());
        assert_eq!(kind(hosting.account(ana.id()).await), ErrorKind::NotFound("account"));
        // Ben is the last: with his account it goes.
        hosting.delete_account(ben.id()).await.unwrap();
        assert_eq!(hosting.accounts(None).await.unwrap().ids, []);
    });
}
