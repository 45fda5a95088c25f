//! Measuring: so many users at once, each making one visit after the other, alone and with a noisy account beside them.

use std::collections::{BTreeMap, HashSet};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use anyhow::Context as _;
use backpack_bench::Runs;

use crate::database::{Database, Watch};
use crate::ground::Ground;
use crate::memory;
use crate::noisy::Noisy;
use crate::options::Options;
use crate::people::{PagesPortal, Random};
use crate::report::{Table, number};
use crate::roster::{Filled, Roster};
use crate::visit::{Step, visit};

/// What the users of a level share.
struct Level {
    options: Options,
    ground: Ground,
    people: Arc<Vec<Filled>>,
    /// The places of those who have a file: every second visit is to one of them.
    with_files: Arc<Vec<usize>>,
    /// Who is being visited: nobody is by two at once, so that no sync waits for another of the same person.
    visited: Mutex<HashSet<usize>>,
    pages: Arc<AtomicU64>,
    until: Instant,
}

/// What a level gave.
struct Measured {
    users: usize,
    seconds: f64,
    steps: BTreeMap<Step, Runs>,
    connections: Option<u64>,
    noisy: Option<u64>,
}

impl Measured {
    fn of(&self, step: Step) -> Runs {
        self.steps.get(&step).cloned().unwrap_or_default()
    }
}

/// Measures every level, alone and beside a noisy account.
pub(crate) async fn levels(
    options: &Options,
    ground: &Ground,
    roster: &Roster,
) -> anyhow::Result<Vec<Table>> {
    let mut people = roster.all();
    let noisy = people.pop().context("nobody is there: fill first")?;
    anyhow::ensure!(
        people.len() >= options.users.iter().max().copied().unwrap_or(1),
        "too few accounts are there"
    );
    let with_files = people.iter().enumerate().filter(|(_, filled)| filled.file.is_some()).map(|(at, _)| at);
    let with_files = Arc::new(with_files.collect::<Vec<_>>());
    let people = Arc::new(people);
    let database = Database::connect(options).await?;
    // Pages are made of seeds that no earlier run can have used.
    let clock = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH)?;
    let pages = Arc::new(AtomicU64::new(clock.as_millis() as u64));
    let mut measured = Vec::new();
    for users in &options.users {
        for is_noisy in [false, true] {
            let level = Level {
                options: options.clone(),
                ground: ground.clone(),
                people: Arc::clone(&people),
                with_files: Arc::clone(&with_files),
                visited: Mutex::default(),
                pages: Arc::clone(&pages),
                until: Instant::now() + options.level,
            };
            let seed = pages.fetch_add(1 << 20, Ordering::Relaxed);
            let beside = is_noisy.then(|| Noisy::begin(options, ground, noisy, seed));
            measured.push(run(level, *users, beside).await?);
        }
    }
    let mut machine = Table::new("Memory after measuring", &["what", "figure"]);
    memory::rows(&mut machine, database.as_ref()).await?;
    Ok(vec![times(&measured), whole(&measured), machine])
}

async fn run(level: Level, users: usize, noisy: Option<Noisy>) -> anyhow::Result<Measured> {
    let (began, level) = (Instant::now(), Arc::new(level));
    let watch = Watch::begin(&level.options).await?;
    let users_at_work = (0..users).map(|user| tokio::spawn(use_it(Arc::clone(&level), user as u64)));
    let mut steps: BTreeMap<Step, Vec<f64>> = BTreeMap::new();
    for user in users_at_work.collect::<Vec<_>>() {
        for (step, took) in user.await?? {
            steps.entry(step).or_default().push(took);
        }
    }
    let seconds = began.elapsed().as_secs_f64();
    let noisy = match noisy {
        Some(noisy) => Some(noisy.end().await?),
        None => None,
    };
    let connections = match watch {
        Some(watch) => Some(watch.end().await?),
        None => None,
    };
    let steps = steps.into_iter().map(|(step, took)| (step, took.into_iter().collect())).collect();
    Ok(Measured { users, seconds, steps, connections, noisy })
}

/// One user: one visit after the other, without a pause.
async fn use_it(level: Arc<Level>, user: u64) -> anyhow::Result<Vec<(Step, f64)>> {
    let mut random = Random::new(level.pages.fetch_add(1, Ordering::Relaxed) ^ (user << 48));
    let mut all = Vec::new();
    while Instant::now() < level.until {
        let place = level.choose(&mut random);
        let whom = level.people.get(place).context("nobody is there")?;
        let number = level.pages.fetch_add(1, Ordering::Relaxed);
        let page = PagesPortal::page(number, level.options.page, level.options.narrative);
        all.extend(visit(&level.ground, whom, page).await?);
        level.ground.let_go();
        level.visited.lock().unwrap_or_else(PoisonError::into_inner).remove(&place);
    }
    Ok(all)
}

impl Level {
    fn choose(&self, random: &mut Random) -> usize {
        let mut visited = self.visited.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            let with_file = self.with_files.get(random.below(self.with_files.len() * 2)).copied();
            let place = with_file.unwrap_or_else(|| random.below(self.people.len()));
            if visited.insert(place) {
                return place;
            }
        }
    }
}

fn times(measured: &[Measured]) -> Table {
    let columns = [
        "step",
        "users",
        "p50, ms",
        "p99, ms",
        "longest, ms",
        "p50 beside noise",
        "p99 beside noise",
        "measured",
    ];
    let mut table = Table::new("What a step takes", &columns);
    for step in Step::ALL {
        for pair in measured.chunks(2) {
            let [alone, beside] = pair else { continue };
            let (quiet, loud) = (alone.of(step), beside.of(step));
            table.row([
                step.name().to_owned(),
                alone.users.to_string(),
                number(quiet.median()),
                number(quiet.quantile(0.99)),
                number(quiet.quantile(1.0)),
                number(loud.median()),
                number(loud.quantile(0.99)),
                format!("{} and {}", quiet.len(), loud.len()),
            ]);
        }
    }
    table
}

fn whole(measured: &[Measured]) -> Table {
    let columns =
        ["users", "noisy account", "visits a second", "its records a second", "connections used at most"];
    let mut table = Table::new("What the levels came to", &columns);
    for level in measured {
        let visits = level.of(Step::Open).len() as f64 / level.seconds;
        let noise = level.noisy.map(|records| number(records as f64 / level.seconds));
        table.row([
            level.users.to_string(),
            if level.noisy.is_some() { "yes" } else { "no" }.to_owned(),
            number(visits),
            noise.unwrap_or_else(|| "–".to_owned()),
            level.connections.map_or_else(|| "–".to_owned(), |connections| connections.to_string()),
        ]);
    }
    table
}
