//! Allergies and intolerances.

use super::form::{Described, Form};
use super::moment::Choice;
use super::setters::{builder, codes};
use super::shape::{self, wordless};
use super::{Concept, EntryError, Moment};

builder! {
    /// An allergy or intolerance, as the person tells it: FHIR `AllergyIntolerance`.
    ///
    /// Active, unless said otherwise.
    Allergy: "AllergyIntolerance", named substance = "what the person is allergic to" {
        category: value(AllergyCategory) = "what sort of substance it is",
        sort: value(AllergySort) = "whether it is an allergy or an intolerance",
        status: value(AllergyStatus) = "whether the allergy is still there",
        verification: value(AllergyVerification) = "how sure it is",
        criticality: value(Criticality) = "how dangerous a future reaction could be",
        reactions: many(Reaction) = "what happens",
        onset: into(Moment) = "when it began, as precisely as known",
        last_reaction: text = "when it happened last, as precisely as known",
        note: text = "what else there is to say, as a note",
    }
}

/// What happens when the person meets the substance.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Reaction {
    /// What it is: hives, swelling.
    pub manifestation: Option<Concept>,
    /// When it began, as precisely as known.
    pub onset: Option<String>,
    /// How bad it was.
    pub severity: Option<ReactionSeverity>,
    /// How the substance got to the person: swallowed, by a sting.
    pub route: Option<Concept>,
    /// What else there is to say of it.
    pub note: Option<String>,
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
    /// Whether it is an allergy or an intolerance.
    AllergySort {
        /// The immune system reacts.
        Allergy = "allergy",
        /// The body cannot cope with it, without the immune system.
        Intolerance = "intolerance",
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
    /// How sure an allergy is.
    AllergyVerification {
        /// Suspected.
        Unconfirmed = "unconfirmed",
        /// Confirmed, such as by a test.
        Confirmed = "confirmed",
        /// Disproved.
        Refuted = "refuted",
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
    pub fn new(substance: impl Into<Concept>) -> Self {
        Self { substance: substance.into(), ..Self::default() }
    }

    /// Adds what happens: hives, swelling. One whose severity alone was said before gets its name.
    pub fn reaction(mut self, reaction: impl Into<Reaction>) -> Self {
        let mut reaction = reaction.into();
        if self.reactions.last().is_some_and(|last| last.manifestation.is_none())
            && let Some(unnamed) = self.reactions.pop()
        {
            reaction.severity = reaction.severity.or(unnamed.severity);
        }
        self.reactions.push(reaction);
        self
    }

    /// Sets how bad the last reaction was; one that has no name yet, if there is none.
    pub fn severity(mut self, severity: ReactionSeverity) -> Self {
        match self.reactions.last_mut() {
            Some(last) => last.severity = Some(severity),
            None => self.reactions.push(Reaction { severity: Some(severity), ..Reaction::default() }),
        }
        self
    }
}

impl Reaction {
    /// Returns a reaction.
    #[must_use]
    pub fn new(manifestation: impl Into<Concept>) -> Self {
        Self { manifestation: Some(manifestation.into()), ..Self::default() }
    }

    /// Sets how bad it was.
    #[must_use]
    pub const fn severity(mut self, severity: ReactionSeverity) -> Self {
        self.severity = Some(severity);
        self
    }

    /// Sets when it began, as precisely as known.
    #[must_use]
    pub fn onset(mut self, onset: impl Into<String>) -> Self {
        self.onset = Some(onset.into());
        self
    }

    /// Sets how the substance got to the person.
    #[must_use]
    pub fn route(mut self, route: impl Into<Concept>) -> Self {
        self.route = Some(route.into());
        self
    }

    /// Sets what else there is to say of it.
    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.note = Some(note.into());
        self
    }

    fn describe(&mut self, form: &mut Form<'_>) -> Result<(), EntryError> {
        let is_empty = *self == Self::default();
        form.concept_list("manifestation", "reaction", &mut self.manifestation)?;
        if self.manifestation.is_none() && !is_empty {
            // FHIR demands a manifestation.
            form.fixed("manifestation", vec![shape::unknown().into()]);
        }
        form.date("onset", "reaction onset", &mut self.onset)?;
        form.token("severity", &mut self.severity);
        form.concept("exposureRoute", "reaction route", &mut self.route)?;
        form.note(&mut self.note)
    }
}

impl<T: Into<Concept>> From<T> for Reaction {
    fn from(manifestation: T) -> Self {
        Self::new(manifestation)
    }
}

const ONSET: Choice =
    Choice { date: "onsetDateTime", age: "onsetAge", period: "onsetPeriod", words: "onsetString" };

impl Described for Allergy {
    const TYPE: &'static str = "AllergyIntolerance";

    fn describe(&mut self, form: &mut Form<'_>) -> Result<(), EntryError> {
        const CLINICAL: &str = "http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical";
        const VERIFICATION: &str = "http://terminology.hl7.org/CodeSystem/allergyintolerance-verification";
        let mut status = self.status.or(form.writes().then_some(AllergyStatus::Active));
        form.coded("clinicalStatus", (CLINICAL, wordless), &mut status);
        self.status = status;
        form.coded("verificationStatus", (VERIFICATION, wordless), &mut self.verification);
        form.token("type", &mut self.sort);
        form.token_list("category", &mut self.category);
        form.token("criticality", &mut self.criticality);
        form.named("code", "substance", &mut self.substance)?;
        form.subject("patient")?;
        form.moment(&ONSET, "onset", &mut self.onset)?;
        form.date("lastOccurrence", "last reaction", &mut self.last_reaction)?;
        form.note(&mut self.note)?;
        form.list("reaction", &mut self.reactions, Reaction::describe)?;
        form.settle(&mut self.status, &AllergyStatus::Active);
        Ok(())
    }
}
