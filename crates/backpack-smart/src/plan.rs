//! The query plan: every question that brings in a whole record, in the order of asking, as data.

use backpack_connect::Query;

/// The name of the query that reads what other records point to.
pub(crate) const REFERENCES: &str = "references";
/// The name of the query that reads the patient.
pub(crate) const PATIENT: &str = "Patient";

/// One search of the plan.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Row {
    /// The resource type.
    pub(crate) resource_type: &'static str,
    /// The parameter that narrows the search, beside the patient.
    pub(crate) only: Option<(&'static str, &'static str)>,
    /// What it brings, in words for people.
    label: &'static str,
}

impl Row {
    /// Returns the query's stable name. Persisted in ledgers: a row's name never changes.
    pub(crate) fn id(&self) -> String {
        match self.only {
            Some((name, value)) => format!("{}?{name}={value}", self.resource_type),
            None => self.resource_type.to_owned(),
        }
    }
}

/// Returns the plan: the patient, every search, then what they point to.
pub(crate) fn queries() -> Vec<Query> {
    let patient = Query::new(PATIENT, "the person");
    let references = Query::new(REFERENCES, "what other records point to").following();
    let searches = PLAN.iter().map(|row| Query::new(row.id(), row.label));
    std::iter::once(patient).chain(searches).chain([references]).collect()
}

/// Returns the search with this name.
pub(crate) fn row(id: &str) -> Option<&'static Row> {
    PLAN.iter().find(|row| row.id() == id)
}

const fn all(resource_type: &'static str, label: &'static str) -> Row {
    Row { resource_type, only: None, label }
}

const fn only(
    resource_type: &'static str,
    name: &'static str,
    value: &'static str,
    label: &'static str,
) -> Row {
    Row { resource_type, only: Some((name, value)), label }
}

/// The searches. US Core names the parameters that every certified portal must answer; Observation is never asked
/// for without a category, since large portals refuse that. A resource that comes twice is kept once.
const PLAN: &[Row] = &[
    all("AllergyIntolerance", "allergies"),
    only("Condition", "category", "problem-list-item", "problems"),
    only("Condition", "category", "encounter-diagnosis", "diagnoses of visits"),
    only("Condition", "category", "health-concern", "health concerns"),
    only("MedicationRequest", "intent", "order", "prescriptions"),
    all("MedicationDispense", "dispensed medications"),
    all("MedicationStatement", "medications as reported"),
    all("MedicationAdministration", "given medications"),
    all("Immunization", "immunizations"),
    only("Observation", "category", "laboratory", "lab results"),
    only("Observation", "category", "vital-signs", "vital signs"),
    only("Observation", "category", "social-history", "social history"),
    only("Observation", "category", "survey", "questionnaire results"),
    only("Observation", "category", "exam", "examination findings"),
    only("Observation", "category", "therapy", "therapy results"),
    only("Observation", "category", "activity", "activity"),
    only("Observation", "category", "imaging", "imaging findings"),
    only("Observation", "category", "procedure", "procedure results"),
    only("Observation", "category", "sdoh", "living conditions"),
    only("Observation", "category", "functional-status", "functional status"),
    only("Observation", "category", "disability-status", "disability status"),
    only("Observation", "category", "cognitive-status", "cognitive status"),
    only("Observation", "category", "clinical-test", "clinical tests"),
    only("Observation", "category", "care-experience-preference", "wishes for care"),
    only("Observation", "category", "treatment-intervention-preference", "wishes for treatment"),
    only("Observation", "category", "adi-documentation", "advance directives"),
    only("DiagnosticReport", "category", "LAB", "lab reports"),
    only("DiagnosticReport", "category", "LP29684-5,LP29708-2,LP7839-6", "radiology, cardiology, pathology"),
    all("DiagnosticReport", "all reports"),
    only("DocumentReference", "category", "clinical-note", "clinical notes"),
    all("DocumentReference", "all documents"),
    all("Procedure", "procedures"),
    all("Encounter", "visits"),
    only("CarePlan", "category", "assess-plan", "care plans"),
    only("CareTeam", "status", "active", "care team"),
    all("Goal", "goals"),
    all("ServiceRequest", "orders"),
    all("Device", "devices"),
    all("Specimen", "specimens"),
    all("ImagingStudy", "imaging studies"),
    all("QuestionnaireResponse", "questionnaires"),
    all("FamilyMemberHistory", "family history"),
    all("RelatedPerson", "related people"),
    all("Appointment", "appointments"),
    all("Communication", "messages"),
    all("Coverage", "insurance"),
    all("ExplanationOfBenefit", "claims"),
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_query_has_a_name_of_its_own_and_is_found_by_it() {
        let queries = queries();
        let names = queries.iter().map(|query| query.id.clone()).collect::<BTreeSet<_>>();
        assert_eq!(names.len(), queries.len());
        assert!(PLAN.iter().all(|asked| row(&asked.id()) == Some(asked)));
        assert_eq!(row("Observation"), None);
        assert_eq!(row("Observation?category=laboratory").map(|row| row.label), Some("lab results"));
        let follows = queries.iter().map(|query| query.follows).collect::<Vec<_>>();
        assert_eq!(follows.iter().position(|&follows| follows), Some(follows.len() - 1));
    }
}
