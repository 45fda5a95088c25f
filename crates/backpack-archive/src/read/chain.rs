//! A chain: a whole archive, and the backups of what came after it.

use backpack_core::{SecretBytes, SpaceId};
use backpack_keep::{Keep, Parts, Person, Restore};

use super::Source;
use super::pipe::{self, Found, read_about};
use super::restoring::Restoring;
use crate::about::{About, Counts};
use crate::keys::KeysLine;
use crate::text::Digest;
use crate::{Error, layout};

/// A whole archive and the backups that continue it, in order. Their beginnings were read, nothing else.
#[derive(Debug)]
pub struct Chain {
    links: Vec<Link>,
    stable_key: Option<SecretBytes>,
}

#[derive(Debug)]
struct Link {
    source: Source,
    about: About,
}

/// Which ids records get that are put back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "ids stay the same or do not")]
pub enum Identity {
    /// The ids they had: the keys are made with the stable key of the backup, in the space it was made of.
    Same,
    /// Ids of their own, as a sync would make them there. What names a record is changed with it.
    Anew,
}

/// What was put back.
#[derive(Debug)]
#[non_exhaustive]
pub struct Restored {
    /// The Backpack, open.
    pub keep: Keep,
    /// How much was put back; of several archives the sum of what each brought.
    pub counts: Counts,
}

impl Chain {
    /// Looks at archives, in any order, and puts them into theirs.
    ///
    /// # Errors
    ///
    /// [`Error::NotAnArchive`], [`Error::WrongKey`], [`Error::NewerFormat`], [`Error::Damaged`], [`Error::Io`] if one
    /// cannot be read; [`Error::IncompleteChain`] if there is not one whole archive that the others continue.
    pub async fn open(sources: Vec<Source>) -> Result<Self, Error> {
        let mut found = Vec::with_capacity(sources.len());
        let mut stable_key = None;
        for source in sources {
            let (about, key) = begin(&source).await?;
            stable_key = stable_key.or(key);
            found.push(Link { source, about });
        }
        Ok(Self { links: in_order(found)?, stable_key })
    }

    /// Looks at backups of any number of Backpacks, and returns for each Backpack the chain that ends with its latest.
    ///
    /// # Errors
    ///
    /// As [`Chain::open`]; [`Error::IncompleteChain`] also if a backup of the latest set is missing.
    pub async fn latest(sources: Vec<Source>) -> Result<Vec<Self>, Error> {
        let mut found: Vec<(Link, Option<SecretBytes>)> = Vec::with_capacity(sources.len());
        for source in sources {
            let (about, key) = begin(&source).await?;
            found.push((Link { source, about }, key));
        }
        found.sort_by_key(|(link, _)| (link.about.space(), link.about.sequence, link.about.made()));
        let mut chains: Vec<Self> = Vec::new();
        while let Some((last, stable_key)) = found.pop() {
            let mut links = vec![last];
            while let Some(parent) = links.last().and_then(|link| link.about.parent.clone()) {
                let at = found.iter().position(|(link, _)| link.about.id == parent.id);
                let at = at.ok_or(Error::IncompleteChain("a backup between two others is missing"))?;
                links.push(found.remove(at).0);
            }
            let space = links.last().map(|link| link.about.space());
            found.retain(|(link, _)| Some(link.about.space()) != space);
            chains.push(Self { links: in_order(links)?, stable_key });
        }
        chains.reverse();
        check_set(&chains)?;
        Ok(chains)
    }

    /// Returns what the archives are, in their order. There is at least one.
    pub fn abouts(&self) -> impl Iterator<Item = &About> {
        self.links.iter().map(|link| &link.about)
    }

    /// Returns the Backpack's id, where they were made.
    #[must_use]
    pub fn space(&self) -> Option<SpaceId> {
        self.links.first().map(|link| link.about.space())
    }

    /// Returns the stable key that travelled with them, if one did.
    #[must_use]
    pub const fn stable_key(&self) -> Option<&SecretBytes> {
        self.stable_key.as_ref()
    }

    /// Puts the Backpack back into the empty space that the keys of `parts` belong to, checks every part against its
    /// manifest while it is read, and compares the whole at the end.
    ///
    /// It is not there before this returned: the caller keeps its keys afterwards, and removes the space after an error.
    ///
    /// # Errors
    ///
    /// As [`Chain::open`], [`Error::TooLarge`], and the errors of the store and the blob store.
    pub async fn restore(self, parts: Parts, identity: Identity) -> Result<Restored, Error> {
        let restore = Restore::begin(parts, Person::unnamed()).await?;
        let mut restoring = Restoring::new(&restore, identity);
        match read_all(&self.links, &mut restoring).await {
            Ok(counts) => Ok(Restored { keep: restore.finish(), counts }),
            Err(error) => {
                restore.give_up().await;
                Err(error)
            }
        }
    }
}

async fn read_all(links: &[Link], restoring: &mut Restoring<'_>) -> Result<Counts, Error> {
    let mut counts = Counts::default();
    let mut before: Option<Digest<32>> = None;
    let mut state = None;
    for link in links {
        let parent = link.about.parent.as_ref().map(|parent| parent.manifest);
        if parent != before {
            return Err(Error::IncompleteChain("a backup continues another one than that which is there"));
        }
        let mut parts = link.source.open();
        let (manifest, sha256) = restoring.archive(&mut parts, &link.about).await?;
        counts.records += manifest.counts.records;
        counts.versions += manifest.counts.versions;
        counts.events += manifest.counts.events;
        counts.files += manifest.counts.files;
        (counts.quarantined, counts.connections) = (manifest.counts.quarantined, manifest.counts.connections);
        (before, state) = (Some(sha256), Some(manifest.state));
    }
    let state = state.ok_or(Error::NotAnArchive)?;
    restoring.settle(state).await?;
    Ok(counts)
}

/// The latest backup of all belongs to a set, or to none; all of that set must be there.
fn check_set(chains: &[Chain]) -> Result<(), Error> {
    let ends = || chains.iter().filter_map(|chain| chain.links.last()).map(|link| &link.about);
    let Some(set) = ends().max_by_key(|about| about.made()).and_then(|about| about.set.as_ref()) else {
        return Ok(());
    };
    let there = ends().filter(|about| about.set.as_ref() == Some(set)).count();
    let is_whole = u32::try_from(there).is_ok_and(|there| there >= set.of);
    if is_whole { Ok(()) } else { Err(Error::IncompleteChain("a backup of the set is missing")) }
}

async fn begin(source: &Source) -> Result<(About, Option<SecretBytes>), Error> {
    let mut parts = source.open();
    let about = match parts.next().await? {
        Found::Part { path, .. } if path == layout::ABOUT => read_about(&parts.bytes().await?)?,
        _ => return Err(Error::NotAnArchive),
    };
    let key = match parts.next().await? {
        Found::Part { path, .. } if path == layout::KEYS => Some(keys(&parts.bytes().await?)?),
        _ => None,
    };
    Ok((about, key))
}

fn keys(bytes: &[u8]) -> Result<SecretBytes, Error> {
    let line: KeysLine = serde_json::from_slice(bytes).map_err(|_| Error::damaged(layout::KEYS))?;
    line.stable_key()
}

fn in_order(mut found: Vec<Link>) -> Result<Vec<Link>, Error> {
    let whole = found.iter().filter(|link| link.about.is_whole()).count();
    let first = found.iter().position(|link| link.about.is_whole());
    let Some(first) = first else {
        return Err(Error::IncompleteChain("there is no whole backup to begin with"));
    };
    if whole > 1 {
        return Err(Error::IncompleteChain("there is more than one whole backup"));
    }
    let mut chain = vec![found.swap_remove(first)];
    while let Some(last) = chain.last() {
        let follows = |link: &Link| {
            let parent = link.about.parent.as_ref();
            parent.is_some_and(|parent| {
                parent.id == last.about.id
                    && parent.sequence == last.about.sequence
                    && parent.head == last.about.head
            }) && link.about.space == last.about.space
                && link.about.sequence >= last.about.sequence
        };
        match found.iter().position(follows) {
            Some(next) => chain.push(found.swap_remove(next)),
            None if found.is_empty() => break,
            None => return Err(Error::IncompleteChain("a backup between two others is missing")),
        }
    }
    Ok(chain)
}

pub(super) use pipe::Parts as ArchiveParts;
