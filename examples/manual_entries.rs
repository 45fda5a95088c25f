//! Entering by hand: one of each kind, with terms offered as the person types; then editing, deleting and undoing.
//!
//! Run: `cargo run --example manual_entries`
//!
//! Everything is invented and kept in memory.
#![expect(clippy::print_stdout, reason = "an example talks to a person")]

use std::sync::Arc;

use backpack::record::Kind;
use backpack::record::entry::{
    AgeUnit, Allergy, AllergyCategory, Appointment, CarePlan, Concept, Condition, Coverage, Device, Document,
    FamilyCondition, FamilyHistory, GeneticResult, Goal, Imaging, Immunization, Injury, LabResult,
    Medication, Modality, Moment, NewEntry, Note, Procedure, Report, Severity, Significance, Smoking,
    SocialHistory, Symptom, Treatment, Visit, VitalSign, WeightUnit,
};
use backpack::terms::{List, Terms};
use backpack::views::Words;
use backpack::{Account, Backpack, Filter, Options, Person, Storage, Unlock};
use backpack_examples::entries::{line, show};
use backpack_testkit::VirtualClock;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let clock = Arc::new(VirtualClock::new());
    let options = Options::new()?.with_clock(Arc::<VirtualClock>::clone(&clock));
    let storage = Storage::in_memory(clock);
    let account = Account::create_on(storage, Unlock::host_key(vec![7; 32]), options).await?;
    let backpack = account.add_backpack(Person::new("Ana Ruiz")).await?;

    println!("She types");
    for entry in one_of_each(&backpack)? {
        backpack.add(entry).await?;
    }
    println!("\nShe sees");
    let english = Words::new("en");
    show(&backpack, &english);

    // A form begins with what is there; what it has no field for stays.
    let asthma = only(&backpack, Kind::Condition)?;
    let NewEntry::Condition(mut form) = backpack.entry(asthma).await? else { anyhow::bail!("no condition") };
    if let Some(Moment::Age { number, .. }) = &form.onset {
        println!("\nThe form: {}, since the age of {number}", form.what.text);
    }
    form.end = Some(Moment::from("2011-10"));
    backpack.edit(asthma, *form).await?;
    println!("Edited: {}", line(&backpack, asthma, &english)?);
    backpack.undo(asthma).await?;
    println!("Undone: {}", line(&backpack, asthma, &english)?);

    let symptom = only(&backpack, Kind::Symptom)?;
    backpack.delete(symptom).await?;
    println!("Deleted: {} symptoms", backpack.find(&Filter::new().kind(Kind::Symptom)).total);
    backpack.restore(symptom).await?;
    println!("Back: {}", line(&backpack, symptom, &english)?);

    println!("\nIn Spanish");
    show(&backpack, &Words::new("es"));
    account.close().await?;
    Ok(())
}

/// Says what is offered for some letters, and takes the first.
fn chosen(terms: &Terms, typed: &str) -> anyhow::Result<Concept> {
    let hits = terms.search(typed, "en", 3);
    let offered: Vec<&str> = hits.iter().map(|term| term.display()).collect();
    println!("  {typed:10} {}", offered.join(" | "));
    hits.into_iter().next().map(Concept::from).ok_or_else(|| anyhow::anyhow!("nothing for {typed}"))
}

fn one_of_each(backpack: &Backpack) -> anyhow::Result<Vec<NewEntry>> {
    let of = |kind, typed| chosen(&backpack.terms(kind), typed);
    let from = |list, typed| chosen(&Terms::of([list]), typed);
    let twice = Terms::of([List::Frequencies]).search("twice", "en", 1).remove(0);
    Ok(vec![
        Condition::new(of(Kind::Condition, "asth")?).onset(Moment::age("9", AgeUnit::Years)).into(),
        Symptom::new(of(Kind::Symptom, "headach")?).onset("2026-01-03").severity(Severity::Mild).into(),
        Injury::new(of(Kind::Injury, "sprained")?)
            .body_site(from(List::BodySites, "left ank")?)
            .onset("2024")
            .into(),
        Medication::new(of(Kind::Medication, "metfromin")?)
            .dose("500 mg")
            .route(from(List::Routes, "mouth")?)
            .frequency(twice)
            .start("2020-01")
            .into(),
        Allergy::new(of(Kind::Allergy, "pean")?)
            .category(AllergyCategory::Food)
            .reaction(from(List::Reactions, "hiv")?)
            .into(),
        Immunization::new(of(Kind::Immunization, "tetan")?).date("2019-11-02").lot("A1B2").into(),
        Procedure::new(of(Kind::Procedure, "append")?).date("1995").into(),
        Treatment::new(of(Kind::Procedure, "physio")?).date("2025-11").into(),
        LabResult::new(of(Kind::LabResult, "a1c")?).value("6.30", "%").date("2025-12-01").into(),
        GeneticResult::new("BRCA1").gene("BRCA1").significance(Significance::Benign).date("2022").into(),
        VitalSign::weight("71.50", WeightUnit::Kilograms).date("2026-01-01").into(),
        SocialHistory::smoking(Smoking::Never).date("2026").into(),
        FamilyHistory::new(from(List::Relations, "moth")?)
            .condition(FamilyCondition::new(of(Kind::Condition, "breast can")?).onset_age("51"))
            .into(),
        Visit::new("Check-up").start("2025-06-30").provider("Dr. Ngozi Adeyemi").into(),
        Appointment::new("Eye check").start("2026-03").place("St. Anne").into(),
        Device::new(of(Kind::Device, "hearing")?).start("2023").into(),
        CarePlan::new("After the sprain").step("Rest").step("Walk a little each day").into(),
        Goal::new("Lose weight").reach("Body weight", "68", "kg").due("2026-12").into(),
        Coverage::new("Sunrise Health Plan").member_id("77-1").into(),
        Imaging::new(of(Kind::Imaging, "x-ray")?).modality(Modality::XRay).date("2024").into(),
        Report::new("Echocardiogram").conclusion("As expected.").date("2021").into(),
        Document::new("Discharge letter").date("1995").into(),
        Note::new("Ask about the knee.").date("2026-01-05").into(),
    ])
}

fn only(backpack: &Backpack, kind: Kind) -> anyhow::Result<backpack::core::RecordId> {
    let found = backpack.find(&Filter::new().kind(kind)).records;
    found.first().map(|record| record.id).ok_or_else(|| anyhow::anyhow!("no {kind}"))
}
