//! What those whose access ended try with what they had: the invitations they made, the keys they took, the envelopes they can
//! seal.

use std::sync::Arc;

use backpack::core::SpaceId;
use backpack::keep::{Envelopes, InvitationLink, TABLES};
use backpack::keys::{Aad, BackpackKeys, KeyFile, Purpose, RootKey, SharedKeys, SharedWith};
use backpack::record::entry::Allergy;
use backpack::role::Role;
use backpack::sharing::{InvitationState, NewInvitation};
use backpack::store::{Batch, KeyFileStore as _, MemoryKeyFile, Scan};
use backpack::{Account, ErrorKind, Person};
use backpack_testkit::faults::{StoreCall, When};
use bytes::Bytes;

use super::faults::faulty;
use super::{Family, Holder, Place, childs, count, invite, join, kind, not_found, remove, unlock};

/// What a person with a program of their own makes of a key file.
struct Stolen {
    file: KeyFile,
    root: RootKey,
}

impl Stolen {
    fn from(stored: &[u8]) -> Self {
        let file = KeyFile::parse(stored).unwrap();
        let key = backpack::core::SecretBytes::new(vec![7; 32]);
        let root = file.unlock(&backpack::keys::Unlock::HostKey(&key)).unwrap();
        Self { file, root }
    }
}

/// Says whether the head opens with these keys: the one value that every commit writes anew.
async fn reads_head(place: &Place, id: SpaceId, keys: &BackpackKeys) -> bool {
    let table = *TABLES.first().unwrap();
    let head = place.places.store.scan(&Scan::new(id, table)).await.unwrap().entries.remove(0);
    let aad = Aad::new(table.0, &head.id);
    let purposes = [Purpose::Journal, Purpose::Catalog, Purpose::Row];
    purposes.iter().any(|purpose| keys.open(*purpose, &aad, &head.value.bytes).is_ok())
}

async fn states(of: &backpack::Backpack) -> Vec<InvitationState> {
    of.invitations().await.unwrap().iter().map(|one| one.state).collect()
}

#[test]
fn nobody_comes_back_by_an_invitation_that_they_made_themselves() {
    backpack_testkit::run(async {
        for how in ["removed", "lowered", "left"] {
            let place = Place::new();
            let (ana, ben, cat) =
                (place.holder("Ana").await, place.holder("Ben").await, place.holder("Cat").await);
            let own = ana.account.add_backpack(Person::new("Ana")).await.unwrap();
            let id = own.id();
            join(id, &ana, &ben, Role::CoManager).await;
            // Cat is Ben, under another name.
            let by_card = invite(id, &ben, &cat, Role::CoManager).await.unwrap();
            let new = NewInvitation::by_address(ben.card.clone(), "cat@example.org", Role::Viewer);
            let by_address = ben.account.invite(id, new).await.unwrap();
            match how {
                "removed" => remove(&ana, id, &ben).await.unwrap(),
                "lowered" => ana.account.set_role(id, ben.account.id(), Role::Viewer).await.unwrap(),
                _ => ben.account.leave(id).await.unwrap(),
            }
            let accepted = cat.account.accept_invitation(by_card.expose(), None).await;
            assert_eq!(kind(accepted), ErrorKind::NotFound("invitation"), "{how}");
            let (link, code) = (by_address.link.expose(), by_address.code.as_ref().unwrap());
            cat.account.answer_invitation(link, code, cat.card.clone()).await.unwrap();
            assert_eq!(ana.account.tend_sharing(id).await.unwrap().answered, [], "{how}");
            assert_eq!(kind(cat.account.backpack(id).await), not_found());
            let (over, accepted) = (InvitationState::Withdrawn, InvitationState::Accepted);
            let mut states = states(&own).await;
            states.sort_by_key(|state| state.name());
            assert_eq!(states, [accepted, over, over], "{how}");
        }
    });
}

#[test]
fn the_keys_of_an_invitation_that_came_to_nothing_open_nothing_that_is_written_afterwards() {
    backpack_testkit::run(async {
        for how in ["withdrawn", "declined", "expired"] {
            let place = Place::new();
            let (ana, ben) = (place.holder("Ana").await, place.holder("Ben").await);
            let hers = childs(&ana).await;
            let id = hers.id();
            let link = invite(id, &ana, &ben, Role::Viewer).await.unwrap();
            let read = InvitationLink::from_text(link.expose()).unwrap();
            // Ben takes the keys as they lie there, with a program of his own.
            let envelopes = Envelopes::of(&*place.places.store, id);
            let sealed = envelopes.read(Envelopes::invitation(read.invitation)).await.unwrap().unwrap();
            let his = Stolen::from(&ben.stored_keys().await);
            let identity = his.file.identity(&his.root).unwrap();
            let secret = read.secret(None).unwrap();
            let (invitation, role) = (read.invitation, read.role.number());
            let with = SharedWith::Invited { invitation, role, secret: &secret };
            let taken = SharedKeys::open(&sealed, id, &identity, with).unwrap().0.keys();
            assert!(reads_head(&place, id, &taken).await);
            match how {
                "withdrawn" => ana.account.withdraw_invitation(id, invitation).await.unwrap(),
                "declined" => drop(ben.account.decline_invitation(link.expose(), None).await.unwrap()),
                _ => place.clock.advance(std::time::Duration::from_hours(24 * 8)),
            }
            ana.account.tend_sharing(id).await.unwrap();
            hers.add(Allergy::new("dust")).await.unwrap();
            assert!(!reads_head(&place, id, &taken).await, "{how}");
            assert_eq!(count(&place.again(&ana).await.backpack(id).await.unwrap()), 2);
        }
    });
}

#[test]
fn whoever_was_removed_hands_nobody_a_key_that_both_know() {
    backpack_testkit::run(async {
        let family = Family::new().await;
        let Family { place, ana, ben, gran, id, .. } = &family;
        let id = *id;
        let theirs = Stolen::from(&gran.stored_keys().await);
        let before = ben.stored_keys().await;
        remove(ana, id, gran).await.unwrap();
        // Gran seals keys of her own to Ben, over those that Ana sealed to him, as of the newest of many epochs.
        let mut forged = theirs.file.shared_keys(&theirs.root, id).unwrap();
        for epoch in 2..=10 {
            assert_eq!(forged.add_epoch().unwrap(), epoch);
        }
        let known = theirs.file.shared_keys(&theirs.root, id).unwrap();
        let identity = theirs.file.identity(&theirs.root).unwrap();
        let with = SharedWith::Member(&known);
        let sealed = forged.seal(&identity, ben.account.id(), ben.card.key(), with).unwrap();
        let keys = known.keys();
        let at = Bytes::copy_from_slice(&Envelopes::member(&keys, ben.account.id()));
        let table = backpack::store::Table(25);
        let hers = place.places.store.get(&backpack::store::Key::new(id, table, at.clone())).await.unwrap();
        let put = Batch::new(id).put(table, at.clone(), sealed);
        place.places.store.commit(put).await.unwrap();
        // Ben was away meanwhile: he is refused rather than deceived, and his key file stays as it is.
        let mut storage = ben.storage.clone();
        let key_file = Arc::new(MemoryKeyFile::new());
        key_file.replace(None, before.clone()).await.unwrap();
        storage.key_file = Arc::<MemoryKeyFile>::clone(&key_file);
        let back = Account::open_on(storage, unlock(), place.options()).await.unwrap();
        assert_eq!(kind(back.backpack(id).await), ErrorKind::Damaged);
        assert_eq!(key_file.load().await.unwrap(), Some(before));
        // The next envelope of somebody with access brings him in again.
        let put = Batch::new(id).put(table, at, hers.unwrap().bytes);
        place.places.store.commit(put).await.unwrap();
        back.backpack(id).await.unwrap().add(Allergy::new("dust")).await.unwrap();
        assert!(!reads_head(place, id, &forged.keys()).await);
        assert_eq!(family.found_by(&[ana, ben]).await, [2, 2]);
    });
}

#[test]
fn nothing_is_written_under_the_old_key_once_somebody_was_removed_whoever_writes() {
    backpack_testkit::run(async {
        let (place, store) = faulty();
        let (ana, ben, gran) =
            (place.holder("Ana").await, place.holder("Ben").await, place.holder("Gran").await);
        let id = childs(&ana).await.id();
        let his = join(id, &ana, &ben, Role::CoManager).await;
        join(id, &ana, &gran, Role::Viewer).await;
        let theirs = Stolen::from(&gran.stored_keys().await);
        let keys = theirs.file.backpack_keys(&theirs.root, id).unwrap();
        // Ana's process ends with the commit that removes Gran, before anything is sealed under the new key.
        ana.account.backpack(id).await.unwrap();
        store.fail(StoreCall::Commit, 1, When::After, backpack::store::ErrorKind::Full);
        remove(&ana, id, &gran).await.unwrap_err();
        store.mend();
        assert!(reads_head(&place, id, &keys).await);
        // Ben had it open all the time, and only writes.
        his.add(Allergy::new("dust")).await.unwrap();
        assert!(!reads_head(&place, id, &keys).await);
        assert_eq!(count(&place.again(&ana).await.backpack(id).await.unwrap()), 2);
    });
}

#[test]
fn somebody_with_access_who_answers_an_invitation_holds_up_nothing_else() {
    backpack_testkit::run(async {
        let family = Family::new().await;
        let Family { place, ana, gran, id, .. } = &family;
        let aunt: Holder = place.holder("Aunt").await;
        let new = |address: &str| NewInvitation::by_address(ana.card.clone(), address, Role::Viewer);
        let (mut open, mut codes) = (Vec::new(), Vec::new());
        for address in ["one@example.org", "two@example.org", "three@example.org"] {
            let invited = ana.account.invite(*id, new(address)).await.unwrap();
            codes.push(invited.code.unwrap());
            open.push((invited.id, invited.link));
        }
        for at in [0, 2] {
            let answered = gran.account.answer_invitation(open[at].1.expose(), &codes[at], gran.card.clone());
            answered.await.unwrap();
        }
        let answered = aunt.account.answer_invitation(open[1].1.expose(), &codes[1], aunt.card.clone());
        answered.await.unwrap();
        let mut tended = ana.account.tend_sharing(*id).await.unwrap();
        assert_eq!(tended.answered, [open[1].0]);
        tended.wrong.sort();
        let mut useless = vec![open[0].0, open[2].0];
        useless.sort();
        assert_eq!(tended.wrong, useless);
        // What it was made for still comes of it.
        let uncle = place.holder("Uncle").await;
        let answered = uncle.account.answer_invitation(open[0].1.expose(), &codes[0], uncle.card.clone());
        answered.await.unwrap();
        assert_eq!(ana.account.tend_sharing(*id).await.unwrap().answered, [open[0].0]);
        uncle.account.accept_invitation(open[0].1.expose(), Some(&codes[0])).await.unwrap();
    });
}
