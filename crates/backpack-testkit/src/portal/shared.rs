//! What all endpoints of one running portal share.

use std::sync::{Mutex, MutexGuard, PoisonError};

use backpack_core::Timestamp;

use super::chart::PortalRecords;
use super::fault::Armed;
use super::log::Request;
use super::options::PortalOptions;
use super::tokens::Tokens;
use crate::people::calendar::Moment;

/// One running portal.
#[derive(Debug)]
pub(crate) struct Portal {
    /// Scheme, host and port, without a slash at the end.
    pub(crate) origin: String,
    pub(crate) options: PortalOptions,
    pub(crate) records: Mutex<PortalRecords>,
    pub(crate) tokens: Mutex<Tokens>,
    pub(crate) armed: Mutex<Armed>,
    pub(crate) log: Mutex<Vec<Request>>,
}

impl Portal {
    /// Returns the FHIR base, without a slash at the end.
    pub(crate) fn base(&self) -> String {
        format!("{}/fhir", self.origin)
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.options.clock.now()
    }
}

/// Locks, whether or not another test thread panicked while it held the lock.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Returns the moment, cut to whole seconds.
pub(crate) const fn moment(now: Timestamp) -> Moment {
    Moment::from_seconds(now.as_millis().div_euclid(1_000))
}

/// Returns the moment as HTTP writes it (RFC 9110, 5.6.7).
pub(crate) fn http_date(now: Timestamp) -> String {
    let moment = moment(now);
    let (year, month, day) = moment.day().ymd();
    let weekday = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let name =
        |names: &[&'static str], at: i64| usize::try_from(at).ok().and_then(|at| names.get(at).copied());
    let weekday = name(&weekday, moment.day().weekday_from_thursday()).unwrap_or_default();
    let month = name(&months, month - 1).unwrap_or_default();
    format!("{weekday}, {day:02} {month} {year:04} {} GMT", moment.clock())
}
