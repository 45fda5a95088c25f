//! Invitations: by card, by address and code; what they come to, and what they never come to.

use std::time::Duration;

use backpack::ErrorKind;
use backpack::keep::{Act, ActivityFilter};
use backpack::record::entry::Allergy;
use backpack::role::Role;
use backpack::sharing::{InvitationState, MAX_WRONG_CODES, NewInvitation};

use super::{Place, childs, count, invite, join, kind};

fn no_invitation() -> ErrorKind {
    ErrorKind::NotFound("invitation")
}

#[test]
fn who_is_invited_by_card_accepts_and_both_work_on_the_same_backpack() {
    backpack_testkit::run(async {
        let place = Place::new();
        let (ana, ben) = (place.holder("Ana").await, place.holder("Ben").await);
        let hers = childs(&ana).await;
        let id = hers.id();
        assert_eq!(kind(ben.account.backpack(id).await), ErrorKind::NotFound("backpack"));
        let link = invite(id, &ana, &ben, Role::CoManager).await.unwrap();
        let page = ben.account.read_invitation(link.expose()).unwrap();
        assert_eq!((page.from.fingerprint(), page.role), (ana.card.fingerprint(), Role::CoManager));
        assert!(!page.wants_code);
        let his = ben.account.accept_invitation(link.expose(), None).await.unwrap();
        assert_eq!((his.role(), hers.role(), count(&his)), (Role::CoManager, Role::Owner, 1));
        his.add(Allergy::new("dust")).await.unwrap();
        assert!(hers.catch_up().await.unwrap());
        assert_eq!(count(&hers), 2);
        hers.add(Allergy::new("latex")).await.unwrap();
        his.catch_up().await.unwrap();
        assert_eq!(count(&his), 3);
        let listed = ben.account.backpacks().await.unwrap();
        assert_eq!(listed.iter().map(|one| (one.id, one.role)).collect::<Vec<_>>(), [(id, Role::CoManager)]);
        let names: Vec<_> = his.members().await.unwrap().into_iter().map(|m| (m.card.name, m.role)).collect();
        assert_eq!(names, [("Ana".to_owned(), Role::Owner), ("Ben".to_owned(), Role::CoManager)]);
        assert_eq!(count(&place.again(&ben).await.backpack(id).await.unwrap()), 3);
        let acts = hers.activity(&ActivityFilter::default()).await.unwrap().acts;
        assert!(acts.iter().any(|told| matches!(told.act, Act::Invited(invited) if invited == page.id)));
        assert!(acts.iter().any(|told| matches!(told.act, Act::InvitationAccepted(done) if done == page.id)));
        hers.verify().await.unwrap();
        let found = hers.verify_with(&backpack::keep::VerifyOptions::default()).await.unwrap();
        assert_eq!(found.findings, []);
    });
}

#[test]
fn an_address_and_a_code_bring_in_whoever_has_both() {
    backpack_testkit::run(async {
        let place = Place::new();
        let (ana, ben) = (place.holder("Ana").await, place.holder("Ben").await);
        let hers = childs(&ana).await;
        let id = hers.id();
        let new = NewInvitation::by_address(ana.card.clone(), "ben@example.org", Role::Contributor);
        let invited = ana.account.invite(id, new).await.unwrap();
        let (link, code) = (invited.link, invited.code.unwrap());
        assert!(ben.account.read_invitation(link.expose()).unwrap().wants_code);
        // Nobody tended to it yet.
        assert_eq!(kind(ben.account.accept_invitation(link.expose(), Some(&code)).await), no_invitation());
        let card = ben.card.clone();
        ben.account.answer_invitation(link.expose(), &code, card.clone()).await.unwrap();
        let tended = ana.account.tend_sharing(id).await.unwrap();
        assert_eq!(tended.answered, [invited.id]);
        // It works once: another answer under the same code changes nothing.
        let cat = place.holder("Cat").await;
        let late = cat.account.answer_invitation(link.expose(), &code, cat.card.clone()).await.unwrap();
        assert_eq!(ana.account.tend_sharing(id).await.unwrap().answered, []);
        assert_eq!(kind(ana.account.take_answer(id, invited.id, &late).await), no_invitation());
        assert!(cat.account.accept_invitation(link.expose(), Some(&code)).await.is_err());
        let his = ben.account.accept_invitation(link.expose(), Some(&code)).await.unwrap();
        assert_eq!((his.role(), count(&his)), (Role::Contributor, 1));
        let shown = &hers.invitations().await.unwrap()[0];
        assert_eq!((shown.state, shown.to.as_ref()), (InvitationState::Accepted, Some(&card)));
    });
}

#[test]
fn an_answer_can_be_carried_by_the_host() {
    backpack_testkit::run(async {
        let (here, there) = (Place::new(), Place::new());
        let (ana, ben) = (here.holder("Ana").await, there.holder("Ben").await);
        let id = childs(&ana).await.id();
        let new = NewInvitation::by_address(ana.card.clone(), "ben@example.org", Role::Viewer);
        let invited = ana.account.invite(id, new).await.unwrap();
        let code = invited.code.unwrap();
        let answer =
            ben.account.answer_invitation(invited.link.expose(), &code, ben.card.clone()).await.unwrap();
        assert_eq!(ana.account.tend_sharing(id).await.unwrap().answered, []);
        ana.account.take_answer(id, invited.id, &answer.to_lowercase()).await.unwrap();
        // Both lie on stores of their own: an encrypted copy goes where no key does.
        assert_eq!(
            kind(ben.account.accept_invitation(invited.link.expose(), Some(&code)).await),
            no_invitation()
        );
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("mia.age");
        ana.account.hand_copy(id, &ben.card, &file).await.unwrap();
        let eve = there.holder("Eve").await;
        assert_eq!(kind(eve.account.take_copy(&file).await), ErrorKind::WrongPassphrase);
        let copy = ben.account.take_copy(&file).await.unwrap();
        assert_eq!((copy.role(), count(&copy)), (Role::Owner, 1));
        assert_ne!(copy.id(), id);
        // It is brought back without anybody's access.
        assert_eq!(copy.members().await.unwrap(), []);
        assert_eq!(copy.former_members().await.unwrap().len(), 1);
    });
}

#[test]
fn wrong_codes_are_counted_and_end_the_invitation() {
    backpack_testkit::run(async {
        let place = Place::new();
        let (ana, eve) = (place.holder("Ana").await, place.holder("Eve").await);
        let hers = childs(&ana).await;
        let id = hers.id();
        let new = |address: &str| NewInvitation::by_address(ana.card.clone(), address, Role::Viewer);
        let invited = ana.account.invite(id, new("ben@example.org")).await.unwrap();
        let other = ana.account.invite(id, new("cat@example.org")).await.unwrap().code.unwrap();
        for turn in 1..=MAX_WRONG_CODES {
            let card = eve.card.clone();
            eve.account.answer_invitation(invited.link.expose(), &other, card).await.unwrap();
            assert_eq!(ana.account.tend_sharing(id).await.unwrap().wrong, [invited.id]);
            let shown = hers.invitations().await.unwrap();
            assert_eq!(shown.iter().find(|one| one.id == invited.id).unwrap().wrong, turn);
        }
        let shown = hers.invitations().await.unwrap();
        let ended = shown.iter().find(|one| one.id == invited.id).unwrap();
        assert_eq!(ended.state, InvitationState::Withdrawn);
        // The right code is of no use any more.
        let code = invited.code.unwrap();
        let answer =
            eve.account.answer_invitation(invited.link.expose(), &code, eve.card.clone()).await.unwrap();
        assert_eq!(kind(ana.account.take_answer(id, invited.id, &answer).await), no_invitation());
        let mistyped = backpack::core::SecretText::from("1234-5678");
        let typed = eve.account.answer_invitation(invited.link.expose(), &mistyped, eve.card.clone()).await;
        assert!(matches!(kind(typed), ErrorKind::Invalid(_)));
    });
}

#[test]
fn what_is_over_stays_over() {
    backpack_testkit::run(async {
        let place = Place::new();
        let (ana, ben) = (place.holder("Ana").await, place.holder("Ben").await);
        let hers = childs(&ana).await;
        let id = hers.id();
        // Withdrawn, then accepted.
        let link = invite(id, &ana, &ben, Role::Viewer).await.unwrap();
        let invitation = ben.account.read_invitation(link.expose()).unwrap().id;
        ana.account.withdraw_invitation(id, invitation).await.unwrap();
        assert_eq!(kind(ben.account.accept_invitation(link.expose(), None).await), no_invitation());
        assert_eq!(kind(ana.account.withdraw_invitation(id, invitation).await), no_invitation());
        // Declined, then accepted.
        let link = invite(id, &ana, &ben, Role::Viewer).await.unwrap();
        assert_eq!(ben.account.decline_invitation(link.expose(), None).await.unwrap(), None);
        assert_eq!(kind(ben.account.accept_invitation(link.expose(), None).await), no_invitation());
        assert_eq!(ben.account.backpacks().await.unwrap(), []);
        // Accepted twice.
        let link = invite(id, &ana, &ben, Role::Viewer).await.unwrap();
        ben.account.accept_invitation(link.expose(), None).await.unwrap();
        assert_eq!(kind(ben.account.accept_invitation(link.expose(), None).await), no_invitation());
        let accepted = ben.account.read_invitation(link.expose()).unwrap().id;
        assert_eq!(kind(ana.account.withdraw_invitation(id, accepted).await), no_invitation());
        let states: Vec<_> = hers.invitations().await.unwrap().iter().map(|one| one.state).collect();
        use InvitationState as State;
        let mut sorted = states.clone();
        sorted.sort_by_key(|state| state.name());
        assert_eq!(sorted, [State::Accepted, State::Declined, State::Withdrawn]);
        // Somebody with access is not invited again, nor does anybody take the link of another.
        assert!(matches!(kind(invite(id, &ana, &ben, Role::Viewer).await), ErrorKind::Invalid(_)));
        let cat = place.holder("Cat").await;
        assert_eq!(kind(cat.account.accept_invitation(link.expose(), None).await), no_invitation());
    });
}

#[test]
fn an_invitation_expires_and_a_clock_that_is_set_back_does_not_revive_it() {
    backpack_testkit::run(async {
        let place = Place::new();
        let (ana, ben) = (place.holder("Ana").await, place.holder("Ben").await);
        let hers = childs(&ana).await;
        let id = hers.id();
        let new = NewInvitation::to_card(ana.card.clone(), ben.card.clone(), Role::Viewer);
        let brief = ana.account.invite(id, new.clone().for_time(Duration::from_hours(1))).await.unwrap();
        place.clock.advance(Duration::from_hours(1));
        assert_eq!(hers.invitations().await.unwrap()[0].state, InvitationState::Expired);
        assert_eq!(kind(ben.account.accept_invitation(brief.link.expose(), None).await), no_invitation());
        assert_eq!(ben.account.backpacks().await.unwrap(), []);
        // Another change saw the later time; then the clock of another process is hours behind.
        let second = ana.account.invite(id, new.for_time(Duration::from_hours(2))).await.unwrap();
        place.clock.advance(Duration::from_hours(2));
        let cat = place.holder("Cat").await;
        join(id, &ana, &cat, Role::Viewer).await;
        let behind = backpack_testkit::VirtualClock::new();
        let slow = crate::options().with_clock(std::sync::Arc::new(behind));
        let mut storage = place.places.storage(backpack::core::AccountId::random());
        storage.key_file = std::sync::Arc::clone(&ben.storage.key_file);
        let set_back = backpack::Account::open_on(storage, super::unlock(), slow).await.unwrap();
        assert_eq!(kind(set_back.accept_invitation(second.link.expose(), None).await), no_invitation());
        let shown = hers.invitations().await.unwrap();
        let second = shown.iter().find(|one| one.id == second.id).unwrap();
        assert_eq!(second.state, InvitationState::Expired);
    });
}

#[test]
fn what_is_no_invitation_is_refused_before_anything_is_written() {
    backpack_testkit::run(async {
        let place = Place::new();
        let (ana, ben) = (place.holder("Ana").await, place.holder("Ben").await);
        let id = childs(&ana).await.id();
        let new = |role| NewInvitation::to_card(ana.card.clone(), ben.card.clone(), role);
        let mut blank = new(Role::Viewer);
        blank.address = " ".to_owned();
        let mut foreign = new(Role::Viewer);
        foreign.from = ben.card.clone();
        for wrong in [
            new(Role::Owner),
            new(Role::Viewer).for_time(Duration::ZERO),
            new(Role::Viewer).for_time(Duration::from_hours(24 * 91)),
            blank,
            foreign,
        ] {
            assert!(matches!(kind(ana.account.invite(id, wrong).await), ErrorKind::Invalid(_)));
        }
        assert!(ana.account.backpack(id).await.unwrap().members().await.unwrap().is_empty());
        assert!(matches!(kind(ana.account.card(" ").await), ErrorKind::Invalid(_)));
        for link in ["", "BACKPACK:INVITE:", "BACKPACK:INVITE:0123", "ÄÖÜ💊", &ana.card.to_text()] {
            assert!(matches!(kind(ben.account.accept_invitation(link, None).await), ErrorKind::Invalid(_)));
        }
    });
}
