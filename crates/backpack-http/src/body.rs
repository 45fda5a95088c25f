//! The answer's body: decoded, counted on real bytes, within the time.

use std::pin::Pin;

use backpack_connect::{BodyStream, Error, ErrorKind};
use bytes::Bytes;
use futures_core::Stream;
use futures_util::StreamExt as _;
use futures_util::stream::try_unfold;

use crate::error::from_reqwest;
use crate::gunzip::Gunzip;

/// How the body is coded on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Coding {
    Plain,
    Gzip,
}

/// Wraps the body of `response`; fails with [`ErrorKind::TooLarge`] at the first byte beyond `limit`.
pub(crate) fn wrap(response: reqwest::Response, coding: Coding, limit: u64) -> BodyStream {
    let state = State {
        packed: Some(Box::pin(response.bytes_stream())),
        gunzip: (coding == Coding::Gzip).then(|| Gunzip::new(limit)),
        left: limit,
        limit,
    };
    BodyStream::new(try_unfold(state, |mut state| async move {
        let chunk = state.next().await?;
        Ok(chunk.map(|chunk| (chunk, state)))
    }))
}

type Packed = Pin<Box<dyn Stream<Item = reqwest::Result<Bytes>> + Send>>;

struct State {
    packed: Option<Packed>,
    gunzip: Option<Gunzip>,
    left: u64,
    limit: u64,
}

impl State {
    /// Returns the next chunk that is not empty, or `None` at the end.
    async fn next(&mut self) -> Result<Option<Bytes>, Error> {
        while let Some(packed) = &mut self.packed {
            let chunk = match packed.next().await {
                Some(Ok(chunk)) => self.decode(chunk)?,
                Some(Err(error)) => return Err(from_reqwest(error, "read body")),
                None => {
                    self.packed = None;
                    self.gunzip.as_mut().map_or(Ok(Bytes::new()), Gunzip::finish)?
                }
            };
            if !chunk.is_empty() {
                return self.count(chunk).map(Some);
            }
        }
        Ok(None)
    }

    fn decode(&mut self, chunk: Bytes) -> Result<Bytes, Error> {
        match &mut self.gunzip {
            Some(gunzip) => gunzip.push(&chunk),
            None => Ok(chunk),
        }
    }

    fn count(&mut self, chunk: Bytes) -> Result<Bytes, Error> {
        match self.left.checked_sub(chunk.len() as u64) {
            Some(left) => {
                self.left = left;
                Ok(chunk)
            }
            None => Err(Error::new(ErrorKind::TooLarge(self.limit), "read body")),
        }
    }
}
