//! Finding by words: accents, misspellings, beginnings, phrases, in records, notes and files, with what was found marked.
//!
//! Run: `cargo run --example search`, or `cargo run --example search -- WORDS` to look for words of your own
//!
//! Everything is invented and kept in memory.
#![expect(clippy::print_stdout, reason = "an example talks to a person")]

use std::sync::Arc;

use anyhow::Context as _;
use backpack::core::Cancellation;
use backpack::import::FileConnector;
use backpack::record::entry::{Allergy, Procedure};
use backpack::search::{Found, Highlight, Search};
use backpack::sync::{PersonGuard, SyncOptions};
use backpack::{Account, Backpack, Options, Person, SignIn, Storage, Unlock};
use backpack_testkit::people::{PeopleOptions, Person as Invented};

const TYPED: [&str; 7] = [
    "rontgen fusses",
    "penicilina ",
    "pencillin ",
    "hyperten",
    "\"after two hours\"",
    "discharge letter",
    "nothing of this kind ",
];

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let options = Options::new()?;
    let storage = Storage::in_memory(Arc::clone(&options.clock));
    let account = Account::create_on(storage, Unlock::host_key(vec![7; 32]), options).await?;
    let backpack = account.add_backpack(Person::new("Ana Ruiz")).await?;
    import(&backpack).await?;

    let allergy = backpack.add(Allergy::new("Penicillin")).await?;
    backpack.note(allergy, "Peñicilina: hives, after two hours").await?;
    let foot = backpack.add(Procedure::new("Röntgen des Fußes")).await?;
    let letter = backpack.add_file("Discharge letter.txt", Some("text/plain"), LETTER.as_bytes()).await?;
    backpack.attach(foot, letter.id).await?;

    let size = backpack.prepare_search().await?;
    let (all, kb) = (size.subjects, size.bytes / 1000);
    println!("{all} records and files can be found; the index takes {kb} kB of memory.");
    let own: Vec<String> = std::env::args().skip(1).collect();
    if own.is_empty() {
        for typed in TYPED {
            show(&backpack, typed).await?;
        }
    } else {
        show(&backpack, &own.join(" ")).await?;
    }
    Ok(())
}

const LETTER: &str = "Dear Dr. Osei,\n\nMs. Ruiz may walk again, at first with crutches.\nHypertension: no change of treatment.\n";

/// Brings in an invented person's records from a file.
async fn import(backpack: &Backpack) -> anyhow::Result<()> {
    let folder = std::env::temp_dir().join(format!("backpack-search-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    let file = folder.join("person.json");
    let person = Invented::from_seed(3, PeopleOptions::small());
    person.write_bundle("https://portal.example/fhir", std::fs::File::create(&file)?)?;
    let SignIn::Done(connections) = backpack.connect(Arc::new(FileConnector::new([&file]))).await? else {
        anyhow::bail!("files ask nobody to sign in");
    };
    let connection = *connections.first().context("nobody is in the file")?;
    let options = SyncOptions::default().with_person_guard(PersonGuard::Off);
    backpack.sync_with(connection, options, Cancellation::new(), |_| {}).await?;
    std::fs::remove_dir_all(&folder)?;
    Ok(())
}

async fn show(backpack: &Backpack, typed: &str) -> anyhow::Result<()> {
    let results = backpack.search(&Search::new(typed).limit(3)).await?;
    println!("\n> {typed}");
    match results.total {
        0 => println!("  nothing"),
        total if results.has_all_words => println!("  {total} found"),
        total => println!("  nothing with all of these words, {total} with some"),
    }
    for hit in &results.hits {
        match &hit.found {
            Found::Record(record) => println!("  {} ({})", record.title(), record.kind()),
            Found::File { file, records, .. } => {
                println!("  {} (file of {} record)", file.name, records.len());
            }
            _ => {}
        }
        for highlight in &hit.highlights {
            println!("      {}", marked(highlight));
        }
    }
    Ok(())
}

/// Returns a piece of text with what was found between brackets, or bold where a terminal shows it.
fn marked(highlight: &Highlight) -> String {
    let (open, close) = if std::io::IsTerminal::is_terminal(&std::io::stdout()) {
        ("\x1b[1m", "\x1b[0m")
    } else {
        ("[", "]")
    };
    let mut out = String::new();
    let mut at = 0;
    for found in &highlight.matches {
        let before = highlight.text.get(at..found.start).unwrap_or_default();
        let own = highlight.text.get(found.clone()).unwrap_or_default();
        out.extend([before, open, own, close]);
        at = found.end;
    }
    out.push_str(highlight.text.get(at..).unwrap_or_default());
    let line = out.split_whitespace().collect::<Vec<_>>().join(" ");
    let dots = |is_cut: bool| if is_cut { "…" } else { "" };
    format!("{}{line}{}", dots(highlight.is_cut_before), dots(highlight.is_cut_after))
}
