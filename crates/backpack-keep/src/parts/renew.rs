//! New keys that another process made: taken over where something is met that was sealed under them.

use std::future::Future;

use crate::keep::Inner;
use crate::{Error, Parts};

/// How often something is tried with newer keys: once for each rotation that goes by while it is tried.
const ATTEMPTS: usize = 4;

impl Parts {
    /// Does what may meet a newer epoch than there are keys of, and does it again with the keys as they are then.
    ///
    /// What was read before other keys were taken over may want a key that went with them: that is read again as well.
    pub(crate) async fn with_keys<T, F>(&self, act: impl Fn() -> F + Send) -> Result<T, Error>
    where
        F: Future<Output = Result<T, Error>> + Send,
    {
        let mut tried = 0;
        loop {
            let held: Vec<u32> = self.keys.epochs().collect();
            let error = match act().await {
                Err(error @ (Error::NewerKeys(..) | Error::Tampered(_))) if tried < ATTEMPTS => error,
                done => return done,
            };
            tried += 1;
            if let Error::NewerKeys(_, epoch) = error {
                self.renew_keys(epoch, error).await?;
            } else if self.keys.epochs().eq(held) {
                return Err(error);
            }
        }
    }

    /// Takes over the keys as they are now; fails with `why` where there are none of this epoch.
    pub(crate) async fn renew_keys(&self, epoch: u32, why: Error) -> Result<(), Error> {
        let Some(source) = &self.key_source else { return Err(why) };
        // Another process deleted it.
        let keys = source.keys_of(self.space()).await?.ok_or(Error::NoSuchBackpack)?;
        self.keys.adopt(&keys).map_err(|_| Error::Tampered("keys"))?;
        if self.keys.newest_epoch() >= epoch { Ok(()) } else { Err(why) }
    }

    /// Says what it means that a Backpack is not there of which the anchor, or whoever has it open, knows.
    pub(crate) async fn gone(&self, anchored: u64) -> Error {
        let source = match &self.key_source {
            Some(source) => source.keys_of(self.space()).await.map(|keys| keys.is_some()),
            None => Ok(true),
        };
        match source {
            Ok(true) => Error::RolledBack { sequence: 0, anchored },
            // Another process deleted it.
            Ok(false) => Error::NoSuchBackpack,
            Err(error) => error,
        }
    }
}

impl Inner {
    /// As [`Parts::with_keys`].
    pub(crate) async fn with_keys<T, F>(&self, act: impl Fn() -> F + Send) -> Result<T, Error>
    where
        F: Future<Output = Result<T, Error>> + Send,
    {
        self.parts.with_keys(act).await
    }
}
