//! Backups of an account's Backpacks, and putting Backpacks back.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use backpack_archive::{BackUpOptions, Chain, Identity, Key, Lock, Mark, Set, Source, Written};
use backpack_core::{SecretBytes, SpaceId};
use backpack_keep::{Act, TABLES};
use backpack_keys::{BackpackKeys, KeyFile};
use backpack_store::Scan;

use super::Account;
use super::keys::Keys;
use super::turn::Turn;
use crate::role::Operation;
use crate::{Backpack, Error, ErrorKind};

/// The ending of backups in a folder.
const ENDING: &str = "age";

/// A backup of one Backpack of a set.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct BackedUp {
    /// The Backpack.
    pub id: SpaceId,
    /// The file.
    pub file: PathBuf,
    /// What was written.
    pub written: Written,
}

impl Account {
    /// Backs one Backpack up into `file`, which must not exist: everything, or with `since` what came after that backup.
    ///
    /// The Backpack stays in use; the backup shows it as it was between two commits. It holds no grant, no token and
    /// nothing that opens the account. `age -d file | zstd -d | tar x` opens it without this project.
    ///
    /// Cancel-safe: the file is there whole, or not at all.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotFound`], [`ErrorKind::Exists`], [`ErrorKind::Full`], [`ErrorKind::Io`];
    /// [`ErrorKind::IncompleteChain`] if the backup before is of another history: make a whole one then.
    pub async fn back_up(
        &self,
        id: SpaceId,
        file: impl AsRef<Path> + Send,
        lock: impl Into<Arc<Lock>> + Send,
        since: Option<Mark>,
    ) -> Result<Written, Error> {
        self.back_up_in(id, file.as_ref(), lock.into(), since, None).await
    }

    /// Backs every Backpack up into `folder`, a file each, as one set; those named in `since` hold what came after it.
    ///
    /// File names tell the opaque id of the Backpack and the commit group, nothing else. Backpacks are read one after the
    /// other, each as it is then.
    ///
    /// Cancel-safe: each file is there whole, or not at all; a set that was broken off is told apart from a whole one.
    ///
    /// # Errors
    ///
    /// As [`Account::back_up`].
    pub async fn back_up_all(
        &self,
        folder: impl AsRef<Path> + Send,
        lock: impl Into<Arc<Lock>> + Send,
        since: &HashMap<SpaceId, Mark>,
    ) -> Result<Vec<BackedUp>, Error> {
        let (folder, lock) = (folder.as_ref(), lock.into());
        let all = self.all_for(Operation::Export).await?;
        let set = Set::new(u32::try_from(all.len()).unwrap_or(u32::MAX));
        let mut backed_up = Vec::with_capacity(all.len());
        for backpack in all {
            let id = backpack.id();
            let file = folder.join(format!("{id}-{}-{}.{ENDING}", backpack.whole().sequence(), set.id()));
            let (lock, since) = (Arc::clone(&lock), since.get(&id).cloned());
            let written = self.back_up_in(id, &file, lock, since, Some(set.clone())).await?;
            backed_up.push(BackedUp { id, file, written });
        }
        Ok(backed_up)
    }

    async fn back_up_in(
        &self,
        id: SpaceId,
        file: &Path,
        lock: Arc<Lock>,
        since: Option<Mark>,
        set: Option<Set>,
    ) -> Result<Written, Error> {
        let backpack = self.backpack(id).await?;
        backpack.permit(Operation::Export)?;
        let mut options = BackUpOptions::default();
        (options.since, options.set) = (since, set);
        options.stable_key = Some({
            let keys = self.keys_now().await?;
            keys.file.stable_key(&keys.root, id)?
        });
        let written =
            backpack_archive::back_up(backpack.whole(), file, lock, backpack.now(), options).await?;
        let what = if written.whole { "a whole backup" } else { "a backup of what came since the last" };
        let act = Act::BackedUp { what: what.to_owned(), sequence: written.mark.sequence };
        backpack.whole().act(act).await?;
        Ok(written)
    }

    /// Puts a Backpack back from a whole backup and those that continue it, in any order, or from an exported folder.
    ///
    /// From backups it is the same Backpack again, under the ids it had; from a folder it is one of its own. Every part is
    /// checked against the manifest, and the whole is compared at the end, before the Backpack is there. Its connections
    /// need a sign-in.
    ///
    /// Cancel-safe: it is there whole, or not at all. What a dropped call or a killed process left is removed by the next
    /// call; one at a time.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Exists`] if the account has this Backpack: [`Account::restore_copy`] makes another one of it.
    /// [`ErrorKind::NotAnArchive`], [`ErrorKind::WrongPassphrase`], [`ErrorKind::Damaged`] (its source says which part),
    /// [`ErrorKind::IncompleteChain`], [`ErrorKind::NewerFormat`], [`ErrorKind::Full`], [`ErrorKind::Io`].
    pub async fn restore(&self, archives: Vec<Source>) -> Result<Backpack, Error> {
        let chain = Chain::open(archives).await?;
        let identity = if chain.stable_key().is_some() { Identity::Same } else { Identity::Anew };
        self.restore_chain(chain, identity).await
    }

    /// Puts a Backpack back as another one: its records get ids of their own.
    ///
    /// Cancel-safe, as [`Account::restore`].
    ///
    /// # Errors
    ///
    /// As [`Account::restore`], but for [`ErrorKind::Exists`].
    pub async fn restore_copy(&self, archives: Vec<Source>) -> Result<Backpack, Error> {
        self.restore_chain(Chain::open(archives).await?, Identity::Anew).await
    }

    /// Puts every Backpack back of which there are backups in `folder`, each as its latest backup shows it.
    ///
    /// Cancel-safe: each is there whole, or not at all; those that are there already are passed over, so call it again.
    ///
    /// # Errors
    ///
    /// As [`Account::restore`]; [`ErrorKind::IncompleteChain`] also if a backup of the latest set is missing.
    pub async fn restore_all(
        &self,
        folder: impl AsRef<Path> + Send,
        key: impl Into<Arc<Key>> + Send,
    ) -> Result<Vec<Backpack>, Error> {
        let key = key.into();
        let sources = backups_in(folder.as_ref())?.into_iter();
        let chains =
            Chain::latest(sources.map(|file| Source::sealed(file, Arc::clone(&key))).collect()).await?;
        let there = self.spaces().await?;
        let mut restored = Vec::with_capacity(chains.len());
        for chain in chains {
            if chain.space().is_some_and(|space| there.contains(&space)) {
                continue;
            }
            let identity = if chain.stable_key().is_some() { Identity::Same } else { Identity::Anew };
            restored.push(self.restore_chain(chain, identity).await?);
        }
        Ok(restored)
    }

    /// The Backpack is there once its key is: the last thing that is written.
    async fn restore_chain(&self, chain: Chain, identity: Identity) -> Result<Backpack, Error> {
        let own = self.own_keys().await?;
        let turn = self.take_turn(&own).await?;
        let restored = turn.during(self.restore_in(&turn, &own, chain, identity)).await;
        turn.end().await;
        restored
    }

    async fn restore_in(
        &self,
        turn: &Turn<'_>,
        own: &BackpackKeys,
        chain: Chain,
        identity: Identity,
    ) -> Result<Backpack, Error> {
        self.remove_left_over(own).await?;
        let stable = chain.stable_key().filter(|_| identity == Identity::Same);
        let space = match (stable, chain.space()) {
            (Some(_), Some(space)) => space,
            _ => SpaceId::random(),
        };
        let (file, keys) = self.keys_with(space, stable).await?;
        self.check_free(space).await?;
        self.mark(own, space, Some(space)).await?;
        let parts = self.parts(space, keys).await?;
        let what = chain.abouts().last().map_or("an archive", |last| match last.is_whole() {
            true => "a whole archive",
            false => "a chain of backups",
        });
        let restored = match chain.restore(parts, identity).await {
            Ok(restored) => restored,
            Err(error) => {
                if let Err(error) = self.remove_left_over(own).await {
                    // The next call will.
                    tracing::debug!(%error, "what was put back could not be removed");
                }
                return Err(error.into());
            }
        };
        // Whoever lost their turn may find that what they put back is being removed.
        turn.hold().await?;
        let taken = move |keys: &mut Keys| keys.file.take_backpack(&keys.root, &file, space);
        self.change_keys("restore backpack", taken).await?;
        self.mark(own, space, None).await?;
        restored.keep.act(Act::BroughtBack { what: what.to_owned() }).await?;
        self.tell(Act::BackpackAdded(space)).await;
        Ok(self.remember(restored.keep).await)
    }

    /// Makes keys for a space that nobody sees yet.
    async fn keys_with(
        &self,
        space: SpaceId,
        stable: Option<&SecretBytes>,
    ) -> Result<(KeyFile, BackpackKeys), Error> {
        let keys = self.keys_now().await?;
        let mut file = KeyFile::parse(&keys.file.to_bytes())?;
        if file.backpacks().contains(&space) {
            return Err(Error::new(ErrorKind::Exists, "restore backpack"));
        }
        match stable {
            Some(stable) => file.add_backpack_with(&keys.root, space, stable)?,
            None => file.add_backpack(&keys.root, space)?,
        }
        let backpack_keys = file.backpack_keys(&keys.root, space)?;
        Ok((file, backpack_keys))
    }

    /// Another account on the same storage may have the Backpack: nothing of it is touched.
    async fn check_free(&self, space: SpaceId) -> Result<(), Error> {
        let storage = &self.0.storage;
        let mut is_free = storage.anchors.read(space).await?.is_none();
        for table in TABLES {
            let mut first = Scan::new(space, *table);
            first.limit = 1;
            is_free &= storage.store.scan(&first).await?.entries.is_empty();
        }
        if is_free { Ok(()) } else { Err(Error::new(ErrorKind::Exists, "restore backpack")) }
    }
}

fn backups_in(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    let failed = |source: std::io::Error| match source.kind() {
        std::io::ErrorKind::NotFound | std::io::ErrorKind::NotADirectory => {
            Error::new(ErrorKind::NotAnArchive, "restore backpacks")
        }
        _ => Error::io("restore backpacks", source),
    };
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        if path.extension().is_some_and(|ending| ending == ENDING) && path.is_file() {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}
