//! Notices of an extension, and what each is worth.

use jiff::civil::Date;

use super::Course;
use crate::due::later;
use crate::{Extension, Flaw};

/// A notice as it was written down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Notice {
    pub(super) date: Date,
    pub(super) written: bool,
    pub(super) reason: String,
    pub(super) new_date: Option<Date>,
}

impl Course {
    /// Returns every notice of an extension, and what it is worth.
    pub(crate) fn extensions(&self) -> Vec<Extension> {
        let first = self.clock_start().map(|(from, _)| later(from, self.terms.response));
        let mut extensions: Vec<Extension> = Vec::new();
        for notice in &self.notices {
            let is_second = extensions.iter().any(Extension::is_valid);
            let flaws = [
                (!notice.written, Flaw::NotWritten),
                (notice.reason.trim().is_empty(), Flaw::NoReason),
                (notice.new_date.is_none_or(|date| first.is_none_or(|first| date <= first)), Flaw::NoDate),
                (first.is_none_or(|first| notice.date > first), Flaw::Late),
                (self.terms.extension == 0, Flaw::NoneAllowed),
                (is_second, Flaw::Second),
            ];
            let flaws = flaws.into_iter().filter_map(|(holds, flaw)| holds.then_some(flaw)).collect();
            let (notified, reason, new_date) = (notice.date, notice.reason.clone(), notice.new_date);
            extensions.push(Extension { notified, reason, new_date, flaws });
        }
        extensions
    }
}
