//! Which questions a portal is asked bring what: by the names of the queries.

use backpack_record::Kind;

/// What a section, or a list, is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Area {
    Problems,
    Medications,
    Allergies,
    Results,
    VitalSigns,
    Immunizations,
    Upcoming,
    Visits,
    CareTeam,
    /// All records of a kind.
    All(Kind),
}

/// Whether a question asks for something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Covers {
    /// It does: an answer in full says that there is no more.
    Yes,
    /// It may bring some of it: what is missing of it may be this, and an answer in full says nothing.
    Perhaps,
    No,
}

/// A resource type, a category if it is one alone, and whether that is all there is to ask for.
type Row = (&'static str, &'static str, Covers);

/// Says whether a question, by its stable name, asks for what an area is about.
pub(super) fn covers(query: &str, area: Area) -> Covers {
    let (name, with) = match kind_of(query) {
        Name::Type(name, with) => (name, with),
        Name::Anything => return Covers::Perhaps,
        Name::Aside => return Covers::No,
    };
    let asks = |(of, category, _): &&Row| *of == name && (category.is_empty() || is_category(with, category));
    rows(area).iter().find(asks).map_or(Covers::No, |(_, _, covers)| *covers)
}

/// Says whether a question may bring anything: that of a file, say.
pub(super) fn is_open(query: &str) -> bool {
    matches!(kind_of(query), Name::Anything)
}

enum Name<'q> {
    Type(&'q str, &'q str),
    Anything,
    /// It brings what others point to, or the patient: nothing that a section asks for.
    Aside,
}

fn kind_of(query: &str) -> Name<'_> {
    let (name, with) = query.split_once('?').unwrap_or((query, ""));
    match name {
        "references" | "Patient" => Name::Aside,
        name if name.starts_with(|sign: char| sign.is_ascii_uppercase()) => Name::Type(name, with),
        _ => Name::Anything,
    }
}

/// A search without a category asks for all of them.
fn is_category(with: &str, category: &str) -> bool {
    !with.contains("category") || with.contains(category)
}

const fn rows(area: Area) -> &'static [Row] {
    use Covers::{Perhaps, Yes};
    match area {
        Area::Problems | Area::All(Kind::Condition) => &[("Condition", "", Yes)],
        // Portals do not tell these from other conditions.
        Area::All(Kind::Injury | Kind::Symptom) => &[("Condition", "", Perhaps)],
        Area::Medications => &[
            ("MedicationRequest", "", Yes),
            ("MedicationStatement", "", Yes),
            ("MedicationOrder", "", Yes),
            ("MedicationUsage", "", Yes),
        ],
        Area::All(Kind::Medication) => &[
            ("MedicationRequest", "", Yes),
            ("MedicationStatement", "", Yes),
            ("MedicationOrder", "", Yes),
            ("MedicationUsage", "", Yes),
            ("MedicationDispense", "", Perhaps),
            ("MedicationAdministration", "", Perhaps),
        ],
        Area::Allergies | Area::All(Kind::Allergy) => &[("AllergyIntolerance", "", Yes)],
        Area::Results => &[("Observation", "laboratory", Yes)],
        Area::All(Kind::LabResult) => {
            &[("Observation", "laboratory", Yes), ("Observation", "category:missing", Perhaps)]
        }
        Area::VitalSigns => &[("Observation", "vital-signs", Yes)],
        Area::All(Kind::VitalSign) => &[
            ("Observation", "vital-signs", Yes),
            ("Observation", "exam", Perhaps),
            ("Observation", "activity", Perhaps),
            ("Observation", "category:missing", Perhaps),
        ],
        Area::Immunizations | Area::All(Kind::Immunization) => &[("Immunization", "", Yes)],
        Area::Upcoming | Area::All(Kind::Appointment) => &[("Appointment", "", Yes)],
        Area::Visits | Area::All(Kind::Visit) => &[("Encounter", "", Yes)],
        Area::CareTeam | Area::All(Kind::CareTeam) => &[("CareTeam", "", Yes)],
        Area::All(Kind::Procedure) => &[
            ("Procedure", "", Yes),
            ("Observation", "procedure", Perhaps),
            ("Observation", "therapy", Perhaps),
        ],
        Area::All(Kind::Report) => &[("DiagnosticReport", "", Yes)],
        Area::All(Kind::Document) => &[("DocumentReference", "", Yes)],
        Area::All(Kind::Imaging) => &[("ImagingStudy", "", Yes), ("Observation", "imaging", Perhaps)],
        Area::All(Kind::GeneticResult) => {
            &[("DiagnosticReport", "", Perhaps), ("Observation", "laboratory", Perhaps)]
        }
        Area::All(Kind::CarePlan) => &[("CarePlan", "", Yes), ("ServiceRequest", "", Perhaps)],
        Area::All(Kind::Goal) => &[("Goal", "", Yes)],
        Area::All(Kind::Device) => &[("Device", "", Yes)],
        Area::All(Kind::Coverage) => &[("Coverage", "", Yes)],
        Area::All(Kind::Claim) => &[("ExplanationOfBenefit", "", Yes), ("Claim", "", Perhaps)],
        Area::All(Kind::FamilyHistory) => &[("FamilyMemberHistory", "", Yes)],
        Area::All(Kind::SocialHistory) => &[
            ("Observation", "social-history", Yes),
            ("Observation", "sdoh", Perhaps),
            ("Observation", "category:missing", Perhaps),
        ],
        Area::All(Kind::Message) => &[("Communication", "", Yes)],
        Area::All(Kind::Questionnaire) => &[
            ("QuestionnaireResponse", "", Yes),
            ("Observation", "survey", Perhaps),
            ("Observation", "functional-status", Perhaps),
            ("Observation", "disability-status", Perhaps),
            ("Observation", "cognitive-status", Perhaps),
        ],
        Area::All(_) => &[],
    }
}
