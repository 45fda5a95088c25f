//! The policy under simulated years: it neither starves a connection nor asks a portal more often than it may.

use std::collections::{BTreeMap, BTreeSet};

use backpack_connect::{Error, ErrorKind};
use backpack_core::{SpaceId, Timestamp};
use backpack_keep::{Authorisation, ConnectionRow};
use proptest::prelude::*;

use super::*;
use crate::life::{Standing, begin, end};
use crate::{SyncError, SyncReport};

const HOUR: Duration = Duration::from_secs(3_600);
const START: Timestamp = Timestamp::from_millis(1_767_225_600_000);

/// How a simulated sync ends.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Ends {
    Whole,
    Gap,
    Busy(u64),
    Unreachable,
    OtherPerson,
    Cancelled,
    Killed,
}

/// What happens between two looks at what is due.
#[derive(Clone, Copy, Debug)]
enum Step {
    Wait(u64),
    /// The clock is set by so many seconds.
    Set(i64),
}

struct Simulated {
    schedule: Schedule,
    standings: Vec<Standing>,
    /// How each connection ends, over and over; `None` is healthy.
    scripts: Vec<Option<Vec<Ends>>>,
    now: Timestamp,
    /// True time, in seconds, whatever the clock says.
    elapsed: u64,
    calls: Vec<Vec<(u64, Ends, u32)>>,
    /// True times at which the clock was set back.
    set_back: Vec<u64>,
}

impl Simulated {
    fn new(schedule: Schedule, scripts: Vec<(u8, Option<Vec<Ends>>)>) -> Self {
        let standing = |(seed, (origin, _)): (u8, &(u8, _))| {
            let mut row =
                ConnectionRow::new("s", format!("https://portal-{origin}.invalid/fhir"), "n", START);
            row.id = ConnectionId::from_bytes([seed; 16]);
            row.authorisation = Authorisation::Ok;
            Standing::new(SpaceId::from_bytes([1; 16]), row)
        };
        let standings: Vec<Standing> = (0..).zip(&scripts).map(standing).collect();
        Self {
            calls: vec![Vec::new(); standings.len()],
            schedule,
            standings,
            scripts: scripts.into_iter().map(|(_, script)| script).collect(),
            now: START,
            elapsed: 0,
            set_back: Vec::new(),
        }
    }

    fn step(&mut self, step: Step) {
        match step {
            Step::Wait(seconds) => {
                self.elapsed += seconds;
                self.now = self.now.saturating_add(Duration::from_secs(seconds));
            }
            Step::Set(seconds) => {
                self.now = Timestamp::from_millis(self.now.as_millis() + seconds * 1_000);
                if seconds < 0 {
                    self.set_back.push(self.elapsed);
                }
            }
        }
        self.run_due();
    }

    /// Runs what is due as a host does, until nothing is.
    fn run_due(&mut self) {
        for _ in 0..10 {
            self.run_once();
            if self.schedule.next_due(self.now, &self.standings) > Some(self.now) {
                return;
            }
        }
        unreachable!("a host that follows would never rest");
    }

    /// A portal that is found down is spared.
    fn run_once(&mut self) {
        let mut down = BTreeSet::new();
        for due in self.schedule.due(self.now, &self.standings) {
            if down.contains(&due.origin) {
                continue;
            }
            let place = self.standings.iter().position(|one| one.connection() == due.connection).unwrap();
            let calls = self.calls[place].len();
            let ends =
                self.scripts[place].as_ref().map_or(Ends::Whole, |script| script[calls % script.len()]);
            let standing = &mut self.standings[place];
            begin(&mut standing.row, &mut standing.pace, self.now);
            if ends != Ends::Killed {
                let ended = result(ends);
                end(&mut standing.row, &mut standing.pace, None, &ended, self.now);
            }
            self.calls[place].push((self.elapsed, ends, standing.pace.failures));
            if standing.pace.portal_failed {
                down.insert(due.origin);
            }
        }
    }

    /// The time that must lie between a call and the next one, in seconds.
    fn pause(&self, ends: Ends, failures: u32) -> u64 {
        let backoff = self.schedule.first_backoff.as_secs() << failures.clamp(1, 21).saturating_sub(1);
        let backoff = backoff.min(DAY);
        match ends {
            Ends::Whole => self.schedule.interval.as_secs(),
            Ends::Gap => backoff.min(self.schedule.interval.as_secs()),
            Ends::Busy(wait) => backoff.max(wait.min(DAY)),
            Ends::OtherPerson => DAY,
            Ends::Unreachable | Ends::Cancelled | Ends::Killed => backoff,
        }
    }

    fn check(&self, longest_step: u64, set: u64) {
        for (place, calls) in self.calls.iter().enumerate() {
            for pair in calls.windows(2) {
                let [(at, ends, failures), (next, ..)] = *pair else { unreachable!() };
                let jumped = self.set_back.iter().any(|set| (at..=next).contains(set));
                // A clock that was set forward makes everything due at once, which says nothing of the policy.
                if set == 0 && !jumped {
                    assert!(next - at >= self.pause(ends, failures), "{place}: {pair:?} {ends:?}");
                }
            }
            if self.scripts[place].is_none() {
                let interval = self.schedule.interval.mul_f64(1.0 + self.schedule.jitter).as_secs();
                // A night before it is due, and one before the portal is asked again.
                let quiet = if self.schedule.quiet.is_some() { DAY } else { 0 };
                // A portal that is down for others may cost a day, a clock that is set back an hour each time.
                let patience =
                    interval + DAY + quiet + longest_step + 3_600 * (2 + self.set_back.len() as u64) + set;
                let mut last = 0_u64;
                for at in calls.iter().map(|(at, ..)| *at).chain([self.elapsed]) {
                    assert!(at - last <= patience, "{place} was starved from {last} to {at}");
                    last = at;
                }
            }
        }
    }
}

fn result(ends: Ends) -> Result<SyncReport, SyncError> {
    let portal = |kind| Err(SyncError::Portal(Error::new(kind, "plan")));
    match ends {
        Ends::Whole => Ok(SyncReport { complete: true, ..SyncReport::default() }),
        Ends::Gap => Ok(SyncReport::default()),
        Ends::Busy(wait) => portal(ErrorKind::Busy(Some(Duration::from_secs(wait)))),
        Ends::Unreachable => portal(ErrorKind::Unreachable),
        Ends::OtherPerson => Err(SyncError::OtherPerson(Vec::new())),
        Ends::Cancelled | Ends::Killed => Err(SyncError::Cancelled),
    }
}

fn ends() -> impl Strategy<Value = Ends> {
    prop_oneof![
        Just(Ends::Whole),
        Just(Ends::Gap),
        (0..300_000_u64).prop_map(Ends::Busy),
        Just(Ends::Unreachable),
        Just(Ends::OtherPerson),
        Just(Ends::Cancelled),
        Just(Ends::Killed),
    ]
}

fn scripts() -> impl Strategy<Value = Vec<(u8, Option<Vec<Ends>>)>> {
    prop::collection::vec((0..3_u8, prop::option::of(prop::collection::vec(ends(), 1..6))), 1..7)
}

fn schedule() -> impl Strategy<Value = Schedule> {
    let quiet = prop::option::of((0..24_u8, 0..12_u8, -720..840_i16));
    (1..72_u64, 0.0..0.5, quiet).prop_map(|(hours, jitter, quiet)| {
        let schedule = Schedule::new().every(HOUR * u32::try_from(hours).unwrap()).with_jitter(jitter);
        match quiet {
            Some((from, length, offset)) => {
                schedule.quiet(QuietHours::hours(from, (from + length) % 24, offset))
            }
            None => schedule,
        }
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn nobody_is_starved_and_no_portal_is_pressed(
        schedule in schedule(),
        scripts in scripts(),
        steps in prop::collection::vec(60..20_000_u64, 1..300),
    ) {
        let mut simulated = Simulated::new(schedule, scripts);
        let longest = steps.iter().copied().max().unwrap_or(0);
        steps.into_iter().for_each(|seconds| simulated.step(Step::Wait(seconds)));
        simulated.check(longest, 0);
    }

    #[test]
    fn no_clock_stops_syncing_for_ever(
        schedule in schedule(),
        scripts in scripts(),
        steps in prop::collection::vec((60..20_000_u64, prop::option::weighted(0.02, -200_000_000..200_000_000_i64)), 1..300),
    ) {
        let mut simulated = Simulated::new(schedule, scripts);
        let longest = steps.iter().map(|(seconds, _)| *seconds).max().unwrap_or(0);
        for (seconds, set) in steps {
            simulated.step(Step::Wait(seconds));
            set.into_iter().for_each(|set| simulated.step(Step::Set(set)));
        }
        simulated.check(longest, 1);
    }

    #[test]
    fn a_host_that_sleeps_until_the_next_misses_nothing(schedule in schedule(), scripts in scripts()) {
        let mut simulated = Simulated::new(schedule, scripts);
        simulated.run_due();
        for _ in 0..200 {
            let Some(next) = simulated.schedule.next_due(simulated.now, &simulated.standings) else { break };
            let wait = next.saturating_since(simulated.now).as_millis().div_ceil(1_000);
            simulated.step(Step::Wait(u64::try_from(wait).unwrap().max(1)));
        }
        simulated.check(1, 0);
    }
}

/// One bad neighbour: a portal that is down for one patient is tried once for all, and each day again.
#[test]
fn a_portal_that_is_down_is_asked_once_for_all() {
    let down = Some(vec![Ends::Unreachable]);
    let scripts = vec![(1, down.clone()), (1, down.clone()), (1, down), (2, None)];
    let mut simulated = Simulated::new(Schedule::new(), scripts);
    for _ in 0..14 * 24 * 60 {
        simulated.step(Step::Wait(60));
    }
    let mut asked: Vec<u64> = simulated.calls[..3].iter().flatten().map(|(at, ..)| *at / 3_600).collect();
    asked.sort_unstable();
    let by_day: BTreeMap<u64, usize> = asked.iter().fold(BTreeMap::new(), |mut days, hour| {
        *days.entry(hour / 24).or_default() += 1;
        days
    });
    // Three patients and one portal: at first somewhat more, then about one call for each a day.
    assert!(by_day[&0] <= 30 && by_day.range(8..).all(|(_, calls)| *calls <= 4), "{by_day:?}");
    let healthy = simulated.calls[3].len();
    assert!((25..=28).contains(&healthy), "{healthy} in a fortnight of half days");
}

/// Three neighbours at one portal find it down in turn, each on its own day: what works waits one day, not three.
#[test]
fn what_works_waits_a_day_at_most_for_what_others_find_down() {
    let flaps = || Some(vec![Ends::Whole, Ends::Busy(300_000)]);
    let scripts = vec![(1, flaps()), (1, flaps()), (1, flaps()), (1, None)];
    let mut simulated = Simulated::new(Schedule::new().with_jitter(0.0), scripts);
    for _ in 0..30 * 24 {
        simulated.step(Step::Wait(3_600));
    }
    simulated.check(3_600, 0);
    let waits = simulated.calls[3].windows(2).map(|pair| pair[1].0 - pair[0].0);
    assert_eq!(waits.max(), Some(DAY / 2 + DAY), "half a day until it was due, and a day for the portal");
}
