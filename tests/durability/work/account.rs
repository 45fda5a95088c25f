//! A whole account: entries, notes, files and attachments, written through keep with its journal and its anchor.

use std::collections::BTreeMap;
use std::path::Path;

use backpack::core::RecordId;
use backpack::keep::Show;
use backpack::record::entry::Symptom;
use backpack::{Account, Backpack, Error, Filter, Person};

use super::{Acknowledged, must, text};
use crate::durability::engine::Engine;
use crate::world::process;

const TITLE: &str = "headache number ";

/// What is done beside writing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Beside {
    Little,
    /// The whole account is compacted after every entry, and the store's room given back.
    Compacting,
}

pub(super) async fn write(engine: Engine, folder: &Path, steps: u32, beside: Beside) {
    let (account, backpack) = match open_or_create(engine, folder).await {
        Ok(opened) => opened,
        Err(error) => return process::say(&format!("refused {:?}", error.kind())),
    };
    process::say("made");
    let first = numbers(&backpack).keys().next_back().map_or(0, |newest| newest + 1);
    process::say("ready");
    for number in first..first.saturating_add(steps) {
        if let Err(error) = step(&account, &backpack, number, beside).await {
            process::say(&format!("failed {:?}", error.kind()));
            let again = backpack.add(Symptom::new("again")).await.map_err(|error| error.kind().clone());
            process::say(&format!("again {:?}", again.map(|_| ())));
            let closed = account.close().await.map_err(|error| error.kind().clone());
            return process::say(&format!("closed {closed:?}"));
        }
    }
    process::say("done");
}

async fn open_or_create(engine: Engine, folder: &Path) -> Result<(Account, Backpack), Error> {
    if folder.join("keys.bpk").exists() {
        let account = engine.open_account(folder, 0).await?;
        return match account.backpacks().await?.first() {
            Some(listed) => {
                let backpack = account.backpack(listed.id).await?;
                Ok((account, backpack))
            }
            None => with_a_backpack(account).await,
        };
    }
    // A life that ended before the key file was there acknowledged nothing.
    std::fs::remove_dir_all(folder).ok();
    std::fs::create_dir_all(folder).unwrap();
    with_a_backpack(engine.create_account(folder, 0).await?).await
}

async fn with_a_backpack(account: Account) -> Result<(Account, Backpack), Error> {
    let backpack = account.add_backpack(Person::new("Ana Ruiz")).await?;
    Ok((account, backpack))
}

/// One entry, and with some of them a note, a file or a compaction; each is said once it is acknowledged.
async fn step(account: &Account, backpack: &Backpack, number: u32, beside: Beside) -> Result<(), Error> {
    let id = backpack.add(Symptom::new(format!("{TITLE}{number}"))).await?;
    process::say(&format!("entry {number}"));
    if number.is_multiple_of(3) {
        backpack.note(id, format!("since day {number}")).await?;
        process::say(&format!("note {number}"));
    }
    if number.is_multiple_of(4) {
        let file = backpack.add_file(&format!("scan-{number}.bin"), None, content(number)).await?;
        process::say(&format!("file {number}"));
        backpack.attach(id, file.id).await?;
        process::say(&format!("attached {number}"));
    }
    if number % 16 == 15 {
        backpack.compact().await?;
    }
    if beside == Beside::Compacting {
        process::say("compacting");
        account.compact().await?;
        process::say("compacted");
    }
    Ok(())
}

/// Returns what the file of this number holds: little enough for the store, or more than one chunk.
fn content(number: u32) -> Vec<u8> {
    let bytes = if number.is_multiple_of(8) { 150_000 } else { 900 };
    number.to_be_bytes().into_iter().cycle().take(bytes).collect()
}

fn numbers(backpack: &Backpack) -> BTreeMap<u32, RecordId> {
    let found = backpack.find(&Filter::new().show(Show::ALL)).records;
    let number = |title: &str| title.strip_prefix(TITLE)?.parse().ok();
    found.iter().filter_map(|record| Some((number(record.title())?, record.id))).collect()
}

pub(super) async fn check(engine: Engine, folder: &Path, acknowledged: &Acknowledged) -> Result<(), String> {
    let account = match engine.open_account(folder, 0).await {
        Ok(account) => account,
        Err(error) => return must(!acknowledged.made(), || format!("it does not open: {error:?}")),
    };
    let listed = account.backpacks().await.map_err(text)?;
    let Some(listed) = listed.first() else {
        return must(!acknowledged.made(), || "the Backpack is not there".to_owned());
    };
    // Opening follows the journal from the anchor to the head; verify follows all of it, and reads every body.
    let backpack = match account.backpack(listed.id).await {
        Ok(backpack) => backpack,
        // It has a key, and was never made to the end.
        Err(error) => return must(!acknowledged.made(), || format!("the Backpack does not open: {error:?}")),
    };
    backpack.verify().await.map_err(text)?;
    let found = numbers(&backpack);
    for number in acknowledged.numbers("entry") {
        must(found.contains_key(&number), || format!("entry {number} was acknowledged and is not there"))?;
    }
    let overlay = |number: &u32| {
        let id = found.get(number).ok_or_else(|| format!("entry {number} is not there"))?;
        backpack.record(*id).map(|record| record.overlay).map_err(text)
    };
    for number in acknowledged.numbers("note") {
        let noted = overlay(&number)?.notes.iter().any(|note| note.text == format!("since day {number}"));
        must(noted, || format!("the note on {number} was acknowledged and is not there"))?;
    }
    for number in acknowledged.numbers("attached") {
        let files = overlay(&number)?.files.len();
        must(files == 1, || format!("entry {number} has {files} files"))?;
    }
    check_files(&backpack, acknowledged).await?;
    backpack.add(Symptom::new("checked")).await.map_err(text)?;
    account.close().await.map_err(text)
}

async fn check_files(backpack: &Backpack, acknowledged: &Acknowledged) -> Result<(), String> {
    let files = backpack.files().await.map_err(text)?;
    for file in &files {
        let number = file.name.strip_prefix("scan-").and_then(|rest| rest.strip_suffix(".bin"));
        let number = number.and_then(|number| number.parse().ok()).ok_or("a file has another name")?;
        let held = backpack.open_file(file.id, None).await.map_err(text)?.collect().await.map_err(text)?;
        must(held == content(number), || format!("file {number} holds something else"))?;
    }
    for number in acknowledged.numbers("file") {
        let name = format!("scan-{number}.bin");
        must(files.iter().any(|file| file.name == name), || format!("file {number} is not there"))?;
    }
    Ok(())
}
