//! A Backpack handed over to the person it is about.

use std::time::Duration;

use backpack::core::Timestamp;
use backpack::keep::{Act, ActivityFilter};
use backpack::people::Whose;
use backpack::role::Role;
use backpack::sharing::{HandOver, NewInvitation};
use backpack::{ErrorKind, Person};

use super::{Place, childs, join, kind, remove};

/// 2026-05-14T00:00Z, ten years after the child of these tests was born.
const TENTH_BIRTHDAY: i64 = 1_778_716_800_000;
const DAY: Duration = Duration::from_hours(24);

#[test]
fn it_is_handed_over_at_the_age_that_the_host_states_and_not_a_day_before() {
    backpack_testkit::run(async {
        let place = Place::new();
        let (ana, mia) = (place.holder("Ana").await, place.holder("Mia").await);
        let hers = childs(&ana).await;
        let id = hers.id();
        join(id, &ana, &mia, Role::Viewer).await;
        place.clock.set(Timestamp::from_millis(TENTH_BIRTHDAY).saturating_sub(DAY));
        let hand_over = || ana.account.hand_over(id, mia.account.id(), HandOver::from_age(10));
        assert_eq!(kind(hand_over().await), ErrorKind::NotPermitted("hand over"));
        place.clock.advance(DAY);
        hand_over().await.unwrap();
        let own = mia.account.backpack(id).await.unwrap();
        assert_eq!(
            (own.role(), &mia.account.backpacks().await.unwrap()[0].whose),
            (Role::Owner, &Whose::Own)
        );
        hers.catch_up().await.unwrap();
        assert_eq!(hers.role(), Role::CoManager);
        // Before, nobody could remove the maker; now the owner can, and the maker cannot take it back.
        assert_eq!(kind(hand_over().await), ErrorKind::NotPermitted("hand over"));
        assert_eq!(kind(remove(&ana, id, &mia).await), ErrorKind::NotPermitted("invite"));
        let acts = own.activity(&ActivityFilter::default()).await.unwrap().acts;
        assert!(acts.iter().any(|told| told.act == Act::HandedOver(mia.account.id())));
        remove(&mia, id, &ana).await.unwrap();
        assert_eq!(kind(ana.account.backpack(id).await), super::not_found());
    });
}

#[test]
fn it_wants_a_birth_date_and_an_account_that_has_access() {
    backpack_testkit::run(async {
        let place = Place::new();
        let (ana, mia) = (place.holder("Ana").await, place.holder("Mia").await);
        let unknown = childs(&ana).await;
        unknown.set_person(Person::new("Mia")).await.unwrap();
        let unknown = unknown.id();
        join(unknown, &ana, &mia, Role::Viewer).await;
        let rule = HandOver::from_age(0);
        let refused = ana.account.hand_over(unknown, mia.account.id(), rule).await;
        assert!(matches!(kind(refused), ErrorKind::Invalid(_)));
        let id = childs(&ana).await.id();
        let new = NewInvitation::by_address(ana.card.clone(), "mia@example.org", Role::Viewer);
        ana.account.invite(id, new).await.unwrap();
        let refused = ana.account.hand_over(id, mia.account.id(), rule).await;
        assert_eq!(kind(refused), ErrorKind::NotFound("member"));
        let refused = ana.account.hand_over(id, ana.account.id(), rule).await;
        assert!(matches!(kind(refused), ErrorKind::Invalid(_)));
    });
}
