//! The head, the anchor, and the chain of commit groups.

use std::ops::ControlFlow;

use backpack_store::Anchor;
use sha2::{Digest as _, Sha256};

use super::{Class, Concern, Examiner, Finding, Mend, Severity, VerifyStep, segments};
use crate::head::{self, Group, Head};
use crate::{Error, Parts, table};

/// The rows of the journal, as far as they can be read.
#[derive(Debug, Default)]
pub(crate) struct Chain {
    pub(crate) groups: Vec<Group>,
    pub(crate) damaged: Vec<u64>,
    /// Whether a row was written by a newer version.
    newer: bool,
}

impl Chain {
    /// Returns the last commit group.
    pub(crate) fn last(&self) -> Option<&Group> {
        self.groups.last()
    }

    pub(crate) fn at(&self, sequence: u64) -> Option<&Group> {
        let at = self.groups.binary_search_by_key(&sequence, |group| group.sequence).ok()?;
        self.groups.get(at)
    }
}

impl Examiner<'_> {
    /// Follows the journal, and sees that head and anchor lie at its end.
    pub(super) async fn journal(&mut self) -> Result<(), Error> {
        let chain = self.chain().await?;
        let head = self.head().await?;
        let logged = logged(self.parts).await?;
        let anchor = self.parts.anchors.read(self.parts.space()).await?;
        if chain.newer {
            self.newer(Concern::Head);
        }
        let known = match head {
            Some(Ok(head)) => Some(head),
            Some(Err(Error::NewerFormat(..))) => {
                self.newer(Concern::Head);
                None
            }
            Some(Err(_)) => self.no_head(Class::HeadDamaged, &chain, anchor, logged),
            None if chain.groups.is_empty() && chain.damaged.is_empty() && logged == 0 => {
                return Err(anchor.map_or(Error::NoSuchBackpack, |anchor| Error::RolledBack {
                    sequence: 0,
                    anchored: anchor.sequence,
                }));
            }
            None => self.no_head(Class::HeadMissing, &chain, anchor, logged),
        };
        let reached = self.set_back(&chain, known.unwrap_or(Head::START));
        self.report.sequence = reached.sequence;
        self.report.counts.groups = chain.groups.len() as u64;
        self.follow(&chain, &reached);
        self.anchored(anchor, &chain, &reached);
        self.step(VerifyStep::Journal, chain.groups.len() as u64)
    }

    pub(crate) async fn chain(&self) -> Result<Chain, Error> {
        let mut chain = Chain::default();
        let keys = &self.parts.keys;
        self.scan(table::JOURNAL, &mut |entry| {
            let named = entry.id.first_chunk().map(|id| u64::from_be_bytes(*id)).unwrap_or_default();
            match head::JOURNAL.open::<Group>(keys, &entry.id, &entry.value.bytes) {
                Ok(group) if group.sequence == named => chain.groups.push(group),
                Err(Error::NewerFormat(..)) => chain.newer = true,
                _ => chain.damaged.push(named),
            }
        })
        .await?;
        Ok(chain)
    }

    /// A head is made again from what goes furthest.
    fn no_head(&mut self, class: Class, chain: &Chain, anchor: Option<Anchor>, logged: u64) -> Option<Head> {
        let (head, severity) = furthest(chain, anchor, logged);
        self.found(Finding::new(class, severity, Concern::Head, Mend::Rebuild));
        Some(head)
    }

    fn follow(&mut self, chain: &Chain, reached: &Head) {
        for sequence in &chain.damaged {
            let concern = Concern::Commits(*sequence, *sequence);
            let (severity, mend) = self.derivable(chain, reached, *sequence);
            self.found(Finding::new(Class::JournalDamaged, severity, concern, mend));
        }
        let mut before = Head::START;
        for group in chain.groups.iter().filter(|group| group.sequence <= reached.sequence) {
            let is_known = |sequence: u64| chain.damaged.contains(&sequence);
            let missing = (before.sequence + 1..group.sequence).filter(|sequence| !is_known(*sequence));
            self.gap(chain, reached, &missing.collect::<Vec<_>>());
            if group.sequence == before.sequence + 1 && group.previous != before.hash {
                let concern = Concern::Commits(group.sequence, group.sequence);
                self.found(Finding::new(Class::JournalBroken, Severity::Loss, concern, Mend::Nothing));
            }
            before = group.head();
        }
        let missing = (before.sequence + 1..=reached.sequence).filter(|at| !chain.damaged.contains(at));
        self.gap(chain, reached, &missing.collect::<Vec<_>>());
        if before.sequence == reached.sequence && before.hash != reached.hash {
            let concern = Concern::Commits(reached.sequence, reached.sequence);
            self.found(Finding::new(Class::JournalBroken, Severity::Loss, concern, Mend::Nothing));
        }
    }

    /// Where the journal goes beyond the head, the journal counts.
    fn set_back(&mut self, chain: &Chain, head: Head) -> Head {
        let Some(last) = chain.last().filter(|last| last.sequence > head.sequence) else { return head };
        let behind = Concern::Commits(head.sequence, last.sequence);
        let finding = Finding::new(Class::HeadSetBack, Severity::Repairable, Concern::Head, Mend::Rebuild);
        self.found(finding.with([behind]));
        last.head()
    }

    fn gap(&mut self, chain: &Chain, reached: &Head, missing: &[u64]) {
        let (Some(first), Some(last)) = (missing.first(), missing.last()) else { return };
        let (severity, mend) = if first == last {
            self.derivable(chain, reached, *first)
        } else {
            (Severity::Loss, Mend::Nothing)
        };
        self.found(Finding::new(Class::JournalMissing, severity, Concern::Commits(*first, *last), mend));
    }

    /// A single row between two others says nothing but when it was: its neighbours know its hashes.
    #[expect(clippy::unused_self, reason = "it reads as one of the steps")]
    fn derivable(&self, chain: &Chain, reached: &Head, sequence: u64) -> (Severity, Mend) {
        match derived(chain, reached, sequence) {
            Some(_) => (Severity::Repairable, Mend::Rebuild),
            None => (Severity::Loss, Mend::Nothing),
        }
    }

    fn anchored(&mut self, anchor: Option<Anchor>, chain: &Chain, reached: &Head) {
        let furthest = chain.last().map_or(reached.sequence, |last| last.sequence.max(reached.sequence));
        let Some(anchor) = anchor else {
            let finding =
                Finding::new(Class::AnchorMissing, Severity::Repairable, Concern::Anchor, Mend::WriteAnchor);
            self.found(finding);
            return;
        };
        if anchor.sequence > furthest {
            let lost = Concern::Commits(furthest + 1, anchor.sequence);
            let finding = Finding::new(Class::RolledBack, Severity::Loss, Concern::Anchor, Mend::WriteAnchor);
            self.found(finding.with([lost]));
            return;
        }
        let there = match chain.at(anchor.sequence) {
            Some(group) => Some(group.hash),
            None if anchor.sequence == reached.sequence => Some(reached.hash),
            None => None,
        };
        if there.is_some_and(|hash| hash != anchor.hash) {
            let at = Concern::Commits(anchor.sequence, furthest);
            let finding = Finding::new(Class::Forked, Severity::Loss, Concern::Anchor, Mend::WriteAnchor);
            self.found(finding.with([at]));
        }
    }
}

/// Returns the last commit group of the catalog's log, as far as it opens.
pub(crate) async fn logged(parts: &Parts) -> Result<u64, Error> {
    let mut logged = 0;
    segments(parts, &mut |id, frames| {
        if frames.is_ok() {
            logged = id.first_chunk().map_or(logged, |id| u64::from_be_bytes(*id).max(logged));
        }
        ControlFlow::Continue(())
    })
    .await?;
    Ok(logged)
}

/// Returns the head to go on from where there is none: the journal's last row, or the anchor's commit group if only the
/// log has that, or the log's last one under a hash of its own.
pub(crate) fn furthest(chain: &Chain, anchor: Option<Anchor>, logged: u64) -> (Head, Severity) {
    let last = chain.last().map_or(Head::START, Group::head);
    match anchor {
        Some(anchor) if anchor.sequence > last.sequence && anchor.sequence >= logged => {
            let is_there = anchor.sequence == logged;
            let head = Head { sequence: anchor.sequence, hash: anchor.hash };
            if is_there { (head, Severity::Repairable) } else { invented(last, logged) }
        }
        _ if logged > last.sequence => invented(last, logged),
        _ => (last, Severity::Repairable),
    }
}

/// The way from the last known commit group is lost; what was committed is not.
fn invented(last: Head, logged: u64) -> (Head, Severity) {
    if logged <= last.sequence {
        return (last, Severity::Repairable);
    }
    let mut hash = Sha256::new();
    hash.update(b"a head made again");
    hash.update(logged.to_be_bytes());
    hash.update(last.hash);
    (Head { sequence: logged, hash: hash.finalize().into() }, Severity::Loss)
}

/// Returns the row of the journal that must have stood here, but for its time: that of the one before.
pub(crate) fn derived(chain: &Chain, reached: &Head, sequence: u64) -> Option<Group> {
    let before = match sequence.checked_sub(1)? {
        0 => None,
        before => Some(chain.at(before)?),
    };
    let hash = match chain.at(sequence + 1) {
        Some(next) => next.previous,
        None if reached.sequence == sequence => reached.hash,
        None => return None,
    };
    let at = before.or_else(|| chain.at(sequence + 1)).map_or_else(Default::default, |near| near.at);
    Some(Group { sequence, previous: before.map_or(Head::START.hash, |before| before.hash), hash, at })
}
