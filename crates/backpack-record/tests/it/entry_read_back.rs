//! Each entry is seen through its header as what it was made.

#![expect(clippy::unwrap_used, reason = "a test stops at what it did not expect")]

use backpack_record::entry::{
    Allergy, Condition, Immunization, Injury, LabResult, Medication, NewEntry, Note, Procedure, Symptom,
    Visit, VitalSign,
};
use backpack_record::{Code, Header, PartialDate, Value};

/// Returns what a list shows of an entry: kind, title, status, time, value, codes.
fn seen(entry: impl Into<NewEntry>) -> String {
    let entry: NewEntry = entry.into();
    let written = entry.build("e1", Some("Patient/p1")).unwrap();
    let header = Header::read(written.body()).unwrap();
    assert_eq!(Some(header.kind), entry.kind());
    assert_eq!(header.resource_type, entry.resource_type());
    assert_eq!(header.id.as_deref(), Some("e1"));
    assert_eq!(header.subject.as_ref().map(|subject| subject.target.as_str()), Some("Patient/p1"));
    let when = header.when.as_ref().map_or_else(
        || "undated".to_owned(),
        |when| {
            let text =
                |date: &Option<PartialDate<'_>>| date.as_ref().map_or(String::new(), ToString::to_string);
            format!("{} {}..{}", when.element, text(&when.start), text(&when.end))
        },
    );
    let codes: Vec<&str> = header.codes.iter().filter_map(|code| code.code.as_deref()).collect();
    let codes = codes.join(" ");
    let status = header.status.as_deref().unwrap_or("-");
    format!("{}: {} | {status} | {when} | [{codes}]", header.kind, header.title)
}

#[test]
fn of_free_text_alone() {
    let all = [
        seen(Allergy::new("Nüsse")),
        seen(Condition::new("Asthma")),
        seen(Symptom::new("Headache")),
        seen(Injury::new("Sprain")),
        seen(Medication::new("Vitamin D")),
        seen(Immunization::new("Measles")),
        seen(Procedure::new("Cast")),
        seen(VitalSign::new("Grip strength", "41", "kg")),
        seen(LabResult::new("Ferritin")),
        seen(Visit::new("Check-up")),
        seen(Note::new("Ask about the knee")),
    ];
    let expected = [
        "allergy: Nüsse | active | undated | []",
        "condition: Asthma | active | undated | []",
        "symptom: Headache | active | undated | []",
        "injury: Sprain | active | undated | []",
        "medication: Vitamin D | active | undated | []",
        "immunization: Measles | completed | undated | []",
        "procedure: Cast | completed | undated | []",
        "vital-sign: Grip strength | final | undated | []",
        "lab-result: Ferritin | final | undated | []",
        "visit: Check-up | unknown | undated | []",
        "document: Ask about the knee | current | undated | []",
    ];
    assert_eq!(all, expected);
}

#[test]
fn with_dates_and_codes() {
    let code = || Code::new("http://snomed.info/sct", "1").with_display("One");
    let all = [
        seen(Allergy::new("Nuts").code(code()).onset("2001")),
        seen(Condition::new("Asthma").code(code()).onset("1999-04").end("2011-10-02")),
        seen(Symptom::new("Headache").code(code()).onset("2024-05-01T07:30:00+02:00")),
        seen(Injury::new("Sprain").code(code()).onset("2020")),
        seen(Medication::new("Metformin").code(code()).start("2020-01").stop("2022")),
        seen(Immunization::new("Influenza").code(code()).date("2023-10-05")),
        seen(Procedure::new("Cast").code(code()).date("2018-04").end("2018-06")),
        seen(VitalSign::blood_pressure("120", "80").date("2024-02-29T08:00:00Z")),
        seen(LabResult::new("Creatinine").code(code()).value("1.10", "mg/dL").date("2024-02-29")),
        seen(Visit::new("Check-up").code(code()).start("2024-02-29").end("2024-03-01")),
        seen(Note::new("Ask about the knee").title("Next visit").date("2024-03")),
    ];
    let expected = [
        "allergy: Nuts | active | onsetDateTime 2001.. | [1]",
        "condition: Asthma | resolved | onsetDateTime 1999-04.. | [1]",
        "symptom: Headache | active | onsetDateTime 2024-05-01T07:30:00+02:00.. | [1]",
        "injury: Sprain | active | onsetDateTime 2020.. | [1]",
        "medication: Metformin | completed | effectivePeriod 2020-01..2022 | [1]",
        "immunization: Influenza | completed | occurrenceDateTime 2023-10-05.. | [1]",
        "procedure: Cast | completed | performedPeriod 2018-04..2018-06 | [1]",
        "vital-sign: Blood pressure | final | effectiveDateTime 2024-02-29T08:00:00Z.. | [85354-9]",
        "lab-result: Creatinine | final | effectiveDateTime 2024-02-29.. | [1]",
        "visit: Check-up | finished | period 2024-02-29..2024-03-01 | [1]",
        "document: Next visit | current | context.period 2024-03.. | []",
    ];
    assert_eq!(all, expected);
}

#[test]
fn who_and_values_are_seen() {
    let written = NewEntry::from(
        LabResult::new("Creatinine").value("1.10", "mg/dL").range_low("0.60", "mg/dL").performer("City lab"),
    )
    .build("e1", None)
    .unwrap();
    let header = Header::read(written.body()).unwrap();
    let Some(Value::Quantity(value)) = &header.value else {
        panic!("a lab result has a quantity");
    };
    let low = header.reference_range.as_ref().and_then(|range| range.low.as_ref());
    let seen = [Some(value), low]
        .map(|quantity| quantity.map(|quantity| (quantity.number.as_deref(), quantity.unit.as_deref())));
    let unit = Some("mg/dL");
    assert_eq!(seen, [Some((Some("1.10"), unit)), Some((Some("0.60"), unit))]);
    let who: Vec<_> = header.who.iter().map(|who| (who.role.as_str(), who.name.as_deref())).collect();
    assert_eq!(who, [("performer", Some("City lab"))]);
}
