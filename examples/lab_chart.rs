//! Laboratory results of two portals in one unit each: as a table, and as a chart.
//!
//! Run: `cargo run --example lab_chart -- de`
//!
//! One portal reports in the units of the United States, the other in those of Europe. The language is that of the
//! argument: en, es, de, fr, pt or it. A chart for each measurement is written into the current folder.
#![expect(clippy::print_stdout, reason = "an example talks to a person")]

use std::sync::Arc;

use backpack::core::ConnectionId;
use backpack::record::entry::LabResult;
use backpack::views::{Chart, Measure, Point, Say as _, Series, SeriesRequest, Words, chart_words, units};
use backpack::{Account, Backpack, Options, Person, SignIn, Storage, Unlock};
use backpack_examples::labs;
use backpack_testkit::VirtualClock;
use backpack_testkit::connector::ScriptedConnector;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let language = std::env::args().nth(1).unwrap_or_else(|| "en".to_owned());
    let words = Words::new(&language);
    let clock = Arc::new(VirtualClock::new());
    let options = Options::new()?.with_clock(Arc::<VirtualClock>::clone(&clock));
    let account =
        Account::create_on(Storage::in_memory(clock), Unlock::host_key(vec![7; 32]), options).await?;
    let backpack = account.add_backpack(Person::new("Ana Ruiz")).await?;

    let mut sources = Vec::new();
    for (name, portal) in labs::portals() {
        let connection = connect(&backpack, &portal).await?;
        backpack.sync(connection).await?;
        sources.push((connection, name));
    }
    // What the person measured herself has no code, and joins the others by its title.
    let own = LabResult::new("glucose").value("108", "mg/dl").date("2024-06");
    backpack.add(own).await?;

    for (loinc, unit, file) in [
        ("4548-4", "%", "hba1c.svg"),
        ("2345-7", "mmol/L", "glucose.svg"),
        ("2093-3", "mmol/L", "cholesterol.svg"),
    ] {
        let series = backpack.series(&SeriesRequest::new(Measure::loinc(loinc)).unit(unit));
        print_table(&series, &sources, &words);
        let chart = Chart::new(&series).words(chart_words(&words, &series));
        let chart =
            sources.iter().fold(chart, |chart, (connection, name)| chart.label(Some(*connection), *name));
        std::fs::write(file, chart.svg())?;
        println!("-> {file}\n");
    }
    account.close().await?;
    Ok(())
}

fn print_table(series: &Series, sources: &[(ConnectionId, &str)], words: &Words) {
    println!("{} ({})", series.title, units::shown(&series.unit));
    let column = |name| words.word("column", name);
    println!(
        "  {:<22} {:>8}  {:<14} {:<22} {}",
        column("date"),
        column("value"),
        column("range"),
        column("written"),
        column("source")
    );
    for point in series.lines.iter().flat_map(|line| &line.points) {
        let flag =
            point.flag.filter(|flag| flag.is_abnormal()).map(|flag| flag.say(words)).unwrap_or_default();
        let (number, unit) = &point.written;
        println!(
            "  {:<22} {:>8}  {:<14} {:<22} {}",
            words.date(&point.when),
            words.number(&point.value.to_string()),
            range(point, words),
            format!("{} {unit}", words.number(number)),
            source(point, sources, words) + &if flag.is_empty() { flag } else { format!(" ({flag})") }
        );
    }
    for apart in &series.apart {
        println!("  {} ({})", apart.text, apart.reason.say(words));
    }
}

fn range(point: &Point, words: &Words) -> String {
    let Some(bounds) = point.bounds else { return String::new() };
    let end = |end: Option<units::Decimal>| end.map(|end| words.number(&end.to_string())).unwrap_or_default();
    format!("{}–{}", end(bounds.low), end(bounds.high))
}

fn source(point: &Point, sources: &[(ConnectionId, &str)], words: &Words) -> String {
    let of = point.sources.first().copied().flatten();
    let named =
        sources.iter().find(|(connection, _)| Some(*connection) == of).map(|(_, name)| (*name).to_owned());
    named.unwrap_or_else(|| words.word("chart", "by-hand"))
}

async fn connect(backpack: &Backpack, portal: &ScriptedConnector) -> anyhow::Result<ConnectionId> {
    match backpack.connect(Arc::new(portal.clone())).await? {
        SignIn::Done(connections) => {
            connections.first().copied().ok_or_else(|| anyhow::anyhow!("no patient"))
        }
        _ => anyhow::bail!("this portal asks nobody to sign in"),
    }
}
