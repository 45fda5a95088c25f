//! At which requests faults happen.

use super::fault::Fault;

/// At which requests a fault happens: by default at every one.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct When {
    path: String,
    query: String,
    after: u64,
    times: u64,
}

impl When {
    /// Returns every request whose path begins with `path`, such as `/fhir/Observation` or `/token`.
    #[must_use]
    pub fn path(path: impl Into<String>) -> Self {
        Self { path: path.into(), query: String::new(), after: 0, times: u64::MAX }
    }

    /// Returns every request at all.
    #[must_use]
    pub fn always() -> Self {
        Self::path("")
    }

    /// Returns the same requests, of those whose query as sent holds `text` (percent-encoded, as on the wire).
    #[must_use]
    pub fn query(self, text: impl Into<String>) -> Self {
        Self { query: text.into(), ..self }
    }

    /// Returns the same requests from the `nth` on, counted from 1.
    #[must_use]
    pub fn from_nth(self, nth: u64) -> Self {
        Self { after: nth.saturating_sub(1), ..self }
    }

    /// Returns only the `nth` of these requests, counted from 1.
    #[must_use]
    pub fn nth(self, nth: u64) -> Self {
        self.from_nth(nth).times(1)
    }

    /// Returns at most this many of these requests.
    #[must_use]
    pub fn times(self, times: u64) -> Self {
        Self { times, ..self }
    }

    /// Counts a request, and returns whether the fault happens at it.
    fn strikes(&mut self, path: &str, query: &str) -> bool {
        if !path.starts_with(&self.path) || !query.contains(&self.query) || self.times == 0 {
            return false;
        }
        if self.after > 0 {
            self.after -= 1;
            return false;
        }
        self.times -= 1;
        true
    }
}

/// The faults that wait for their request.
#[derive(Debug, Default)]
pub(crate) struct Armed(Vec<(Fault, When)>);

/// The faults that happen at one request; a request carries them to its endpoint.
#[derive(Clone, Debug, Default)]
pub(crate) struct Striking(Vec<Fault>);

impl Armed {
    pub(crate) fn arm(&mut self, fault: Fault, when: When) {
        self.0.push((fault, when));
    }

    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }

    pub(crate) fn strike(&mut self, path: &str, query: &str) -> Striking {
        let struck =
            self.0.iter_mut().filter_map(|(fault, when)| when.strikes(path, query).then(|| fault.clone()));
        Striking(struck.collect())
    }
}

impl Striking {
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Fault> {
        self.0.iter()
    }

    pub(crate) fn has(&self, fault: &Fault) -> bool {
        self.0.contains(fault)
    }
}
