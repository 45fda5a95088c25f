//! Finding by words among 100,000 records and 5,000 pages of text: how long a query takes by its sort, how large the index is,
//! how long it takes to make, what it costs to open with one.
//!
//! Run: `cargo bench -p backpack-bench --bench search`

#![expect(clippy::print_stdout, reason = "a bench prints what it measured")]

use std::fs::File;
use std::hint::black_box;
use std::io::{BufWriter, Write as _};
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use backpack::Filter;
use backpack::import::FileConnector;
use backpack::record::entry::Symptom;
use backpack::search::Search;
use backpack::sync::Attachments;
use backpack_bench::{
    Figures, Memory, Place, Runs, Target, child_arguments, folder_bytes, run_child, scratch,
};
use backpack_testkit::people::{PeopleOptions, Person};

const RECORDS: usize = 100_000;
const FILES: usize = 250;
const PAGES: usize = 20;
/// The words of a narrative, and of a page.
const NARRATIVE: usize = 24;
const PAGE: usize = 400;
/// How often each sort of query is asked.
const QUERIES: usize = 200;
/// The linear scan is slow: it is asked less often.
const SCANS: usize = 20;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    if let Some(arguments) = child_arguments() {
        let [work, folder] = arguments.as_slice() else { anyhow::bail!("what to do, and a folder") };
        let folder = Path::new(folder);
        return match work.as_str() {
            "fill" => fill(folder).await,
            "index" => index(folder).await,
            _ => ask(folder).await,
        };
    }
    let folder = scratch()?;
    let folder = folder.path().to_str().unwrap_or_default().to_owned();
    let mut figures = Figures::new();
    for work in ["fill", "index", "ask"] {
        let numbers = run_child(&[work, &folder])?;
        let names = match work {
            "fill" => &["import, s"][..],
            "index" => &[
                "open without an index, ms",
                "make the index, s",
                "index on disk, MB",
                "index on disk : the rest",
            ][..],
            _ => ASKED,
        };
        for (name, value) in names.iter().zip(numbers) {
            figures.add_one(*name, value, target(name));
        }
    }
    println!("{RECORDS} records, {} pages of text in {FILES} files\n{figures}", FILES * PAGES);
    Ok(())
}

const ASKED: &[&str] = &[
    "open with an index, ms",
    "first search, ms",
    "index in memory, MB",
    "one word, p50 ms",
    "one word, p99 ms",
    "two words, p50 ms",
    "two words, p99 ms",
    "beginning of a word, p50 ms",
    "beginning of a word, p99 ms",
    "misspelt, p50 ms",
    "misspelt, p99 ms",
    "phrase, p50 ms",
    "phrase, p99 ms",
    "code, p50 ms",
    "code, p99 ms",
    "with a filter, p50 ms",
    "with a filter, p99 ms",
    "all together, p50 ms",
    "all together, p99 ms",
    "all together without highlights, p50 ms",
    "all together without highlights, p99 ms",
    "Filter::text of one word, p50 ms",
    "search : Filter::text, one word",
    "add an entry and find it, p50 ms",
    "add an entry alone, p50 ms",
];

fn target(name: &str) -> Target {
    match name {
        "all together, p50 ms" | "all together, p99 ms" => Target::AtMost(20.0),
        "index in memory, MB" => Target::AtMost(40.0),
        _ => Target::Shown,
    }
}

/// Makes an account with everything in it.
async fn fill(folder: &Path) -> anyhow::Result<()> {
    let lines = folder.join("resources.ndjson");
    let mut words = Words::new(11);
    let mut out = BufWriter::new(File::create(&lines)?);
    for resource in Person::from_seed(7, PeopleOptions::with_resources(RECORDS)).resources() {
        let body = std::str::from_utf8(&resource.body)?;
        match body.strip_prefix('{').filter(|_| !body.contains("\"text\":{\"status\"")) {
            Some(rest) => writeln!(
                out,
                r#"{{"text":{{"status":"generated","div":"<div xmlns=\"http://www.w3.org/1999/xhtml\"><p>{}</p></div>"}},{rest}"#,
                words.text(NARRATIVE)
            )?,
            None => writeln!(out, "{body}")?,
        }
    }
    out.into_inner()?.sync_all()?;
    let place = Place::create(&folder.join("account")).await?;
    let began = Instant::now();
    let report = place.import(Arc::new(FileConnector::new([&lines])), Attachments::Leave).await?;
    let seconds = began.elapsed().as_secs_f64();
    anyhow::ensure!(report.complete && report.new == RECORDS as u64, "{report:?}");
    for number in 0..FILES {
        let pages: Vec<String> = (0..PAGES).map(|_| words.text(PAGE)).collect();
        let name = format!("{} {number}.txt", words.word());
        place.backpack.add_file(name, Some("text/plain"), pages.join("\u{c}")).await?;
    }
    place.close().await?;
    println!("{seconds}");
    Ok(())
}

/// Makes the index.
async fn index(folder: &Path) -> anyhow::Result<()> {
    let account = folder.join("account");
    let before = folder_bytes(&account)?;
    let began = Instant::now();
    let place = Place::open(&account).await?;
    let open = began.elapsed().as_secs_f64() * 1e3;
    let began = Instant::now();
    let size = place.backpack.prepare_search().await?;
    let seconds = began.elapsed().as_secs_f64();
    anyhow::ensure!(size.subjects == RECORDS + FILES, "{size:?}");
    place.backpack.compact().await?;
    place.close().await?;
    let bytes = folder_bytes(&account)?.saturating_sub(before) as f64;
    println!("{open} {seconds} {} {}", bytes / 1e6, bytes / before as f64);
    Ok(())
}

/// Asks.
async fn ask(folder: &Path) -> anyhow::Result<()> {
    let began = Instant::now();
    let place = Place::open(&folder.join("account")).await?;
    let mut numbers = vec![began.elapsed().as_secs_f64() * 1e3];
    let backpack = &place.backpack;
    let before = Memory::read()?.now;
    let began = Instant::now();
    backpack.search(&Search::new("hypertension")).await?;
    numbers.push(began.elapsed().as_secs_f64() * 1e3);
    numbers.push(Memory::read()?.now.saturating_sub(before) as f64 / 1e6);
    let mut words = Words::new(11);
    let typed = Sort::ALL.map(|sort| (0..QUERIES).map(|_| sort.query(&mut words)).collect::<Vec<_>>());
    let (mut all, mut bare) = (Runs::new(), Runs::new());
    for queries in &typed {
        let mut own = Runs::new();
        for search in queries {
            let began = Instant::now();
            black_box(backpack.search(search).await?);
            let took = began.elapsed();
            own.add_millis(took);
            all.add_millis(took);
            let search = search.clone().room(0);
            let began = Instant::now();
            black_box(backpack.search(&search).await?);
            bare.add_millis(began.elapsed());
        }
        numbers.extend([own.median(), own.quantile(0.99)]);
    }
    numbers.extend([all.median(), all.quantile(0.99), bare.median(), bare.quantile(0.99)]);
    let (mut scans, mut searches) = (Runs::new(), Runs::new());
    for search in typed.iter().take(1).flatten().take(SCANS) {
        let filter = Filter::new().text(search.text.trim()).limit(20);
        let began = Instant::now();
        black_box(backpack.find(&filter));
        scans.add_millis(began.elapsed());
        let began = Instant::now();
        black_box(backpack.search(search).await?);
        searches.add_millis(began.elapsed());
    }
    numbers.extend([scans.median(), searches.median() / scans.median()]);
    let (mut both, mut alone) = (Runs::new(), Runs::new());
    for number in 0..SCANS {
        let began = Instant::now();
        backpack.add(Symptom::new(format!("zymurgy {number}"))).await?;
        alone.add_millis(began.elapsed());
        let results = backpack.search(&Search::new("zymurgy")).await?;
        both.add_millis(began.elapsed());
        anyhow::ensure!(results.total == number + 1, "{results:?}");
    }
    numbers.extend([both.median(), alone.median()]);
    place.close().await?;
    println!("{}", numbers.iter().map(f64::to_string).collect::<Vec<_>>().join(" "));
    Ok(())
}

/// A sort of query.
#[derive(Clone, Copy)]
enum Sort {
    Word,
    Two,
    Beginning,
    Misspelt,
    Phrase,
    Code,
    Filtered,
}

impl Sort {
    const ALL: [Self; 7] =
        [Self::Word, Self::Two, Self::Beginning, Self::Misspelt, Self::Phrase, Self::Code, Self::Filtered];

    fn query(self, words: &mut Words) -> Search {
        let (one, other) = (words.word().to_owned(), words.word().to_owned());
        Search::new(match self {
            Self::Word => format!("{one} "),
            Self::Two | Self::Filtered => format!("{one} {other} "),
            Self::Beginning => other.chars().take(1 + words.below(5)).collect(),
            Self::Misspelt => misspelt(&one, words) + " ",
            Self::Phrase => format!("\"{}\"", words.text(2)),
            Self::Code => format!("{}-{}", 1000 + words.below(90_000), words.below(10)),
        })
        .filter(match self {
            Self::Filtered => Filter::new().from(1_500_000_000_000).until(1_700_000_000_000),
            _ => Filter::new(),
        })
    }
}

/// Exchanges two letters, or leaves one out.
fn misspelt(word: &str, words: &mut Words) -> String {
    let mut letters: Vec<char> = word.chars().collect();
    if letters.len() >= 5 {
        let at = words.below(letters.len() - 1);
        if words.below(2) == 0 {
            letters.swap(at, at + 1);
        } else {
            let _: char = letters.remove(at);
        }
    }
    letters.into_iter().collect()
}

/// Invented words, some far more frequent than others, as words are.
struct Words {
    state: u64,
    all: Vec<String>,
}

impl Words {
    fn new(seed: u64) -> Self {
        const SYLLABLES: &[&str] = &[
            "car", "dio", "hyp", "er", "ten", "sion", "gly", "co", "lo", "bin", "me", "ta", "bol", "ic",
            "pan", "el", "neu", "ro", "path", "y", "os", "teo", "ar", "thr", "itis", "derm", "a", "to",
            "gas", "tro", "en", "ter", "al", "ne", "phr", "ec", "tomy", "vas", "cu", "lar", "pul", "mo",
            "na", "ry", "immu", "no", "the", "ra", "py", "scan",
        ];
        let mut words = Self { state: 0x2545_f491_4f6c_dd1d, all: Vec::new() };
        for _ in 0..40_000 {
            let count = 2 + words.below(3);
            let word =
                (0..count).filter_map(|_| SYLLABLES.get(words.below(SYLLABLES.len()))).copied().collect();
            words.all.push(word);
        }
        words.state ^= seed.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        words
    }

    fn below(&mut self, end: usize) -> usize {
        self.state ^= self.state << 13;
        self.state ^= self.state >> 7;
        self.state ^= self.state << 17;
        (self.state >> 11) as usize % end.max(1)
    }

    /// Returns a word: the n-th is about n times as rare as the first.
    fn word(&mut self) -> &str {
        let share = (self.below(1 << 20) + 1) as f64 / f64::from(1 << 20);
        let at = (self.all.len() as f64).powf(share) as usize;
        self.all.get(at.min(self.all.len() - 1)).map_or("", String::as_str)
    }

    fn text(&mut self, count: usize) -> String {
        let mut text = String::new();
        for _ in 0..count {
            if !text.is_empty() {
                text.push(' ');
            }
            let word = self.word().to_owned();
            text.push_str(&word);
        }
        text
    }
}
