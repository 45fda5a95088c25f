//! One fact of a snapshot, from one source or several.

use backpack_core::RecordId;
use backpack_record::{Kind, PartialDate};

use crate::seen::{Seen, SourceId};
use crate::{Flag, Measure};

/// One fact. Nothing is thrown together: every record that says it is named.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Fact {
    /// What it is, as the newest record says.
    pub title: String,
    /// Its kind.
    pub kind: Kind,
    /// The status as written.
    pub status: Option<String>,
    /// When it happened or began, exactly as precise as given.
    pub when: Option<PartialDate<'static>>,
    /// The value as written, with its unit; of a measurement of several values the parts with a stroke between.
    pub value: Option<String>,
    /// How the value compares with what is expected.
    pub flag: Option<Flag>,
    /// What the source compares with, as written.
    pub range: Option<String>,
    /// What is measured, if it is a measurement: ask for its series by this.
    pub measure: Option<Measure>,
    /// The records that say it, the one shown first.
    pub records: Vec<RecordId>,
    /// Where they come from, each once.
    pub sources: Vec<SourceId>,
}

impl Fact {
    pub(super) fn of(seen: &Seen<'_>) -> Self {
        let header = &seen.header;
        let is_measured = matches!(header.kind, Kind::LabResult | Kind::VitalSign);
        Self {
            title: header.title.to_string(),
            kind: header.kind,
            status: header.status.as_ref().map(ToString::to_string),
            when: seen.date().cloned().map(PartialDate::into_owned),
            value: value_of(seen),
            flag: Flag::of(header),
            range: header.reference_range.as_ref().map(ToString::to_string),
            measure: is_measured.then(|| Measure::of(header)),
            records: vec![seen.id],
            sources: vec![seen.source],
        }
    }

    pub(super) fn starts(&self) -> i64 {
        self.when.as_ref().map_or(i64::MIN, PartialDate::earliest)
    }

    /// Adds a record that says the same; the newer one is shown.
    pub(super) fn join(&mut self, mut other: Self) {
        if other.starts() > self.starts() {
            std::mem::swap(self, &mut other);
        }
        self.records.append(&mut other.records);
        for source in other.sources {
            if !self.sources.contains(&source) {
                self.sources.push(source);
            }
        }
    }
}

fn value_of(seen: &Seen<'_>) -> Option<String> {
    if let Some(value) = &seen.header.value {
        return Some(value.to_string());
    }
    let parts = seen.header.components.iter().filter_map(|part| part.value.as_ref());
    let parts: Vec<String> = parts.map(ToString::to_string).collect();
    let unit = |part: &str| part.rsplit_once(' ').map(|(_, unit)| unit.to_owned());
    let one_unit = parts.first().and_then(|first| unit(first));
    let same = one_unit.as_deref().filter(|one| parts.iter().all(|part| unit(part).as_deref() == Some(one)));
    match (parts.is_empty(), same) {
        (true, _) => None,
        (false, Some(same)) => {
            let numbers: Vec<&str> =
                parts.iter().filter_map(|part| part.strip_suffix(same)).map(str::trim).collect();
            Some(format!("{} {same}", numbers.join("/")))
        }
        (false, None) => Some(parts.join(" / ")),
    }
}
