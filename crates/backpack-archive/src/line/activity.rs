//! An act of the activity journal, as JSON: to be read, and to follow the chain with SHA-256 alone.

use backpack_keep::Activity;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::ActorLine;
use crate::text::{At, Digest};

/// One act. What is put back is read out of `hashed` alone; the rest says the same for people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ActivityLine {
    number: u64,
    at: At,
    by: ActorLine,
    act: Value,
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
            act: readable(serde_json::to_value(&activity.act).ok()?),
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

/// Puts ids, which are 16 numbers, into hexadecimal digits.
fn readable(value: Value) -> Value {
    match value {
        Value::Array(list) => match id_of(&list) {
            Some(id) => Value::String(id),
            None => Value::Array(list.into_iter().map(readable).collect()),
        },
        Value::Object(fields) => {
            Value::Object(fields.into_iter().map(|(name, value)| (name, readable(value))).collect())
        }
        other => other,
    }
}

fn id_of(list: &[Value]) -> Option<String> {
    if list.len() != 16 {
        return None;
    }
    list.iter()
        .map(|byte| byte.as_u64().filter(|byte| *byte < 256).map(|byte| format!("{byte:02x}")))
        .collect()
}
