//! Every connector against the connector contract, and every store under a whole import.

mod connectors;
mod stores;

pub(crate) use stores::journey;
