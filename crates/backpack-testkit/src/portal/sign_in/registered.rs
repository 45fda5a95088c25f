//! The clients that registered themselves.

use std::collections::{BTreeMap, HashSet};

use serde_json::Value;

use super::client::Known;
use super::tokens::Consent;

/// The clients that registered themselves, and the assertions that clients have used up.
#[derive(Debug, Default)]
pub(crate) struct Registrations {
    count: u64,
    clients: BTreeMap<String, Registered>,
    used: HashSet<(String, String)>,
}

/// A client that registered itself.
#[derive(Clone, Debug)]
pub(crate) struct Registered {
    pub(crate) known: Known,
    /// The registration access token (RFC 7592); empty where there is none.
    pub(crate) token: String,
    pub(crate) metadata: Value,
    /// Whom it stands for, by protected registration.
    pub(crate) person: Option<Consent>,
}

impl Registrations {
    /// Returns an id for one more client.
    pub(crate) fn next_id(&mut self) -> String {
        self.count += 1;
        format!("app-{}", self.count)
    }

    pub(crate) fn add(&mut self, registered: Registered) {
        self.clients.insert(registered.known.id.clone(), registered);
    }

    pub(crate) fn client(&self, id: &str) -> Option<&Registered> {
        self.clients.get(id)
    }

    pub(crate) fn known(&self, id: &str) -> Option<Known> {
        self.client(id).map(|registered| registered.known.clone())
    }

    pub(crate) fn remove(&mut self, id: &str) {
        self.clients.remove(id);
    }

    pub(crate) fn ids(&self) -> Vec<String> {
        self.clients.keys().cloned().collect()
    }

    /// Says whether the client shows this assertion for the first time.
    pub(crate) fn is_fresh(&mut self, client: &str, assertion: &str) -> bool {
        self.used.insert((client.to_owned(), assertion.to_owned()))
    }
}
