//! What became of a record: its versions, what changed between them, what was undone, and who did what.
//!
//! Run: `cargo run --example history`
//!
//! Everything is invented and kept in memory: a laboratory sends a result, corrects it and takes it back, while the
//! person and somebody who cares for her write beside it.
#![expect(clippy::print_stdout, reason = "an example talks to a person")]

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use backpack::connect::{Gone, Item, Query};
use backpack::core::{ConnectionId, RecordId};
use backpack::keep::{Act, ActivityFilter};
use backpack::record::Actor;
use backpack::record::entry::Symptom;
use backpack::{Account, Backpack, Options, Person, SignIn, Storage, Unlock};
use backpack_examples::history::{indented, line, print_history};
use backpack_testkit::VirtualClock;
use backpack_testkit::connector::ScriptedConnector;

const PRELIMINARY: &str = r#"{"resourceType":"Observation","id":"hb","meta":{"versionId":"1"},"status":"preliminary",
  "category":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/observation-category","code":"laboratory"}]}],
  "code":{"coding":[{"system":"http://loinc.org","code":"718-7"}],"text":"Hemoglobin"},"subject":{"reference":"Patient/pat-1"},
  "effectiveDateTime":"2024-03-07","valueQuantity":{"value":9.1,"unit":"g/dL"},"note":[{"text":"sample clotted"}]}"#;
const CORRECTED: &str = r#"{"resourceType":"Observation","id":"hb","meta":{"versionId":"2"},"status":"corrected",
  "category":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/observation-category","code":"laboratory"}]}],
  "code":{"coding":[{"system":"http://loinc.org","code":"718-7"}],"text":"Hemoglobin"},"subject":{"reference":"Patient/pat-1"},
  "effectiveDateTime":"2024-03-07","valueQuantity":{"value":13.4,"unit":"g/dL"},"note":[{"text":"measured again"},{"text":"sample clotted"}]}"#;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let clock = Arc::new(VirtualClock::new());
    let later = || clock.advance(Duration::from_secs(3_600));
    let options = Options::new()?.with_clock(Arc::<VirtualClock>::clone(&clock));
    let storage = Storage::in_memory(Arc::<VirtualClock>::clone(&clock));
    let account = Account::create_on(storage, Unlock::host_key(vec![7; 32]), options).await?;
    let backpack = account.add_backpack(Person::new("Ana Ruiz")).await?;

    let labs =
        ScriptedConnector::new().with_query(Query::new("labs", "Lab results"), [Item::json(PRELIMINARY)]);
    let connection = connect(&backpack, &labs).await?;
    backpack.sync(connection).await?;
    let result = only_record(&backpack)?;
    later();
    backpack.flag(result, "this cannot be mine").await?;
    later();
    labs.add("labs", Item::json(CORRECTED));
    backpack.sync(connection).await?;
    later();
    // The corrected value explains it: the mark goes, and somebody who cares for her says why.
    backpack.undo(result).await?;
    let ben = backpack.acting_as(Actor::Named("Ben, her son".into()));
    ben.note(result, "The laboratory measured again.").await?;

    let diary = backpack.add(Symptom::new("dizziness").onset("2024-03-05")).await?;
    later();
    ben.edit(diary, Symptom::new("dizziness, mornings").onset("2024-03")).await?;
    later();
    backpack.undo(diary).await?;
    later();
    labs.add("labs", Item::Gone(Gone::new("Observation", "hb")));
    backpack.sync(connection).await?;
    backpack.act(Act::Exported { what: "a summary for the practice".into(), records: 2, files: 0 }).await?;

    println!("The result from the portal");
    print_history(&backpack.history(result).await?);
    println!("\nFrom version 0 to version 1");
    print!("{}", indented(&backpack.compare(result, 0, 1).await?.difference()?.to_string()));
    println!("\nThe entry of the diary");
    print_history(&backpack.history(diary).await?);
    println!("\nFrom version 0 to version 1");
    print!("{}", indented(&backpack.compare(diary, 0, 1).await?.difference()?.to_string()));
    println!("\nWho did what");
    let whole = ActivityFilter::new().oldest_first().limit(1_000);
    let titles = BTreeMap::from([(result, "the result"), (diary, "the entry")]);
    for told in backpack.activity(&whole).await?.acts {
        println!("  {}", line(&told, &titles));
    }
    println!("\nThe chain of {} acts is whole.", backpack.verify_activity().await?);
    println!("\nOf the account");
    for told in account.activity(&whole).await?.acts {
        println!("  {}", line(&told, &titles));
    }
    account.close().await?;
    Ok(())
}

async fn connect(backpack: &Backpack, labs: &ScriptedConnector) -> anyhow::Result<ConnectionId> {
    match backpack.connect(Arc::new(labs.clone())).await? {
        SignIn::Done(connections) => {
            connections.first().copied().ok_or_else(|| anyhow::anyhow!("no patient"))
        }
        _ => anyhow::bail!("this portal asks nobody to sign in"),
    }
}

fn only_record(backpack: &Backpack) -> anyhow::Result<RecordId> {
    let found = backpack.find(&backpack::Filter::new()).records;
    found.first().map(|record| record.id).ok_or_else(|| anyhow::anyhow!("nothing came"))
}
