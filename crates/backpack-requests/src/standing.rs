//! How a request stands on a day.

use jiff::civil::Date;

use crate::course::Course;
use crate::due::later;
use crate::lookahead::reminders;
use crate::{Due, Extension, FeeState, LetterKind, Reminder, Request, State};

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
            complaint_by,
            reminders,
            letters: Vec::new(),
        };
        standing.letters = LetterKind::ALL.iter().copied().filter(|kind| kind.is_due(&standing)).collect();
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
