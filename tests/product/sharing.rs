//! Accounts, and the people who share a Backpack.

use std::sync::Arc;

use backpack::core::{AccountId, Clock, SpaceId, Timestamp};
use backpack::hosting::Places;
use backpack::keep::RotationOptions;
use backpack::people::{Affirmation, Relation};
use backpack::record::entry::Allergy;
use backpack::role::Role;
use backpack::sharing::{AccountCard, HandOver, InvitationState, NewInvitation};
use backpack::{Account, Backpack, Error, ErrorKind, Filter, Options, Person, Unlock};
use backpack_testkit::{VirtualClock, run};

struct Family {
    clock: VirtualClock,
    places: Places,
}

struct Relative {
    account: Account,
    card: AccountCard,
}

impl Family {
    fn new() -> Self {
        let clock = VirtualClock::new();
        let places = Places::in_memory(Arc::new(clock.clone()));
        Self { clock, places }
    }

    async fn relative(&self, name: &str) -> Relative {
        let clock: Arc<dyn Clock> = Arc::new(self.clock.clone());
        let options = Options::new().unwrap().with_clock(clock);
        let storage = self.places.storage(AccountId::random());
        let account = Account::create_on(storage, Unlock::host_key(vec![7; 32]), options).await.unwrap();
        let card = account.card(name).await.unwrap();
        Relative { account, card }
    }
}

impl Relative {
    async fn own(&self) -> SpaceId {
        let own = self.account.add_backpack(Person::new(self.card.name.clone())).await.unwrap();
        own.id()
    }

    async fn for_a_child(&self) -> SpaceId {
        let adding = self.account.add_person(Person::new("Mia").born("2010-05-14")).await.unwrap();
        let affirmed = Affirmation::new(Relation::Parent, "2026-01");
        let child = adding.finish(affirmed, Vec::new()).await.unwrap().there().unwrap();
        child.add(Allergy::new("peanut")).await.unwrap();
        child.id()
    }

    async fn lets_in(&self, other: &Self, backpack: SpaceId) -> Backpack {
        let new = NewInvitation::to_card(self.card.clone(), other.card.clone(), Role::CoManager);
        let link = self.account.invite(backpack, new).await.unwrap().link;
        other.account.accept_invitation(link.expose(), None).await.unwrap()
    }

    async fn removes(&self, other: &Self, backpack: SpaceId) -> Result<(), ErrorKind> {
        let id = other.account.id();
        let removed = self.account.remove_member(backpack, id, RotationOptions::new(), |_| ()).await;
        removed.map(drop).map_err(|error| error.kind().clone())
    }
}

fn kind<T>(result: Result<T, Error>) -> Option<ErrorKind> {
    result.err().map(|error| error.kind().clone())
}

fn gone() -> Option<ErrorKind> {
    Some(ErrorKind::NotFound("backpack"))
}

#[test]
fn somebody_is_invited_by_mail_is_pending_accepts_and_looks_after_it_too() {
    run(async {
        let family = Family::new();
        let (ana, ben) = (family.relative("Ana").await, family.relative("Ben").await);
        let id = ana.for_a_child().await;
        let new = NewInvitation::by_address(ana.card.clone(), "ben@example.org", Role::CoManager);
        let invited = ana.account.invite(id, new).await.unwrap();
        let (link, code) = (invited.link.expose(), invited.code.as_ref().unwrap());
        let hers = ana.account.backpack(id).await.unwrap();
        assert_eq!(hers.invitations().await.unwrap()[0].state, InvitationState::Pending);
        ben.account.answer_invitation(link, code, ben.card.clone()).await.unwrap();
        ana.account.tend_sharing(id).await.unwrap();
        let his = ben.account.accept_invitation(link, Some(code)).await.unwrap();
        assert_eq!(hers.invitations().await.unwrap()[0].state, InvitationState::Accepted);
        assert_eq!(his.role(), Role::CoManager);
        his.add(Allergy::new("penicillin")).await.unwrap();
        hers.catch_up().await.unwrap();
        assert_eq!(hers.find(&Filter::new()).total, 2);
    });
}

#[test]
fn of_ones_own_backpack_those_who_look_after_it_too_are_removed_at_any_time() {
    run(async {
        let family = Family::new();
        let (ana, ben) = (family.relative("Ana").await, family.relative("Ben").await);
        let own = ana.own().await;
        ana.lets_in(&ben, own).await;
        assert_eq!(ana.removes(&ben, own).await, Ok(()));
        assert_eq!(kind(ben.account.backpack(own).await), gone());
    });
}

#[test]
fn of_anothers_backpack_neither_removes_the_other_and_each_can_leave() {
    run(async {
        let family = Family::new();
        let (ana, ben) = (family.relative("Ana").await, family.relative("Ben").await);
        let id = ana.for_a_child().await;
        ana.lets_in(&ben, id).await;
        let refused = Err(ErrorKind::NotPermitted("invite"));
        assert_eq!(ana.removes(&ben, id).await, refused);
        assert_eq!(ben.removes(&ana, id).await, refused);
        ana.account.leave(id).await.unwrap();
        assert_eq!(kind(ana.account.backpack(id).await), gone());
        assert_eq!(ben.account.backpack(id).await.unwrap().find(&Filter::new()).total, 1);
    });
}

#[test]
fn a_backpack_is_handed_over_to_the_person_it_is_about_when_they_are_old_enough() {
    run(async {
        let family = Family::new();
        let (ana, mia) = (family.relative("Ana").await, family.relative("Mia").await);
        let id = ana.for_a_child().await;
        ana.lets_in(&mia, id).await;
        let of_age = HandOver::from_age(18);
        // 2028-05-13 and the day after.
        family.clock.set(Timestamp::from_millis(1_841_788_800_000));
        let early = ana.account.hand_over(id, mia.account.id(), of_age).await;
        assert_eq!(kind(early), Some(ErrorKind::NotPermitted("hand over")));
        family.clock.set(Timestamp::from_millis(1_841_875_200_000));
        ana.account.hand_over(id, mia.account.id(), of_age).await.unwrap();
        assert_eq!(mia.account.backpack(id).await.unwrap().role(), Role::Owner);
        assert_eq!(mia.removes(&ana, id).await, Ok(()));
    });
}

#[test]
fn a_backpack_is_deleted_by_the_person_it_is_about_or_the_last_holder_and_all_of_it_goes() {
    run(async {
        let family = Family::new();
        let (ana, ben) = (family.relative("Ana").await, family.relative("Ben").await);
        let (own, childs) = (ana.own().await, ana.for_a_child().await);
        ana.lets_in(&ben, own).await;
        ana.lets_in(&ben, childs).await;
        let refused = Some(ErrorKind::NotPermitted("delete"));
        assert_eq!(kind(ben.account.delete_backpack(own).await), refused);
        assert_eq!(kind(ana.account.delete_backpack(childs).await), refused);
        ana.account.delete_backpack(own).await.unwrap();
        ana.account.leave(childs).await.unwrap();
        ben.account.delete_backpack(childs).await.unwrap();
        for id in [own, childs] {
            assert_eq!(kind(ben.account.backpack(id).await), gone());
            for table in backpack::keep::TABLES {
                let scan = backpack::store::Scan::new(id, *table);
                assert!(family.places.store.scan(&scan).await.unwrap().entries.is_empty());
            }
        }
    });
}

#[test]
fn a_deleted_account_takes_its_own_and_unshared_backpacks_and_shared_ones_live_on() {
    run(async {
        let family = Family::new();
        let (ana, ben) = (family.relative("Ana").await, family.relative("Ben").await);
        let (own, shared, unshared) = (ana.own().await, ana.for_a_child().await, ana.for_a_child().await);
        ana.lets_in(&ben, shared).await;
        let ended = ana.account.delete().await.unwrap();
        assert_eq!(ended.left, [shared]);
        assert!(
            ended.deleted.len() == 2 && ended.deleted.contains(&own) && ended.deleted.contains(&unshared)
        );
        let his = ben.account.backpack(shared).await.unwrap();
        his.add(Allergy::new("latex")).await.unwrap();
        let names: Vec<_> = his.members().await.unwrap().into_iter().map(|one| one.card.name).collect();
        assert_eq!((his.find(&Filter::new()).total, names), (2, vec!["Ben".to_owned()]));
    });
}
