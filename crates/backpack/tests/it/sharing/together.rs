//! Several who act at once, and processes of one account.

use backpack::keep::RotationOptions;
use backpack::record::entry::Allergy;
use backpack::role::Role;
use backpack::{ErrorKind, Filter};

use super::{Place, childs, count, invite, join, kind, remove};

#[test]
fn an_invitation_that_is_accepted_twice_at_once_makes_one_member() {
    backpack_testkit::run(async {
        let place = Place::new();
        let (ana, ben) = (place.holder("Ana").await, place.holder("Ben").await);
        let hers = childs(&ana).await;
        let link = invite(hers.id(), &ana, &ben, Role::Viewer).await.unwrap();
        let again = place.again(&ben).await;
        let (one, two) = tokio::join!(
            ben.account.accept_invitation(link.expose(), None),
            again.accept_invitation(link.expose(), None)
        );
        assert_eq!([one.is_ok(), two.is_ok()].iter().filter(|is_ok| **is_ok).count(), 1);
        assert_eq!(hers.members().await.unwrap().len(), 2);
        assert_eq!(count(&ben.account.backpack(hers.id()).await.unwrap()), 1);
        assert_eq!(count(&place.again(&ben).await.backpack(hers.id()).await.unwrap()), 1);
    });
}

#[test]
fn an_invitation_is_accepted_or_withdrawn_and_never_both() {
    backpack_testkit::run(async {
        let place = Place::new();
        let (ana, ben) = (place.holder("Ana").await, place.holder("Ben").await);
        let hers = childs(&ana).await;
        let id = hers.id();
        for turn in 0..4 {
            let link = invite(id, &ana, &ben, Role::Viewer).await.unwrap();
            let invitation = ben.account.read_invitation(link.expose()).unwrap().id;
            let accept = ben.account.accept_invitation(link.expose(), None);
            let withdraw = ana.account.withdraw_invitation(id, invitation);
            let (accepted, withdrawn) = if turn % 2 == 0 {
                tokio::join!(accept, withdraw)
            } else {
                let (withdrawn, accepted) = tokio::join!(withdraw, accept);
                (accepted, withdrawn)
            };
            assert_ne!(accepted.is_ok(), withdrawn.is_ok(), "turn {turn}");
            assert_eq!(hers.members().await.unwrap().len(), 1 + usize::from(accepted.is_ok()));
            if accepted.is_ok() {
                remove(&ana, id, &ben).await.unwrap();
            } else {
                assert_eq!(ben.account.backpacks().await.unwrap(), []);
            }
        }
    });
}

#[test]
fn two_who_remove_and_invite_at_once_both_get_what_they_want_and_all_that_remain_read() {
    backpack_testkit::run(async {
        let place = Place::new();
        let (ana, ben) = (place.holder("Ana").await, place.holder("Ben").await);
        let (gran, uncle, aunt) =
            (place.holder("Gran").await, place.holder("Uncle").await, place.holder("Aunt").await);
        let hers = childs(&ana).await;
        let id = hers.id();
        let his = join(id, &ana, &ben, Role::CoManager).await;
        join(id, &ana, &gran, Role::Viewer).await;
        join(id, &ana, &uncle, Role::Viewer).await;
        let (one, two, link) = tokio::join!(
            remove(&ana, id, &gran),
            remove(&ben, id, &uncle),
            invite(id, &ben, &aunt, Role::Contributor)
        );
        // Who came second may have been told that the other's rotation is under way.
        for removed in [one, two] {
            assert!(removed.is_ok() || matches!(kind(removed), ErrorKind::Busy), "both are removed");
        }
        for who in [&ana, &ben] {
            who.account.rotate_backpack(id, RotationOptions::default(), |_| ()).await.unwrap();
        }
        let aunts = aunt.account.accept_invitation(link.unwrap().expose(), None).await.unwrap();
        aunts.add(Allergy::new("dust")).await.unwrap();
        his.catch_up().await.unwrap();
        his.add(Allergy::new("latex")).await.unwrap();
        let names: Vec<_> = hers.members().await.unwrap().into_iter().map(|one| one.card.name).collect();
        assert_eq!(names, ["Ana", "Ben", "Aunt"]);
        for who in [&ana, &ben, &aunt] {
            let fresh = place.again(who).await.backpack(id).await.unwrap();
            assert_eq!(fresh.find(&Filter::default()).records.len(), 3);
            fresh.verify().await.unwrap();
        }
        for who in [&gran, &uncle] {
            assert_eq!(kind(who.account.backpack(id).await), super::not_found());
        }
    });
}

#[test]
fn a_role_that_was_lowered_holds_at_the_next_write_whatever_the_handle_knew() {
    backpack_testkit::run(async {
        let place = Place::new();
        let (ana, gran) = (place.holder("Ana").await, place.holder("Gran").await);
        let hers = childs(&ana).await;
        let grans = join(hers.id(), &ana, &gran, Role::Contributor).await;
        grans.add(Allergy::new("dust")).await.unwrap();
        ana.account.set_role(hers.id(), gran.account.id(), Role::Viewer).await.unwrap();
        // The handle still believes that it may; the commit does not.
        assert_eq!(grans.role(), Role::Contributor);
        assert!(matches!(kind(grans.add(Allergy::new("latex")).await), ErrorKind::NotPermitted(_)));
        assert_eq!(grans.role(), Role::Viewer);
        hers.catch_up().await.unwrap();
        assert_eq!(count(&hers), 2);
        ana.account.set_role(hers.id(), gran.account.id(), Role::Contributor).await.unwrap();
        grans.catch_up().await.unwrap();
        grans.add(Allergy::new("latex")).await.unwrap();
    });
}

#[test]
fn of_many_that_are_written_at_once_none_lands_after_the_role_was_lowered() {
    backpack_testkit::run(async {
        let place = Place::new();
        let (ana, gran) = (place.holder("Ana").await, place.holder("Gran").await);
        let hers = childs(&ana).await;
        let grans = join(hers.id(), &ana, &gran, Role::Contributor).await;
        ana.account.set_role(hers.id(), gran.account.id(), Role::Viewer).await.unwrap();
        // Every one of them was allowed when it was asked for; the first to wait for its turn learns of the new role.
        let adds = (0..8).map(|number| {
            let grans = grans.clone();
            async move {
                for _ in 0..number {
                    tokio::task::yield_now().await;
                }
                grans.add(Allergy::new(format!("dust {number}"))).await
            }
        });
        for added in futures_util::future::join_all(adds).await {
            assert!(matches!(kind(added), ErrorKind::NotPermitted(_)));
        }
        hers.catch_up().await.unwrap();
        assert_eq!(count(&hers), 1);
        // Nor is a note, which lies in the log alone.
        ana.account.set_role(hers.id(), gran.account.id(), Role::Contributor).await.unwrap();
        grans.catch_up().await.unwrap();
        let record = grans.find(&Filter::new()).records[0].id;
        ana.account.set_role(hers.id(), gran.account.id(), Role::Viewer).await.unwrap();
        let (one, two) = tokio::join!(grans.note(record, "one"), async {
            tokio::task::yield_now().await;
            grans.note(record, "two").await
        });
        assert!(one.is_err() && two.is_err());
    });
}

#[test]
fn two_who_tend_at_once_each_see_to_what_the_other_did_not() {
    backpack_testkit::run(async {
        let place = Place::new();
        let (ana, ben) = (place.holder("Ana").await, place.holder("Ben").await);
        let id = childs(&ana).await.id();
        join(id, &ana, &ben, Role::CoManager).await;
        let mut open = Vec::new();
        for name in ["one", "two", "three", "four"] {
            let address = format!("{name}@example.org");
            let new = backpack::sharing::NewInvitation::by_address(ana.card.clone(), address, Role::Viewer);
            let invited = ana.account.invite(id, new).await.unwrap();
            let holder = place.holder(name).await;
            let (link, code) = (invited.link.expose(), invited.code.as_ref().unwrap());
            holder.account.answer_invitation(link, code, holder.card.clone()).await.unwrap();
            open.push(invited.id);
        }
        let (one, two) = tokio::join!(ana.account.tend_sharing(id), ben.account.tend_sharing(id));
        let mut answered = one.unwrap().answered;
        answered.extend(two.unwrap().answered);
        answered.sort();
        open.sort();
        assert_eq!(answered, open);
    });
}
