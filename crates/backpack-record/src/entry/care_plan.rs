//! Care plans.

use super::form::{Described, Form};
use super::json::Node;
use super::setters::{builder, codes};
use super::{Concept, EntryError, concept};

builder! {
    /// A plan for the person's care: FHIR `CarePlan`. Going on, or completed once an end is set, unless said otherwise.
    CarePlan: "CarePlan", named title = "what it is called" {
        status: value(CarePlanStatus) = "how far it has come",
        description: text = "what it is about",
        start: text = "since when it holds, as precisely as known",
        end: text = "until when it holds, as precisely as known",
        author: text = "who made it, by name",
        steps: many(PlanStep) as step = "what is to be done",
        note: text = "what else there is to say, as a note",
    }
}

codes! {
    /// How far a plan has come.
    CarePlanStatus {
        /// Going on.
        Active = "active",
        /// Not yet begun.
        Draft = "draft",
        /// Paused.
        OnHold = "on-hold",
        /// Given up.
        Revoked = "revoked",
        /// Done.
        Completed = "completed",
        /// Not known.
        Unknown = "unknown",
    }
}

/// One thing that is to be done.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct PlanStep {
    /// What it is, in words.
    pub what: Option<String>,
    /// How far it has come.
    pub status: Option<StepStatus>,
}

codes! {
    /// How far a step has come.
    StepStatus {
        /// Not begun.
        NotStarted = "not-started",
        /// Planned for a time.
        Scheduled = "scheduled",
        /// Going on.
        InProgress = "in-progress",
        /// Paused.
        OnHold = "on-hold",
        /// Done.
        Completed = "completed",
        /// Called off.
        Cancelled = "cancelled",
        /// Stopped before its end.
        Stopped = "stopped",
        /// Not known.
        Unknown = "unknown",
    }
}

impl CarePlan {
    /// Returns a plan: `After the knee operation`.
    pub fn new(title: impl Into<Concept>) -> Self {
        Self { title: title.into(), ..Self::default() }
    }

    const fn implied(&self) -> CarePlanStatus {
        if self.end.is_some() { CarePlanStatus::Completed } else { CarePlanStatus::Active }
    }

    /// The words are the title; R4 has a place for codes in the category.
    fn name(&mut self, form: &mut Form<'_>) -> Result<(), EntryError> {
        let mut text = form.writes().then(|| self.title.text.clone());
        if form.writes() && !self.title.codes.is_empty() {
            let codings = self.title.codes.iter().map(concept::coding).collect::<Result<Vec<Node>, _>>()?;
            let category = super::json::Object::new().with("coding", codings);
            form.fixed("category", vec![category.into()]);
        } else if !form.writes() {
            let category = form.object.each("category").iter().find_map(Concept::read);
            self.title.codes = category.map(|category| category.codes).unwrap_or_default();
        }
        form.text("title", "title", &mut text)?;
        self.title.text = text.unwrap_or_default();
        Ok(())
    }
}

impl PlanStep {
    /// Returns a step that has not begun.
    #[must_use]
    pub fn new(what: impl Into<String>) -> Self {
        Self { what: Some(what.into()), status: None }
    }

    /// Sets how far it has come.
    #[must_use]
    pub const fn status(mut self, status: StepStatus) -> Self {
        self.status = Some(status);
        self
    }

    fn describe(&mut self, form: &mut Form<'_>) -> Result<(), EntryError> {
        form.within("detail", |form| {
            form.status("status", &mut self.status, StepStatus::NotStarted);
            form.text("description", "step", &mut self.what)?;
            form.settle(&mut self.status, &StepStatus::NotStarted);
            Ok(())
        })
    }
}

impl From<&str> for PlanStep {
    fn from(what: &str) -> Self {
        Self::new(what)
    }
}

impl From<String> for PlanStep {
    fn from(what: String) -> Self {
        Self::new(what)
    }
}

impl Described for CarePlan {
    const TYPE: &'static str = "CarePlan";

    fn describe(&mut self, form: &mut Form<'_>) -> Result<(), EntryError> {
        let implied = self.implied();
        form.status("status", &mut self.status, implied);
        form.fixed("intent", "plan");
        self.name(form)?;
        form.text("description", "description", &mut self.description)?;
        form.subject("subject")?;
        form.period("period", ("start", &mut self.start), ("end", &mut self.end))?;
        form.who("author", "author", &mut self.author)?;
        form.list("activity", &mut self.steps, PlanStep::describe)?;
        form.note(&mut self.note)?;
        let implied = self.implied();
        form.settle(&mut self.status, &implied);
        Ok(())
    }
}
