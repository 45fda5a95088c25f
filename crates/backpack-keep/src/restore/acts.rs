//! The activity journal out and back in, act by act, as it stands.

use std::sync::{Arc, Mutex};

use backpack_core::Timestamp;
use bytes::Bytes;
use sha2::{Digest as _, Sha256};

use super::{Restore, Snapshot};
use crate::activity::{ACT_ROOM, ACTIVITY};
use crate::catalog::Catalog;
use crate::catalog::change::Logged;
use crate::commit::{Draft, Drafted, Write};
use crate::keep::detached;
use crate::{Activity, ActivityFilter, Error};

/// The acts of one commit.
const AT_ONCE: usize = 128;

impl Snapshot {
    /// Returns some acts of the activity journal, the one with this number first; none at the end.
    ///
    /// # Errors
    ///
    /// [`Error::Tampered`], the store's errors.
    pub async fn acts_from(&self, number: u64, most: usize) -> Result<Vec<Activity>, Error> {
        if !self.acts.contains(&number) {
            return Ok(Vec::new());
        }
        let filter = ActivityFilter::new().oldest_first().after_page(number).limit(most);
        let mut acts = self.keep.activity(&filter).await?.acts;
        acts.retain(|act| self.acts.contains(&act.number));
        if acts.is_empty() { Err(Error::Tampered(ACTIVITY.what)) } else { Ok(acts) }
    }
}

impl Activity {
    /// Returns the act whose hash is over these bytes, as [`Activity::hashed_bytes`] gave them; `None` if they are none.
    #[must_use]
    pub fn from_hashed_bytes(bytes: &[u8]) -> Option<Self> {
        let (number, rest) = bytes.split_first_chunk()?;
        let (commit, rest) = rest.split_first_chunk()?;
        let (at, rest) = rest.split_first_chunk()?;
        let (previous, rest) = rest.split_first_chunk()?;
        let (actor, act) = postcard::from_bytes(rest).ok()?;
        let activity = Self {
            number: u64::from_be_bytes(*number),
            commit: u64::from_be_bytes(*commit),
            at: Timestamp::from_millis(i64::from_be_bytes(*at)),
            actor,
            act,
            previous: *previous,
            hash: Sha256::digest(bytes).into(),
        };
        // There is one way to write an act.
        (activity.hashed_bytes() == bytes).then_some(activity)
    }
}

impl Restore {
    /// Puts acts back behind those that are here: each must follow the one before.
    ///
    /// # Errors
    ///
    /// [`Error::Tampered`] if one does not follow; the store's errors.
    pub async fn acts(&self, acts: Vec<Activity>) -> Result<(), Error> {
        let inner = Arc::clone(&self.keep.0);
        detached(async move {
            for acts in acts.chunks(AT_ONCE) {
                let write = ActsWrite { acts: acts.to_vec() };
                inner.commit(&Arc::new(Mutex::new(write))).await?.ok_or(Error::Busy)?;
            }
            Ok(())
        })
        .await
    }
}

/// Acts on their way to a commit.
#[derive(Debug)]
struct ActsWrite {
    acts: Vec<Activity>,
}

impl Write for ActsWrite {
    fn draft(&mut self, _: &Catalog, draft: &mut Draft<'_>) -> Result<Drafted, Error> {
        for activity in &self.acts {
            if !activity.follows(draft.acted) || !activity.is_whole() {
                return Err(Error::Tampered(ACTIVITY.what));
            }
            let id = activity.number.to_be_bytes();
            let sealed = ACTIVITY.seal(draft.keys, &id, activity)?;
            draft.acted = activity.end();
            draft.log.push(&Logged::Acted(draft.acted))?;
            draft.puts.push((ACTIVITY.table, Bytes::copy_from_slice(&id), Bytes::from(sealed)));
        }
        Ok(Drafted::Ready)
    }

    fn room(&self) -> usize {
        self.acts.len() * ACT_ROOM
    }

    fn is_alone(&self) -> bool {
        true
    }
}
