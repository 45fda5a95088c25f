//! Writing acts: beside what they tell, or alone.

use std::sync::{Arc, Mutex};

use backpack_record::Actor;
use bytes::Bytes;

use super::{ACTIVITY, Act};
use crate::activity::Activity;
use crate::catalog::Catalog;
use crate::catalog::change::Logged;
use crate::commit::{Draft, Drafted, Write};
use crate::keep::detached;
use crate::share::Role;
use crate::{Error, Keep};

/// About how many bytes an act takes in a batch, with its line in the catalog's log.
pub(crate) const ACT_ROOM: usize = 512;

impl Keep {
    /// Returns a handle under which somebody else acts. Both are one Backpack.
    #[must_use]
    pub fn acting_as(&self, actor: Actor) -> Self {
        Self(Arc::clone(&self.0), actor, self.2)
    }

    /// Returns who acts through this handle: whom the host named; else the person, and where the account that opened the
    /// Backpack is another's, that one by the name of its card.
    #[must_use]
    pub fn actor(&self) -> Actor {
        self.member().map_or_else(|| self.1.clone(), |member| member.acting(&self.1))
    }

    /// Tells the activity journal of something that writes nothing else here, such as an export. Returns its number.
    ///
    /// What this crate writes (pages, entries, overlays, files, removals) tells of itself.
    /// The future may be dropped at any time; the act is then told all the same, or not.
    ///
    /// # Errors
    ///
    /// [`Error::TooLarge`] if actor and act take more than 4 KiB together; the store's errors.
    pub async fn act(&self, act: Act) -> Result<u64, Error> {
        self.may_write()?;
        let inner = Arc::clone(&self.0);
        let write = Arc::new(Mutex::new(ActWrite { actor: self.actor(), act, number: 0 }));
        detached(async move {
            inner.check_open()?;
            inner.commit(&write).await?.ok_or(Error::Busy)?;
            Ok(write.lock().map(|write| write.number).unwrap_or_default())
        })
        .await
    }
}

impl Draft<'_> {
    /// Tells the journal of what this group does.
    pub(crate) fn act(&mut self, actor: &Actor, act: Act) -> Result<(), Error> {
        let activity = Activity::after(self.acted, self.sequence, self.now, actor.clone(), act)?;
        let id = activity.number.to_be_bytes();
        let sealed = ACTIVITY.seal(self.keys, &id, &activity)?;
        self.acted = activity.end();
        self.log.push(&Logged::Acted(self.acted))?;
        self.puts.push((ACTIVITY.table, Bytes::copy_from_slice(&id), Bytes::from(sealed)));
        Ok(())
    }
}

/// An act on its way to a commit.
#[derive(Debug)]
struct ActWrite {
    actor: Actor,
    act: Act,
    /// The number it got, as it was drafted last.
    number: u64,
}

impl Write for ActWrite {
    fn draft(&mut self, _: &Catalog, draft: &mut Draft<'_>) -> Result<Drafted, Error> {
        draft.act(&self.actor, self.act.clone())?;
        self.number = draft.acted.number;
        Ok(Drafted::Ready)
    }

    fn room(&self) -> usize {
        ACT_ROOM
    }

    fn least(&self) -> Role {
        Role::Viewer
    }
}
