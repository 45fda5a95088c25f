//! What each builder writes, member by member.

#![expect(clippy::unwrap_used, reason = "a test stops at what it did not expect")]

use backpack_record::Code;
use backpack_record::entry::{
    Allergy, AllergyCategory, AllergyStatus, AsNeeded, Assessment, Comparator, Condition, Criticality, Entry,
    HeightUnit, Immunization, Injury, LabResult, Medication, NewEntry, Note, Procedure, ReactionSeverity,
    Setting, Severity, Symptom, TemperatureUnit, Visit, VitalSign, WeightUnit,
};

#[track_caller]
fn writes(entry: impl Into<NewEntry>, expected: &str) {
    let entry: Entry = entry.into().build("e1", Some("Patient/p1")).unwrap();
    // The expected text breaks lines between tokens only; a line break within a text is written as an escape.
    let expected: String = expected.lines().map(str::trim).collect();
    assert_eq!(std::str::from_utf8(entry.body()).unwrap(), expected);
}

#[test]
fn allergy() {
    writes(
        Allergy::new("Peanut")
            .code(Code::new("http://snomed.info/sct", "762952008").with_display("Peanut"))
            .category(AllergyCategory::Food)
            .status(AllergyStatus::Inactive)
            .criticality(Criticality::High)
            .reaction("Hives")
            .severity(ReactionSeverity::Severe)
            .onset("2001")
            .note("Carries an injector"),
        r#"{"resourceType":"AllergyIntolerance",
            "id":"e1",
            "clinicalStatus":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical","code":"inactive"}]},
            "category":["food"],
            "criticality":"high",
            "code":{"coding":[{"system":"http://snomed.info/sct","code":"762952008","display":"Peanut"}],
            "text":"Peanut"},
            "patient":{"reference":"Patient/p1"},
            "onsetDateTime":"2001",
            "note":[{"text":"Carries an injector"}],
            "reaction":[{"manifestation":[{"text":"Hives"}],"severity":"severe"}]}"#,
    );
}

#[test]
fn allergy_of_free_text_alone() {
    writes(
        Allergy::new("Penicillin"),
        r#"{"resourceType":"AllergyIntolerance",
            "id":"e1",
            "clinicalStatus":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical","code":"active"}]},
            "code":{"text":"Penicillin"},
            "patient":{"reference":"Patient/p1"}}"#,
    );
}

#[test]
fn allergy_with_a_severity_and_no_reaction_says_that_the_reaction_is_unknown() {
    writes(
        Allergy::new("Latex").severity(ReactionSeverity::Mild),
        r#"{"resourceType":"AllergyIntolerance",
            "id":"e1",
            "clinicalStatus":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical","code":"active"}]},
            "code":{"text":"Latex"},
            "patient":{"reference":"Patient/p1"},
            "reaction":[{"manifestation":[{"extension":[{"url":"http://hl7.org/fhir/StructureDefinition/data-absent-reason","valueCode":"unknown"}]}],
            "severity":"mild"}]}"#,
    );
}

#[test]
fn condition() {
    writes(
        Condition::new("Asthma")
            .onset("1999-04")
            .end("2011-10-02")
            .severity(Severity::Moderate)
            .body_site("Lungs")
            .note("Gone since moving"),
        r#"{"resourceType":"Condition",
            "id":"e1",
            "clinicalStatus":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/condition-clinical","code":"resolved"}]},
            "category":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/condition-category","code":"problem-list-item","display":"Problem List Item"}]}],
            "severity":{"coding":[{"system":"http://snomed.info/sct","code":"6736007","display":"Moderate"}]},
            "code":{"text":"Asthma"},
            "bodySite":[{"text":"Lungs"}],
            "subject":{"reference":"Patient/p1"},
            "onsetDateTime":"1999-04",
            "abatementDateTime":"2011-10-02",
            "note":[{"text":"Gone since moving"}]}"#,
    );
}

#[test]
fn symptom() {
    writes(
        Symptom::new("Headache").onset("2024-05-01T07:30:00+02:00"),
        r#"{"resourceType":"Condition",
            "id":"e1",
            "meta":{"tag":[{"system":"https://backpack.health/fhir/kind","code":"symptom"}]},
            "clinicalStatus":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/condition-clinical","code":"active"}]},
            "code":{"text":"Headache"},
            "subject":{"reference":"Patient/p1"},
            "onsetDateTime":"2024-05-01T07:30:00+02:00"}"#,
    );
}

#[test]
fn injury() {
    writes(
        Injury::new("Sprained ankle").body_site("Left ankle").cause("Fell on the stairs"),
        r#"{"resourceType":"Condition",
            "id":"e1",
            "meta":{"tag":[{"system":"https://backpack.health/fhir/kind","code":"injury"}]},
            "extension":[{"url":"http://hl7.org/fhir/StructureDefinition/condition-dueTo",
            "valueCodeableConcept":{"text":"Fell on the stairs"}}],
            "clinicalStatus":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/condition-clinical","code":"active"}]},
            "code":{"text":"Sprained ankle"},
            "bodySite":[{"text":"Left ankle"}],
            "subject":{"reference":"Patient/p1"}}"#,
    );
}

#[test]
fn medication() {
    writes(
        Medication::new("Metformin")
            .code(Code::new("http://www.nlm.nih.gov/research/umls/rxnorm", "6809"))
            .dose("500 mg")
            .route("by mouth")
            .frequency("twice a day")
            .as_needed(AsNeeded::OnSchedule)
            .start("2020-01")
            .stop("2022")
            .reason("Diabetes")
            .prescriber("Dr. Ngozi Adeyemi")
            .note("With meals"),
        r##"{"resourceType":"MedicationStatement",
            "id":"e1",
            "contained":[{"resourceType":"MedicationRequest","id":"prescription",
            "status":"unknown","intent":"order","medicationCodeableConcept":{"coding":[{"system":"http://www.nlm.nih.gov/research/umls/rxnorm","code":"6809"}],"text":"Metformin"},
            "subject":{"reference":"Patient/p1"},"requester":{"display":"Dr. Ngozi Adeyemi"}}],
            "basedOn":[{"reference":"#prescription"}],
            "status":"completed",
            "medicationCodeableConcept":{"coding":[{"system":"http://www.nlm.nih.gov/research/umls/rxnorm","code":"6809"}],
            "text":"Metformin"},
            "subject":{"reference":"Patient/p1"},
            "effectivePeriod":{"start":"2020-01","end":"2022"},
            "reasonCode":[{"text":"Diabetes"}],
            "note":[{"text":"With meals"}],
            "dosage":[{"text":"500 mg","timing":{"code":{"text":"twice a day"}},
            "asNeededBoolean":false,"route":{"text":"by mouth"}}]}"##,
    );
}

#[test]
fn medication_of_free_text_alone() {
    writes(
        Medication::new("Vitamin D"),
        r#"{"resourceType":"MedicationStatement",
            "id":"e1",
            "status":"active",
            "medicationCodeableConcept":{"text":"Vitamin D"},
            "subject":{"reference":"Patient/p1"}}"#,
    );
}

#[test]
fn immunization() {
    writes(
        Immunization::new("Influenza")
            .code(Code::new("http://hl7.org/fhir/sid/cvx", "88"))
            .date("2023-10-05")
            .lot("A1B2")
            .manufacturer("Acme")
            .dose_number("2")
            .site("Left arm")
            .route("Intramuscular")
            .performer("Nurse Lee")
            .place("Corner pharmacy")
            .note("No reaction"),
        r#"{"resourceType":"Immunization",
            "id":"e1",
            "status":"completed",
            "vaccineCode":{"coding":[{"system":"http://hl7.org/fhir/sid/cvx","code":"88"}],
            "text":"Influenza"},
            "patient":{"reference":"Patient/p1"},
            "occurrenceDateTime":"2023-10-05",
            "primarySource":false,
            "location":{"display":"Corner pharmacy"},
            "manufacturer":{"display":"Acme"},
            "lotNumber":"A1B2",
            "site":{"text":"Left arm"},
            "route":{"text":"Intramuscular"},
            "performer":[{"actor":{"display":"Nurse Lee"}}],
            "note":[{"text":"No reaction"}],
            "protocolApplied":[{"doseNumberString":"2"}]}"#,
    );
}

#[test]
fn immunization_without_a_date_says_that_it_is_unknown() {
    writes(
        Immunization::new("Measles"),
        r#"{"resourceType":"Immunization",
            "id":"e1",
            "status":"completed",
            "vaccineCode":{"text":"Measles"},
            "patient":{"reference":"Patient/p1"},
            "occurrenceString":"unknown",
            "primarySource":false}"#,
    );
}

#[test]
fn procedure() {
    writes(
        Procedure::new("Knee arthroscopy")
            .date("2018-03-07")
            .performer("Dr. Weiß")
            .place("St. Anne")
            .body_site("Right knee")
            .reason("Torn meniscus")
            .outcome("Healed")
            .note("Keyhole"),
        r#"{"resourceType":"Procedure",
            "id":"e1",
            "status":"completed",
            "code":{"text":"Knee arthroscopy"},
            "subject":{"reference":"Patient/p1"},
            "performedDateTime":"2018-03-07",
            "performer":[{"actor":{"display":"Dr. Weiß"}}],
            "location":{"display":"St. Anne"},
            "reasonCode":[{"text":"Torn meniscus"}],
            "bodySite":[{"text":"Right knee"}],
            "outcome":{"text":"Healed"},
            "note":[{"text":"Keyhole"}]}"#,
    );
}

#[test]
fn procedure_over_a_period() {
    writes(
        Procedure::new("Physiotherapy").date("2018-04").end("2018-06"),
        r#"{"resourceType":"Procedure",
            "id":"e1",
            "status":"completed",
            "code":{"text":"Physiotherapy"},
            "subject":{"reference":"Patient/p1"},
            "performedPeriod":{"start":"2018-04","end":"2018-06"}}"#,
    );
}

#[test]
fn blood_pressure() {
    writes(
        VitalSign::blood_pressure("120", "80.0")
            .date("2024-02-29T08:00:00Z")
            .interpretation(Assessment::Normal)
            .body_site("Left arm")
            .method("Cuff")
            .performer("Myself")
            .note("Before breakfast"),
        r#"{"resourceType":"Observation",
            "id":"e1",
            "status":"final",
            "category":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/observation-category","code":"vital-signs","display":"Vital Signs"}]}],
            "code":{"coding":[{"system":"http://loinc.org","code":"85354-9"}],
            "text":"Blood pressure"},
            "subject":{"reference":"Patient/p1"},
            "effectiveDateTime":"2024-02-29T08:00:00Z",
            "performer":[{"display":"Myself"}],
            "interpretation":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation","code":"N","display":"Normal"}]}],
            "note":[{"text":"Before breakfast"}],
            "bodySite":{"text":"Left arm"},
            "method":{"text":"Cuff"},
            "component":[{"code":{"coding":[{"system":"http://loinc.org","code":"8480-6"}],"text":"Systolic blood pressure"},
            "valueQuantity":{"value":120,"unit":"mmHg","system":"http://unitsofmeasure.org","code":"mm[Hg]"}},
            {"code":{"coding":[{"system":"http://loinc.org","code":"8462-4"}],"text":"Diastolic blood pressure"},
            "valueQuantity":{"value":80.0,"unit":"mmHg","system":"http://unitsofmeasure.org","code":"mm[Hg]"}}]}"#,
    );
}

#[test]
fn vital_sign_without_a_date_says_that_it_is_unknown() {
    writes(
        VitalSign::temperature("37.10", TemperatureUnit::Celsius),
        r#"{"resourceType":"Observation",
            "id":"e1",
            "status":"final",
            "category":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/observation-category","code":"vital-signs","display":"Vital Signs"}]}],
            "code":{"coding":[{"system":"http://loinc.org","code":"8310-5"}],
            "text":"Body temperature"},
            "subject":{"reference":"Patient/p1"},
            "_effectiveDateTime":{"extension":[{"url":"http://hl7.org/fhir/StructureDefinition/data-absent-reason","valueCode":"unknown"}]},
            "valueQuantity":{"value":37.10,"unit":"°C","system":"http://unitsofmeasure.org",
            "code":"Cel"}}"#,
    );
}

#[test]
fn vital_sign_of_any_sort() {
    writes(
        VitalSign::new("Grip strength", "41", "kg").date("2024"),
        r#"{"resourceType":"Observation",
            "id":"e1",
            "status":"final",
            "category":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/observation-category","code":"vital-signs","display":"Vital Signs"}]}],
            "code":{"text":"Grip strength"},
            "subject":{"reference":"Patient/p1"},
            "effectiveDateTime":"2024",
            "valueQuantity":{"value":41,"unit":"kg"}}"#,
    );
}

#[test]
fn common_vital_signs_carry_their_loinc_code_and_ucum_unit() {
    let signs = [
        VitalSign::heart_rate("61"),
        VitalSign::respiratory_rate("14"),
        VitalSign::oxygen_saturation("98"),
        VitalSign::temperature("98.6", TemperatureUnit::Fahrenheit),
        VitalSign::weight("72.50", WeightUnit::Kilograms),
        VitalSign::height("70", HeightUnit::Inches),
        VitalSign::body_mass_index("23.1"),
    ];
    let seen: Vec<String> = signs
        .iter()
        .map(|sign| {
            let body: serde_json::Value =
                serde_json::from_slice(sign.build("e1", None).unwrap().body()).unwrap();
            let quantity = &body["valueQuantity"];
            format!("{} {}", body["code"]["coding"][0]["code"], quantity["code"]).replace('"', "")
        })
        .collect();
    let expected = [
        "8867-4 /min",
        "9279-1 /min",
        "2708-6 %",
        "8310-5 [degF]",
        "29463-7 kg",
        "8302-2 [in_i]",
        "39156-5 kg/m2",
    ];
    assert_eq!(seen, expected);
}

#[test]
fn lab_result() {
    writes(
        LabResult::new("Creatinine")
            .code(Code::new("http://loinc.org", "2160-0"))
            .value("1.10", "mg/dL")
            .date("2024-02-29")
            .interpretation(Assessment::High)
            .range_low("0.60", "mg/dL")
            .range_high("1.00", "mg/dL")
            .range_text("0.60 to 1.00")
            .specimen("Blood")
            .performer("City lab")
            .note("Fasting"),
        r#"{"resourceType":"Observation",
            "id":"e1",
            "status":"final",
            "category":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/observation-category","code":"laboratory","display":"Laboratory"}]}],
            "code":{"coding":[{"system":"http://loinc.org","code":"2160-0"}],
            "text":"Creatinine"},
            "subject":{"reference":"Patient/p1"},
            "effectiveDateTime":"2024-02-29",
            "performer":[{"display":"City lab"}],
            "valueQuantity":{"value":1.10,"unit":"mg/dL"},
            "interpretation":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation","code":"H","display":"High"}]}],
            "note":[{"text":"Fasting"}],
            "specimen":{"display":"Blood"},
            "referenceRange":[{"low":{"value":0.60,"unit":"mg/dL"},"high":{"value":1.00,"unit":"mg/dL"},
            "text":"0.60 to 1.00"}]}"#,
    );
}

#[test]
fn lab_result_as_a_bound() {
    writes(
        LabResult::new("CRP").bound(Comparator::Below, "0.5", "mg/L"),
        r#"{"resourceType":"Observation",
            "id":"e1",
            "status":"final",
            "category":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/observation-category","code":"laboratory","display":"Laboratory"}]}],
            "code":{"text":"CRP"},
            "subject":{"reference":"Patient/p1"},
            "valueQuantity":{"value":0.5,"comparator":"<","unit":"mg/L"}}"#,
    );
}

#[test]
fn lab_result_in_words() {
    writes(
        LabResult::new("Blood group").value_text("0 negative"),
        r#"{"resourceType":"Observation",
            "id":"e1",
            "status":"final",
            "category":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/observation-category","code":"laboratory","display":"Laboratory"}]}],
            "code":{"text":"Blood group"},
            "subject":{"reference":"Patient/p1"},
            "valueString":"0 negative"}"#,
    );
}

#[test]
fn lab_result_coded() {
    let detected = Code::new("http://snomed.info/sct", "260373001");
    writes(
        LabResult::new("Antibodies").value_code("Detected", detected),
        r#"{"resourceType":"Observation",
            "id":"e1",
            "status":"final",
            "category":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/observation-category","code":"laboratory","display":"Laboratory"}]}],
            "code":{"text":"Antibodies"},
            "subject":{"reference":"Patient/p1"},
            "valueCodeableConcept":{"coding":[{"system":"http://snomed.info/sct","code":"260373001"}],
            "text":"Detected"}}"#,
    );
}

#[test]
fn lab_result_without_a_value_says_that_it_is_unknown() {
    writes(
        LabResult::new("Ferritin"),
        r#"{"resourceType":"Observation",
            "id":"e1",
            "status":"final",
            "category":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/observation-category","code":"laboratory","display":"Laboratory"}]}],
            "code":{"text":"Ferritin"},
            "subject":{"reference":"Patient/p1"},
            "dataAbsentReason":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/data-absent-reason","code":"unknown","display":"Unknown"}]}}"#,
    );
}

#[test]
fn visit() {
    writes(
        Visit::new("Check-up")
            .setting(Setting::Ambulatory)
            .start("2024-02-29")
            .end("2024-02-29")
            .reason("Yearly")
            .provider("Dr. Weiß")
            .organization("Group practice")
            .place("Room 2"),
        r#"{"resourceType":"Encounter",
            "id":"e1",
            "status":"finished",
            "class":{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode",
            "code":"AMB","display":"ambulatory"},
            "type":[{"text":"Check-up"}],
            "subject":{"reference":"Patient/p1"},
            "participant":[{"individual":{"display":"Dr. Weiß"}}],
            "period":{"start":"2024-02-29","end":"2024-02-29"},
            "reasonCode":[{"text":"Yearly"}],
            "location":[{"location":{"display":"Room 2"}}],
            "serviceProvider":{"display":"Group practice"}}"#,
    );
}

#[test]
fn visit_of_free_text_alone() {
    writes(
        Visit::new("Check-up"),
        r#"{"resourceType":"Encounter",
            "id":"e1",
            "status":"unknown",
            "class":{"extension":[{"url":"http://hl7.org/fhir/StructureDefinition/data-absent-reason","valueCode":"unknown"}]},
            "type":[{"text":"Check-up"}],
            "subject":{"reference":"Patient/p1"}}"#,
    );
}

#[test]
fn note() {
    writes(
        Note::new("Ask about the knee\nand the scan")
            .title("Next visit")
            .date("2024-03")
            .author("Me")
            .sort("To ask"),
        r#"{"resourceType":"DocumentReference",
            "id":"e1",
            "status":"current",
            "type":{"text":"To ask"},
            "subject":{"reference":"Patient/p1"},
            "author":[{"display":"Me"}],
            "description":"Next visit",
            "content":[{"attachment":{"contentType":"text/plain; charset=UTF-8","data":"QXNrIGFib3V0IHRoZSBrbmVlCmFuZCB0aGUgc2Nhbg==","title":"Next visit","creation":"2024-03"}}],
            "context":{"period":{"start":"2024-03"}}}"#,
    );
}
