//! A typed view of a record, and what it does where the content departs from the model.
//!
//! Run: `cargo run --example typed --features typed`
#![expect(clippy::print_stdout, reason = "an example talks to a person")]

use backpack::Person;
use backpack::record::entry::{Entry, VitalSign};
use backpack::typed::View;
use backpack::typed::model::Observation;

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let account = backpack_examples::account::in_memory().await?;
    let backpack = account.add_backpack(Person::new("Ana Ruiz")).await?;

    let weight = VitalSign::new("Body weight", "71.50", "kg").date("2026-03-02");
    let good = backpack.add(weight).await?;
    let view = backpack.typed::<Observation>(good).await?;
    println!("A measurement as a typed view: status {:?}", view.value.status);
    show(&Ok(view));

    // Both are seen in real data: a number written as a text, and a status in the wrong case.
    let odd = br#"{"resourceType":"Observation","status":"final","code":{"text":"Heart rate"},"valueQuantity":{"value":"72"}}"#;
    let odd = backpack.add(Entry::from_resource(odd.to_vec())?).await?;
    show(&backpack.typed::<Observation>(odd).await);
    let departing = br#"{"resourceType":"Observation","status":"Final","code":{"text":"Heart rate"}}"#;
    let departing = backpack.add(Entry::from_resource(departing.to_vec())?).await?;
    show(&backpack.typed::<Observation>(departing).await);
    let header = backpack.record(departing)?.header;
    println!("Lists and timelines show it all the same: {}, {:?}", header.title, header.status);
    println!("The record is untouched: {}", String::from_utf8_lossy(&backpack.body(departing).await?));
    Ok(())
}

fn show(view: &Result<View<Observation>, backpack::Error>) {
    match view {
        Ok(view) => {
            println!("A view, with {} of its contents not shown as written", view.not_shown.len());
            for difference in &view.not_shown {
                println!("  {} ({:?})", difference.path, difference.how);
            }
        }
        Err(error) => println!("No view: {error}"),
    }
}
