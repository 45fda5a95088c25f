//! The activity journal: every act that the log knows is there, whole, and follows from the one before.

use super::{Class, Concern, Examiner, Finding, Mend, Severity, VerifyStep};
use crate::activity::{ACTIVITY, Activity, ChainEnd};
use crate::{Error, Parts, table};

/// The acts, as far as they can be read.
#[derive(Debug, Default)]
pub(crate) struct Acts {
    pub(crate) all: Vec<Activity>,
    damaged: Vec<u64>,
    newer: bool,
}

impl Acts {
    pub(crate) async fn read(parts: &Parts) -> Result<Self, Error> {
        let mut acts = Self::default();
        super::scan(parts, table::ACTIVITY, &mut |entry| {
            let named = entry.id.first_chunk().map(|id| u64::from_be_bytes(*id)).unwrap_or_default();
            match ACTIVITY.open::<Activity>(&parts.keys, &entry.id, &entry.value.bytes) {
                Ok(act) if act.number == named && act.is_whole() => acts.all.push(act),
                Err(Error::NewerFormat(..)) => acts.newer = true,
                _ => acts.damaged.push(named),
            }
        })
        .await?;
        Ok(acts)
    }
}

impl Examiner<'_> {
    /// Follows the activity journal.
    pub(super) async fn activity(&mut self) -> Result<(), Error> {
        let acts = Acts::read(self.parts).await?;
        if acts.newer {
            self.newer(Concern::Acts(0, 0));
        }
        for number in &acts.damaged {
            self.wrong(Class::ActivityDamaged, *number, *number);
        }
        let end = self.catalog.acted();
        let mut before = ChainEnd::default();
        for act in &acts.all {
            if act.number > end.number {
                // What a commit group told that the log lost is told by the act itself.
                if !self.lost.groups.contains(&act.commit) {
                    let concern = Concern::Acts(act.number, act.number);
                    let (class, mend) = (Class::ActivityUnknown, Mend::RemoveWithConsent);
                    self.found(Finding::new(class, Severity::Repairable, concern, mend));
                }
                continue;
            }
            self.missing(&acts, before.number + 1, act.number);
            if act.number == before.number + 1 && !act.follows(before) {
                self.wrong(Class::ActivityBroken, act.number, act.number);
            }
            before = act.end();
        }
        self.missing(&acts, before.number + 1, end.number + 1);
        if before.number == end.number && before != end {
            self.wrong(Class::ActivityBroken, end.number, end.number);
        }
        self.report.counts.acts = acts.all.len() as u64;
        self.step(VerifyStep::Activity, self.report.counts.acts)
    }

    fn missing(&mut self, acts: &Acts, first: u64, until: u64) {
        let missing: Vec<u64> = (first..until).filter(|number| !acts.damaged.contains(number)).collect();
        if let (Some(first), Some(last)) = (missing.first(), missing.last()) {
            self.wrong(Class::ActivityMissing, *first, *last);
        }
    }

    fn wrong(&mut self, class: Class, first: u64, last: u64) {
        self.found(Finding::new(class, Severity::Loss, Concern::Acts(first, last), Mend::Nothing));
    }
}
