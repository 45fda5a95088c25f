//! The life of a connection: how it stands, what changes, and when its sign-in ends.

mod diff;
mod event;
mod expiry;
mod pace;
mod rows;
mod standing;
mod stream;

pub(crate) use pace::{begin, end, is_the_portals, make_due};
pub(crate) use rows::{Access, required};

pub use event::{ConnectionEvent, ConnectionEventKind, Leftover};
pub use expiry::{Ending, Expiring};
pub use standing::Standing;
pub use stream::{ConnectionEvents, MissedEvents};
