//! What all endpoints of one running portal share.

use std::sync::atomic::AtomicU64;
use std::sync::{Mutex, MutexGuard, PoisonError};

use axum::response::Response;
use backpack_core::Timestamp;
use backpack_dialect::{Dialect, Oddity};
use http::Uri;

use super::faults::{Armed, Fault, Striking};
use super::fhir::chart::PortalRecords;
use super::limits::Rates;
use super::log::Request;
use super::options::PortalOptions;
use super::sign_in::keys::Signer;
use super::sign_in::registered::Registrations;
use super::sign_in::tokens::Tokens;
use crate::people::calendar::Moment;

/// One running portal.
#[derive(Debug)]
pub(crate) struct Portal {
    /// Scheme, host and port, without a slash at the end.
    pub(crate) origin: String,
    pub(crate) options: PortalOptions,
    pub(crate) records: Mutex<PortalRecords>,
    pub(crate) tokens: Mutex<Tokens>,
    pub(crate) registrations: Mutex<Registrations>,
    pub(crate) signer: Signer,
    pub(crate) rates: Mutex<Rates>,
    pub(crate) armed: Mutex<Armed>,
    pub(crate) log: Mutex<Vec<Request>>,
    /// How many answers could have been XML.
    pub(crate) answered: AtomicU64,
}

impl Portal {
    /// Returns the path of the FHIR base, without a slash at the end.
    pub(crate) fn path(&self) -> &str {
        self.options.path.trim_end_matches('/')
    }

    /// Returns the FHIR base, without a slash at the end.
    pub(crate) fn base(&self) -> String {
        format!("{}{}", self.origin, self.path())
    }

    /// Returns the FHIR base as it is published.
    pub(crate) fn published_base(&self) -> String {
        format!("{}{}", self.origin, self.options.path)
    }

    pub(crate) fn token_endpoint(&self) -> String {
        format!("{}/token", self.origin)
    }

    pub(crate) const fn dialect(&self) -> &Dialect {
        &self.options.dialect
    }

    /// Says whether an oddity shows in an answer: by the dialect, or by a fault.
    pub(crate) fn plays(&self, oddity: Oddity, striking: &Striking) -> bool {
        self.dialect().oddities.contains(&oddity) || striking.has(&Fault::Odd(oddity))
    }

    /// Counts a request, and returns the refusal if there were too many this minute.
    pub(crate) fn throttled(&self, asked: &Uri) -> Option<Response> {
        lock(&self.rates).throttled(self, asked.path())
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.options.clock.now()
    }

    /// Returns the seconds since 1970, by the portal's clock.
    pub(crate) fn seconds(&self) -> i64 {
        self.now().as_millis().div_euclid(1_000)
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
