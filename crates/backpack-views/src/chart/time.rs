//! The time axis: ticks at round dates.

use super::ChartWords;

/// A span of time with its ticks.
#[derive(Clone, Debug)]
pub(super) struct TimeAxis {
    start: f64,
    end: f64,
    step: Step,
}

#[derive(Clone, Copy, Debug)]
enum Step {
    Hours(i64),
    Days(i64),
    Months(i64),
    Years(i64),
}

const HOUR: i64 = 3_600_000;
const DAY: i64 = 24 * HOUR;

/// Each step with about how long it is, in milliseconds.
const STEPS: &[(Step, i64)] = &[
    (Step::Hours(1), HOUR),
    (Step::Hours(3), 3 * HOUR),
    (Step::Hours(6), 6 * HOUR),
    (Step::Hours(12), 12 * HOUR),
    (Step::Days(1), DAY),
    (Step::Days(2), 2 * DAY),
    (Step::Days(7), 7 * DAY),
    (Step::Days(14), 14 * DAY),
    (Step::Months(1), 30 * DAY),
    (Step::Months(2), 61 * DAY),
    (Step::Months(3), 91 * DAY),
    (Step::Months(6), 182 * DAY),
    (Step::Years(1), 365 * DAY),
    (Step::Years(2), 730 * DAY),
    (Step::Years(5), 1_826 * DAY),
    (Step::Years(10), 3_652 * DAY),
    (Step::Years(25), 9_131 * DAY),
    (Step::Years(100), 36_524 * DAY),
    (Step::Years(500), 182_621 * DAY),
];

impl TimeAxis {
    /// Returns the axis from the first to the last moment, in milliseconds since 1970, with at most so many ticks.
    #[expect(clippy::cast_precision_loss, reason = "milliseconds of any date of ours are exact in a double")]
    pub(super) fn new(first: i64, last: i64, ticks: f64) -> Self {
        let length = (last - first) as f64;
        let room = if length < DAY as f64 / 24.0 { DAY as f64 * 15.0 } else { length * 0.035 };
        let (start, end) = (first as f64 - room, last as f64 + room);
        let fits = |long: &i64| (end - start) / *long as f64 <= ticks.max(2.0);
        let step = STEPS.iter().find(|(_, long)| fits(long)).map_or(Step::Years(1_000), |(step, _)| *step);
        Self { start, end, step }
    }

    /// Returns where a moment lies: 0 at the start, 1 at the end.
    #[expect(clippy::cast_precision_loss, reason = "milliseconds of any date of ours are exact in a double")]
    pub(super) fn at(&self, moment: i64) -> f64 {
        ((moment as f64 - self.start) / (self.end - self.start)).clamp(0.0, 1.0)
    }

    /// Returns the ticks with their labels.
    #[expect(clippy::cast_possible_truncation, reason = "a date of ours, in milliseconds")]
    pub(super) fn ticks(&self, words: &ChartWords) -> Vec<(i64, String)> {
        let (start, end) = (self.start as i64, self.end as i64);
        let mut ticks = Vec::new();
        let mut at = self.step.first_from(start);
        while at <= end && ticks.len() < 60 {
            ticks.push((at, self.step.label(at, ticks.is_empty(), words)));
            at = self.step.next(at);
        }
        ticks
    }
}

impl Step {
    fn first_from(self, start: i64) -> i64 {
        let (year, month, _) = civil(start.div_euclid(DAY));
        let mut at = match self {
            Self::Hours(hours) => start.div_euclid(hours * HOUR) * hours * HOUR,
            // Weeks begin on Mondays; 1970 began on a Thursday.
            Self::Days(days) => ((start.div_euclid(DAY) + 3).div_euclid(days) * days - 3) * DAY,
            Self::Months(months) => days(year, (month - 1).div_euclid(months) * months + 1, 1) * DAY,
            Self::Years(years) => days(year.div_euclid(years) * years, 1, 1) * DAY,
        };
        while at < start {
            at = self.next(at);
        }
        at
    }

    fn next(self, at: i64) -> i64 {
        let (year, month, _) = civil(at.div_euclid(DAY));
        match self {
            Self::Hours(hours) => at + hours * HOUR,
            Self::Days(days) => at + days * DAY,
            Self::Months(months) => {
                let month = month - 1 + months;
                days(year + month.div_euclid(12), month.rem_euclid(12) + 1, 1) * DAY
            }
            Self::Years(years) => days(year + years, 1, 1) * DAY,
        }
    }

    fn label(self, at: i64, is_first: bool, words: &ChartWords) -> String {
        let (year, month, day) = civil(at.div_euclid(DAY));
        let name =
            usize::try_from(month - 1).ok().and_then(|at| words.months.get(at)).cloned().unwrap_or_default();
        let of_month = || words.month.replace("{month}", &name).replace("{year}", &year.to_string());
        let of_day = || words.day.replace("{month}", &name).replace("{day}", &day.to_string());
        match self {
            Self::Years(_) => year.to_string(),
            Self::Months(_) => of_month(),
            Self::Days(_) if is_first || (month == 1 && day <= 14) => format!("{} {year}", of_day()),
            Self::Days(_) => of_day(),
            Self::Hours(_) => {
                let hour = at.rem_euclid(DAY) / HOUR;
                if hour == 0 { of_day() } else { format!("{hour:02}:00") }
            }
        }
    }
}

/// Returns year, month and day of a count of days since 1970-01-01, in the proleptic Gregorian calendar.
pub(super) fn civil(days_since: i64) -> (i64, i64, i64) {
    // Counted from the first of March of year 0, so that a leap day ends its year.
    let days_since = days_since + 719_468;
    let era = days_since.div_euclid(146_097);
    let day_of_era = days_since.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}

/// Returns the days from 1970-01-01 to a date.
fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let shifted = if month > 2 { month - 3 } else { month + 9 };
    let day_of_year = (153 * shifted + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_dates_go_there_and_back() {
        for day in (-800_000..3_000_000).step_by(97) {
            let (year, month, date) = civil(day);
            assert_eq!(days(year, month, date), day);
        }
        assert_eq!(civil(0), (1970, 1, 1));
        assert_eq!(civil(19_782), (2024, 2, 29));
    }
}
