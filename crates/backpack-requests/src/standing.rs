//! How a request stands on a day.

use jiff::civil::Date;

use crate::course::Course;
use crate::due::later;
use crate::lookahead::reminders;
use crate::{Decision, Due, Extension, FeeState, LetterKind, Reminder, Request, State};

/// How a request stands on a day of the holder's time zone.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Standing {
    /// The state.
    pub state: State,
    /// When the holder must have acted; `None` before it was sent.
    pub due: Option<Due>,
    /// Whether what is owed is overdue. Once the person took note of it, it stays so, whatever the day.
    pub is_overdue: bool,
    /// For how many days the due date is over; 0 if it is not.
    pub overdue_days: u32,
    /// Every notice that the holder needs longer, and what it is worth.
    pub extensions: Vec<Extension>,
    /// How it stands with the fee.
    pub fee: FeeState,
    /// What the holder left out, if it answered in part.
    pub missing: Vec<String>,
    /// How the holder decided on an amendment, if it did.
    pub decision: Option<Decision>,
    /// Who was told of an amendment, as far as it is known.
    pub told: Vec<String>,
    /// Whom the person named of whom it is not known that they were told, once anything was accepted.
    pub untold: Vec<String>,
    /// The last day for a complaint, if there is a reason for one.
    pub complaint_by: Option<Date>,
    /// The reminders of the due date, if an answer is awaited.
    pub reminders: Vec<Reminder>,
    /// The letters for which there is an occasion.
    pub letters: Vec<LetterKind>,
}

impl Standing {
    pub(crate) fn of(request: &Request, course: &Course, today: Date) -> Self {
        let (state, due) = (course.state(), course.due());
        let overdue_days = course.overdue_days(today);
        let is_overdue = course.is_overdue(today);
        let is_open = matches!(state, State::Sent | State::Received | State::Extended);
        let state = if is_open && is_overdue { State::Overdue } else { state };
        let reminders = due.filter(|_| state.is_awaited());
        let reminders = reminders.map(|due| reminders_of(&due, request)).unwrap_or_default();
        let complaint_by = course.grievance(today).map(|since| later(since, request.numbers.complaint_days));
        let mut standing = Self {
            state,
            due,
            is_overdue,
            overdue_days,
            extensions: course.extensions(),
            fee: course.fee.clone(),
            missing: course.missing.clone(),
            decision: course.decision.clone(),
            told: course.told.clone(),
            untold: untold(request, course),
            complaint_by,
            reminders,
            letters: Vec::new(),
        };
        let due = |kind: &LetterKind| kind.is_due(&standing, course);
        standing.letters = LetterKind::ALL.iter().copied().filter(due).collect();
        standing
    }

    /// Returns the latest reminder that has come by `today`.
    #[must_use]
    pub fn reminder(&self, today: Date) -> Option<Reminder> {
        self.reminders.iter().rev().find(|reminder| reminder.on <= today).copied()
    }
}

fn reminders_of(due: &Due, request: &Request) -> Vec<Reminder> {
    reminders(due, request.numbers.reminder_days)
}

fn untold(request: &Request, course: &Course) -> Vec<String> {
    let Some(amendment) = request.facts.amendment.as_ref().filter(|_| course.accepted_any()) else {
        return Vec::new();
    };
    let same = |one: &str, other: &str| one.trim().to_lowercase() == other.trim().to_lowercase();
    let is_told = |name: &str| course.told.iter().any(|told| same(told, name));
    amendment.notify.iter().map(|who| who.name.clone()).filter(|name| !is_told(name)).collect()
}
