//! Lists blobs in the order of their ids.

use std::collections::BTreeSet;

use backpack_core::BlobId;
use backpack_files::{BlobPage, Error};
use futures_util::StreamExt as _;
use futures_util::stream::BoxStream;
use object_store::ObjectMeta;

use super::ObjectBlobs;
use crate::attempt::{Place, in_time};
use crate::names;
use crate::trouble::{Cause, Trouble};

/// The most ids of a page. Not every storage lists in order, so that each page looks at all names behind its beginning and
/// keeps the first of them: a page is large, and asks a thousand names at a time.
const PAGE: usize = 4096;

impl ObjectBlobs {
    pub(super) async fn page(&self, after: Option<BlobId>) -> Result<BlobPage, Error> {
        let listed = self.place.again(|| self.first_after(after)).await;
        listed.map_err(|trouble| trouble.of_blob("list blobs"))
    }

    async fn first_after(&self, after: Option<BlobId>) -> Result<BlobPage, Trouble> {
        let (store, folder) = (&self.place.store, self.names.blobs());
        let found = match after {
            Some(after) => store.list_with_offset(Some(folder), &self.names.blob(after)),
            None => store.list(Some(folder)),
        };
        let mut ids = BTreeSet::new();
        let mut is_cut = false;
        self.place
            .each(found, |meta| {
                ids.extend(
                    names::read_blob(&meta.location).filter(|id| after.is_none_or(|after| *id > after)),
                );
                if ids.len() > PAGE {
                    ids.pop_last();
                    is_cut = true;
                }
            })
            .await?;
        let next = ids.last().copied().filter(|_| is_cut);
        Ok(BlobPage::new(ids.into_iter().collect(), next))
    }
}

impl Place {
    /// Shows every object of a listing, each of whose pages comes in bounded time.
    pub(super) async fn each(
        &self,
        mut found: BoxStream<'static, object_store::Result<ObjectMeta>>,
        mut show: impl FnMut(ObjectMeta),
    ) -> Result<(), Trouble> {
        let mut next =
            async || in_time(self.patience.request_time, async { found.next().await.transpose() }).await;
        loop {
            match next().await {
                Ok(Some(meta)) => show(meta),
                Ok(None) => return Ok(()),
                // A folder that was never written to is an empty one: this is the bucket itself.
                Err(Trouble::Missing) => return Err(Trouble::Lasting(Cause::NoBucket)),
                Err(trouble) => return Err(trouble),
            }
        }
    }
}
