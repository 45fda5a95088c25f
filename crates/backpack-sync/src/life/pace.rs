//! What the beginning and the end of a sync leave in a connection's rows.

use std::time::Duration;

use backpack_connect::ErrorKind;
use backpack_core::{Retry, Timestamp};
use backpack_keep::{AccessRow, Authorisation, ConnectionRow, PaceRow, SyncState};

use super::rows::Access;
use crate::SyncError;
use crate::report::SyncReport;
use crate::schedule::LONGEST_BACKOFF;

/// Writes down that a sync begins.
pub(crate) fn begin(row: &mut ConnectionRow, pace: &mut PaceRow, now: Timestamp) {
    if row.sync == SyncState::Running {
        // The one before ended with its process. If that was its doing, trying again at once would do it again.
        pace.failures = pace.failures.saturating_add(1);
        pace.untold = pace.untold.or(pace.tried);
    }
    pace.over = pace.begun;
    pace.begun = pace.begun.saturating_add(1);
    pace.tried = Some(now);
    row.sync = SyncState::Running;
}

/// Makes a connection due at once, whatever was before.
pub(crate) fn make_due(row: &ConnectionRow, pace: &mut PaceRow) {
    if row.sync == SyncState::Running {
        // What a sync that died, or dies yet, has brought is still to be told.
        pace.untold = pace.untold.or(pace.tried);
    }
    (pace.tried, pace.failures) = (None, 0);
}

/// Writes down how a sync ended.
pub(crate) fn end(
    row: &mut ConnectionRow,
    pace: &mut PaceRow,
    access: Option<&AccessRow>,
    ended: &Result<SyncReport, SyncError>,
    now: Timestamp,
) -> Access {
    pace.over = pace.begun;
    pace.ended = Some(now);
    pace.untold = if ended.is_ok() { None } else { pace.untold.or(pace.tried) };
    row.sync = match ended {
        Ok(report) if report.complete => SyncState::Ok,
        Ok(_) => SyncState::Partial,
        Err(SyncError::Cancelled) => {
            row.sync = SyncState::Cancelled;
            return Access::Stays;
        }
        Err(_) => SyncState::Failed,
    };
    if row.sync == SyncState::Ok {
        row.last_success = Some(now);
    }
    (pace.portal_failed, pace.not_before) = (false, None);
    let needs_sign_in = match ended {
        Ok(report) => report.needs_sign_in,
        Err(error) => matches!(error, SyncError::NeedsSignIn),
    };
    if needs_sign_in && pace.tried.is_none() {
        // The person signed in again while it ran: what ended is the sign-in before.
        pace.failures = 0;
        return Access::Stays;
    }
    if needs_sign_in {
        row.authorisation = Authorisation::NeedsSignIn;
        pace.failures = 0;
        // Where this machine's clock decided, the clock may change its mind.
        let by_the_clock = access.is_some_and(|access| access.is_short() && access.ends() <= Some(now));
        return if by_the_clock { Access::Stays } else { Access::Ended };
    }
    match ended {
        Ok(report) => {
            // The portal answered: what looked like an end was none.
            row.authorisation = Authorisation::Ok;
            pace.failures = if report.complete { 0 } else { pace.failures.saturating_add(1) };
            let wait = report.wait.filter(|_| !report.complete);
            pace.portal_failed = wait.is_some() || report.portal_failed;
            pace.not_before = wait.map(|wait| now.saturating_add(wait.min(LONGEST_BACKOFF)));
        }
        Err(error) => {
            pace.failures = pace.failures.saturating_add(1);
            pace.portal_failed = matches!(error, SyncError::Portal(error) if is_the_portals(error));
            pace.not_before = patience(error).map(|wait| now.saturating_add(wait.min(LONGEST_BACKOFF)));
        }
    }
    Access::Stays
}

/// Says whether a failure is the portal's as a whole, so that its other connections need not ask either.
pub(crate) fn is_the_portals(error: &backpack_connect::Error) -> bool {
    match error.kind() {
        ErrorKind::Unreachable | ErrorKind::Timeout | ErrorKind::Busy(_) => true,
        ErrorKind::Portal(status) => *status >= 500,
        _ => false,
    }
}

/// Returns how long asking again has no point: as the portal said, or a day where only somebody can mend it.
fn patience(error: &SyncError) -> Option<Duration> {
    if let SyncError::Portal(portal) = error
        && is_the_portals(portal)
    {
        return if let ErrorKind::Busy(wait) = portal.kind() { *wait } else { None };
    }
    match error.retry() {
        Retry::After(wait) => Some(wait),
        Retry::Never if !matches!(error, SyncError::Keep(_)) => Some(LONGEST_BACKOFF),
        _ => None,
    }
}
