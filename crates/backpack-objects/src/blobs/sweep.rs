//! Removes what uploads that never ended left behind.

use std::collections::BTreeMap;
use std::time::Duration;

use backpack_files::{Error, ErrorKind};
use bytes::Bytes;
use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use object_store::PutMode;
use object_store::path::Path;

use super::ObjectBlobs;
use super::draft::REMOVED_AT_ONCE;
use crate::attempt::{Place, in_time};
use crate::names::{self, Upload};
use crate::trouble::{Cause, Trouble};

const OPERATION: &str = "sweep uploads";
const SOME: usize = 1000;

/// One upload's parts, and the age of the youngest.
struct Parts {
    age: Duration,
    numbers: Vec<u64>,
}

impl ObjectBlobs {
    /// Removes the parts of uploads that never ended: of a process that was killed, of a connection that was lost. Returns
    /// how many uploads it removed.
    ///
    /// Parts younger than `older_than` stay, and so do those younger than twice
    /// [`Patience::upload_time`](crate::Patience::upload_time), whatever is asked: an upload that may still end is never taken
    /// for a leftover. The age is told by the storage's own clock. No blob loses anything by it.
    ///
    /// Once a day is often enough. Dropping the future leaves the rest for the next sweep.
    ///
    /// # Errors
    ///
    /// [`Unavailable`](ErrorKind::Unavailable) and [`Io`](ErrorKind::Io); what was removed by then stays removed.
    pub async fn sweep_unfinished(&self, older_than: Duration) -> Result<u64, Error> {
        let youngest = older_than.max(self.place.patience.upload_time.saturating_mul(2));
        let found = self.all_parts().await.map_err(|trouble| trouble.of_blob(OPERATION))?;
        let mut removed = 0;
        for (upload, parts) in found {
            if parts.age < youngest || self.belongs(upload).await? {
                continue;
            }
            if self.remove_parts(upload, parts.numbers.into_iter()).await {
                removed += 1;
            }
        }
        Ok(removed)
    }

    /// Removes everything of the space.
    pub(crate) async fn remove_all(&self) -> Result<(), Error> {
        const OPERATION: &str = "remove blobs";
        let failed = |trouble: Trouble| trouble.of_blob(OPERATION);
        for folder in self.names.folders() {
            loop {
                let listed = self.place.again(|| self.place.some_of(folder));
                let paths = listed.await.map_err(failed)?;
                if paths.is_empty() {
                    break;
                }
                stream::iter(paths)
                    .map(|path| async move { self.place.delete(&path).await })
                    .buffer_unordered(REMOVED_AT_ONCE)
                    .try_collect::<()>()
                    .await
                    .map_err(failed)?;
            }
        }
        Ok(())
    }

    /// Says whether these are the parts of a blob that is there. What cannot be read may be anybody's.
    async fn belongs(&self, upload: Upload) -> Result<bool, Error> {
        match self.head(upload.id, OPERATION).await {
            Ok(head) => Ok(head.token == upload.token),
            Err(error) => match error.kind() {
                ErrorKind::NotFound => Ok(false),
                ErrorKind::Tampered | ErrorKind::NewerFormat(_) => Ok(true),
                _ => Err(error),
            },
        }
    }

    async fn all_parts(&self) -> Result<BTreeMap<Upload, Parts>, Trouble> {
        let place = &self.place;
        // What time it is where the parts are: this machine's clock may be wrong.
        let clock = self.names.clock();
        place.again(|| place.put(&clock, Bytes::from_static(b"now"), PutMode::Overwrite)).await?;
        let now = place.head(&clock).await?.last_modified;
        place.delete(&clock).await?;
        let mut found = BTreeMap::new();
        let listed = place.store.list(Some(self.names.parts()));
        place
            .each(listed, |meta| {
                let Some((upload, number)) = names::read_part(&meta.location) else { return };
                let age = now.signed_duration_since(meta.last_modified).to_std().unwrap_or_default();
                let parts = found.entry(upload).or_insert(Parts { age, numbers: Vec::new() });
                parts.age = parts.age.min(age);
                parts.numbers.push(number);
            })
            .await?;
        Ok(found)
    }
}

impl Place {
    /// Returns up to a thousand of the names in a folder; none if it is empty.
    async fn some_of(&self, folder: &Path) -> Result<Vec<Path>, Trouble> {
        let found = self.store.list(Some(folder)).take(SOME).map_ok(|meta| meta.location);
        match in_time(self.patience.request_time, found.try_collect()).await {
            Err(Trouble::Missing) => Err(Trouble::Lasting(Cause::NoBucket)),
            found => found,
        }
    }
}
