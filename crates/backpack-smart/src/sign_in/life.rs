//! How long what a portal gave lasts: in the portal's own words, else as its row knows it.

use std::time::Duration;

use backpack_core::Timestamp;

use super::token::TokenAnswer;
use crate::dialect::Dialect;
use crate::keys::Keys;

/// Returns how long the access token lives.
pub(crate) fn life(answer: &TokenAnswer, dialect: &Dialect) -> Option<Duration> {
    answer.life().or_else(|| dialect.tokens.access_seconds.map(Duration::from_secs))
}

/// Returns when nothing can be refreshed any more: by the answer, else the sooner of the row's fixed end, counted from
/// the sign-in, and of its longest pause, counted from now.
pub(crate) fn hard_end(
    answer: &TokenAnswer,
    dialect: &Dialect,
    keys: &Keys,
    now: Timestamp,
) -> Option<Timestamp> {
    if let Some(life) = answer.refresh_life() {
        return Some(now.saturating_add(life));
    }
    let refresh = &dialect.tokens.refresh;
    let after = |from: Timestamp, seconds: Option<u64>| {
        seconds.map(|seconds| from.saturating_add(Duration::from_secs(seconds)))
    };
    let fixed = keys.signed_in.and_then(|begun| after(Timestamp::from_millis(begun), refresh.ends_seconds));
    [fixed, after(now, refresh.idle_seconds)].into_iter().flatten().min()
}
