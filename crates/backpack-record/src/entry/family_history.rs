//! Family history.

use super::form::{Described, Form};
use super::json::Node;
use super::moment::{AgeUnit, age};
use super::setters::{builder, codes};
use super::{Concept, EntryError};

builder! {
    /// What a relative had: FHIR `FamilyMemberHistory`.
    FamilyHistory: "FamilyMemberHistory", named relationship = "how the relative is related: `mother`" {
        name: text = "the relative's name",
        sex: value(Sex) = "the relative's sex",
        born: text = "when the relative was born: a day, month or year",
        deceased: value(bool) = "whether the relative has died",
        died: text = "when the relative died: a day, month or year",
        died_at: text = "how old the relative was when they died, in years",
        conditions: many(FamilyCondition) as condition = "what the relative had",
        reason: concept = "why it was asked for",
        date: text = "when the person wrote it down, as precisely as known",
        note: text = "what else there is to say, as a note",
    }
}

codes! {
    /// A relative's sex: FHIR's `administrative-gender`.
    Sex {
        /// Female.
        Female = "female",
        /// Male.
        Male = "male",
        /// Another.
        Other = "other",
        /// Not known.
        Unknown = "unknown",
    }
}

/// Something that a relative had.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct FamilyCondition {
    /// What it was.
    pub what: Concept,
    /// How old the relative was when it began, in years.
    pub onset_age: Option<String>,
    /// When it began, in words.
    pub onset_words: Option<String>,
    /// How it ended: `died of it`.
    pub outcome: Option<Concept>,
    /// What else there is to say of it.
    pub note: Option<String>,
}

impl FamilyHistory {
    /// Returns the history of a relative.
    pub fn new(relationship: impl Into<Concept>) -> Self {
        Self { relationship: relationship.into(), ..Self::default() }
    }

    /// FHIR has one place for all three: the most precise is written, and two that say more than yes or no contradict.
    fn death(&mut self, form: &mut Form<'_>) -> Result<(), EntryError> {
        if !form.writes() {
            form.flag("deceasedBoolean", &mut self.deceased);
            form.day("deceasedDate", "died", &mut self.died)?;
            years(form, "deceasedAge", "died at", &mut self.died_at)?;
            return Ok(());
        }
        let said = self.died.is_some() || self.died_at.is_some();
        let contradicts =
            (self.died.is_some() && self.died_at.is_some()) || (said && self.deceased.is_some());
        if form.is_strict() && contradicts {
            return Err(EntryError::Contradiction { field: "died", other: "deceased" });
        }
        if self.died.is_some() {
            form.day("deceasedDate", "died", &mut self.died)
        } else if self.died_at.is_some() {
            years(form, "deceasedAge", "died at", &mut self.died_at)
        } else {
            form.flag("deceasedBoolean", &mut self.deceased);
            Ok(())
        }
    }
}

impl FamilyCondition {
    /// Returns something that a relative had.
    #[must_use]
    pub fn new(what: impl Into<Concept>) -> Self {
        Self { what: what.into(), ..Self::default() }
    }

    /// Sets how old the relative was when it began, in years.
    #[must_use]
    pub fn onset_age(mut self, years: impl Into<String>) -> Self {
        self.onset_age = Some(years.into());
        self
    }

    /// Sets when it began, in words.
    #[must_use]
    pub fn onset_words(mut self, words: impl Into<String>) -> Self {
        self.onset_words = Some(words.into());
        self
    }

    /// Sets how it ended.
    #[must_use]
    pub fn outcome(mut self, outcome: impl Into<Concept>) -> Self {
        self.outcome = Some(outcome.into());
        self
    }

    /// Sets what else there is to say of it.
    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.note = Some(note.into());
        self
    }

    fn describe(&mut self, form: &mut Form<'_>) -> Result<(), EntryError> {
        form.named("code", "condition", &mut self.what)?;
        form.concept("outcome", "outcome", &mut self.outcome)?;
        if form.is_strict() && self.onset_age.is_some() && self.onset_words.is_some() {
            return Err(EntryError::Contradiction { field: "onset words", other: "onset age" });
        }
        years(form, "onsetAge", "onset age", &mut self.onset_age)?;
        if !form.writes() || self.onset_age.is_none() {
            form.text("onsetString", "onset words", &mut self.onset_words)?;
        }
        form.note(&mut self.note)
    }
}

impl<T: Into<Concept>> From<T> for FamilyCondition {
    fn from(what: T) -> Self {
        Self::new(what)
    }
}

/// An `Age` in years.
fn years(
    form: &mut Form<'_>,
    member: &'static str,
    field: &'static str,
    value: &mut Option<String>,
) -> Result<(), EntryError> {
    if !form.writes() {
        let said = form.object.get(member).and_then(Node::object);
        let said = said.filter(|age| age.text("code") == Some(AgeUnit::Years.as_str()));
        *value = said.and_then(|age| age.get("value")).and_then(Node::raw).map(str::to_owned);
        return Ok(());
    }
    match value.as_deref().map(|number| age(field, number, AgeUnit::Years)) {
        Some(Ok(age)) => form.object.push(member, age),
        Some(Err(error)) if form.is_strict() => return Err(error),
        Some(Err(_)) | None => {}
    }
    Ok(())
}

#[expect(clippy::unnecessary_wraps, reason = "other codes are written without words")]
const fn sex_words(sex: Sex) -> Option<&'static str> {
    Some(match sex {
        Sex::Female => "Female",
        Sex::Male => "Male",
        Sex::Other => "Other",
        Sex::Unknown => "Unknown",
    })
}

impl Described for FamilyHistory {
    const TYPE: &'static str = "FamilyMemberHistory";

    fn describe(&mut self, form: &mut Form<'_>) -> Result<(), EntryError> {
        form.fixed("status", "completed");
        form.subject("patient")?;
        form.date("date", "date", &mut self.date)?;
        form.text("name", "name", &mut self.name)?;
        form.named("relationship", "relationship", &mut self.relationship)?;
        form.coded("sex", ("http://hl7.org/fhir/administrative-gender", sex_words), &mut self.sex);
        form.day("bornDate", "born", &mut self.born)?;
        self.death(form)?;
        form.concept_list("reasonCode", "reason", &mut self.reason)?;
        form.note(&mut self.note)?;
        form.list("condition", &mut self.conditions, FamilyCondition::describe)
    }
}
