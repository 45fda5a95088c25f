//! Who did something, as JSON.

use backpack_core::ConnectionId;
use backpack_record::Actor;
use serde::{Deserialize, Serialize};

use crate::text::Shown;

/// Who did something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ActorLine {
    Person,
    Named(String),
    Engine,
    Connection(Shown<ConnectionId>),
}

impl ActorLine {
    /// Returns the line of an actor; `None` if this version has no word for it.
    pub(crate) fn new(actor: &Actor) -> Option<Self> {
        Some(match actor {
            Actor::Person => Self::Person,
            Actor::Named(name) => Self::Named(name.clone()),
            Actor::Engine => Self::Engine,
            Actor::Connection(connection) => Self::Connection(Shown(*connection)),
            _ => return None,
        })
    }

    pub(crate) fn actor(self) -> Actor {
        match self {
            Self::Person => Actor::Person,
            Self::Named(name) => Actor::Named(name),
            Self::Engine => Actor::Engine,
            Self::Connection(connection) => Actor::Connection(connection.0),
        }
    }
}
