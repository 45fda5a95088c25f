//! Reminders: a week ahead, on the day, and on the day after.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::Due;
use crate::due::{earlier, later};

/// A day on which the person should be reminded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Reminder {
    /// The day, in the holder's time zone.
    pub on: Date,
    /// What to say.
    pub kind: ReminderKind,
}

/// What a reminder is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum ReminderKind {
    /// The answer is due soon.
    Soon,
    /// The answer is due on this day.
    Today,
    /// The answer is overdue since this day.
    Overdue,
}

/// Returns the reminders of a due date.
pub(crate) fn reminders(due: &Due, days_ahead: u32) -> Vec<Reminder> {
    let (soon, overdue) = (earlier(due.date, days_ahead), later(due.date, 1));
    vec![
        Reminder { on: soon, kind: ReminderKind::Soon },
        Reminder { on: due.date, kind: ReminderKind::Today },
        Reminder { on: overdue, kind: ReminderKind::Overdue },
    ]
}
