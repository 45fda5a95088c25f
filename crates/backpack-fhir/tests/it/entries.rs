//! What the entry builders write parses as the types of `fhir-model`, and the view shows it all but for the digits.

use backpack_fhir::model::{
    AllergyIntolerance, Condition, DocumentReference, Encounter, Immunization, MedicationStatement,
    Observation, Procedure,
};
use backpack_fhir::{TypedResource, typed};
use backpack_record::Code;
use backpack_record::entry::{
    self, Allergy, AllergyCategory, AsNeeded, Assessment, Comparator, Criticality, HeightUnit, Injury,
    LabResult, Medication, NewEntry, Note, ReactionSeverity, Setting, Severity, Symptom, TemperatureUnit,
    Visit, VitalSign, WeightUnit,
};

#[track_caller]
fn shows<T: TypedResource>(entry: impl Into<NewEntry>, but_for: &[&str]) {
    let entry = entry.into();
    for subject in [Some("Patient/p1"), None] {
        let written = entry.build("e1", subject).unwrap();
        let view = typed::<T>(written.body()).unwrap();
        let told: Vec<String> = view.not_shown.iter().map(ToString::to_string).collect();
        assert_eq!(told, but_for, "{}", String::from_utf8_lossy(written.body()));
    }
}

fn code() -> Code<'static> {
    Code::new("http://snomed.info/sct", "1").with_display("One")
}

#[test]
fn of_free_text_alone() {
    shows::<AllergyIntolerance>(Allergy::new("Nüsse"), &[]);
    shows::<Condition>(entry::Condition::new("Asthma"), &[]);
    shows::<Condition>(Symptom::new("Headache"), &[]);
    shows::<Condition>(Injury::new("Sprain"), &[]);
    shows::<MedicationStatement>(Medication::new("Vitamin D"), &[]);
    shows::<Immunization>(entry::Immunization::new("Measles"), &[]);
    shows::<Procedure>(entry::Procedure::new("Cast"), &[]);
    shows::<Observation>(VitalSign::new("Grip strength", "41", "kg"), &[]);
    shows::<Observation>(LabResult::new("Ferritin"), &[]);
    shows::<Encounter>(Visit::new("Check-up"), &[]);
    shows::<DocumentReference>(Note::new("Ask about the knee"), &[]);
}

#[test]
fn allergy() {
    let allergy =
        Allergy::new("Peanut").code(code()).category(AllergyCategory::Food).criticality(Criticality::High);
    let allergy = allergy.onset("2001-05").note("Carries an injector").severity(ReactionSeverity::Severe);
    shows::<AllergyIntolerance>(allergy.clone(), &[]);
    shows::<AllergyIntolerance>(allergy.reaction("Hives"), &[]);
}

#[test]
fn condition_symptom_and_injury() {
    let condition = entry::Condition::new("Asthma").code(code()).onset("1999").end("2011-10-02");
    shows::<Condition>(condition.severity(Severity::Mild).body_site("Lungs").note("Gone"), &[]);
    shows::<Condition>(Symptom::new("Headache").onset("2024-05-01T07:30:00+02:00"), &[]);
    shows::<Condition>(Injury::new("Sprain").cause("Fell on the stairs"), &[]);
}

#[test]
fn medication() {
    let medication =
        Medication::new("Metformin").code(code()).dose("500 mg").route("by mouth").frequency("daily");
    let medication =
        medication.as_needed(AsNeeded::WhenNeeded).start("2020-01").stop("2022").reason("Diabetes");
    shows::<MedicationStatement>(medication.prescriber("Dr. Weiß").note("With meals"), &[]);
}

#[test]
fn immunization_and_procedure() {
    let vaccine =
        entry::Immunization::new("Influenza").code(code()).date("2023-10-05").lot("A1").dose_number("2");
    let vaccine =
        vaccine.site("Left arm").route("IM").performer("Nurse Lee").place("Pharmacy").manufacturer("Acme");
    shows::<Immunization>(vaccine.note("Fine"), &[]);
    let procedure =
        entry::Procedure::new("Cast").code(code()).performer("Dr. Weiß").place("St. Anne").note("Blue");
    let procedure = procedure.body_site("Arm").reason("Fracture").outcome("Healed");
    shows::<Procedure>(procedure.clone().date("2018-04").end("2018-06"), &[]);
    shows::<Procedure>(procedure.date("2018-04-01"), &[]);
}

#[test]
fn vital_signs() {
    let pressure = VitalSign::blood_pressure("120", "80.0").date("2024-02-29T08:00:00Z").body_site("Arm");
    let pressure = pressure.interpretation(Assessment::Normal).method("Cuff").performer("Me").note("Early");
    shows::<Observation>(pressure, &["component[1].valueQuantity.value (in other digits)"]);
    let digits = &["valueQuantity.value (in other digits)"];
    shows::<Observation>(VitalSign::weight("72.50", WeightUnit::Kilograms).date("2024"), digits);
    shows::<Observation>(VitalSign::height("180", HeightUnit::Centimetres), &[]);
    shows::<Observation>(VitalSign::temperature("98.6", TemperatureUnit::Fahrenheit), &[]);
    shows::<Observation>(VitalSign::heart_rate("61"), &[]);
    shows::<Observation>(VitalSign::respiratory_rate("14"), &[]);
    shows::<Observation>(VitalSign::oxygen_saturation("98"), &[]);
    shows::<Observation>(VitalSign::body_mass_index("23.1"), &[]);
}

#[test]
fn lab_results() {
    let result =
        LabResult::new("Creatinine").code(code()).date("2024-02-29").interpretation(Assessment::High);
    let result = result.specimen("Blood").performer("City lab").note("Fasting").range_text("0.6 to 1.0");
    let quantity =
        result.clone().value("1.10", "mg/dL").range_low("0.6", "mg/dL").range_high("1.00", "mg/dL");
    let digits = &["valueQuantity.value (in other digits)", "referenceRange[0].high.value (in other digits)"];
    shows::<Observation>(quantity, digits);
    shows::<Observation>(result.clone().bound(Comparator::Below, "0.5", "mg/L"), &[]);
    shows::<Observation>(result.clone().value_text("negative"), &[]);
    shows::<Observation>(result.value_code("Detected", code()), &[]);
}

#[test]
fn visit_and_note() {
    let visit =
        Visit::new("Check-up").code(code()).setting(Setting::Ambulatory).start("2024-02-29").end("2024-03");
    let visit = visit.reason("Yearly").provider("Dr. Weiß").organization("Practice").place("Room 2");
    shows::<Encounter>(visit, &[]);
    let note =
        Note::new("Ask\nabout the knee").title("Next visit").date("2024-03").author("Me").sort("To ask");
    shows::<DocumentReference>(note, &[]);
}
