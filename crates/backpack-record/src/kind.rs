//! Kinds: the categories people see.

use serde::{Deserialize, Serialize};

macro_rules! kinds {
    ($($(#[$meta:meta])* $name:ident = $text:literal,)*) => {
        /// The category under which people see a record.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[non_exhaustive]
        pub enum Kind {
            $($(#[$meta])* $name,)*
        }

        impl Kind {
            /// Every kind, in the order in which people see them.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// Returns the kind's stable name, as written in reports: lower case with hyphens.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => $text,)*
                }
            }
        }
    };
}

// New kinds go at the end: the position is what is persisted.
kinds! {
    /// An allergy or intolerance, of any category.
    Allergy = "allergy",
    /// A condition, problem or diagnosis.
    Condition = "condition",
    /// Something felt, noted by the person.
    Symptom = "symptom",
    /// An injury.
    Injury = "injury",
    /// A medication: prescribed, dispensed, given or taken.
    Medication = "medication",
    /// A vaccination.
    Immunization = "immunization",
    /// One laboratory result.
    LabResult = "lab-result",
    /// One vital sign.
    VitalSign = "vital-sign",
    /// A procedure or treatment.
    Procedure = "procedure",
    /// A visit: an encounter or an episode of care.
    Visit = "visit",
    /// A report that groups results.
    Report = "report",
    /// A document or note.
    Document = "document",
    /// An imaging study.
    Imaging = "imaging",
    /// A genetic result.
    GeneticResult = "genetic-result",
    /// A care plan or an order within it.
    CarePlan = "care-plan",
    /// A goal.
    Goal = "goal",
    /// A care team, or someone in it: a practitioner, an organisation, a place.
    CareTeam = "care-team",
    /// A device.
    Device = "device",
    /// Insurance coverage.
    Coverage = "coverage",
    /// A claim or an explanation of benefit.
    Claim = "claim",
    /// Family history.
    FamilyHistory = "family-history",
    /// Social history.
    SocialHistory = "social-history",
    /// An appointment.
    Appointment = "appointment",
    /// A message.
    Message = "message",
    /// A questionnaire or an answer to one.
    Questionnaire = "questionnaire",
    /// Anything else; its bytes are kept all the same.
    Other = "other",
}

impl std::fmt::Display for Kind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

impl std::str::FromStr for Kind {
    type Err = UnknownKind;

    fn from_str(text: &str) -> Result<Self, UnknownKind> {
        Self::ALL.iter().copied().find(|kind| kind.as_str() == text).ok_or(UnknownKind)
    }
}

/// A text that names no kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("read kind: no such kind")]
#[non_exhaustive]
pub struct UnknownKind;
