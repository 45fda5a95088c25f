//! Allergies and intolerances.

use super::json::{Node, Object};
use super::setters::{codes, setters};
use super::shape::{self, Concept};
use super::{Entry, EntryError, check};

/// An allergy or intolerance, as the person tells it: FHIR `AllergyIntolerance`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub struct Allergy {
    substance: Concept,
    category: Option<AllergyCategory>,
    status: Option<AllergyStatus>,
    criticality: Option<Criticality>,
    reaction: Option<String>,
    severity: Option<ReactionSeverity>,
    onset: Option<String>,
    note: Option<String>,
}

codes! {
    /// What sort of substance it is. Leave it out for any other sort.
    AllergyCategory {
        /// Something eaten or drunk.
        Food = "food",
        /// A medicine.
        Medication = "medication",
        /// Something around the person: pollen, dust, latex.
        Environment = "environment",
        /// A biological product, such as a vaccine or serum.
        Biologic = "biologic",
    }
}

codes! {
    /// Whether the allergy is still there.
    AllergyStatus {
        /// Still there.
        Active = "active",
        /// No longer a risk as far as known.
        Inactive = "inactive",
        /// Overcome.
        Resolved = "resolved",
    }
}

codes! {
    /// How dangerous a future reaction could be.
    Criticality {
        /// Not dangerous to life.
        Low = "low",
        /// Dangerous to life.
        High = "high",
        /// Nobody can tell.
        UnableToAssess = "unable-to-assess",
    }
}

codes! {
    /// How bad a reaction was.
    ReactionSeverity {
        /// Mild.
        Mild = "mild",
        /// Moderate.
        Moderate = "moderate",
        /// Severe.
        Severe = "severe",
    }
}

impl Allergy {
    /// Returns an allergy to `substance`, active unless said otherwise.
    pub fn new(substance: impl Into<String>) -> Self {
        Self {
            substance: Concept::new(substance),
            category: None,
            status: None,
            criticality: None,
            reaction: None,
            severity: None,
            onset: None,
            note: None,
        }
    }

    setters! {
        /// Adds a code for the substance.
        substance: code,
        /// Sets what sort of substance it is.
        category: value(AllergyCategory),
        /// Sets whether the allergy is still there.
        status: value(AllergyStatus),
        /// Sets how dangerous a future reaction could be.
        criticality: value(Criticality),
        /// Sets what happens, in words: hives, swelling.
        reaction: text,
        /// Sets how bad the reaction was.
        severity: value(ReactionSeverity),
        /// Sets when it began, as precisely as known.
        onset: text,
        /// Sets a note.
        note: text,
    }

    /// Returns the `AllergyIntolerance` with this id, about the person that `subject` refers to.
    ///
    /// # Errors
    ///
    /// When a text, date or the id is not one that FHIR can hold.
    pub fn build(&self, id: &str, subject: Option<&str>) -> Result<Entry, EntryError> {
        let status = self.status.unwrap_or(AllergyStatus::Active).as_str();
        let body = shape::resource("AllergyIntolerance", id)?
            .with("clinicalStatus", clinical_status(status))
            .with_list("category", self.category.map(|c| c.as_str().into()).into_iter().collect())
            .with_some("criticality", self.criticality.map(Criticality::as_str))
            .with("code", self.substance.write("substance")?)
            .with("patient", shape::subject(subject)?)
            .with_some("onsetDateTime", shape::optional_date("onset", self.onset.as_deref())?)
            .with_list("note", shape::notes(self.note.as_deref())?)
            .with_list("reaction", self.reactions()?);
        Entry::write("AllergyIntolerance", &body)
    }

    fn reactions(&self) -> Result<Vec<Node>, EntryError> {
        let manifestation = match check::optional_text("reaction", self.reaction.as_deref())? {
            Some(words) => Object::new().with("text", words),
            None if self.severity.is_some() => shape::unknown(),
            None => return Ok(Vec::new()),
        };
        let severity = self.severity.map(ReactionSeverity::as_str);
        let reaction = Object::new().with_list("manifestation", vec![manifestation.into()]);
        Ok(vec![reaction.with_some("severity", severity).into()])
    }
}

fn clinical_status(code: &'static str) -> Object {
    const SYSTEM: &str = "http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical";
    let coding = Object::new().with("system", SYSTEM).with("code", code);
    Object::new().with_list("coding", vec![coding.into()])
}
