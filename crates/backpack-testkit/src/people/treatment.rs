//! Conditions, allergies, medication, plans, devices and what is asked only once.

use super::calendar::{Day, Moment};
use super::foundation::Cast;
use super::json::Object;
use super::life::{Life, Stamp};
use super::shapes::{Code, LOINC, RXNORM, SNOMED, TERMINOLOGY, hl7, named, period, reference, spoken};

/// The long-lasting conditions: onsets as a month, a year, a day, and one that nobody dated.
pub(crate) fn problems(life: &mut Life, first: Day) -> Vec<String> {
    let onsets =
        [Some(first.year_month()), Some(first.plus(900).year()), Some(first.plus(2_000).to_string()), None];
    let mut problems = Vec::new();
    for (problem, onset) in PROBLEMS.into_iter().zip(onsets) {
        let subject = life.subject();
        problems.push(life.put(
            Stamp::new("Condition", "condition-problems-health-concerns", first.at(9, 0)),
            |o| {
                let o = o
                    .raw("clinicalStatus", &hl7("condition-clinical", "active"))
                    .raw("verificationStatus", &hl7("condition-ver-status", "confirmed"))
                    .one("category", &hl7("condition-category", "problem-list-item"))
                    .raw("code", &problem.concept())
                    .raw("subject", &subject);
                match onset {
                    Some(onset) => o.text("onsetDateTime", &onset),
                    None => o.text("onsetString", "since school days, as far as remembered"),
                }
            },
        ));
    }
    retracted(life, first);
    problems
}

/// A condition that was never there, and is kept to say so.
fn retracted(life: &mut Life, first: Day) {
    let subject = life.subject();
    let stamp =
        Stamp { version: 2, ..Stamp::new("Condition", "condition-problems-health-concerns", first.at(9, 5)) };
    life.put(stamp, |o| {
        o.raw("verificationStatus", &hl7("condition-ver-status", "entered-in-error"))
            .one("category", &hl7("condition-category", "problem-list-item"))
            .raw("code", &Code::new(SNOMED, "13645005", "Chronic obstructive lung disease").concept())
            .raw("subject", &subject)
            .text("recordedDate", &first.to_string())
    });
}

/// Three allergies: known since a year, since a day, and undated.
pub(crate) fn allergies(life: &mut Life, first: Day) {
    let known = [Some(first.plus(-4_000).year()), Some(first.plus(40).to_string()), None];
    for ((allergy, effect), recorded) in ALLERGIES.into_iter().zip(known) {
        let subject = life.subject();
        let reaction =
            Object::new().one("manifestation", &spoken(effect)).text("severity", "moderate").finish();
        life.put(Stamp::new("AllergyIntolerance", "allergyintolerance", first.at(9, 10)), |o| {
            let o = o
                .raw("clinicalStatus", &hl7("allergyintolerance-clinical", "active"))
                .raw("verificationStatus", &hl7("allergyintolerance-verification", "confirmed"))
                .raw("code", &allergy.concept())
                .raw("patient", &subject)
                .one("reaction", &reaction);
            match recorded {
                Some(recorded) => o.text("recordedDate", &recorded),
                None => o,
            }
        });
    }
}

/// A medication that orders refer to, instead of a code of their own.
pub(crate) fn medication(life: &mut Life, at: Moment) -> String {
    let code =
        Code::new(RXNORM, "860975", "24 HR metformin hydrochloride 500 MG Extended Release Oral Tablet");
    life.put(Stamp::new("Medication", "medication", at), |o| {
        o.raw("code", &code.concept()).text("status", "active")
    })
}

/// The long courses: one refers to its medication, one contains it, one names it by code.
pub(crate) fn long_courses(life: &mut Life, cast: &Cast, first: Day) {
    let contained = Object::new()
        .text("resourceType", "Medication")
        .text("id", "lisinopril")
        .raw("code", &Code::new(RXNORM, "314076", "lisinopril 10 MG Oral Tablet").concept());
    order(life, cast, first.at(9, 20), None, |o| {
        o.raw("medicationReference", &named(&cast.metformin, "metformin 500 mg, slow release"))
    });
    order(life, cast, first.at(9, 25), None, |o| {
        o.one("contained", &contained.finish()).raw("medicationReference", &reference("#lisinopril"))
    });
    let atorvastatin = Code::new(RXNORM, "617312", "atorvastatin 20 MG Oral Tablet");
    order(life, cast, first.at(9, 30), None, |o| o.raw("medicationCodeableConcept", &atorvastatin.concept()));
}

/// Writes an order for a medicine; `what` says which.
pub(crate) fn order(
    life: &mut Life,
    cast: &Cast,
    at: Moment,
    encounter: Option<&str>,
    what: impl FnOnce(Object) -> Object,
) -> String {
    let subject = life.subject();
    let doctor = cast.doctors.first().map_or("", String::as_str).to_owned();
    let dosage = concat!(
        r#"{"text":"1 tablet in the morning, with water","timing":{"repeat":{"frequency":1,"period":1.0,"#,
        r#""periodUnit":"d"}},"doseAndRate":[{"doseQuantity":{"value":1.0,"unit":"tablet"}}]}"#
    );
    life.put(Stamp::new("MedicationRequest", "medicationrequest", at), |o| {
        let o = what(o.text("status", "active").text("intent", "order"))
            .raw("subject", &subject)
            .text("authoredOn", &at.with_offset(-5))
            .raw("requester", &reference(&doctor))
            .one("dosageInstruction", dosage);
        match encounter {
            Some(encounter) => o.raw("encounter", &reference(encounter)),
            None => o,
        }
    })
}

/// The team, a goal, and the plan that names both.
pub(crate) fn plans(life: &mut Life, cast: &Cast, first: Day) {
    let subject = life.subject();
    let [doctor, cardiologist, _] = &cast.doctors;
    let member = |who: &str| {
        let role =
            Object::new().one("role", &Code::new(SNOMED, "446050000", "Primary care provider").concept());
        role.raw("member", &reference(who)).finish()
    };
    let members = [member(doctor), member(cardiologist)];
    let team = life.put(Stamp::new("CareTeam", "careteam", first.at(10, 0)), |o| {
        o.text("status", "active")
            .text("name", "People who look after blood pressure and sugar")
            .raw("subject", &subject)
            .list("participant", &members)
    });
    let goal = life.put(Stamp::new("Goal", "goal", first.at(10, 5)), |o| {
        o.text("lifecycleStatus", "active")
            .raw("description", &spoken("Walk half an hour on five days a week"))
            .raw("subject", &subject)
            .text("startDate", &first.to_string())
            .one("target", &Object::new().text("dueDate", &first.plus(365).year_month()).finish())
    });
    let problem = cast.problems.first().map(|problem| reference(problem));
    life.put(Stamp::new("CarePlan", "careplan", first.at(10, 10)), |o| {
        o.raw(
            "text",
            r#"{"status":"generated","div":"<div xmlns=\"http://www.w3.org/1999/xhtml\">Move more.</div>"}"#,
        )
        .text("status", "active")
        .text("intent", "plan")
        .one("category", &assess_plan())
        .text("title", "Living with high blood pressure")
        .raw("subject", &subject)
        .raw("period", &period(&first.year(), None))
        .one("careTeam", &reference(&team))
        .list("addresses", &problem.into_iter().collect::<Vec<_>>())
        .one("goal", &reference(&goal))
    });
}

fn assess_plan() -> String {
    let coding = Object::new().text("system", "http://hl7.org/fhir/us/core/CodeSystem/careplan-category");
    Object::new().one("coding", &coding.text("code", "assess-plan").finish()).finish()
}

/// An implanted device, with the identifier printed on it.
pub(crate) fn device(life: &mut Life, first: Day) {
    let subject = life.subject();
    let printed =
        Object::new().text("deviceIdentifier", "00000000000017").text("carrierHRF", "(01)00000000000017");
    life.put(Stamp::new("Device", "implantable-device", first.at(10, 15)), |o| {
        o.one("udiCarrier", &printed.finish())
            .text("status", "active")
            .text("manufactureDate", &first.plus(-200).to_string())
            .raw("type", &Code::new(SNOMED, "14106009", "Cardiac pacemaker").concept())
            .raw("patient", &subject)
    });
}

/// What is asked once: family, smoking, a questionnaire, old vaccinations with no more than a year.
pub(crate) fn history(life: &mut Life, cast: &Cast, first: Day) {
    let subject = life.subject();
    let at = first.at(10, 30);
    let diabetes = Code::new(SNOMED, "44054006", "Diabetes mellitus type 2").concept();
    life.put(Stamp::new("FamilyMemberHistory", "", at), |o| {
        o.text("status", "completed")
            .raw("patient", &subject)
            .raw("relationship", &hl7("v3-RoleCode", "MTH"))
            .one(
                "condition",
                &Object::new().raw("code", &diabetes).text("onsetString", "in her fifties").finish(),
            )
    });
    let smoking = Code::new(SNOMED, "8517006", "Former smoker").concept();
    asked(
        life,
        "smokingstatus",
        "social-history",
        at,
        Code::new(LOINC, "72166-2", "Tobacco smoking status"),
        |o| o.raw("valueCodeableConcept", &smoking),
    );
    let score = Code::new(LOINC, "44261-6", "Patient Health Questionnaire 9 item total score");
    asked(life, "observation-screening-assessment", "survey", at, score, |o| {
        o.raw(
            "valueQuantity",
            r#"{"value":3,"unit":"{score}","system":"http://unitsofmeasure.org","code":"{score}"}"#,
        )
    });
    for (vaccine, year) in [("3", 0), ("115", 3_650)] {
        let given = Code::new("http://hl7.org/fhir/sid/cvx", vaccine, if year == 0 { "MMR" } else { "Tdap" });
        life.put(Stamp::new("Immunization", "immunization", at), |o| {
            o.text("status", "completed")
                .raw("vaccineCode", &given.concept())
                .raw("patient", &subject)
                .text("occurrenceDateTime", &first.plus(year - 7_000).year())
                .raw("primarySource", "false")
        });
    }
    let performer = Object::new().raw("actor", &reference(&cast.hospital)).finish();
    life.put(Stamp::new("Procedure", "procedure", at), |o| {
        o.text("status", "completed")
            .raw("code", &Code::new(SNOMED, "80146002", "Excision of appendix").concept())
            .raw("subject", &subject)
            .text("performedDateTime", &first.plus(-5_000).year_month())
            .one("performer", &performer)
    });
}

fn asked(
    life: &mut Life,
    profile: &'static str,
    category: &str,
    at: Moment,
    code: Code,
    value: impl FnOnce(Object) -> Object,
) {
    let subject = life.subject();
    life.put(Stamp::new("Observation", profile, at), |o| {
        let o = o
            .text("status", "final")
            .one("category", &hl7("observation-category", category))
            .raw("code", &code.concept())
            .raw("subject", &subject)
            .text("effectiveDateTime", &at.with_offset(1));
        value(o)
    });
}

/// Returns the address of one of HL7's code systems.
pub(crate) fn system(name: &str) -> String {
    format!("{TERMINOLOGY}{name}")
}

const PROBLEMS: [Code; 4] = [
    Code::new(SNOMED, "59621000", "Essential hypertension"),
    Code::new(SNOMED, "44054006", "Diabetes mellitus type 2"),
    Code::new(SNOMED, "55822004", "Hyperlipidemia"),
    Code::new(SNOMED, "195967001", "Asthma"),
];

const ALLERGIES: [(Code, &str); 3] = [
    (Code::new(RXNORM, "7980", "penicillin G"), "Hives on both arms"),
    (Code::new(SNOMED, "91935009", "Allergy to peanut"), "Swollen lips"),
    (Code::new(SNOMED, "300916003", "Latex allergy"), "Itching"),
];
