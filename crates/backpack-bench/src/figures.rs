//! Figures, their targets, and the table that shows both.

use std::fmt;
use std::time::Duration;

/// What several runs of one thing gave.
#[derive(Clone, Debug, Default)]
pub struct Runs(Vec<f64>);

impl Runs {
    /// Returns no runs yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a run.
    pub fn add(&mut self, value: f64) {
        self.0.push(value);
        self.0.sort_by(f64::total_cmp);
    }

    /// Adds a run of this many bytes in this time, in MB/s.
    pub fn add_speed(&mut self, bytes: u64, time: Duration) {
        self.add(megabytes(bytes) / time.as_secs_f64());
    }

    /// Adds a run that took this long, in milliseconds.
    pub fn add_millis(&mut self, time: Duration) {
        self.add(time.as_secs_f64() * 1e3);
    }

    /// Returns the value that a share of the runs does not exceed, 0 to 1; 0.5 is the median.
    #[must_use]
    pub fn quantile(&self, share: f64) -> f64 {
        let at = (share * (self.0.len().saturating_sub(1)) as f64).round();
        self.0.get(at as usize).copied().unwrap_or(f64::NAN)
    }

    /// Returns how many runs there were.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Says whether there were none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns the median.
    #[must_use]
    pub fn median(&self) -> f64 {
        self.quantile(0.5)
    }
}

impl FromIterator<f64> for Runs {
    fn from_iter<T: IntoIterator<Item = f64>>(values: T) -> Self {
        let mut runs = Self(values.into_iter().collect());
        runs.0.sort_by(f64::total_cmp);
        runs
    }
}

/// What a figure must reach.
#[derive(Clone, Copy, Debug, PartialEq)]
#[expect(clippy::exhaustive_enums, reason = "a figure has a floor, a ceiling, or none")]
pub enum Target {
    /// At least this.
    AtLeast(f64),
    /// At most this.
    AtMost(f64),
    /// Nothing: it is there for scale.
    Shown,
}

impl Target {
    fn verdict(self, value: f64) -> &'static str {
        let reached = match self {
            Self::AtLeast(least) => value >= least,
            Self::AtMost(most) => value <= most,
            Self::Shown => return "",
        };
        if reached { "reached" } else { "NOT reached" }
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AtLeast(least) => write!(f, "≥ {least}"),
            Self::AtMost(most) => write!(f, "≤ {most}"),
            Self::Shown => Ok(()),
        }
    }
}

/// A table of figures, printed when it is shown.
#[derive(Debug, Default)]
pub struct Figures(Vec<[String; 6]>);

impl Figures {
    /// Returns an empty table.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a figure: the median of its runs is held against the target.
    pub fn add(&mut self, name: impl Into<String>, runs: &Runs, target: Target) {
        let cell = |share: f64| short(runs.quantile(share));
        let verdict = target.verdict(runs.median()).to_owned();
        self.0.push([name.into(), cell(0.5), cell(0.0), cell(1.0), target.to_string(), verdict]);
    }

    /// Adds a figure of one run.
    pub fn add_one(&mut self, name: impl Into<String>, value: f64, target: Target) {
        let verdict = target.verdict(value).to_owned();
        self.0.push([name.into(), short(value), String::new(), String::new(), target.to_string(), verdict]);
    }
}

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let widest = self.0.iter().map(|[name, ..]| name.chars().count()).max().unwrap_or(0);
        writeln!(f, "{:widest$}  {:>10} {:>10} {:>10}  {:>8}", "figure", "median", "min", "max", "target")?;
        for [name, median, min, max, target, verdict] in &self.0 {
            writeln!(f, "{name:widest$}  {median:>10} {min:>10} {max:>10}  {target:>8}  {verdict}")?;
        }
        Ok(())
    }
}

/// Returns bytes as megabytes of 1,000,000.
fn megabytes(bytes: u64) -> f64 {
    bytes as f64 / 1e6
}

/// Returns a number with three digits that count.
fn short(value: f64) -> String {
    let places = match value.abs() {
        large if large >= 100.0 => 0,
        middle if middle >= 10.0 => 1,
        small if small >= 1.0 => 2,
        _ => 3,
    };
    format!("{value:.places$}")
}
