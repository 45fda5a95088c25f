//! An act of the activity journal, as JSON: to be read, and to follow the chain with SHA-256 alone.

use std::collections::BTreeMap;

use backpack_keep::Activity;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::ActorLine;
use crate::text::{At, Digest};

/// What an act's own line has under these names, stands elsewhere here.
const ELSEWHERE: [&str; 8] = ["number", "commit", "at", "actor", "name", "previous", "hash", "hashed"];

/// One act. What is put back is read out of `hashed` alone; the rest says the same for people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ActivityLine {
    number: u64,
    at: At,
    by: ActorLine,
    /// The act's word and what it names, in the order of their names.
    #[serde(flatten)]
    told: BTreeMap<String, Value>,
    /// The bytes that the hash is over, in base64.
    hashed: String,
    hash: Digest<32>,
}

impl ActivityLine {
    /// Returns the line of an act; `None` if this version has no word for who did it.
    pub(crate) fn new(activity: &Activity) -> Option<Self> {
        Some(Self {
            number: activity.number,
            at: At(activity.at),
            by: ActorLine::new(&activity.actor)?,
            told: told(activity)?,
            hashed: STANDARD.encode(activity.hashed_bytes()),
            hash: Digest(activity.hash),
        })
    }

    /// Returns the act; `None` if the line says one thing to people and another to the chain.
    pub(crate) fn activity(self) -> Option<Activity> {
        let activity = Activity::from_hashed_bytes(&STANDARD.decode(&self.hashed).ok()?)?;
        (Self::new(&activity)? == self).then_some(activity)
    }
}

/// Returns the word of an act, and what it names, as its own line has them: `act`, `record`, `connection` and so on.
fn told(activity: &Activity) -> Option<BTreeMap<String, Value>> {
    let mut told: BTreeMap<String, Value> = serde_json::from_str(&activity.line()).ok()?;
    told.retain(|name, _| !ELSEWHERE.contains(&name.as_str()));
    Some(told)
}
