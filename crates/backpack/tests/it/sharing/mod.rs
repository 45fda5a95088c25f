//! Accounts that share a Backpack on one store.

mod attacks;
mod broken_off;
mod deleting;
mod ends;
mod faults;
mod inviting;
mod left_over;
mod matrix;
mod removal;
mod together;
mod words;

use std::sync::Arc;

use backpack::core::{AccountId, Clock, SecretBytes, SecretText, SpaceId};
use backpack::hosting::Places;
use backpack::keep::RotationOptions;
use backpack::people::{Affirmation, Relation};
use backpack::record::entry::Allergy;
use backpack::role::Role;
use backpack::sharing::{AccountCard, NewInvitation};
use backpack::store::{KeyFileStore as _, MemoryKeyFile, MemoryStore, Store};
use backpack::{Account, Backpack, Error, ErrorKind, Filter, Options, Person, Storage, Unlock};
use backpack_testkit::VirtualClock;

use crate::options;

/// One store, on which several accounts lie.
pub(super) struct Place {
    pub(super) clock: VirtualClock,
    pub(super) places: Places,
}

/// An account, its card, and where its key file lies.
pub(super) struct Holder {
    pub(super) account: Account,
    pub(super) card: AccountCard,
    pub(super) storage: Storage,
}

/// Ana, who made a child's Backpack, Ben, who looks after it too, and Gran, who sees it; each with it open.
pub(super) struct Family {
    pub(super) place: Place,
    pub(super) ana: Holder,
    pub(super) ben: Holder,
    pub(super) gran: Holder,
    pub(super) id: SpaceId,
    pub(super) hers: Backpack,
    pub(super) his: Backpack,
    pub(super) grans: Backpack,
}

impl Family {
    pub(super) async fn new() -> Self {
        let place = Place::new();
        let (ana, ben, gran) =
            (place.holder("Ana").await, place.holder("Ben").await, place.holder("Gran").await);
        let hers = childs(&ana).await;
        let id = hers.id();
        let his = join(id, &ana, &ben, Role::CoManager).await;
        let grans = join(id, &ben, &gran, Role::Viewer).await;
        Self { place, ana, ben, gran, id, hers, his, grans }
    }

    /// Opens it anew for each of these, as after a restart, and says how many records each finds.
    pub(super) async fn found_by(&self, holders: &[&Holder]) -> Vec<usize> {
        let mut found = Vec::new();
        for holder in holders {
            found.push(count(&self.place.again(holder).await.backpack(self.id).await.unwrap()));
        }
        found
    }
}

impl Holder {
    /// Returns the key file as it is now.
    pub(super) async fn stored_keys(&self) -> bytes::Bytes {
        self.storage.key_file.load().await.unwrap().unwrap()
    }
}

impl Place {
    pub(super) fn new() -> Self {
        let clock = VirtualClock::new();
        let store = Arc::new(MemoryStore::new(Arc::new(clock.clone())).shared());
        Self::on(clock, store)
    }

    pub(super) fn on(clock: VirtualClock, store: Arc<dyn Store>) -> Self {
        let mut places = Places::in_memory(Arc::new(clock.clone()));
        places.store = store;
        Self { clock, places }
    }

    pub(super) fn options(&self) -> Options {
        let clock: Arc<dyn Clock> = Arc::new(self.clock.clone());
        options().with_clock(clock)
    }

    /// Makes an account with a key file of its own.
    pub(super) async fn holder(&self, name: &str) -> Holder {
        let storage = self.places.storage(AccountId::random());
        let account = Account::create_on(storage.clone(), unlock(), self.options()).await.unwrap();
        let card = account.card(name).await.unwrap();
        Holder { account, card, storage }
    }

    /// Opens an account again, as after a restart.
    pub(super) async fn again(&self, holder: &Holder) -> Account {
        let mut storage = self.places.storage(AccountId::random());
        storage.key_file = Arc::clone(&holder.storage.key_file);
        Account::open_on(storage, unlock(), self.options()).await.unwrap()
    }

    /// Opens an account with a copy of its key file as it was.
    pub(super) async fn with_old_keys(&self, holder: &Holder, keys: &bytes::Bytes) -> Account {
        let mut storage = holder.storage.clone();
        let place = MemoryKeyFile::new();
        place.replace(None, keys.clone()).await.unwrap();
        storage.key_file = Arc::new(place);
        Account::open_on(storage, unlock(), self.options()).await.unwrap()
    }
}

pub(super) fn unlock() -> Unlock {
    Unlock::host_key(SecretBytes::new(vec![7; 32]))
}

/// Makes a Backpack with one entry, about somebody else than the account's holder.
pub(super) async fn childs(parent: &Holder) -> Backpack {
    childs_of(&parent.account).await
}

pub(super) async fn childs_of(parent: &Account) -> Backpack {
    let adding = parent.add_person(Person::new("Mia").born("2016-05-14")).await.unwrap();
    let affirmed = Affirmation::new(Relation::Parent, "2026-01");
    let backpack = adding.finish(affirmed, Vec::new()).await.unwrap().there().unwrap();
    backpack.add(Allergy::new("peanut")).await.unwrap();
    backpack
}

/// Invites by card, and accepts.
pub(super) async fn join(space: SpaceId, by: &Holder, new: &Holder, role: Role) -> Backpack {
    let link = invite(space, by, new, role).await.unwrap();
    new.account.accept_invitation(link.expose(), None).await.unwrap()
}

pub(super) async fn invite(
    space: SpaceId,
    by: &Holder,
    new: &Holder,
    role: Role,
) -> Result<SecretText, Error> {
    let invitation = NewInvitation::to_card(by.card.clone(), new.card.clone(), role);
    by.account.invite(space, invitation).await.map(|invited| invited.link)
}

pub(super) async fn remove(by: &Holder, space: SpaceId, who: &Holder) -> Result<(), Error> {
    let removed = by.account.remove_member(space, who.account.id(), RotationOptions::default(), |_| ());
    removed.await.map(drop)
}

pub(super) fn count(backpack: &Backpack) -> usize {
    backpack.find(&Filter::default()).records.len()
}

pub(super) fn kind<T>(result: Result<T, Error>) -> ErrorKind {
    result.map(drop).unwrap_err().kind().clone()
}

pub(super) fn not_found() -> ErrorKind {
    ErrorKind::NotFound("backpack")
}
