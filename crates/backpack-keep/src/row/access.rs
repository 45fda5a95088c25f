//! How long the person's sign-in at a portal lasts: what of a grant may be read without opening its secret.

use backpack_connect::Grant;
use backpack_core::{ConnectionId, Timestamp};
use backpack_store::Table;
use serde::{Deserialize, Serialize};

use super::Row;
use crate::table;

/// How long a connection's grant lasts. Written and deleted together with the grant; holds no secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct AccessRow {
    /// The connection.
    pub connection: ConnectionId,
    /// When the person signed in, or when the grant last got another end.
    pub since: Timestamp,
    /// When the grant must be refreshed, or ends if it cannot be.
    pub expires: Option<Timestamp>,
    /// When it ends for good, even if refreshed.
    pub hard_end: Option<Timestamp>,
    /// Whether it can be refreshed without the person.
    pub refreshable: bool,
}

impl AccessRow {
    /// Returns the row of a connection's grant that was given `since`.
    #[must_use]
    pub fn new(connection: ConnectionId, since: Timestamp, grant: &Grant) -> Self {
        Self {
            connection,
            since,
            expires: grant.expires,
            hard_end: grant.hard_end,
            refreshable: grant.refreshable,
        }
    }

    /// Returns the same, begun when `before` was if both end at the same time: a refresh alone is no new beginning.
    #[must_use]
    pub fn following(mut self, before: Option<&Self>) -> Self {
        if let Some(before) = before.filter(|before| before.ends() == self.ends()) {
            self.since = before.since;
        }
        self
    }

    /// Returns when the person must sign in again whatever the app does; `None` if that is not known.
    #[must_use]
    pub fn ends(&self) -> Option<Timestamp> {
        let expires = self.expires.filter(|_| !self.refreshable);
        match (expires, self.hard_end) {
            (Some(expires), Some(hard_end)) => Some(expires.min(hard_end)),
            (one, other) => one.or(other),
        }
    }

    /// Says whether the end is that of a grant that cannot be refreshed: "online until".
    #[must_use]
    pub fn is_short(&self) -> bool {
        !self.refreshable && self.expires.is_some() && self.expires == self.ends()
    }
}

impl Row for AccessRow {
    const TABLE: Table = table::ACCESS;
    const FORMAT: u8 = 1;
    const WHAT: &'static str = "access";

    fn name(&self) -> Vec<u8> {
        self.connection.as_bytes().to_vec()
    }
}

#[cfg(test)]
mod tests {
    use backpack_connect::PatientRef;
    use backpack_core::SecretBytes;

    use super::*;

    fn access(since: i64, expires: Option<i64>, hard_end: Option<i64>, refreshable: bool) -> AccessRow {
        let mut grant = Grant::new(PatientRef::new("p"), SecretBytes::new(Vec::new()));
        grant.expires = expires.map(Timestamp::from_millis);
        grant.hard_end = hard_end.map(Timestamp::from_millis);
        grant.refreshable = refreshable;
        AccessRow::new(ConnectionId::from_bytes([1; 16]), Timestamp::from_millis(since), &grant)
    }

    #[test]
    fn an_end_is_what_no_refresh_moves() {
        for (row, ends, is_short) in [
            (access(0, Some(1), None, true), None, false),
            (access(0, Some(1), Some(9), true), Some(9), false),
            (access(0, Some(1), Some(9), false), Some(1), true),
            (access(0, Some(9), Some(1), false), Some(1), false),
            (access(0, Some(1), None, false), Some(1), true),
            (access(0, None, Some(9), false), Some(9), false),
            (access(0, None, None, false), None, false),
        ] {
            assert_eq!((row.ends(), row.is_short()), (ends.map(Timestamp::from_millis), is_short), "{row:?}");
        }
    }

    #[test]
    fn a_refresh_that_moves_no_end_is_no_new_beginning() {
        let before = access(0, Some(1), Some(9), true);
        assert_eq!(access(5, Some(6), Some(9), true).following(Some(&before)).since, before.since);
        assert_eq!(
            access(5, Some(6), Some(8), true).following(Some(&before)).since,
            Timestamp::from_millis(5)
        );
        assert_eq!(access(5, None, None, true).following(None).since, Timestamp::from_millis(5));
    }
}
