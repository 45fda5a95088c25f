//! Which warnings of an end are to be given.

use backpack_core::Timestamp;
use backpack_keep::Warned;

use super::Schedule;
use crate::life::{Expiring, Standing};

impl Schedule {
    /// Returns the sign-ins whose end one of the warning times has reached, without those that were warned of before, and
    /// with what to write down so that each is told once.
    ///
    /// A warning time that had passed when the person signed in says nothing new and is left out; of several that passed
    /// while the app was away, the last one counts.
    #[must_use]
    pub fn foreseen(&self, now: Timestamp, standings: &[Standing]) -> Vec<(Expiring, Warned)> {
        standings.iter().filter_map(|standing| self.warning_of(now, standing)).collect()
    }

    fn warning_of(&self, now: Timestamp, standing: &Standing) -> Option<(Expiring, Warned)> {
        let expiring = Expiring::of(standing).filter(|expiring| expiring.ends > now)?;
        let since = standing.access.as_ref()?.since;
        let remains = expiring.ends.saturating_since(now);
        let whole = expiring.ends.saturating_since(since);
        let reached = self.warnings.iter().filter(|ahead| remains <= **ahead && whole > **ahead);
        let warned = Warned { ends: expiring.ends, ahead: reached.min()?.as_secs() };
        let before = standing.pace.warned.filter(|before| before.ends == warned.ends);
        before.is_none_or(|before| before.ahead > warned.ahead).then_some((expiring, warned))
    }
}
