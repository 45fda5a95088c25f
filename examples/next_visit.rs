//! The next visit prepared: what is new since the last one, what to ask, and a sheet to take along.
//!
//! Run: `cargo run --example next_visit -- de`
//!
//! The language of the sheet is that of the argument: en, es, de, fr, pt or it. The same sheet is written into the current
//! folder as `next_visit.pdf`. What the person and their doctors wrote stays in the language they wrote it in.
#![expect(clippy::print_stdout, reason = "an example talks to a person")]

use std::sync::Arc;

use backpack::record::entry::{Allergy, Appointment, LabResult, Medication, Visit};
use backpack::views::NextVisit;
use backpack::{Account, Backpack, Options, Person, SignIn, Storage, Unlock};
use backpack_examples::labs;
use backpack_testkit::VirtualClock;

const DOCTOR: &str = "Dr. Imogen Achterberg";

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let language = std::env::args().nth(1).unwrap_or_else(|| "en".to_owned());
    // The clock stands at the first of January 2026.
    let clock = Arc::new(VirtualClock::new());
    let options = Options::new()?.with_clock(Arc::<VirtualClock>::clone(&clock));
    let account =
        Account::create_on(Storage::in_memory(clock), Unlock::host_key(vec![7; 32]), options).await?;
    let backpack = account.add_backpack(Person::new("Ana Ruiz").born("1980-04-02")).await?;
    for (_, portal) in labs::portals() {
        let SignIn::Done(connections) = backpack.connect(Arc::new(portal)).await? else {
            anyhow::bail!("these portals ask nobody to sign in");
        };
        for connection in connections {
            backpack.sync(connection).await?;
        }
    }
    write_down(&backpack).await?;

    let next = Appointment::new("Follow-up").start("2026-01-20").provider(DOCTOR);
    let next = backpack.add(next).await?;
    backpack.ask_at_visit(next, "Do I still need ibuprofen before I run?").await?;

    let prepared = backpack.prepare_visit(NextVisit::Record(next)).await?;
    let page = prepared.page(language.as_str());
    println!("{}", page.to_text());
    std::fs::write("next_visit.pdf", page.to_pdf()?.bytes)?;
    println!("-> next_visit.pdf");

    // After the visit the question goes, and the answer stays with the appointment.
    backpack.question_answered(next, Some("Only if it hurts.".to_owned())).await?;
    let after = backpack.prepare_visit(NextVisit::Record(next)).await?;
    println!("{} open questions", after.questions.len());
    account.close().await?;
    Ok(())
}

/// What the person wrote down themselves over the year.
async fn write_down(backpack: &Backpack) -> anyhow::Result<()> {
    backpack.add(Visit::new("Check-up").start("2024-03-10").end("2024-03-10").provider(DOCTOR)).await?;
    backpack.add(Medication::new("Metformin").start("2024-05-02")).await?;
    backpack.add(Medication::new("Ibuprofen").start("2023-11").stop("2024-08-01")).await?;
    backpack.add(Allergy::new("Penicillin")).await?;
    let own =
        LabResult::new("Glucose").value("131", "mg/dL").range_low("70", "mg/dL").range_high("99", "mg/dL");
    backpack.add(own.date("2025-12-02")).await?;
    Ok(())
}
