//! The Backpacks of an account: add, list, open, delete.

use std::sync::Arc;

use backpack_core::SpaceId;
use backpack_keep::{Act, Keep, KeySource, Parts, Person, TABLES};
use backpack_keys::BackpackKeys;
use backpack_record::{PartialDate, Precision};

use super::Account;
use super::keys::KeyRing;
use crate::people::Whose;
use crate::role::{Operation, Role};
use crate::{Backpack, Error, ErrorKind, Storage};

/// A Backpack of an account, by id and person.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Listed {
    /// The id with which [`Account::backpack`] opens it.
    pub id: SpaceId,
    /// Whom it is about.
    pub person: Person,
    /// What the account is there.
    pub role: Role,
    /// Whose it is: one's own, or somebody's whom one represents.
    pub whose: Whose,
    /// Whether it is the one that the account was [switched to](Account::switch_to) last.
    pub is_current: bool,
}

impl Account {
    /// Adds a Backpack for `person` and opens it: one's own. Another person is added by [`Account::add_person`], with an
    /// affirmation and consents.
    ///
    /// Cancel-safe: a dropped call leaves no Backpack, or a whole one.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Invalid`] if the name is blank, the birth date no date, or the profile one that cannot be kept;
    /// [`ErrorKind::NotPermitted`] if the options demand consents and there is a Backpack already; [`ErrorKind::Full`],
    /// [`ErrorKind::Io`].
    pub async fn add_backpack(&self, person: Person) -> Result<Backpack, Error> {
        check_new_person(&person)?;
        self.check_first().await?;
        let (space, backpack_keys) = self.new_space().await?;
        let keep = Keep::create(self.parts(space, backpack_keys).await?, person).await?;
        self.tell(Act::BackpackAdded(space)).await;
        Ok(self.remember(keep).await)
    }

    /// Makes a new space, and keys for it.
    pub(super) async fn new_space(&self) -> Result<(SpaceId, BackpackKeys), Error> {
        let space = SpaceId::random();
        // The key is durable before anything is sealed with it. A crash in between leaves a key without a Backpack,
        // which listing passes over.
        let added = self.change_keys("add backpack", move |keys| {
            keys.file.add_backpack(&keys.root, space)?;
            keys.file.backpack_keys(&keys.root, space)
        });
        Ok((space, added.await?))
    }

    /// Lists the account's Backpacks, by id.
    ///
    /// Cancel-safe: it only reads.
    ///
    /// # Errors
    ///
    /// As [`Account::backpack`].
    pub async fn backpacks(&self) -> Result<Vec<Listed>, Error> {
        let spaces = self.spaces().await?;
        let current = self.current_id().await.unwrap_or_default();
        let mut listed = Vec::with_capacity(spaces.len());
        for id in spaces {
            match self.person_of(id).await {
                // Another process deleted it a moment ago.
                Err(error) if matches!(error.kind(), ErrorKind::NotFound(_)) => {}
                person => {
                    let Some(person) = person? else { continue };
                    let (role, whose) = tokio::join!(self.role_in(id), self.whose(id));
                    // Nobody lists what they have no access to any more.
                    let (Some(role), Some(whose)) = (role?, whose?) else { continue };
                    listed.push(Listed { id, person, role, whose, is_current: current == Some(id) });
                }
            }
        }
        Ok(listed)
    }

    /// Returns whom a Backpack is about; `None` where a crash left a key without one.
    pub(super) async fn person_of(&self, id: SpaceId) -> Result<Option<Person>, Error> {
        let parts = self.parts(id, self.backpack_keys(id).await?).await?;
        let found = Keep::peek_person(&parts).await?;
        if found.is_some() {
            return Ok(found);
        }
        let Some(anchor) = self.0.storage.anchors.read(id).await? else { return Ok(None) };
        // Another process may have deleted it since, or have made it.
        if !self.spaces().await?.contains(&id) {
            return Ok(None);
        }
        let found = Keep::peek_person(&parts).await?;
        if found.is_some() {
            return Ok(found);
        }
        // What was acknowledged once and is not there was lost.
        let kind = ErrorKind::RolledBack { found: 0, acknowledged: anchor.sequence };
        Err(Error::new(kind, "list backpacks"))
    }

    /// Opens a Backpack: reads its catalog into memory. Opened twice, it is the same one.
    ///
    /// Where other processes have the account open, it has what they wrote up to now: one that was open is
    /// [caught up](Backpack::catch_up). What they write later is seen by the next call, by what writes, and by what reads
    /// rows; lists and bodies are as of the last catching up.
    ///
    /// Cancel-safe: it only reads.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotFound`], [`ErrorKind::Damaged`], [`ErrorKind::RolledBack`], [`ErrorKind::NewerFormat`],
    /// [`ErrorKind::Io`].
    pub async fn backpack(&self, id: SpaceId) -> Result<Backpack, Error> {
        if let Some(open) = self.still_open(id).await? {
            open.check_there()?;
            return Ok(open);
        }
        let keys = self.backpack_keys(id).await?;
        let keep = Keep::open(self.parts(id, keys).await?).await?;
        if keep.is_unfinished() {
            return Err(Error::new(ErrorKind::NotFound("backpack"), "open backpack"));
        }
        self.settle(&keep).await?;
        // A full disk keeps nobody from reading.
        if let Err(error) = keep.act(Act::Opened).await {
            tracing::warn!(%error, "the activity journal could not be written");
        }
        Ok(self.remember(keep).await)
    }

    /// Returns a Backpack that is open here, caught up where other processes may have written to it.
    pub(super) async fn still_open(&self, id: SpaceId) -> Result<Option<Backpack>, Error> {
        let Some(open) = self.opened(id).await else { return Ok(None) };
        if !self.0.storage.store.is_shared() && open.whole().sharing().is_none() {
            return Ok(Some(open));
        }
        if self.spaces().await?.contains(&id) && !open.whole().is_closed() {
            match open.catch_up().await {
                Ok(_) => {
                    self.settle(open.whole()).await?;
                    return Ok(Some(open));
                }
                Err(_) if open.whole().is_closed() => {}
                Err(error) => return Err(error),
            }
        }
        // Another process deleted it, and may have put it back since.
        open.whole().close().await;
        self.forget_closed().await;
        Ok(None)
    }

    /// Deletes a Backpack for good: its key first, so that what is left of it can never be read, then its data.
    ///
    /// Only the person it is about may, and the last one who looks after it: somebody else [leaves](Account::leave).
    ///
    /// Cancel-safe: once the key is gone the rest is only space, unreadable for good. What a dropped call or a killed
    /// process left of it is removed by the next deletion or restore; one of those at a time.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotFound`], [`ErrorKind::NotPermitted`], [`ErrorKind::Io`]; [`ErrorKind::Busy`] while another process
    /// deletes or restores one.
    pub async fn delete_backpack(&self, id: SpaceId) -> Result<(), Error> {
        self.may_delete(id).await?;
        let own = self.own_keys().await?;
        let turn = self.take_turn(&own).await?;
        let deleted = turn.during(self.destroy(&own, id)).await;
        turn.end().await;
        deleted?;
        self.tell(Act::BackpackDeleted(id)).await;
        Ok(())
    }

    async fn destroy(&self, own: &BackpackKeys, id: SpaceId) -> Result<(), Error> {
        if let Err(error) = self.remove_left_over(own).await {
            tracing::debug!(%error, "what was left over could not be removed");
        }
        // Only what is this account's is noted: whatever is noted and has no keys will be removed.
        if self.spaces().await?.contains(&id) {
            match self.mark(own, id, Some(id)).await {
                // Deleting is what makes room.
                Err(error) if error.kind() == &ErrorKind::Full => {
                    tracing::debug!(%error, "a deletion could not be noted");
                }
                noted => noted?,
            }
        }
        self.change_keys("delete backpack", move |keys| keys.file.remove_backpack(id)).await?;
        if let Some(open) = self.forget_open(id).await {
            open.whole().close().await;
        }
        // Whoever else has access and writes meanwhile is told that it is gone, not that something of it was lost.
        backpack_keep::Envelopes::of(&*self.0.storage.store, id).remove_all().await?;
        backpack_store::clear(&*self.0.storage.store, id, TABLES).await?;
        self.0.storage.blobs.remove(id).await?;
        self.0.storage.anchors.forget(id).await?;
        if let Err(error) = self.mark(own, id, None).await {
            tracing::debug!(%error, "the note of a deletion could not be removed");
        }
        Ok(())
    }

    pub(super) async fn backpack_keys(&self, id: SpaceId) -> Result<BackpackKeys, Error> {
        let keys = self.keys_now().await?;
        Ok(keys.file.backpack_keys(&keys.root, id)?)
    }

    pub(super) async fn parts(&self, space: SpaceId, keys: BackpackKeys) -> Result<Parts, Error> {
        let Storage { store, blobs, anchors, .. } = self.0.storage.clone();
        let blobs = blobs.open(space).await?;
        let parts = Parts::new(store, blobs, anchors, keys, Arc::clone(&self.0.options.clock))
            .with_blob_grace(self.0.options.blob_grace)
            .with_room(Arc::new(self.room()));
        let keys: Arc<dyn KeySource> = Arc::<KeyRing>::clone(&self.0.keys);
        Ok(parts.acting_as(self.1.clone()).with_key_source(keys).of_account(self.0.id))
    }

    pub(super) async fn remember(&self, keep: Keep) -> Backpack {
        let backpack = Backpack::new(keep, &self.0.options, Arc::clone(&self.0.connectors));
        self.remember_open(backpack).await.unwrap_or_else(|first| first)
    }

    /// Returns every Backpack in which the account may do something, open.
    pub(super) async fn all_for(&self, operation: Operation) -> Result<Vec<Backpack>, Error> {
        let mut all = self.all().await?;
        all.retain(|backpack| backpack.role().allows(operation));
        Ok(all)
    }

    /// Returns every Backpack, open.
    pub(super) async fn all(&self) -> Result<Vec<Backpack>, Error> {
        let mut all = Vec::new();
        for id in self.spaces().await? {
            match self.backpack(id).await {
                // A key alone was left by a crash: there is no Backpack.
                Err(error) if matches!(error.kind(), ErrorKind::NotFound(_)) => {}
                opened => all.push(opened?),
            }
        }
        Ok(all)
    }

    /// Returns the Backpacks that there are keys of; those of other processes among them.
    pub(super) async fn spaces(&self) -> Result<Vec<SpaceId>, Error> {
        Ok(self.keys_now().await?.file.backpacks())
    }
}

/// Checks what a host says of a person who has no Backpack yet, and so no picture in it.
pub(super) fn check_new_person(person: &Person) -> Result<(), Error> {
    if person.profile.photo.is_some() {
        let wrong = "the photo is no file of this Backpack".to_owned();
        return Err(Error::new(ErrorKind::Invalid(wrong), "describe person"));
    }
    check_person(person)
}

/// Checks what a host says of a person: no blank name, a birth date that is a date, a profile that may be kept.
pub(crate) fn check_person(person: &Person) -> Result<(), Error> {
    let birth_date = person.birth_date.as_deref().map(PartialDate::parse);
    let wrong = match birth_date {
        // A name of nothing but spaces is a mistake; no name at all is `Person::unnamed`.
        _ if !person.name.is_empty() && person.name.trim().is_empty() => "the name is blank",
        Some(Err(_)) => "the birth date is no date",
        Some(Ok(date)) if date.precision() == Precision::Time => "the birth date has a time",
        _ => {
            let wrong = person.profile.check();
            return wrong
                .map_err(|wrong| Error::new(ErrorKind::Invalid(wrong.to_string()), "describe person"));
        }
    };
    Err(Error::new(ErrorKind::Invalid(wrong.to_owned()), "describe person"))
}
