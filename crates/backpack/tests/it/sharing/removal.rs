//! Access that ends: who may end whose, and what the one whose access ended can still read.

use backpack::answers::Listed;
use backpack::core::SpaceId;
use backpack::keep::{Act, ActivityFilter, RotationOptions};
use backpack::people::Whose;
use backpack::record::entry::Allergy;
use backpack::role::Role;
use backpack::sharing::Ended;
use backpack::store::Scan;
use backpack::{ErrorKind, Filter, Person};

use super::{Family, Holder, Place, childs, count, join, kind, not_found, remove};

fn not_to_invite() -> ErrorKind {
    ErrorKind::NotPermitted("invite")
}

#[test]
fn of_ones_own_backpack_the_owner_removes_anybody() {
    backpack_testkit::run(async {
        let place = Place::new();
        let (ana, ben) = (place.holder("Ana").await, place.holder("Ben").await);
        let own = ana.account.add_backpack(Person::new("Ana").born("1984-02-11")).await.unwrap();
        join(own.id(), &ana, &ben, Role::CoManager).await;
        // The other way round is refused.
        assert_eq!(kind(remove(&ben, own.id(), &ana).await), not_to_invite());
        let whose = |listed: Vec<Listed>| listed.into_iter().map(|one| one.whose).collect::<Vec<_>>();
        assert_eq!(whose(ana.account.backpacks().await.unwrap()), [Whose::Own]);
        assert_eq!(whose(ben.account.backpacks().await.unwrap()), [Whose::Shared]);
        ana.account.set_role(own.id(), ben.account.id(), Role::Viewer).await.unwrap();
        remove(&ana, own.id(), &ben).await.unwrap();
        let former = own.former_members().await.unwrap();
        assert_eq!((former[0].account, former[0].how), (ben.account.id(), Ended::Removed(ana.account.id())));
        assert_eq!(kind(ana.account.leave(own.id()).await), ErrorKind::NotPermitted("leave"));
    });
}

#[test]
fn of_another_persons_backpack_nobody_who_looks_after_it_is_removed_or_lowered() {
    backpack_testkit::run(async {
        let Family { ana, ben, gran, id, grans: hers, .. } = Family::new().await;
        for (by, who) in [(&ana, &ben), (&ben, &ana)] {
            assert_eq!(kind(remove(by, id, who).await), not_to_invite());
            let lowered = by.account.set_role(id, who.account.id(), Role::Viewer).await;
            assert_eq!(kind(lowered), not_to_invite());
        }
        // A viewer can be removed by either, and raised.
        ben.account.set_role(id, gran.account.id(), Role::Contributor).await.unwrap();
        hers.catch_up().await.unwrap();
        hers.add(Allergy::new("dust")).await.unwrap();
        remove(&ben, id, &gran).await.unwrap();
        // Each who looks after it can leave; the last one cannot.
        ana.account.leave(id).await.unwrap();
        assert_eq!(kind(ben.account.leave(id).await), ErrorKind::NotPermitted("leave"));
        let his = ben.account.backpack(id).await.unwrap();
        assert_eq!((his.role(), count(&his)), (Role::CoManager, 2));
        let acts = his.activity(&ActivityFilter::default()).await.unwrap().acts;
        let told = |act: Act| acts.iter().any(|told| told.act == act);
        assert!(told(Act::RoleChanged(gran.account.id())) && told(Act::MemberRemoved(gran.account.id())));
        assert!(told(Act::MemberLeft(ana.account.id())));
    });
}

#[test]
fn whoever_was_removed_reads_nothing_that_is_there_with_the_keys_they_had() {
    backpack_testkit::run(async {
        let Family { place, ana, ben, gran, id, hers, grans, .. } = Family::new().await;
        hers.add_file("a.txt", None, "before").await.unwrap();
        let old = gran.stored_keys().await;
        let listed = place.with_old_keys(&gran, &old).await.backpacks().await.unwrap();
        assert_eq!(listed.len(), 1);

        remove(&ana, id, &gran).await.unwrap();
        hers.add(Allergy::new("written afterwards")).await.unwrap();

        // The handle that was open is refused at its next turn, and stays closed.
        assert_eq!(kind(grans.catch_up().await), not_found());
        assert!(grans.keep().is_closed());
        assert_eq!(kind(gran.account.backpack(id).await), not_found());
        assert_eq!(gran.account.backpacks().await.unwrap(), []);
        // Old keys, in an account opened with a copy of the old key file, find nothing either.
        let again = place.with_old_keys(&gran, &old).await;
        assert_eq!(kind(again.backpack(id).await), not_found());
        // Not one value that lies there opens with the keys of then.
        assert_eq!(opened_by(&place, &gran, id).await, (0, true));
        assert!(opened_by(&place, &ana, id).await.0 > 10);
        // Whoever remains goes on.
        let his = ben.account.backpack(id).await.unwrap();
        assert_eq!(his.find(&Filter::default()).records.len(), 2);
        his.verify().await.unwrap();
        let fresh = place.again(&ben).await.backpack(id).await.unwrap();
        assert_eq!(count(&fresh), 2);
        assert!(!ana.account.is_rotating(id).await.unwrap() && !ben.account.is_rotating(id).await.unwrap());
    });
}

#[test]
fn whoever_leaves_takes_no_key_along_and_the_next_turn_makes_a_new_one() {
    backpack_testkit::run(async {
        let Family { place, ana, ben, gran, id, hers, .. } = Family::new().await;
        let old = gran.stored_keys().await;
        gran.account.leave(id).await.unwrap();
        assert_eq!(kind(gran.account.leave(id).await), not_found());
        assert_eq!(kind(gran.account.backpack(id).await), not_found());
        // Ben's turn: a key for those who remain, before anything is written with it.
        assert_eq!(ben.account.tend_sharing(id).await.unwrap().new_epoch, None, "opening made it already");
        assert!(ben.account.is_rotating(id).await.unwrap());
        hers.add(Allergy::new("written afterwards")).await.unwrap();
        ben.account.rotate_backpack(id, RotationOptions::default(), |_| ()).await.unwrap();
        let again = place.with_old_keys(&gran, &old).await;
        assert_eq!(kind(again.backpack(id).await), not_found());
        let his = ben.account.backpack(id).await.unwrap();
        assert_eq!(count(&his), 2);
        let newest = ana.account.backpack(id).await.unwrap();
        assert_eq!(count(&newest), 2);
        assert!(!ana.account.is_rotating(id).await.unwrap());
    });
}

#[test]
fn an_open_invitation_survives_a_new_key_and_one_to_a_removed_account_does_not() {
    backpack_testkit::run(async {
        let place = Place::new();
        let (ana, ben, gran) =
            (place.holder("Ana").await, place.holder("Ben").await, place.holder("Gran").await);
        let id = childs(&ana).await.id();
        join(id, &ana, &gran, Role::Viewer).await;
        let link = super::invite(id, &ana, &ben, Role::CoManager).await.unwrap();
        remove(&ana, id, &gran).await.unwrap();
        ana.account.rotate_backpack(id, RotationOptions::default(), |_| ()).await.unwrap();
        let his = ben.account.accept_invitation(link.expose(), None).await.unwrap();
        his.add(Allergy::new("dust")).await.unwrap();
        // Invited anew, the same account comes back; with another epoch of keys.
        let back = join(id, &ben, &gran, Role::Contributor).await;
        assert_eq!((back.role(), count(&back)), (Role::Contributor, 2));
    });
}

/// Returns how many values of a Backpack open with the keys that an account has, and whether any were looked at.
async fn opened_by(place: &Place, holder: &Holder, id: SpaceId) -> (usize, bool) {
    let stored = holder.stored_keys().await;
    let file = backpack::keys::KeyFile::parse(&stored).unwrap();
    let key = backpack::core::SecretBytes::new(vec![7; 32]);
    let root = file.unlock(&backpack::keys::Unlock::HostKey(&key)).unwrap();
    let keys = file.backpack_keys(&root, id).unwrap();
    let (mut opened, mut looked) = (0, false);
    use backpack::keys::Purpose;
    let purposes = [
        Purpose::Block,
        Purpose::Catalog,
        Purpose::Row,
        Purpose::Journal,
        Purpose::Vault,
        Purpose::File,
        Purpose::Blob,
    ];
    for table in backpack::keep::TABLES {
        for entry in place.places.store.scan(&Scan::new(id, *table)).await.unwrap().entries {
            looked = true;
            let aad = backpack::keys::Aad::new(table.0, &entry.id);
            let opens = |purpose: &Purpose| keys.open(*purpose, &aad, &entry.value.bytes).is_ok();
            opened += usize::from(purposes.iter().any(opens));
        }
    }
    (opened, looked)
}
