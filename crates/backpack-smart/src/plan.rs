//! The query plan: every question that brings in a whole record, in the order of asking, as data.
//!
//! The common plan is a table here; a row of the dialects replaces what its portals answer otherwise, and a grant that
//! is limited to certain searches adds them.

use std::collections::BTreeSet;

use backpack_connect::Query;

use crate::dialect::Dialect;
use crate::scope::{Granted, covers};

/// The name of the query that reads what other records point to.
pub(crate) const REFERENCES: &str = "references";
/// The name of the query that reads the patient.
pub(crate) const PATIENT: &str = "Patient";

/// One search of the plan.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Search {
    /// The resource type.
    pub(crate) resource_type: String,
    /// The parameters beside the patient.
    pub(crate) with: Vec<(String, String)>,
    /// Whether it asks for what the searches before it may leave out. Not every portal answers that, and none has to.
    pub(crate) rest: bool,
    /// What it brings, in words for people.
    label: String,
}

impl Search {
    /// Returns the query's stable name. Persisted in ledgers: a search's name never changes.
    pub(crate) fn id(&self) -> String {
        let with = self.with.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>();
        let mark = if with.is_empty() { "" } else { "?" };
        format!("{}{mark}{}", self.resource_type, with.join("&"))
    }

    /// Says whether it asks for more than its own type.
    pub(crate) fn includes(&self) -> bool {
        self.with.iter().any(|(name, _)| is_include(name))
    }

    /// Says whether provenance is usual for this type: those that US Core names.
    pub(crate) fn may_have_provenance(&self) -> bool {
        WITH_PROVENANCE.contains(&self.resource_type.as_str())
    }
}

/// Says whether a parameter asks for what a match points to, or what points to it.
pub(crate) fn is_include(name: &str) -> bool {
    let name = name.split(':').next().unwrap_or_default();
    matches!(name, "_include" | "_revinclude")
}

/// Returns the plan: the patient, every search, then what they point to.
pub(crate) fn queries(dialect: &Dialect, granted: &Granted) -> Vec<Query> {
    let patient = Query::new(PATIENT, "the person");
    let references = Query::new(REFERENCES, "what other records point to").following();
    let searches = searches(dialect, granted);
    // What is only left over is no gap that a person has to hear of where the grant does not cover it.
    let is_granted = |search: &&Search| granted.search(&search.resource_type, &search.with).is_some();
    let searches = searches
        .iter()
        .filter(|search| !search.rest || is_granted(search))
        .map(|search| Query::new(search.id(), search.label.clone()));
    std::iter::once(patient).chain(searches).chain([references]).collect()
}

/// Returns the search with this name.
pub(crate) fn search(dialect: &Dialect, granted: &Granted, id: &str) -> Option<Search> {
    let wanted = id.split('?').next().unwrap_or_default();
    let resource_type = types(dialect).into_iter().find(|name| *name == wanted)?;
    searches_of(resource_type, dialect, granted).into_iter().find(|search| search.id() == id)
}

/// Returns the searches of a dialect, and those that alone a granular grant allows.
fn searches(dialect: &Dialect, granted: &Granted) -> Vec<Search> {
    let types = types(dialect).into_iter();
    types.flat_map(|resource_type| searches_of(resource_type, dialect, granted)).collect()
}

fn searches_of(resource_type: &str, dialect: &Dialect, granted: &Granted) -> Vec<Search> {
    let made = |with, label: &str| Search {
        resource_type: resource_type.to_owned(),
        with,
        rest: false,
        label: label.to_owned(),
    };
    let mut searches: Vec<Search> = match dialect.plan.searches.get(resource_type) {
        Some(own) => own.iter().map(|search| made(search.with.clone(), &search.label)).collect(),
        None => COMMON.iter().filter(|row| row.resource_type == resource_type).map(Search::common).collect(),
    };
    let Some(label) = searches.first().map(|search| search.label.clone()) else { return searches };
    for with in granted.granular(resource_type) {
        let is_answered = searches.iter().any(|search| covers(&with, &search.with));
        if !is_answered {
            searches.push(made(with, &label));
        }
    }
    searches
}

/// Returns the types that are asked for, each once, in the order of asking: the common ones, then a row's own.
fn types(dialect: &Dialect) -> Vec<&str> {
    let plan = &dialect.plan;
    let common = COMMON.iter().map(|row| row.resource_type);
    let own = plan.searches.keys().map(String::as_str);
    let mut seen = BTreeSet::new();
    let wanted = |name: &&str| plan.only.is_empty() || plan.only.iter().any(|only| only == name);
    common.chain(own).filter(wanted).filter(|name| seen.insert(*name)).collect()
}

/// A search of the common plan.
struct Row {
    resource_type: &'static str,
    /// The parameter that narrows it.
    with: Option<(&'static str, &'static str)>,
    rest: bool,
    /// What it brings, in words for people.
    label: &'static str,
}

impl Search {
    fn common(row: &Row) -> Self {
        let with = row.with.map(|(name, value)| (name.to_owned(), value.to_owned()));
        Self {
            resource_type: row.resource_type.to_owned(),
            with: with.into_iter().collect(),
            rest: row.rest,
            label: row.label.to_owned(),
        }
    }
}

const fn all(resource_type: &'static str, label: &'static str) -> Row {
    Row { resource_type, with: None, rest: false, label }
}

/// What the searches of the type above may leave out: records without a category, say.
const fn rest(
    resource_type: &'static str,
    with: Option<(&'static str, &'static str)>,
    label: &'static str,
) -> Row {
    Row { resource_type, with, rest: true, label }
}

const fn only(
    resource_type: &'static str,
    name: &'static str,
    value: &'static str,
    label: &'static str,
) -> Row {
    Row { resource_type, with: Some((name, value)), rest: false, label }
}

/// The searches. US Core names the parameters that every certified portal must answer; Observation is never asked
/// for as a whole, since large portals refuse that. A resource that comes twice is kept once, and one without the
/// category that US Core demands is not forgotten.
const COMMON: &[Row] = &[
    all("AllergyIntolerance", "allergies"),
    only("Condition", "category", "problem-list-item", "problems"),
    only("Condition", "category", "encounter-diagnosis", "diagnoses of visits"),
    only("Condition", "category", "health-concern", "health concerns"),
    rest("Condition", None, "all other conditions"),
    only("MedicationRequest", "intent", "order", "prescriptions"),
    only("MedicationRequest", "intent", "plan", "medications people take on their own"),
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
    rest("Observation", Some(("category:missing", "true")), "results without a category"),
    only("DiagnosticReport", "category", "LAB", "lab reports"),
    only("DiagnosticReport", "category", "LP29684-5,LP29708-2,LP7839-6", "radiology, cardiology, pathology"),
    all("DiagnosticReport", "all reports"),
    only("DocumentReference", "category", "clinical-note", "clinical notes"),
    all("DocumentReference", "all documents"),
    all("Procedure", "procedures"),
    all("Encounter", "visits"),
    only("CarePlan", "category", "assess-plan", "care plans"),
    rest("CarePlan", None, "all other care plans"),
    only("CareTeam", "status", "active", "care team"),
    rest("CareTeam", None, "earlier care teams"),
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
    all("ExplanationOfBenefit", "claims and what insurance paid"),
    rest("Claim", None, "bills to the insurance"),
];

/// What is read and never searched for: other records point to it, or are included with it.
const BESIDE: &[&str] = &[
    "Binary",
    "Location",
    "Media",
    "Medication",
    "Organization",
    "Patient",
    "Practitioner",
    "PractitionerRole",
    "Provenance",
];

/// Returns every type that is searched or read in a dialect, sorted: what has to be granted for a whole record where a
/// portal has no scope for all types at once.
pub(crate) fn all_types(dialect: &Dialect) -> BTreeSet<&str> {
    let own = dialect.plan.searches.keys().map(String::as_str);
    COMMON.iter().map(|row| row.resource_type).chain(BESIDE.iter().copied()).chain(own).collect()
}

/// The types whose provenance US Core asks a portal to include.
const WITH_PROVENANCE: &[&str] = &[
    "AllergyIntolerance",
    "CarePlan",
    "CareTeam",
    "Condition",
    "Coverage",
    "Device",
    "DiagnosticReport",
    "DocumentReference",
    "Encounter",
    "Goal",
    "Immunization",
    "MedicationDispense",
    "MedicationRequest",
    "Observation",
    "Procedure",
    "QuestionnaireResponse",
    "RelatedPerson",
    "ServiceRequest",
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dialect::{Dialects, PlannedSearch};

    fn names(dialect: &Dialect, scopes: &str) -> Vec<String> {
        let granted = Granted::parse(&[scopes.to_owned()]);
        queries(dialect, &granted).into_iter().map(|query| query.id).collect()
    }

    #[test]
    fn every_query_of_every_row_has_a_name_of_its_own_and_is_found_by_it() {
        let everything = Granted::parse(&["patient/*.rs".to_owned()]);
        for dialect in Dialects::built_in().rows() {
            let queries = queries(dialect, &everything);
            let names = queries.iter().map(|query| query.id.as_str()).collect::<BTreeSet<_>>();
            assert_eq!(names.len(), queries.len(), "{}", dialect.name);
            for planned in searches(dialect, &everything) {
                assert_eq!(search(dialect, &everything, &planned.id()), Some(planned), "{}", dialect.name);
            }
            let follows = queries.iter().map(|query| query.follows).collect::<Vec<_>>();
            assert_eq!(follows.iter().position(|&follows| follows), Some(follows.len() - 1));
        }
        let plain = Dialect::plain();
        assert_eq!(search(&plain, &everything, "Observation"), None);
        let labs = search(&plain, &everything, "Observation?category=laboratory").unwrap();
        assert_eq!(labs.label, "lab results");
    }

    #[test]
    fn a_row_replaces_omits_and_adds_searches() {
        let mut dialect = Dialect::plain();
        dialect.plan.only = ["Goal", "Device", "Coverage", "Slot"].map(str::to_owned).to_vec();
        let mut dated = PlannedSearch::default();
        dated.with = [("a", "1"), ("b", "x|y")].map(|(name, value)| (name.into(), value.into())).to_vec();
        dated.label = "dated".to_owned();
        dialect.plan.searches.insert("Goal".to_owned(), vec![PlannedSearch::default(), dated]);
        dialect.plan.searches.insert("Device".to_owned(), Vec::new());
        dialect.plan.searches.insert("Slot".to_owned(), vec![PlannedSearch::default()]);
        dialect.plan.searches.insert("Basic".to_owned(), vec![PlannedSearch::default()]);
        let expected = ["Patient", "Goal", "Goal?a=1&b=x|y", "Coverage", "Slot", "references"];
        assert_eq!(names(&dialect, "patient/*.rs"), expected);
    }

    #[test]
    fn a_granular_grant_adds_the_searches_that_it_alone_allows() {
        let mut dialect = Dialect::plain();
        dialect.plan.only = ["Condition", "Procedure"].map(str::to_owned).to_vec();
        let planned = ["problem-list-item", "encounter-diagnosis", "health-concern"]
            .map(|category| format!("Condition?category={category}"));
        let mut expected = vec!["Patient".to_owned()];
        expected.extend(planned);
        let end = ["Procedure".to_owned(), "references".to_owned()];
        let all = [expected.as_slice(), &end].concat();
        let whole = [expected.as_slice(), &["Condition".to_owned()], &end].concat();
        assert_eq!(names(&dialect, "patient/*.rs patient/Condition.rs?category=http://x|sdoh"), whole);
        assert_eq!(names(&dialect, "patient/Condition.rs?category=http://x|health-concern"), all);
        let more = [
            expected.as_slice(),
            &["Condition?category=http://x|sdoh".to_owned(), "Procedure".to_owned()],
            &["Procedure?category=http://x|1&status=completed".to_owned(), "references".to_owned()],
        ];
        let scopes = "patient/Condition.rs?category=http://x|sdoh patient/Condition.r?category=http://x|a \
                      patient/Procedure.s?category=http://x|1&status=completed";
        assert_eq!(names(&dialect, scopes), more.concat());
    }
}
