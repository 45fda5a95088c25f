//! A directory of 100,000 portals: how long it takes to build, to open from disk and to answer.
//!
//! Run: `cargo bench -p backpack-bench --bench directory`
//!
//! The portals are made up here: names, places and addresses put together from syllables and the words that such names
//! are made of. Times are processor time, which hardly depends on what else the machine does; the time on the clock
//! stands beside it.

#![expect(clippy::print_stdout, reason = "a bench prints what it measured")]

use std::hint::black_box;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use backpack::connect::Url;
use backpack::directory::{Directory, Identifier, List, Listing, NameKind, Place, Query, Source, read};
use backpack_bench::{Figures, Runs, Target, processor_time, scratch};
use serde_json::{Value, json};

const PORTALS: usize = 100_000;
const LISTS: usize = 4;
const ROUNDS: usize = 5;
/// Every so many portals one is searched for: whole, with a letter left out, and by its first word and its city.
const STRIDE: usize = 97;

fn main() -> anyhow::Result<()> {
    let lists = made_up()?;
    let rows = lists.iter().map(as_rows).collect::<Vec<_>>();
    let mut columns: [Runs; 7] = Default::default();
    let [build, clock, ratio, reading, renewal, open, disk] = &mut columns;
    let folder = scratch()?;
    let cache = folder.path().join("directory");
    let mut built = build_of(&lists)?;
    std::fs::write(&cache, built.cache())?;
    for _ in 0..ROUNDS {
        let (tree, _) =
            timed(|| rows.iter().map(|rows| serde_json::from_slice::<Value>(rows)).collect::<Vec<_>>());
        let (read, _) = timed(|| {
            rows.iter().zip(&lists).filter(|(rows, list)| read(rows, list.source.clone()).is_ok()).count()
        });
        reading.add_millis(read.0);
        let copies = lists.clone();
        let ((work, wall), directory) = timed(|| put_together(copies));
        built = directory?;
        build.add_millis(work);
        clock.add_millis(wall);
        ratio.add(work.as_secs_f64() / tree.0.as_secs_f64());
        let one = lists.first().cloned().context("no list")?;
        let ((work, _), renewed) = timed(|| Directory::builder().list(one).over(&built).build());
        anyhow::ensure!(renewed? == built);
        renewal.add_millis(work);
        let ((_, wall), bytes) = timed(|| std::fs::read(&cache));
        let ((_, opened), directory) =
            timed(|| Directory::open(bytes?).context("a cache that was just written"));
        anyhow::ensure!(directory? == built);
        open.add_millis(opened);
        disk.add_millis(wall + opened);
    }
    let (work, wall) = queries(&built)?;

    println!("{PORTALS} portals in {LISTS} lists, {:.1} MB of cache", built.cache().len() as f64 / 1e6);
    let mut figures = Figures::new();
    figures.add("build, ms of processor time", build, Target::AtMost(2_000.0));
    figures.add("build, ms by the clock", clock, Target::AtMost(2_000.0));
    figures.add("build : the same lists as JSON into Value", ratio, Target::Shown);
    figures.add("read the lists before, ms of processor time", reading, Target::Shown);
    figures.add("build anew over one list of four, ms of processor time", renewal, Target::Shown);
    figures.add("open the cache, ms", open, Target::AtMost(50.0));
    figures.add("read it from disk and open it, ms", disk, Target::AtMost(50.0));
    figures.add_one("a query on average, ms of processor time", work, Target::AtMost(5.0));
    figures.add("a query, ms by the clock", &wall, Target::AtMost(5.0));
    figures.add_one("the 95th of 100 such queries, ms by the clock", wall.quantile(0.95), Target::Shown);
    println!("{figures}");
    Ok(())
}

/// Returns what some work took, as processor time and by the clock, and what it gave.
fn timed<T>(work: impl FnOnce() -> T) -> ((Duration, Duration), T) {
    let (began, before) = (Instant::now(), processor_time());
    let result = black_box(work());
    let wall = began.elapsed();
    let spent = processor_time().zip(before).and_then(|(after, before)| after.checked_sub(before));
    ((spent.unwrap_or(wall), wall), result)
}

fn build_of(lists: &[List]) -> anyhow::Result<Directory> {
    put_together(lists.to_vec())
}

fn put_together(lists: Vec<List>) -> anyhow::Result<Directory> {
    let builder = lists.into_iter().fold(Directory::builder(), |builder, list| builder.list(list));
    Ok(builder.build()?)
}

/// Searches for many portals in three ways each.
fn queries(directory: &Directory) -> anyhow::Result<(f64, Runs)> {
    // The system counts processor time too coarsely for one query.
    let (mut work, mut count) = (Duration::ZERO, 0_u32);
    let (mut wall, mut missed) = (Runs::new(), Runs::new());
    for portal in directory.portals().step_by(STRIDE) {
        let name = portal.name.text;
        let mut mistyped: Vec<char> = name.chars().collect();
        mistyped.remove(mistyped.len() / 2);
        let city = portal.places.first().map(|place| place.city.clone()).unwrap_or_default();
        let short = format!("{} {city}", name.split(' ').next().unwrap_or_default());
        for text in [name.clone(), mistyped.into_iter().collect(), short] {
            let query = Query::new(text);
            let ((spent, took), hits) = timed(|| directory.search(&query));
            missed.add(f64::from(u8::from(hits.is_empty())));
            work += spent;
            count += 1;
            wall.add_millis(took);
        }
    }
    // A letter that is missing in a word of two leaves nothing to find it by; most queries must bring something.
    anyhow::ensure!(missed.quantile(0.95) == 0.0, "too little is found");
    Ok(((work / count.max(1)).as_secs_f64() * 1e3, wall))
}

/// A small generator of numbers (xorshift), the same in every run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit as u64) as usize
    }

    fn of<'t>(&mut self, texts: &[&'t str]) -> &'t str {
        texts.get(self.below(texts.len())).copied().unwrap_or_default()
    }

    /// Returns a word of two or three syllables, with a capital letter.
    fn word(&mut self) -> String {
        let word: String = (0..2 + self.below(2)).map(|_| self.of(SYLLABLES)).collect();
        let mut letters = word.chars();
        letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
    }
}

/// Makes lists up: a fifth of the portals share the bases of their vendors, a third has a web site, a sixth an alias.
fn made_up() -> anyhow::Result<Vec<List>> {
    let mut numbers = Numbers(0x1357_9bdf_2468_ace1);
    let cities: Vec<String> = (0..2_000).map(|_| numbers.word()).collect();
    let city = |numbers: &mut Numbers| cities.get(numbers.below(cities.len())).cloned().unwrap_or_default();
    let mut lists: Vec<Vec<Listing>> = vec![Vec::new(); LISTS];
    for number in 0..PORTALS {
        let vendor = number % 40;
        let tail = if number % 5 == 0 { "shared".to_owned() } else { number.to_string() };
        let sort = numbers.of(SORTS);
        let name = match number % 4 {
            0 => format!("{} {sort}", numbers.word()),
            1 => format!("{} {} {sort}", numbers.word(), numbers.word()),
            2 => format!("{} {}, M.D.", numbers.of(FIRST_NAMES), numbers.word()),
            _ => format!("{} {sort} of {}", numbers.word(), city(&mut numbers)),
        };
        let place = Place::city(city(&mut numbers)).state(numbers.of(STATES));
        let base = format!("https://fhir.vendor{vendor}.example/r4/{tail}");
        let mut listing = Listing::new(&base, &name, NameKind::Organisation)?
            .place(place.zip(format!("{:05}", numbers.below(99_999))))
            .identifier(Identifier::new("http://hl7.org/fhir/sid/us-npi", format!("{number:010}")));
        if number % 3 == 0 {
            listing = listing.web(&format!("https://portal.{}.example/", numbers.word().to_lowercase()));
        }
        if number % 6 == 0 {
            listing = listing.alias(&format!("{} Health", numbers.word()), NameKind::Brand);
        }
        lists.get_mut(number % LISTS).context("no list")?.push(listing);
    }
    let source = |number| Url::parse(&format!("https://lists.example/{number}")).map(Source::consolidated);
    (0..LISTS).zip(lists).map(|(number, list)| Ok(List::new(source(number)?, list))).collect()
}

/// Writes a list as the rows in which vendors publish theirs.
fn as_rows(list: &List) -> Vec<u8> {
    let row = |listing: &Listing| {
        let zip = listing.places.first().map(|place| place.zip.as_str());
        let npi = listing.identifiers.first().map(|identifier| identifier.value.as_str());
        json!({"URL": listing.base, "OrganizationName": listing.name.text, "NPIID": npi, "OrganizationZipCode": zip})
    };
    let rows: Vec<Value> = list.listings.iter().map(row).collect();
    json!({ "Endpoints": rows }).to_string().into_bytes()
}

const SYLLABLES: &[&str] = &[
    "ba", "cor", "den", "el", "far", "gra", "hol", "in", "jas", "kel", "lin", "mor", "nor", "os", "pel",
    "quin", "ros", "san", "tel", "ur", "ven", "wil", "xan", "yor", "zel", "bridge", "field", "wood", "ton",
    "ville",
];
const SORTS: &[&str] = &[
    "Clinic",
    "Hospital",
    "Medical Center",
    "Family Medicine",
    "Pediatrics",
    "Dental",
    "Cardiology Associates",
    "Health System",
    "Physicians Group, P.A.",
    "Urgent Care",
    "Women's Health",
    "Orthopaedics",
];
const FIRST_NAMES: &[&str] =
    &["Ann", "Ben", "Carla", "Dmitri", "Élodie", "Farid", "Grace", "Hiro", "Inés", "Jürgen"];
const STATES: &[&str] = &["NC", "TX", "WI", "CA", "NY", "OR", "FL", "Bayern"];
