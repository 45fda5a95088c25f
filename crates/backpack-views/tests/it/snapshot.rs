use backpack_core::Timestamp;
use backpack_views::{Asked, Ended, Fact, Flag, Limits, Section, Snapshot, Standing, Why, snapshot};
use serde_json::{Value, json};

use super::{lab, portal, record, seen, with};

/// 2024-06-01T12:00:00Z.
const NOW: Timestamp = Timestamp::from_millis(1_717_243_200_000);

fn of(bodies: &[(u8, Value)], asked: &[Asked]) -> Snapshot {
    snapshot(seen(bodies), asked, NOW, &Limits::default())
}

fn titles(facts: &[Fact]) -> Vec<&str> {
    facts.iter().map(|fact| fact.title.as_str()).collect()
}

fn condition(code: &str, title: &str, date: &str, status: &str) -> Value {
    json!({"resourceType": "Condition", "clinicalStatus": {"coding": [{"code": status}]},
        "code": {"coding": [{"system": "http://snomed.info/sct", "code": code}], "text": title}, "onsetDateTime": date})
}

fn allergy(title: &str, more: Value) -> Value {
    with(json!({"resourceType": "AllergyIntolerance", "code": {"text": title}}), more)
}

fn done(query: &str) -> Asked {
    Asked::new(portal(1), query, Ended::Complete)
}

fn missing(query: &str, why: Why) -> Asked {
    Asked::new(portal(1), query, Ended::Missing(why))
}

#[test]
fn what_is_active_counts_and_what_is_over_does_not() {
    let shown = of(
        &[
            (1, condition("38341003", "Hypertension", "2019-03", "active")),
            (2, condition("38341003", "Hypertensive disorder", "2021-05-01", "active")),
            (1, condition("1", "Asthma", "2001", "resolved")),
            (1, condition("2", "Back pain", "2024", "relapse")),
            (
                1,
                with(
                    condition("3", "Gout", "2024", "active"),
                    json!({"verificationStatus": {"coding": [{"code": "refuted"}]}}),
                ),
            ),
            (
                1,
                with(
                    condition("4", "Encounter diagnosis", "2024", "active"),
                    json!({"clinicalStatus": null}),
                ),
            ),
        ],
        &[],
    );
    assert_eq!(titles(&shown.problems.facts), ["Back pain", "Hypertensive disorder"]);
    assert_eq!(titles(&shown.problems.unclear), ["Encounter diagnosis"]);
    let both = &shown.problems.facts[1];
    assert_eq!((both.records.as_slice(), both.sources.len()), ([record(1), record(0)].as_slice(), 2));
    assert_eq!(shown.problems.standing, Standing::Facts);
}

#[test]
fn a_known_allergy_is_never_hidden_by_one_that_says_none() {
    let none = allergy("No Known Allergies", json!({"clinicalStatus": {"coding": [{"code": "active"}]}}));
    let with_penicillin = of(&[(1, none.clone()), (2, allergy("Penicillin", json!({})))], &[]);
    assert_eq!(titles(&with_penicillin.allergies.facts), ["Penicillin"]);
    assert_eq!(titles(&with_penicillin.allergies.said_none), ["No Known Allergies"]);
    let alone = of(&[(1, none.clone())], &[]);
    assert_eq!(alone.allergies.standing, Standing::SaidNone);
    let gapped = of(&[(1, none)], &[missing("AllergyIntolerance", Why::Refused)]);
    assert_eq!(gapped.allergies.standing, Standing::Gap, "what was refused may be an allergy");
    let drugs = of(&[(1, allergy("NKDA", json!({})))], &[done("AllergyIntolerance")]);
    assert_eq!(
        drugs.allergies.standing,
        Standing::Empty,
        "there may be others than to drugs, but the portal was asked"
    );
    let drugs = of(&[(1, allergy("NKDA", json!({})))], &[]);
    assert_eq!(drugs.allergies.standing, Standing::NotAsked);
    let unknown = of(&[(1, allergy("?", json!({"code": {"coding": [{"code": "no-allergy-info"}]}})))], &[]);
    assert_eq!((unknown.allergies.standing, unknown.allergies.said_none.len()), (Standing::Unclear, 0));
    let resolved =
        of(&[(1, allergy("Egg", json!({"clinicalStatus": {"coding": [{"code": "resolved"}]}})))], &[]);
    assert!(resolved.allergies.facts.is_empty());
}

#[test]
fn who_does_not_know_does_not_say_none() {
    let unknown = allergy("?", json!({"code": {"coding": [{"code": "1631000175102"}]}}));
    let asked = [done("AllergyIntolerance")];
    let shown = of(&[(1, unknown.clone())], &asked).allergies;
    assert_eq!(
        (shown.standing, shown.unclear.len()),
        (Standing::Unclear, 1),
        "the portal answered, and knows nothing"
    );
    // Another source knows.
    let none = allergy("No known allergies", json!({}));
    assert_eq!(of(&[(1, unknown), (2, none)], &asked).allergies.standing, Standing::SaidNone);
    let medication = |code: &str, status: &str| {
        let medication = json!({"coding": [{"system": "http://snomed.info/sct", "code": code}]});
        json!({"resourceType": "MedicationStatement", "status": status, "medicationCodeableConcept": medication})
    };
    let of_codes = |bodies: &[(&str, &str)]| {
        let bodies: Vec<_> = bodies.iter().map(|(code, status)| (1, medication(code, status))).collect();
        of(&bodies, &[done("MedicationStatement")]).medications.standing
    };
    // Drug treatment unknown, no drug therapy prescribed, no known medications (SNOMED CT).
    assert_eq!(of_codes(&[("182904002", "unknown")]), Standing::Unclear);
    assert_eq!(of_codes(&[("182849000", "active")]), Standing::Empty);
    assert_eq!(of_codes(&[("787481004", "active")]), Standing::SaidNone);
    // Something that may be taken stands against the word that nothing is.
    assert_eq!(of_codes(&[("787481004", "active"), ("387458008", "on-hold")]), Standing::Unclear);
}

#[test]
fn a_gap_never_reads_as_none() {
    let standing = |asked: &[Asked]| of(&[], asked).allergies.standing;
    assert_eq!(standing(&[]), Standing::NotAsked);
    assert_eq!(standing(&[done("AllergyIntolerance")]), Standing::Empty);
    for why in Why::ALL {
        assert_eq!(standing(&[missing("AllergyIntolerance", *why)]), Standing::Gap, "{why:?}");
    }
    // A portal that was asked for other things alone.
    assert_eq!(standing(&[done("Condition")]), Standing::Gap);
    // A query that may bring anything, and failed.
    assert_eq!(standing(&[missing("everything", Why::Failed)]), Standing::Gap);
    // A file that brought what it held says nothing of what it does not hold.
    assert_eq!(standing(&[done("file")]), Standing::NotAsked);
    // Two portals: one has nothing, the other did not say.
    let other = Asked::new(portal(2), "AllergyIntolerance", Ended::Missing(Why::Failed)).complete(Some(NOW));
    let two = of(&[], &[done("AllergyIntolerance"), other]);
    assert_eq!(two.allergies.standing, Standing::Gap);
    assert_eq!((two.allergies.gaps[0].connection, two.allergies.gaps[0].complete), (portal(2), Some(NOW)));
    // The older name of the same question is not offered, the newer is answered.
    let medications =
        of(&[], &[done("MedicationRequest"), missing("MedicationStatement", Why::NotSupported)]);
    assert_eq!(medications.medications.standing, Standing::Empty);
    let medications = of(&[], &[done("MedicationRequest"), missing("MedicationStatement", Why::NotGranted)]);
    assert_eq!(medications.medications.standing, Standing::Gap);
    // Results are asked for by category.
    let results = of(
        &[],
        &[done("Observation?category=laboratory"), missing("Observation?category=vital-signs", Why::Refused)],
    );
    assert_eq!((results.results.standing, results.vital_signs.standing), (Standing::Empty, Standing::Gap));
}

#[test]
fn medications_are_current_by_status_and_date() {
    let medication = |kind: &str, title: &str, status: &str, more: Value| {
        with(
            json!({"resourceType": kind, "status": status, "medicationCodeableConcept": {"text": title}}),
            more,
        )
    };
    let shown = of(
        &[
            (
                1,
                medication(
                    "MedicationRequest",
                    "Metformin 500 mg",
                    "active",
                    json!({"authoredOn": "2024-01-02"}),
                ),
            ),
            (0, medication("MedicationStatement", "metformin  500 MG", "active", json!({}))),
            (1, medication("MedicationRequest", "Amoxicillin", "completed", json!({}))),
            (1, medication("MedicationRequest", "Ibuprofen", "on-hold", json!({}))),
            (
                1,
                medication(
                    "MedicationStatement",
                    "Prednisone",
                    "active",
                    json!({"effectivePeriod": {"start": "2024-01-01", "end": "2024-02-01"}}),
                ),
            ),
            (1, medication("MedicationDispense", "Insulin", "completed", json!({}))),
            (1, json!({"resourceType": "Medication", "code": {"text": "Zinc"}, "status": "active"})),
        ],
        &[],
    );
    assert_eq!(titles(&shown.medications.facts), ["Metformin 500 mg"]);
    assert_eq!(shown.medications.facts[0].sources, [Some(portal(1)), None]);
    assert_eq!(titles(&shown.medications.unclear), ["Ibuprofen"]);
}

#[test]
fn the_latest_of_each_test_is_shown_and_what_is_not_as_expected_first() {
    let flagged = |body, code: &str| with(body, json!({"interpretation": [{"coding": [{"code": code}]}]}));
    let shown = of(
        &[
            (1, flagged(lab("2345-7", "Glucose", "2023-01-05", 180.0, "mg/dL"), "H")),
            (1, flagged(lab("2345-7", "Glucose", "2024-01-05", 95.0, "mg/dL"), "N")),
            (2, flagged(lab("14749-6", "Glucose", "2022-01-05", 9.9, "mmol/L"), "H")),
            (1, flagged(lab("2160-0", "Creatinine", "2023-05-05", 1.9, "mg/dL"), "H")),
            (1, lab("2951-2", "Sodium", "2024-05-05", 140.0, "mmol/L")),
            (2, lab("2951-2", "Sodium", "2024-05-05", 140.0, "mmol/L")),
        ],
        &[],
    );
    let told: Vec<_> = shown
        .results
        .facts
        .iter()
        .map(|fact| (fact.title.as_str(), fact.value.as_deref().unwrap(), fact.flag, fact.sources.len()))
        .collect();
    assert_eq!(
        told,
        [
            ("Creatinine", "1.9 mg/dL", Some(Flag::High), 1),
            ("Sodium", "140.0 mmol/L", None, 2),
            ("Glucose", "95.0 mg/dL", Some(Flag::Normal), 1),
        ]
    );
    assert!(shown.results.facts.iter().all(|fact| fact.measure.is_some()));
}

#[test]
fn what_is_to_come_is_told_by_the_clock_handed_in() {
    let appointment = |title: &str, start: &str, status: &str| json!({"resourceType": "Appointment", "description": title, "start": start, "status": status});
    let visit = |title: &str, start: &str, status: &str| json!({"resourceType": "Encounter", "type": [{"text": title}], "period": {"start": start}, "status": status});
    let shown = of(
        &[
            (1, appointment("Later", "2024-09-01T10:00:00Z", "booked")),
            (1, appointment("Soon", "2024-06-02T10:00:00Z", "booked")),
            (1, appointment("Over", "2024-05-01T10:00:00Z", "booked")),
            (1, appointment("Called off", "2024-07-01T10:00:00Z", "cancelled")),
            (1, visit("Planned stay", "2024-08-01", "planned")),
            (1, visit("Check-up", "2024-05-01", "finished")),
            (
                1,
                json!({"resourceType": "ServiceRequest", "status": "active", "code": {"text": "Colonoscopy"}, "occurrenceDateTime": "2024-07"}),
            ),
            (
                1,
                json!({"resourceType": "EpisodeOfCare", "status": "active", "type": [{"text": "Diabetes"}], "period": {"start": "2020"}}),
            ),
        ],
        &[],
    );
    assert_eq!(titles(&shown.upcoming.facts), ["Soon", "Colonoscopy", "Planned stay", "Later"]);
    assert_eq!(titles(&shown.visits.facts), ["Check-up"]);
}

#[test]
fn what_one_portal_tells_twice_happened_twice_and_what_two_tell_once() {
    let visit = || json!({"resourceType": "Encounter", "status": "finished", "class": {"code": "AMB"}, "type": [{"text": "Check-up"}], "period": {"start": "2024-05-01"}});
    let vaccine = || json!({"resourceType": "Immunization", "status": "completed", "vaccineCode": {"coding": [{"system": "http://hl7.org/fhir/sid/cvx", "code": "140"}], "text": "Influenza"}, "occurrenceDateTime": "2023-10-01T09:00:00Z"});
    let other = with(vaccine(), json!({"occurrenceDateTime": "2023-10-01"}));
    let shown = of(&[(1, visit()), (1, visit()), (1, vaccine()), (2, other)], &[]);
    assert_eq!(titles(&shown.visits.facts), ["Check-up", "Check-up"]);
    assert_eq!(shown.immunizations.facts[0].records, [record(2), record(3)]);
    assert_eq!(titles(&shown.immunizations.facts), ["Influenza"]);
}

#[test]
fn the_care_team_names_each_once() {
    let team = |name: &str| {
        json!({"resourceType": "CareTeam", "name": name, "status": "active", "subject": {"reference": "Patient/1", "display": "Ana Ruiz"},
        "participant": [{"member": {"display": "Dr. Chen"}}, {"member": {"display": "Ana Ruiz"}}, {"member": {"display": "Nurse Bell"}}]})
    };
    let shown = of(
        &[
            (1, team("Diabetes team")),
            (2, with(team("Heart team"), json!({"participant": [{"member": {"display": "DR. CHEN"}}]}))),
        ],
        &[],
    );
    let members: Vec<_> =
        shown.members.iter().map(|member| (member.name.as_str(), member.sources.len())).collect();
    assert_eq!(members, [("Dr. Chen", 2), ("Nurse Bell", 1)]);
}

#[test]
fn limits_cut_what_is_shown_and_not_what_is_counted() {
    let bodies: Vec<_> = (0..30)
        .map(|at| (1, lab(&format!("{at}-0"), &format!("Test {at}"), "2024-01-05", 1.0, "mg")))
        .collect();
    let Section { facts, total, .. } = of(&bodies, &[]).results;
    assert_eq!((facts.len(), total), (20, 30));
}

#[test]
fn blood_pressure_reads_as_people_say_it() {
    let part = |value| json!({"code": {"text": "part"}, "valueQuantity": {"value": value, "unit": "mmHg"}});
    let body = json!({"resourceType": "Observation", "category": [{"coding": [{"code": "vital-signs"}]}], "code": {"text": "Blood pressure"}, "effectiveDateTime": "2024", "component": [part(120), part(80)]});
    assert_eq!(of(&[(1, body)], &[]).vital_signs.facts[0].value.as_deref(), Some("120/80 mmHg"));
}
