//! Series: one measurement over time, across portals, in one unit.

mod list;
mod points;
mod reading;
mod request;
mod unit;

use backpack_core::RecordId;
use backpack_record::PartialDate;
use backpack_units::Decimal;

pub use list::{Measurement, measurements};
pub use request::SeriesRequest;
pub(crate) use unit::unit_code;

use crate::seen::{Seen, folded};
use crate::{Flag, Measure, SourceId};
use reading::{Reading, Titles, readings};
use unit::Units;

/// One measurement over time.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Series {
    /// What is measured.
    pub measure: Measure,
    /// What it is called, as the newest reading with its code says.
    pub title: String,
    /// The unit of every point: a code of UCUM, or the unit as written where nobody knows it. Empty if there is none.
    pub unit: String,
    /// The lines: one, or one for each part of a measurement of several values, such as blood pressure.
    pub lines: Vec<Line>,
    /// What belongs here and is no point, with the reason, newest first.
    pub apart: Vec<Apart>,
}

impl Series {
    /// Returns every source of its points, in no order, each once.
    #[must_use]
    pub fn sources(&self) -> Vec<SourceId> {
        let all = self.lines.iter().flat_map(|line| &line.points).flat_map(|point| &point.sources);
        let sources: std::collections::BTreeSet<SourceId> = all.copied().collect();
        sources.into_iter().collect()
    }

    /// Returns how many points there are on all lines.
    #[must_use]
    pub fn len(&self) -> usize {
        self.lines.iter().map(|line| line.points.len()).sum()
    }

    /// Says whether there is no point.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// One line of a series.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Line {
    /// What the line shows; empty if it shows the measure itself.
    pub title: String,
    /// The points, earliest first.
    pub points: Vec<Point>,
}

/// One value at one time.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Point {
    /// The records that say it: the first is shown, the others are the same from elsewhere.
    pub records: Vec<RecordId>,
    /// Where they come from.
    pub sources: Vec<SourceId>,
    /// When it was measured, exactly as precise as given.
    pub when: PartialDate<'static>,
    /// The value in the unit of the series.
    pub value: Decimal,
    /// `<`, `<=`, `>=` or `>` if the value is a bound.
    pub comparator: Option<String>,
    /// The number and the unit as the source wrote them.
    pub written: (String, String),
    /// What the source compares with, in the unit of the series.
    pub bounds: Option<Bounds>,
    /// How it compares with what is expected.
    pub flag: Option<Flag>,
    /// Whether the source may still change it.
    pub preliminary: bool,
}

/// What a value is compared with.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Bounds {
    /// The least that is expected.
    pub low: Option<Decimal>,
    /// The most that is expected.
    pub high: Option<Decimal>,
}

/// A reading that is no point.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Apart {
    /// The record.
    pub record: RecordId,
    /// Where it comes from.
    pub source: SourceId,
    /// When it was measured.
    pub when: Option<PartialDate<'static>>,
    /// What it says, as written, with its unit.
    pub text: String,
    /// Why it is no point.
    pub reason: Reason,
}

/// Why a reading is no point of its series.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Reason {
    /// It is said in words.
    Words,
    /// It has no value.
    NoValue,
    /// It has no date.
    NoDate,
    /// It has no unit, and the others have one.
    NoUnit,
    /// Nobody knows its unit.
    UnknownUnit,
    /// Its unit measures something else than that of the series.
    OtherUnit,
    /// Its number cannot be read exactly.
    Number,
}

impl Reason {
    /// Every reason.
    pub const ALL: &[Self] = &[
        Self::Words,
        Self::NoValue,
        Self::NoDate,
        Self::NoUnit,
        Self::UnknownUnit,
        Self::OtherUnit,
        Self::Number,
    ];

    /// Returns a stable word for it: lower case with hyphens.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Words => "words",
            Self::NoValue => "no-value",
            Self::NoDate => "no-date",
            Self::NoUnit => "no-unit",
            Self::UnknownUnit => "unknown-unit",
            Self::OtherUnit => "other-unit",
            Self::Number => "number",
        }
    }
}

/// Returns the series that is asked for, from whatever records are handed in, in any order.
///
/// Records without a code belong to the measure under whose title others are coded, if that is one measure alone.
/// Of headers it reads no more than [`Extent::Judged`](backpack_record::Extent::Judged).
///
/// What was entered in error, cancelled or not done is left out. Two sources that say the same value at the same time
/// make one point; two records of one source stay two.
#[must_use]
pub fn series<'h>(seen: impl IntoIterator<Item = Seen<'h>>, request: &SeriesRequest) -> Series {
    let (mut titles, mut units) = (Titles::default(), Units::default());
    let (mut own, mut untitled): (Vec<Reading>, Vec<Reading>) = (Vec::new(), Vec::new());
    for seen in seen {
        if seen.is_void() {
            continue;
        }
        let (measure, line) = crate::measure::place_of(&seen.header);
        titles.note(&measure, &seen.header.title);
        let is_own = measure == request.measure;
        if !(is_own || measure.is_title()) || !request.takes(&seen) {
            continue;
        }
        let into = if is_own { &mut own } else { &mut untitled };
        into.extend(readings(&seen, &line, &mut units));
    }
    let joining =
        untitled.into_iter().filter(|one| titles.only(&folded(&one.title)) == Some(&request.measure));
    // What has no code is of the substance that its title names.
    let title = points::newest_title(&own);
    own.extend(joining.map(|one| Reading { loinc: request.measure.loinc_code().map(str::to_owned), ..one }));
    points::series(request, own, title)
}
