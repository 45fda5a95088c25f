//! Goals.

use super::form::{Described, Form};
use super::setters::{builder, codes};
use super::shape::wordless;
use super::{Amount, Concept, EntryError, Unit};

builder! {
    /// Something that the person wants to reach: FHIR `Goal`. Going on, unless said otherwise.
    Goal: "Goal", named what = "what is to be reached" {
        status: value(GoalStatus) = "how far it has come",
        achievement: value(Achievement) = "how well it goes",
        start: text = "since when: a day, month or year",
        measure: concept = "what shows whether it is reached: `Body weight`",
        target: into(Amount) = "the number to reach",
        due: text = "by when: a day, month or year",
        set_by: text = "who set it, by name",
        note: text = "what else there is to say, as a note",
    }
}

codes! {
    /// How far a goal has come.
    GoalStatus {
        /// Going on.
        Active = "active",
        /// Proposed.
        Proposed = "proposed",
        /// Planned.
        Planned = "planned",
        /// Agreed to.
        Accepted = "accepted",
        /// Paused.
        OnHold = "on-hold",
        /// Reached, or no longer worked at.
        Completed = "completed",
        /// Given up.
        Cancelled = "cancelled",
        /// Refused.
        Rejected = "rejected",
    }
}

codes! {
    /// How well a goal goes: FHIR's `goal-achievement`.
    Achievement {
        /// Under way.
        InProgress = "in-progress",
        /// Getting better.
        Improving = "improving",
        /// Getting worse.
        Worsening = "worsening",
        /// Neither.
        NoChange = "no-change",
        /// Reached.
        Achieved = "achieved",
        /// Kept up.
        Sustaining = "sustaining",
        /// Missed.
        NotAchieved = "not-achieved",
        /// Not to be reached.
        NotAttainable = "not-attainable",
    }
}

impl Goal {
    /// Returns a goal: `Walk 10,000 steps a day`.
    pub fn new(what: impl Into<Concept>) -> Self {
        Self { what: what.into(), ..Self::default() }
    }

    /// Sets the number to reach, of what: `Body weight`, `70`, `kg`.
    pub fn reach(
        self,
        measure: impl Into<Concept>,
        number: impl Into<String>,
        unit: impl Into<Unit>,
    ) -> Self {
        self.measure(measure).target(Amount::new(number, unit))
    }

    /// What is to be reached needs a measure (R4 invariant gol-1).
    fn describe_target(&mut self, form: &mut Form<'_>) -> Result<(), EntryError> {
        if form.is_strict() && self.target.is_some() && self.measure.is_none() {
            return Err(EntryError::Empty { field: "measure" });
        }
        form.concept("measure", "measure", &mut self.measure)?;
        form.amount("detailQuantity", "target", &mut self.target)?;
        form.day("dueDate", "due", &mut self.due)
    }
}

impl Described for Goal {
    const TYPE: &'static str = "Goal";

    fn describe(&mut self, form: &mut Form<'_>) -> Result<(), EntryError> {
        const ACHIEVEMENT: &str = "http://terminology.hl7.org/CodeSystem/goal-achievement";
        form.status("lifecycleStatus", &mut self.status, GoalStatus::Active);
        form.coded("achievementStatus", (ACHIEVEMENT, wordless), &mut self.achievement);
        form.named("description", "name", &mut self.what)?;
        form.subject("subject")?;
        form.day("startDate", "start", &mut self.start)?;
        form.within_first("target", |form| self.describe_target(form))?;
        form.who("expressedBy", "set by", &mut self.set_by)?;
        form.note(&mut self.note)?;
        form.settle(&mut self.status, &GoalStatus::Active);
        Ok(())
    }
}
