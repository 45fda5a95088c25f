//! A typed view of a record, and what it does where the content departs from the model.
//!
//! Run: `cargo run --example typed --features typed`
#![expect(clippy::print_stdout, reason = "an example talks to a person")]

use backpack::Person;
use backpack::record::entry::{Entry, VitalSign};
use backpack::typed::model::Observation;

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let account = backpack_examples::account::in_memory().await?;
    let backpack = account.add_backpack(Person::new("Ana Ruiz")).await?;

    let weight = VitalSign::new("Body weight", "71.50", "kg").date("2026-03-02");
    let good = backpack.add(weight).await?;
    let view = backpack.typed::<Observation>(good).await?;
    println!("A measurement as a typed view: status {:?}", view.value.status);
    for difference in &view.not_shown {
        println!("  not shown as it was written: {} ({:?})", difference.path, difference.how);
    }

    // Seen in real data: a number where the standard has a text, and a value with its time zone missing.
    let odd = br#"{"resourceType":"Observation","status":"final","code":{"text":"Heart rate"},"valueQuantity":{"value":"72","unit":1}}"#;
    let odd = backpack.add(Entry::from_resource(odd.to_vec())?).await?;
    match backpack.typed::<Observation>(odd).await {
        Ok(view) => println!("Read, with {} differences", view.not_shown.len()),
        Err(error) => println!("No typed view: {error}"),
    }
    println!("The record is untouched: {}", String::from_utf8_lossy(&backpack.body(odd).await?));
    Ok(())
}
