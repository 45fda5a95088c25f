//! What a sync brought, in words.

use backpack_record::Kind;

use crate::Words;

/// How many records came, changed and went at a source.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "a record is new, changed or gone")]
pub struct Counts {
    /// How many are new.
    pub new: usize,
    /// How many changed.
    pub changed: usize,
    /// How many the source no longer has.
    pub gone: usize,
}

impl Words {
    /// Returns what is new at a portal as one line without a full stop: `3 new lab results from Riverside Clinic`. Without
    /// a kind it is said of records; empty if nothing happened. The portal's name stands as it is.
    #[must_use]
    pub fn news(&self, kind: Option<Kind>, counts: Counts, portal: &str) -> String {
        let number = |count: usize| self.number(&count.to_string());
        let noun = |count: usize| match kind {
            Some(kind) => self.noun(kind, count),
            None => self.say_count("record", i64::try_from(count).unwrap_or(i64::MAX), &[]),
        };
        let (new, changed, gone) = (number(counts.new), number(counts.changed), number(counts.gone));
        let line = |key: &str, many: usize| {
            let with = [("new", &*new), ("changed", &*changed), ("gone", &*gone), ("portal", portal)];
            let noun = noun(many);
            self.say(key, &[&with[..], &[("noun", &*noun)]].concat())
        };
        let came = match (counts.new, counts.changed) {
            (0, 0) if counts.gone == 0 => return String::new(),
            (0, 0) => return line("news-gone", counts.gone),
            (new, 0) => line("news-new", new),
            (0, changed) => line("news-changed", changed),
            (new, changed) => line("news-new-changed", new.saturating_add(changed)),
        };
        if counts.gone == 0 {
            return came;
        }
        self.say("news-also-gone", &[("news", &came), ("gone", &gone)])
    }

    /// Returns that the person's corrections and a portal differ now, in so many records, without a full stop; empty if in
    /// none.
    #[must_use]
    pub fn conflicts(&self, records: usize, portal: &str) -> String {
        if records == 0 {
            return String::new();
        }
        let count = i64::try_from(records).unwrap_or(i64::MAX);
        let number = self.number(&records.to_string());
        self.say_count("news-conflicts", count, &[("records", &number), ("portal", portal)])
    }
}
