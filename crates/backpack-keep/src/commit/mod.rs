//! Commits: one at a time, several writers' work in one group, each group a step of head, journal, log and anchor.

mod draft;
mod group;
mod queue;

pub(crate) use draft::{Draft, Drafted, Write};
pub(crate) use group::{HeadState, seal_log};
pub(crate) use queue::Queue;
