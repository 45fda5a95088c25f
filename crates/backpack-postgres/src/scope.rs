//! What a transaction concerns: the wall of row security lets nothing else through.

use std::fmt::Write as _;
use std::time::Duration;

use backpack_core::{AccountId, SpaceId};

/// What a transaction concerns. Row security compares it with every row that is read or written.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Scope {
    /// One space: its entries and its anchor.
    Space(SpaceId),
    /// One account: its key file.
    Account(AccountId),
    /// The ids of all accounts, to be read alone.
    Accounts,
}

/// What a transaction may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    Reading,
    Writing,
}

impl Scope {
    /// Returns the statements that begin a transaction, in one text, so that they cost no round trip of their own.
    ///
    /// Everything is set for the transaction alone, so that a pooler may give the connection to somebody else behind it.
    /// A statement is cut off after `timeout`, and a transaction that its client left open after the same time: it holds
    /// the space's lock.
    pub(crate) fn begin(self, mode: Mode, timeout: Duration) -> String {
        let mut text = match mode {
            Mode::Reading => "BEGIN ISOLATION LEVEL READ COMMITTED READ ONLY; SELECT ".to_owned(),
            Mode::Writing => "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE; SELECT ".to_owned(),
        };
        let (name, value) = match self {
            Self::Space(space) => ("space", space.to_string()),
            Self::Account(account) => ("account", account.to_string()),
            Self::Accounts => ("account", "*".to_owned()),
        };
        let timeout = timeout.as_millis().clamp(1, i32::MAX.unsigned_abs().into());
        // Ids are hexadecimal digits: there is nothing to escape.
        let _ = write!(
            text,
            "set_config('backpack.{name}', '{value}', true), \
             set_config('statement_timeout', '{timeout}', true), \
             set_config('idle_in_transaction_session_timeout', '{timeout}', true)"
        );
        if mode == Mode::Writing {
            // A role or a database may have it off, and then the server answers before a commit is durable.
            text.push_str(
                ", CASE WHEN current_setting('synchronous_commit', true) = 'off' \
                 THEN set_config('synchronous_commit', 'on', true) END",
            );
            // A plan made for the values at hand takes them in: a megabyte of them, copied a dozen times.
            text.push_str(
                ", CASE WHEN current_setting('plan_cache_mode', true) IS NOT NULL \
                 THEN set_config('plan_cache_mode', 'force_generic_plan', true) END",
            );
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_transaction_names_its_space_and_its_limits() {
        let space = SpaceId::from_bytes([0xAB; 16]);
        assert_eq!(
            Scope::Space(space).begin(Mode::Reading, Duration::from_secs(2)),
            "BEGIN ISOLATION LEVEL READ COMMITTED READ ONLY; \
             SELECT set_config('backpack.space', 'abababababababababababababababab', true), \
             set_config('statement_timeout', '2000', true), \
             set_config('idle_in_transaction_session_timeout', '2000', true)"
        );
    }
}
