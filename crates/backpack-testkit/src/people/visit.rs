//! A visit: the encounter, and what was measured, found, given and written on that day.

use super::calendar::{Day, Moment};
use super::documents;
use super::foundation::Cast;
use super::json::Object;
use super::labs::{Occasion, panel, vital_signs};
use super::life::{Life, Stamp};
use super::shapes::{CVX, Code, RXNORM, SNOMED, hl7, named, period, reference};
use super::treatment;

/// Puts down one visit on `day`.
pub(crate) fn happen(life: &mut Life, cast: &Cast, day: Day) {
    let (hour, quarter) = (life.prng.between(13, 21), life.prng.between(0, 3));
    let at = day.at(hour, quarter * 15);
    let (reason, medicine) = life.prng.pick(&REASONS);
    let encounter = encounter(life, cast, at, reason);
    let occasion = Occasion { encounter: &encounter, at: at.plus_minutes(5) };
    vital_signs(life, occasion);
    if !life.visits.is_multiple_of(3) {
        panel(life, cast, occasion);
    }
    if life.prng.chance(40) {
        diagnosis(life, at, &encounter, reason);
        treatment::order(life, cast, at.plus_minutes(20), Some(&encounter), |o| {
            o.raw("medicationCodeableConcept", &medicine.concept())
        });
    }
    if life.visits % 3 == 1 {
        flu_shot(life, cast, at, &encounter);
    }
    if life.visits % 5 == 2 {
        procedure(life, cast, at, &encounter);
    }
    if life.visits % 4 == 1 {
        let note = documents::visit_note(life, cast, at, &encounter, reason.display);
        provenance(life, cast, at, &note);
    }
}

fn encounter(life: &mut Life, cast: &Cast, at: Moment, reason: Code) -> String {
    let subject = life.subject();
    let doctor = life.prng.pick(&[0_usize, 1, 2]);
    let doctor = cast.doctors.get(doctor).map_or("", String::as_str);
    let class = Object::new().text("system", &treatment::system("v3-ActCode")).text("code", "AMB").finish();
    let participant = Object::new().raw("individual", &reference(doctor)).finish();
    let place = Object::new().raw("location", &named(&cast.clinic, "Outpatient clinic, east wing")).finish();
    life.put(Stamp::new("Encounter", "encounter", at.plus_minutes(30)), |o| {
        o.text("status", "finished")
            .raw("class", &class)
            .one("type", &Code::new(SNOMED, "185349003", "Encounter for check up").concept())
            .raw("subject", &subject)
            .one("participant", &participant)
            .raw("period", &period(&at.with_offset(-5), Some(&at.plus_minutes(30).with_offset(-5))))
            .one("reasonCode", &reason.concept())
            .one("location", &place)
            .raw("serviceProvider", &reference(&cast.hospital))
    })
}

fn diagnosis(life: &mut Life, at: Moment, encounter: &str, reason: Code) {
    let subject = life.subject();
    life.put(Stamp::new("Condition", "condition-encounter-diagnosis", at.plus_minutes(15)), |o| {
        o.raw("clinicalStatus", &hl7("condition-clinical", "resolved"))
            .raw("verificationStatus", &hl7("condition-ver-status", "confirmed"))
            .one("category", &hl7("condition-category", "encounter-diagnosis"))
            .raw("code", &reason.concept())
            .raw("subject", &subject)
            .raw("encounter", &reference(encounter))
            .text("onsetDateTime", &at.day().plus(-3).to_string())
            .text("abatementDateTime", &at.day().plus(12).to_string())
            .text("recordedDate", &at.to_string())
    });
}

fn flu_shot(life: &mut Life, cast: &Cast, at: Moment, encounter: &str) {
    let subject = life.subject();
    let vaccine = Code::new(CVX, "150", "Influenza, injectable, quadrivalent, preservative free");
    let nurse = cast.doctors.first().map_or("", String::as_str).to_owned();
    life.put(Stamp::new("Immunization", "immunization", at.plus_minutes(25)), |o| {
        o.text("status", "completed")
            .raw("vaccineCode", &vaccine.concept())
            .raw("patient", &subject)
            .raw("encounter", &reference(encounter))
            .text("occurrenceDateTime", &at.to_string())
            .raw("primarySource", "true")
            .text("lotNumber", "ÄB-0042/7")
            .raw(
                "doseQuantity",
                r#"{"value":0.50,"unit":"mL","system":"http://unitsofmeasure.org","code":"mL"}"#,
            )
            .one("performer", &Object::new().raw("actor", &reference(&nurse)).finish())
    });
}

fn procedure(life: &mut Life, cast: &Cast, at: Moment, encounter: &str) {
    let subject = life.subject();
    let code = life.prng.pick(&PROCEDURES);
    let performer =
        Object::new().raw("actor", &reference(cast.doctors.last().map_or("", String::as_str))).finish();
    life.put(Stamp::new("Procedure", "procedure", at.plus_minutes(29)), |o| {
        o.text("status", "completed")
            .raw("code", &code.concept())
            .raw("subject", &subject)
            .raw("encounter", &reference(encounter))
            .raw("performedPeriod", &period(&at.to_string(), Some(&at.plus_minutes(20).to_string())))
            .one("performer", &performer)
    });
}

/// Says who wrote the note and when.
fn provenance(life: &mut Life, cast: &Cast, at: Moment, note: &str) {
    let [doctor, _, _] = &cast.doctors;
    let author = Object::new()
        .raw("type", &hl7("provenance-participant-type", "author"))
        .raw("who", &reference(doctor))
        .raw("onBehalfOf", &reference(&cast.hospital));
    life.put(Stamp::new("Provenance", "provenance", at.plus_minutes(45)), |o| {
        o.one("target", &reference(note))
            .text("recorded", &at.plus_minutes(45).to_string())
            .one("agent", &author.finish())
    });
}

/// Why people come, and what they may be given for it.
const REASONS: [(Code, Code); 5] = [
    (
        Code::new(SNOMED, "54150009", "Upper respiratory infection"),
        Code::new(RXNORM, "198440", "acetaminophen 500 MG Oral Tablet"),
    ),
    (
        Code::new(SNOMED, "279039007", "Low back pain"),
        Code::new(RXNORM, "310965", "ibuprofen 200 MG Oral Tablet"),
    ),
    (
        Code::new(SNOMED, "38341003", "Hypertensive disorder"),
        Code::new(RXNORM, "197361", "amlodipine 5 MG Oral Tablet"),
    ),
    (
        Code::new(SNOMED, "25064002", "Headache"),
        Code::new(RXNORM, "198440", "acetaminophen 500 MG Oral Tablet"),
    ),
    (
        Code::new(SNOMED, "68566005", "Urinary tract infection"),
        Code::new(RXNORM, "311989", "nitrofurantoin 100 MG Oral Capsule"),
    ),
];

const PROCEDURES: [Code; 3] = [
    Code::new(SNOMED, "29303009", "Electrocardiographic procedure"),
    Code::new(SNOMED, "73761001", "Colonoscopy"),
    Code::new(SNOMED, "127783003", "Spirometry"),
];
