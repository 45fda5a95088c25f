//! Documents: PDF and text, by reference and in line; and the records that were changed or taken back.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::calendar::{Day, Moment};
use super::foundation::Cast;
use super::json::Object;
use super::labs::{Occasion, observe};
use super::life::{Life, Stamp};
use super::pdf;
use super::shapes::{Code, LOINC, hl7, named, period, quantity, reference};

/// Writes what every record should hold once: each sort of attachment, an amended and a retracted result.
pub(crate) fn specials(life: &mut Life, cast: &Cast, first: Day) {
    let at = first.at(11, 0);
    let encounter = first_visit(life, cast, at);
    letter(life, cast, at, &encounter);
    visit_note(life, cast, at, &encounter, "First visit at this clinic");
    inline_note(life, cast, at);
    written_report(life, cast, at, &encounter);
    let occasion = Occasion { encounter: &encounter, at };
    let creatinine = Code::new(LOINC, "2160-0", "Creatinine");
    let amended =
        Stamp { version: 2, ..Stamp::new("Observation", "observation-lab", at.plus_minutes(3_000)) };
    observe(life, amended, "laboratory", creatinine, occasion, |o| {
        o.raw("valueQuantity", &quantity("1.10", "mg/dL", "mg/dL"))
            .raw("note", r#"[{"text":"Amended: the first print-out was of another sample – naïve mix-up."}]"#)
    });
    retracted(life, at);
}

fn first_visit(life: &mut Life, cast: &Cast, at: Moment) -> String {
    let subject = life.subject();
    let class = r#"{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"AMB"}"#;
    life.put(Stamp::new("Encounter", "encounter", at), |o| {
        o.text("status", "finished")
            .raw("class", class)
            .one(
                "type",
                &Code::new("http://snomed.info/sct", "308335008", "Patient encounter procedure").concept(),
            )
            .raw("subject", &subject)
            .raw("period", &period(&at.day().year_month(), Some(&at.day().year_month())))
            .raw("serviceProvider", &reference(&cast.hospital))
    })
}

/// A result entered for the wrong person, kept so that everyone knows it does not count.
fn retracted(life: &mut Life, at: Moment) {
    let subject = life.subject();
    let stamp = Stamp { version: 2, ..Stamp::new("Observation", "observation-lab", at.plus_minutes(4_000)) };
    life.put(stamp, |o| {
        o.text("status", "entered-in-error")
            .one("category", &hl7("observation-category", "laboratory"))
            .raw("code", &Code::new(LOINC, "2823-3", "Potassium").concept())
            .raw("subject", &subject)
            .text("effectiveDateTime", &at.to_string())
            .raw("valueQuantity", &quantity("9.90", "mmol/L", "mmol/L"))
    });
}

/// A letter as PDF in a Binary, with one attachment more that lives on another server.
fn letter(life: &mut Life, cast: &Cast, at: Moment, encounter: &str) {
    let birth = life.profile.birth.to_string();
    let file = pdf::page(&[
        "Discharge letter",
        "Born:",
        &birth,
        "Rested well, eats well (soup).",
        "Back in six weeks.",
    ]);
    let attachment = binary(life, at, "application/pdf", &file, "Discharge letter – Entlassungsbrief");
    let elsewhere = Object::new()
        .text("contentType", "application/dicom")
        .text("url", "https://images.example.org/studies/42")
        .text("title", "Pictures kept elsewhere");
    let code = Code::new(LOINC, "18842-5", "Discharge summary");
    document(life, cast, at, code, &[attachment, elsewhere.finish()], Some(encounter));
}

/// A note as text in a Binary; returns the reference to its document.
pub(crate) fn visit_note(life: &mut Life, cast: &Cast, at: Moment, encounter: &str, reason: &str) -> String {
    let (family, given) = life.profile.own;
    let note = format!(
        "Visit of {given} {family} on {}\n\nReason: {reason}.\nMood good. Lungs clear. Plan: go on as before, \
         drink more water, come back if it lasts longer than two weeks.\nΔ weight: see the vital signs.\n",
        at.day()
    );
    let attachment = binary(life, at, "text/plain; charset=utf-8", note.as_bytes(), "Note of the visit");
    document(life, cast, at, Code::new(LOINC, "11506-3", "Progress note"), &[attachment], Some(encounter))
}

/// A note whose bytes stand in the document itself, and whose document is undated.
fn inline_note(life: &mut Life, cast: &Cast, at: Moment) {
    let text = "Called about the results. All in order. Спасибо – ありがとう – شكرا.\n";
    let attachment = Object::new()
        .text("contentType", "text/plain")
        .text("data", &STANDARD.encode(text))
        .text("title", "Telephone note")
        .finish();
    let subject = life.subject();
    let author = cast.doctors.first().map_or("", String::as_str).to_owned();
    life.put(Stamp::new("DocumentReference", "documentreference", at), |o| {
        o.text("status", "current")
            .raw("type", &Code::new(LOINC, "34748-4", "Telephone encounter note").concept())
            .one("category", &clinical_note())
            .raw("subject", &subject)
            .one("author", &reference(&author))
            .one("content", &Object::new().raw("attachment", &attachment).finish())
    });
}

/// A report whose whole content is a PDF.
fn written_report(life: &mut Life, cast: &Cast, at: Moment, encounter: &str) {
    let subject = life.subject();
    let file = pdf::page(&["Chest radiograph", "Two views. Heart of normal size. No fluid."]);
    let form = binary(life, at, "application/pdf", &file, "Chest radiograph");
    life.put(Stamp::new("DiagnosticReport", "diagnosticreport-note", at), |o| {
        o.text("status", "final")
            .one("category", &Code::new(LOINC, "LP29684-5", "Radiology").concept())
            .raw("code", &Code::new(LOINC, "30746-2", "Portable XR Chest Views").concept())
            .raw("subject", &subject)
            .raw("encounter", &reference(encounter))
            .text("effectiveDateTime", &at.to_string())
            .text("issued", &at.plus_minutes(90).to_string())
            .one("performer", &reference(&cast.hospital))
            .text("conclusion", "No sign of pneumonia.")
            .one("presentedForm", &form)
    });
}

/// Writes the Binary, and returns the attachment that points at it.
fn binary(life: &mut Life, at: Moment, media: &str, bytes: &[u8], title: &str) -> String {
    let subject = life.subject();
    let binary = life.put(Stamp::new("Binary", "", at), |o| {
        o.text("contentType", media).raw("securityContext", &subject).text("data", &STANDARD.encode(bytes))
    });
    Object::new()
        .text("contentType", media)
        .text("url", &binary)
        .raw("size", &bytes.len().to_string())
        .text("title", title)
        .finish()
}

fn document(
    life: &mut Life,
    cast: &Cast,
    at: Moment,
    code: Code,
    attachments: &[String],
    encounter: Option<&str>,
) -> String {
    let subject = life.subject();
    let [author, _, _] = &cast.doctors;
    let contents: Vec<_> = attachments.iter().map(|a| Object::new().raw("attachment", a).finish()).collect();
    let context = encounter.map(|encounter| Object::new().one("encounter", &reference(encounter)).finish());
    life.put(Stamp::new("DocumentReference", "documentreference", at.plus_minutes(40)), |o| {
        let o = o
            .text("status", "current")
            .raw("type", &code.concept())
            .one("category", &clinical_note())
            .raw("subject", &subject)
            .text("date", &at.plus_minutes(40).to_string())
            .one("author", &named(author, "Dr. Ingrid Vatnsdal"))
            .list("content", &contents);
        match context {
            Some(context) => o.raw("context", &context),
            None => o,
        }
    })
}

fn clinical_note() -> String {
    let system = "http://hl7.org/fhir/us/core/CodeSystem/us-core-documentreference-category";
    let coding = Object::new().text("system", system).text("code", "clinical-note").finish();
    Object::new().one("coding", &coding).finish()
}
