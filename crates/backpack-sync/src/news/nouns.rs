//! Kinds as people say them: one, and several.

use backpack_record::Kind;

/// Returns the noun for one record of a kind, and for several.
pub(super) fn of(kind: Kind) -> (&'static str, &'static str) {
    match kind {
        Kind::Allergy => ("allergy", "allergies"),
        Kind::Condition => ("condition", "conditions"),
        Kind::Symptom => ("symptom", "symptoms"),
        Kind::Injury => ("injury", "injuries"),
        Kind::Medication => ("medication", "medications"),
        Kind::Immunization => ("immunization", "immunizations"),
        Kind::LabResult => ("lab result", "lab results"),
        Kind::VitalSign => ("vital sign", "vital signs"),
        Kind::Procedure => ("procedure", "procedures"),
        Kind::Visit => ("visit", "visits"),
        Kind::Report => ("report", "reports"),
        Kind::Document => ("document", "documents"),
        Kind::Imaging => ("imaging study", "imaging studies"),
        Kind::GeneticResult => ("genetic result", "genetic results"),
        Kind::CarePlan => ("care plan", "care plans"),
        Kind::Goal => ("goal", "goals"),
        Kind::CareTeam => ("care team entry", "care team entries"),
        Kind::Device => ("device", "devices"),
        Kind::Coverage => ("insurance coverage", "insurance coverages"),
        Kind::Claim => ("claim", "claims"),
        Kind::FamilyHistory => ("family history entry", "family history entries"),
        Kind::SocialHistory => ("social history entry", "social history entries"),
        Kind::Appointment => ("appointment", "appointments"),
        Kind::Message => ("message", "messages"),
        Kind::Questionnaire => ("questionnaire", "questionnaires"),
        Kind::Other => ("other record", "other records"),
        // A kind of a later version is told all the same.
        _ => ("record", "records"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_words_of_its_own() {
        let mut seen = std::collections::BTreeSet::new();
        for kind in Kind::ALL {
            let (one, many) = of(*kind);
            assert!(one != "record" && one != many && seen.insert(one), "{kind}");
        }
    }
}
