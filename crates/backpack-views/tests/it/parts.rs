//! Views read the beginnings of headers: what they show is what whole headers would show.

use backpack_core::Timestamp;
use backpack_record::{Extent, Header, Kind};
use backpack_views::{Flag, Limits, Seen, SeriesRequest, measurements, series, snapshot};
use serde_json::{Value, json};

use crate::{lab, seen, with};

/// 2024-06-01T12:00:00Z.
const NOW: Timestamp = Timestamp::from_millis(1_717_243_200_000);

/// What a person has, each sort with everything that a header may hold.
fn bodies() -> Vec<(u8, Value)> {
    let more = json!({"id": "6d2c6b0f-6d0a-4c53-9d3b-6b7f8f9a0b1c",
        "meta": {"versionId": "3", "lastUpdated": "2024-05-02T08:00:00Z"},
        "subject": {"reference": "Patient/p", "display": "Ana Ruiz"},
        "encounter": {"reference": "Encounter/e"}});
    let judged = json!({"interpretation": [{"coding": [{"code": "H"}]}],
        "referenceRange": [{"low": {"value": 70, "unit": "mg/dL"}, "high": {"value": 99, "unit": "mg/dL"}}],
        "performer": [{"reference": "Practitioner/d", "display": "Dr Ek"}]});
    let part = |code: &str, value: u32| {
        json!({"code": {"coding": [{"system": "http://loinc.org", "code": code}]},
            "valueQuantity": {"value": value, "unit": "mmHg", "code": "mm[Hg]"}})
    };
    let pressure = json!({"resourceType": "Observation", "status": "final", "effectiveDateTime": "2024-05-04",
        "category": [{"coding": [{"code": "vital-signs"}]}], "code": {"coding": [{"system": "http://loinc.org", "code": "85354-9"}],
        "text": "Blood pressure"}, "component": [part("8480-6", 120), part("8462-4", 80)]});
    let coded = |kind: &str, title: &str| json!({"resourceType": kind, "code": {"text": title}});
    let active = json!({"clinicalStatus": {"coding": [{"code": "active"}]}});
    let all = [
        with(lab("2345-7", "Glucose", "2024-05-01", 111.0, "mg/dL"), judged),
        lab("2345-7", "Glucose", "2024-04-01T08:00:00Z", 6.1, "mmol/L"),
        with(lab("2345-7", "glucose", "2024-03", 90.0, "mg / dL"), json!({"code": {"text": "Glucose"}})),
        pressure,
        with(coded("Condition", "Asthma"), active.clone()),
        with(coded("AllergyIntolerance", "Latex"), active),
        json!({"resourceType": "MedicationRequest", "status": "active", "medicationCodeableConcept": {"text": "Insulin"},
            "authoredOn": "2024-01-02", "requester": {"display": "Dr Ek"}}),
        json!({"resourceType": "Immunization", "status": "completed", "vaccineCode": {"text": "MMR"}, "occurrenceDateTime": "2023"}),
        json!({"resourceType": "Appointment", "status": "booked", "description": "Check-up", "start": "2024-07-01T08:00:00Z"}),
        json!({"resourceType": "Encounter", "status": "finished", "type": [{"text": "Visit"}], "period": {"start": "2024-05-20"}}),
        json!({"resourceType": "CareTeam", "status": "active", "name": "Diabetes",
            "participant": [{"member": {"reference": "Practitioner/d", "display": "Dr Ek"}}, {"member": {"display": "Ana Ruiz"}}]}),
    ];
    (0_u8..).map(|at| at % 3).zip(all.into_iter().map(|body| with(body, more.clone()))).collect()
}

#[test]
fn what_is_shown_of_parts_is_what_is_shown_of_whole_headers() {
    let whole = seen(&bodies());
    let packed: Vec<Vec<u8>> = whole.iter().map(|seen| seen.header.pack()).collect();
    let part = |extent: Extent| -> Vec<Seen<'_>> {
        let parts = whole.iter().zip(&packed).map(|(seen, packed)| {
            let extent = if seen.header.kind == Kind::CareTeam { Extent::Whole } else { extent };
            Seen::new(seen.id, seen.source, Header::unpack_part(packed, extent).unwrap())
        });
        parts.collect()
    };
    let listed = measurements(whole.clone());
    assert_eq!(listed, measurements(part(Extent::Said)));
    assert_eq!((listed.len(), listed[0].numbers), (9, 3), "{listed:?}");
    for one in listed {
        let request = SeriesRequest::new(one.measure);
        let drawn = format!("{:?}", series(whole.clone(), &request));
        assert_eq!(drawn, format!("{:?}", series(part(Extent::Judged), &request)));
    }
    let limits = Limits::default();
    let now = snapshot(whole.clone(), &[], NOW, &limits);
    assert_eq!(format!("{now:?}"), format!("{:?}", snapshot(part(Extent::Judged), &[], NOW, &limits)));
    let facts = [&now.problems, &now.medications, &now.allergies, &now.results, &now.vital_signs];
    assert!(facts.iter().all(|section| !section.facts.is_empty()), "{now:?}");
    assert_eq!((now.immunizations.total, now.upcoming.total, now.visits.total), (1, 1, 1));
    assert_eq!(now.members.iter().map(|member| member.name.as_str()).collect::<Vec<_>>(), ["Dr Ek"]);
    let fact = &now.results.facts[0];
    assert_eq!((fact.flag, fact.range.is_some()), (Some(Flag::High), true), "{fact:?}");
}
