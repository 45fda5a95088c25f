//! Opening and catching up: head, anchor, journal, and the replay of the catalog's log.

mod create;
mod peek;

use std::sync::Arc;

use backpack_store::{Anchor, Entry, Key, Scan, ScanPage};
use bytes::Bytes;

use crate::catalog::{Applying, Catalog};
use crate::commit::HeadState;
use crate::head::{self, Group, Head};
use crate::keep::{Inner, busy};
use crate::segment::{self, FrameHead};
use crate::share::Envelopes;
use crate::{Change, ChangeKind, Error, table};

/// How many segments are read at a time: a few megabytes.
const SEGMENTS_AT_ONCE: usize = 64;

impl Inner {
    /// Fails if the space holds a Backpack, or held one.
    pub(crate) async fn check_absent(&self) -> Result<(), Error> {
        if self.read_head().await?.is_some() {
            return Err(Error::Exists);
        }
        match self.parts.anchors.read(self.parts.space()).await? {
            Some(anchor) => Err(Error::RolledBack { sequence: 0, anchored: anchor.sequence }),
            None => Ok(()),
        }
    }

    /// Opens what is there.
    pub(crate) async fn open(self: &Arc<Self>) -> Result<(), Error> {
        let space = self.parts.space();
        // What does not wait for each other is asked at once: on a server every question costs a way there and back.
        let (anchor, stored) = tokio::join!(self.parts.anchors.read(space), self.read_head());
        let (anchor, mut stored) = (anchor?, stored?);
        if is_ahead(anchor, stored.as_ref()) {
            // Another process may have committed between the two.
            stored = self.read_head().await?;
        }
        let Some(stored) = stored else {
            return Err(match anchor {
                Some(anchor) => self.parts.gone(anchor.sequence).await,
                None => Error::NoSuchBackpack,
            });
        };
        let mut head = self.head.lock().await;
        let (checked, replayed) =
            tokio::join!(self.check_anchor(anchor, &stored.head), self.replay(stored.head.sequence));
        // Whatever else is wrong, a way that does not lead from the anchor to the head says more.
        checked?;
        replayed?;
        *head = stored;
        let reached = Anchor::new(head.head.sequence, head.head.hash);
        if anchor != Some(reached) {
            self.parts.anchors.write(space, reached).await?;
        }
        self.look_who().await
    }

    /// Reads what other processes committed since `head`. Returns whether there was anything.
    pub(crate) async fn catch_up(self: &Arc<Self>, head: &mut HeadState) -> Result<bool, Error> {
        let read = self.read_head().await;
        // What it is sealed under now is not for this account any more.
        if matches!(read, Err(Error::NoSuchBackpack)) {
            self.shut();
        }
        let Some(stored) = read? else {
            let mut gone = self.parts.gone(head.head.sequence).await;
            // Another account that has access deleted it, what was sealed to each first; the keys are still here.
            if matches!(gone, Error::RolledBack { .. })
                && self.access.is_shared()
                && !Envelopes::of(&*self.parts.store, self.parts.space()).are_there().await?
            {
                gone = Error::NoSuchBackpack;
            }
            if matches!(gone, Error::NoSuchBackpack) {
                self.shut();
            }
            return Err(gone);
        };
        if stored.head.sequence < head.head.sequence {
            let (sequence, anchored) = (stored.head.sequence, head.head.sequence);
            return Err(Error::RolledBack { sequence, anchored });
        }
        let reached = self.read_catalog().sequence();
        if stored.head == head.head && reached == head.head.sequence {
            head.version = stored.version;
            self.look_who().await?;
            return Ok(false);
        }
        self.check_chain(head.head, &stored.head).await?;
        self.replay(stored.head.sequence).await?;
        *head = stored;
        self.changes.tell(Change::new(head.head.sequence, ChangeKind::Elsewhere));
        self.look_who().await?;
        Ok(true)
    }

    async fn read_head(&self) -> Result<Option<HeadState>, Error> {
        self.with_keys(|| async {
            let key = Key::new(self.parts.space(), table::HEAD, Bytes::new());
            let Some(value) = self.parts.store.get(&key).await? else { return Ok(None) };
            let head = head::HEAD.open(&self.parts.keys, &[], &value.bytes)?;
            Ok(Some(HeadState { head, version: Some(value.version) }))
        })
        .await
    }

    /// The anchor must lie on the way that led to the head.
    async fn check_anchor(&self, anchor: Option<Anchor>, head: &Head) -> Result<(), Error> {
        let Some(anchor) = anchor else { return self.check_chain(Head::START, head).await };
        if anchor.sequence > head.sequence {
            return Err(Error::RolledBack { sequence: head.sequence, anchored: anchor.sequence });
        }
        let anchored = Head { sequence: anchor.sequence, hash: anchor.hash };
        match self.check_chain(anchored, head).await {
            Err(Error::Tampered(_)) if anchored.sequence > 0 => {
                Err(Error::Forked { sequence: anchored.sequence })
            }
            result => result,
        }
    }

    /// Follows the journal from one commit group to another.
    pub(crate) async fn check_chain(&self, from: Head, to: &Head) -> Result<(), Error> {
        if from.sequence == to.sequence {
            return if from == *to { Ok(()) } else { Err(Error::Tampered("journal")) };
        }
        self.with_keys(|| self.follow_chain(from, to)).await
    }

    async fn follow_chain(&self, mut from: Head, to: &Head) -> Result<(), Error> {
        let mut scan = Some(Scan::new(self.parts.space(), table::JOURNAL));
        if let Some(scan) = &mut scan {
            scan.from = Some(Bytes::copy_from_slice(&(from.sequence + 1).to_be_bytes()));
            scan.until = to.sequence.checked_add(1).map(|end| Bytes::copy_from_slice(&end.to_be_bytes()));
        }
        while let Some(asked) = scan {
            let page = self.parts.store.scan(&asked).await?;
            for entry in &page.entries {
                let group: Group = head::JOURNAL.open(&self.parts.keys, &entry.id, &entry.value.bytes)?;
                if group.previous != from.hash || group.sequence != from.sequence + 1 {
                    return Err(Error::Tampered("journal"));
                }
                from = group.head();
            }
            scan = asked.continued(page.next);
        }
        if from == *to { Ok(()) } else { Err(Error::Tampered("journal")) }
    }

    /// Applies the log from where the catalog stands up to `until`.
    async fn replay(self: &Arc<Self>, until: u64) -> Result<(), Error> {
        // What was applied stays applied: it goes on where it met a key that it had not.
        self.with_keys(|| self.replay_once(until)).await
    }

    async fn replay_once(self: &Arc<Self>, until: u64) -> Result<(), Error> {
        let start = self.read_catalog().sequence() + 1;
        let mut first = Scan::new(self.parts.space(), table::SEGMENT);
        first.from = Some(Bytes::copy_from_slice(&segment::id(start, 0)));
        first.limit = SEGMENTS_AT_ONCE;
        let mut replay = Replay::default();
        let mut page = Some(self.parts.store.scan(&first).await?);
        while let Some(ScanPage { entries, next, .. }) = page {
            let inner = Arc::clone(self);
            let applied = busy(move || {
                let mut catalog = inner.write_catalog();
                for entry in &entries {
                    replay.segment(&inner, &mut catalog, entry, until)?;
                }
                Ok(replay)
            });
            // The next page is on its way while this one is applied.
            let (applied, ahead) = tokio::join!(applied, self.scan_on(&first, next));
            replay = applied?;
            page = if self.read_catalog().sequence() >= until { None } else { ahead? };
        }
        if self.read_catalog().sequence() == until { Ok(()) } else { Err(Error::Tampered("catalog")) }
    }

    /// Reads the page of a scan that begins where another ended, if that was not the last one.
    async fn scan_on(&self, scan: &Scan, next: Option<Bytes>) -> Result<Option<ScanPage>, Error> {
        match scan.continued(next) {
            Some(scan) => Ok(Some(self.parts.store.scan(&scan).await?)),
            None => Ok(None),
        }
    }
}

/// Says whether the anchor tells of more than the head does.
fn is_ahead(anchor: Option<Anchor>, stored: Option<&HeadState>) -> bool {
    let reached = stored.map_or(0, |stored| stored.head.sequence);
    anchor.is_some_and(|anchor| anchor.sequence > reached)
}

/// A replay on its way: the parts of a commit group whose last part was not met yet.
#[derive(Debug, Default)]
struct Replay {
    sequence: u64,
    parts: Vec<(u32, Vec<u8>)>,
}

impl Replay {
    fn segment(
        &mut self,
        inner: &Inner,
        catalog: &mut Catalog,
        entry: &Entry,
        until: u64,
    ) -> Result<(), Error> {
        let frames = segment::open(&inner.parts.keys, &entry.id, &entry.value.bytes)?;
        let mut rest = frames.as_slice();
        while !rest.is_empty() {
            let (frame, body) = segment::take_head(rest)?;
            rest = if frame.sequence <= catalog.sequence() || frame.sequence > until {
                segment::read_changes(body, frame.changes, |_| Ok(()))?
            } else {
                self.frame(catalog, frame, body)?
            };
        }
        Ok(())
    }

    /// A group is applied when its last part is here, so that nobody sees half of it.
    fn frame<'b>(
        &mut self,
        catalog: &mut Catalog,
        frame: FrameHead,
        body: &'b [u8],
    ) -> Result<&'b [u8], Error> {
        let tampered = || Error::Tampered("catalog");
        if frame.sequence != catalog.sequence() + 1 {
            return Err(tampered());
        }
        if frame.part == 0 {
            self.sequence = frame.sequence;
            self.parts.clear();
        }
        if self.sequence != frame.sequence || self.parts.len() != usize::from(frame.part) {
            return Err(tampered());
        }
        if !frame.last {
            let rest = segment::read_changes(body, frame.changes, |_| Ok(()))?;
            let own = body.get(..body.len() - rest.len()).ok_or_else(tampered)?;
            self.parts.push((frame.changes, own.to_vec()));
            return Ok(rest);
        }
        let mut group = Applying::new(frame.sequence);
        for (changes, bytes) in std::mem::take(&mut self.parts) {
            segment::read_changes(&bytes, changes, |change| catalog.apply(&mut group, change))?;
        }
        let rest = segment::read_changes(body, frame.changes, |change| catalog.apply(&mut group, change))?;
        catalog.finish(&group);
        Ok(rest)
    }
}
