//! A life as a stream of resources: the foundation first, then visit after visit over forty years.
//!
//! References only look back, so that the stream can end after any resource and none dangles.

use std::collections::{BTreeMap, VecDeque};

use super::calendar::{Day, Moment};
use super::foundation::{self, Cast};
use super::json::Object;
use super::prng::Prng;
use super::profile::Profile;
use super::resource::Resource;
use super::shapes::{US_CORE, reference};
use super::visit;

/// The stream of one person's resources, in the order in which they refer to each other.
#[derive(Debug)]
pub(crate) struct Life {
    pub(crate) profile: Profile,
    pub(crate) prng: Prng,
    pub(crate) vitals: Vitals,
    pub(crate) visits: u32,
    target: usize,
    given: usize,
    /// How many resources the foundation has.
    laid: usize,
    cast: Option<Cast>,
    waiting: VecDeque<Resource>,
    counts: BTreeMap<&'static str, u32>,
}

/// What drifts from visit to visit. Weight, creatinine, HbA1c and the like in hundredths or tenths, as named.
#[derive(Debug)]
pub(crate) struct Vitals {
    pub(crate) weight_tenths: i64,
    pub(crate) height_tenths: i64,
    pub(crate) systolic: i64,
    pub(crate) pulse: i64,
    pub(crate) creatinine_hundredths: i64,
    pub(crate) hba1c_tenths: i64,
}

/// What a resource is stamped with before its own content.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Stamp {
    pub(crate) kind: &'static str,
    /// The last part of the US Core profile, or nothing.
    pub(crate) profile: &'static str,
    pub(crate) at: Moment,
    pub(crate) version: u32,
}

impl Stamp {
    pub(crate) const fn new(kind: &'static str, profile: &'static str, at: Moment) -> Self {
        Self { kind, profile, at, version: 1 }
    }
}

impl Life {
    pub(crate) fn new(profile: Profile, seed: u64, target: usize) -> Self {
        let mut prng = Prng::new(seed ^ 0x0BAC_ABAC_0000_0002);
        let vitals = Vitals {
            weight_tenths: prng.between(520, 980),
            height_tenths: prng.between(1_520, 1_930),
            systolic: prng.between(112, 138),
            pulse: prng.between(58, 82),
            creatinine_hundredths: prng.between(70, 115),
            hba1c_tenths: prng.between(52, 68),
        };
        let waiting = VecDeque::new();
        Self {
            profile,
            prng,
            vitals,
            visits: 0,
            target,
            given: 0,
            laid: 0,
            cast: None,
            waiting,
            counts: BTreeMap::new(),
        }
    }

    /// Writes one resource and returns its relative reference.
    pub(crate) fn put(&mut self, stamp: Stamp, fill: impl FnOnce(Object) -> Object) -> String {
        let count = self.counts.entry(stamp.kind).or_insert(0);
        *count += 1;
        let id = match stamp.kind {
            "Patient" => self.profile.stem.clone(),
            kind => format!("{}-{}-{count}", self.profile.stem, kind.to_lowercase()),
        };
        let last_updated = stamp.at.to_string();
        let mut meta =
            Object::new().text("versionId", &stamp.version.to_string()).text("lastUpdated", &last_updated);
        if !stamp.profile.is_empty() {
            meta = meta.one("profile", &format!("\"{US_CORE}{}\"", stamp.profile));
        }
        let object =
            Object::new().text("resourceType", stamp.kind).text("id", &id).raw("meta", &meta.finish());
        let body = fill(object).finish();
        let resource = Resource::new(stamp.kind, &id, stamp.version, &last_updated, body);
        let reference = resource.reference();
        self.waiting.push_back(resource);
        reference
    }

    /// Returns the reference to the person, as `subject` and `patient` hold it.
    pub(crate) fn subject(&self) -> String {
        reference(&format!("Patient/{}", self.profile.stem))
    }

    /// Returns the day that the life has reached: the further the stream is past the foundation, the later.
    fn today(&self) -> Day {
        let days = LAST.days_since(FIRST);
        let (done, all) = (self.given.saturating_sub(self.laid), self.target.saturating_sub(self.laid));
        let share = i128::from(days) * done as i128 / all.max(1) as i128;
        FIRST.plus(i64::try_from(share).unwrap_or(days).min(days))
    }

    fn go_on(&mut self) {
        if let Some(cast) = self.cast.take() {
            self.visits += 1;
            visit::happen(self, &cast, self.today());
            self.cast = Some(cast);
        } else {
            self.cast = Some(foundation::lay(self, FIRST));
            self.laid = self.waiting.len();
        }
    }
}

impl Iterator for Life {
    type Item = Resource;

    fn next(&mut self) -> Option<Resource> {
        if self.given >= self.target {
            return None;
        }
        if self.waiting.is_empty() {
            self.go_on();
        }
        self.given += 1;
        self.waiting.pop_front()
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = self.target.saturating_sub(self.given);
        (left, Some(left))
    }
}

/// The first and the last day of the record: forty years, ending before the testkit's virtual clock begins.
const FIRST: Day = Day::from_ymd(1985, 12, 15);
const LAST: Day = Day::from_ymd(2025, 12, 15);
