//! Reads one object, and goes on where it broke.

use std::ops::Range;
use std::time::Duration;

use bytes::Bytes;
use futures_util::StreamExt as _;
use futures_util::stream::BoxStream;
use object_store::path::Path;
use object_store::{GetOptions, GetRange, ObjectMeta, ObjectStoreExt as _};
use tokio::time::Instant;

use crate::attempt::{Place, in_time};
use crate::trouble::{Cause, Trouble};

/// The largest piece that is handed on.
const PIECE: usize = 1 << 20;
/// What must arrive within the time of a request, or the rest if that is less. A server that drips more slowly has failed.
const PROGRESS: u64 = 64 << 10;

/// Reads a range of one object. A connection that fails is opened again at the byte where it broke, on condition that it
/// is still the same object; a server that makes no headway fails in bounded time. Time that the caller takes is its own.
pub(crate) struct Reader {
    place: Place,
    path: Path,
    /// What is left to read; without an end until the first answer tells it.
    next: u64,
    end: Option<u64>,
    meta: Option<ObjectMeta>,
    body: Option<BoxStream<'static, object_store::Result<Bytes>>>,
    /// Arrived, and not handed on yet.
    held: Bytes,
    failures: u32,
    /// What is left of the time, and of what must arrive in it.
    time: Duration,
    due: u64,
}

impl Reader {
    /// Returns a reader of `range`, or of everything. Nothing is asked before the first byte is wanted.
    pub(crate) fn new(place: Place, path: Path, range: Option<Range<u64>>) -> Self {
        let time = place.patience.request_time;
        let (next, end) = range.map_or((0, None), |range| (range.start, Some(range.end)));
        let (meta, body, held) = (None, None, Bytes::new());
        Self { place, path, next, end, meta, body, held, failures: 0, time, due: PROGRESS }
    }

    /// Returns what the first answer told of the object.
    pub(crate) async fn meta(&mut self) -> Result<&ObjectMeta, Trouble> {
        while self.meta.is_none() {
            let opened = self.open().await;
            self.settle(opened).await?;
        }
        self.meta.as_ref().ok_or(Trouble::Lasting(Cause::Answer))
    }

    /// Says whether the object is there and has no byte.
    pub(crate) async fn is_empty(&mut self) -> bool {
        self.place.once(0, self.place.store.head(&self.path)).await.is_ok_and(|meta| meta.size == 0)
    }

    /// Reads up to `most` of the next bytes; nothing at the end.
    pub(crate) async fn read(&mut self, most: usize) -> Result<Bytes, Trouble> {
        while self.held.is_empty() && self.end != Some(self.next) {
            let step = self.step().await;
            self.settle(step).await?;
        }
        Ok(self.held.split_to(self.held.len().min(most).min(PIECE)))
    }

    /// Reads exactly `length` bytes, or fewer at the end.
    pub(crate) async fn read_exact(&mut self, length: usize) -> Result<Vec<u8>, Trouble> {
        let mut all = Vec::with_capacity(length);
        while all.len() < length {
            let piece = self.read(length - all.len()).await?;
            if piece.is_empty() {
                break;
            }
            all.extend_from_slice(&piece);
        }
        Ok(all)
    }

    /// Waits after a failure that may pass, if there were not too many in a row.
    async fn settle(&mut self, step: Result<(), Trouble>) -> Result<(), Trouble> {
        let Err(trouble) = step else { return Ok(()) };
        self.body = None;
        self.failures += 1;
        if !trouble.passes() || self.failures >= self.place.patience.tries {
            return Err(trouble);
        }
        self.place.patience.rest(self.failures).await;
        (self.time, self.due) = (self.place.patience.request_time, PROGRESS);
        Ok(())
    }

    async fn step(&mut self) -> Result<(), Trouble> {
        let Some(body) = &mut self.body else { return self.open().await };
        let began = Instant::now();
        let arrived = in_time(self.time, async { body.next().await.transpose() }).await?;
        let Some(bytes) = arrived else {
            return Err(Trouble::Passing(Cause::CutShort));
        };
        let length = bytes.len() as u64;
        if self.end.is_some_and(|end| length > end - self.next) {
            return Err(Trouble::Passing(Cause::Answer));
        }
        self.next += length;
        self.held = bytes;
        self.count(length, began.elapsed());
        Ok(())
    }

    /// Counts the time that was waited for `arrived` bytes; whatever makes headway gets new time and new tries.
    fn count(&mut self, arrived: u64, waited: Duration) {
        self.due = self.due.saturating_sub(arrived);
        self.time = self.time.saturating_sub(waited);
        if self.due == 0 {
            (self.time, self.due, self.failures) = (self.place.patience.request_time, PROGRESS, 0);
        }
    }

    async fn open(&mut self) -> Result<(), Trouble> {
        let range = match self.end {
            Some(end) => Some(GetRange::Bounded(self.next..end)),
            None => (self.next > 0).then_some(GetRange::Offset(self.next)),
        };
        let if_match = self.meta.as_ref().and_then(|meta| meta.e_tag.clone());
        let options = GetOptions { range, if_match, ..GetOptions::default() };
        let answer = self.place.once(0, self.place.store.get_opts(&self.path, options)).await?;
        if answer.range.start != self.next {
            return Err(Trouble::Passing(Cause::Answer));
        }
        // The object is shorter than what is known of it.
        if self.end.is_some_and(|end| answer.range.end != end) {
            return Err(Trouble::Changed);
        }
        self.end = Some(answer.range.end);
        self.meta = Some(answer.meta.clone());
        self.body = Some(answer.into_stream());
        Ok(())
    }
}
