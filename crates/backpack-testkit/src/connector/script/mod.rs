//! A connector that follows a script: it holds its items in memory, fails when told, and counts its calls.

mod play;

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use backpack_connect::{Capabilities, Descriptor, Error, ErrorKind, Item, Outcome, PatientRef, Query};
use bytes::Bytes;

/// How often each operation was called: `authorize`, `plan`, `pull QUERY`, `refresh`, `open URL`, `revoke`.
pub type Calls = BTreeMap<String, u64>;

/// A connector under a test's control. Clones share everything.
///
/// It claims `incremental`, `refresh`, `attachments`, `deletions` and `revoke`. Every refresh makes the secret before it
/// worthless, as portals with rotation do.
#[derive(Clone, Debug)]
pub struct ScriptedConnector {
    descriptor: Descriptor,
    script: Arc<Mutex<Script>>,
}

#[derive(Debug)]
struct Script {
    patients: Vec<PatientRef>,
    user: Option<String>,
    scopes: Vec<String>,
    asks: bool,
    /// How often a call steps aside for others before it answers.
    turns: u32,
    page_size: usize,
    lifetime: Option<Duration>,
    queries: Vec<Asked>,
    files: BTreeMap<String, File>,
    /// Counts changes of the portal; every item knows at which it came.
    generation: u64,
    /// Counts secrets; only the newest is good.
    secret: u64,
    failures: BTreeMap<String, VecDeque<Option<Error>>>,
    hangs: Option<u64>,
    breaks: Option<(u64, ErrorKind)>,
    calls: Calls,
    open_pulls: usize,
    most_pulls: usize,
    targets: Vec<String>,
}

#[derive(Debug)]
struct Asked {
    query: Query,
    items: Vec<(u64, Item)>,
    outcome: Outcome,
    /// Every page says that the first one follows.
    circles: bool,
}

#[derive(Debug)]
struct File {
    media_type: String,
    bytes: Bytes,
    /// The next downloads break after so many bytes each.
    breaks: VecDeque<usize>,
}

impl ScriptedConnector {
    /// Returns a connector for the portal `https://portal.invalid/fhir` with the patient `pat-1` and nothing to bring.
    #[must_use]
    pub fn new() -> Self {
        let capabilities = Capabilities {
            incremental: true,
            refresh: true,
            attachments: true,
            revoke: true,
            deletions: true,
            many_patients: false,
        };
        let script = Script {
            patients: vec![PatientRef::new("pat-1")],
            user: None,
            scopes: Vec::new(),
            asks: false,
            turns: 1,
            page_size: 10,
            lifetime: None,
            queries: Vec::new(),
            files: BTreeMap::new(),
            generation: 0,
            secret: 0,
            failures: BTreeMap::new(),
            hangs: None,
            breaks: None,
            calls: Calls::new(),
            open_pulls: 0,
            most_pulls: 0,
            targets: Vec::new(),
        };
        let descriptor = Descriptor::new("scripted", "https://portal.invalid/fhir", "The scripted portal");
        Self { descriptor: descriptor.with_capabilities(capabilities), script: Arc::new(Mutex::new(script)) }
    }

    /// Sets the portal.
    #[must_use]
    pub fn at(mut self, portal: impl Into<String>) -> Self {
        self.descriptor.portal = portal.into();
        self
    }

    /// Sets what it claims. What it does not claim answers [`ErrorKind::Unsupported`].
    #[must_use]
    pub fn claiming(mut self, capabilities: Capabilities) -> Self {
        self.descriptor.capabilities = capabilities;
        self
    }

    /// Sets the patients, each of whom gets a grant.
    #[must_use]
    pub fn for_patients(self, patients: impl IntoIterator<Item = PatientRef>) -> Self {
        self.lock().patients = patients.into_iter().collect();
        self
    }

    /// Sets who signs in: only the sign-in says it, no refresh does.
    #[must_use]
    pub fn signed_in_by(self, user: &str) -> Self {
        self.lock().user = Some(user.to_owned());
        self
    }

    /// Makes the sign-in ask for a page to be opened before it is done.
    #[must_use]
    pub fn asking(self) -> Self {
        self.lock().asks = true;
        self
    }

    /// Sets the items of one page: 10 by default.
    #[must_use]
    pub fn in_pages_of(self, items: usize) -> Self {
        self.lock().page_size = items.max(1);
        self
    }

    /// Makes every call step aside for others `turns` times before it answers, so that calls overlap.
    #[must_use]
    pub fn slowly(self, turns: u32) -> Self {
        self.lock().turns = turns;
        self
    }

    /// Makes every grant run out after `lifetime`, by the context's clock.
    #[must_use]
    pub fn with_lifetime(self, lifetime: Duration) -> Self {
        self.lock().lifetime = Some(lifetime);
        self
    }

    /// Adds a query and what it brings. One that follows brings of it what it is asked for.
    #[must_use]
    pub fn with_query(self, query: Query, items: impl IntoIterator<Item = Item>) -> Self {
        self.lock().queries.push(Asked {
            query,
            items: items.into_iter().map(|item| (0, item)).collect(),
            outcome: Outcome::Done,
            circles: false,
        });
        self
    }

    /// Adds a query that ends without items, in this way.
    #[must_use]
    pub fn with_outcome(self, query: Query, outcome: Outcome) -> Self {
        self.lock().queries.push(Asked { query, items: Vec::new(), outcome, circles: false });
        self
    }

    /// Makes the pages of a query go round in a circle.
    #[must_use]
    pub fn in_circles(self, query: &str) -> Self {
        if let Some(asked) = self.lock().queries.iter_mut().find(|asked| asked.query.id == query) {
            asked.circles = true;
        }
        self
    }

    /// Adds bytes behind a link.
    #[must_use]
    pub fn with_file(self, url: &str, media_type: &str, bytes: impl Into<Bytes>) -> Self {
        let file = File { media_type: media_type.to_owned(), bytes: bytes.into(), breaks: VecDeque::new() };
        self.lock().files.insert(url.to_owned(), file);
        self
    }

    /// Adds an item to a query, as new at the portal.
    pub fn add(&self, query: &str, item: Item) {
        let mut script = self.lock();
        script.generation += 1;
        let generation = script.generation;
        let asked = script.queries.iter_mut().find(|asked| asked.query.id == query);
        if let Some(asked) = asked {
            asked.items.push((generation, item));
        }
    }

    /// Makes a query return the item of this type and id no longer, without a word.
    pub fn forget(&self, query: &str, target: &str) {
        let mut script = self.lock();
        let asked = script.queries.iter_mut().find(|asked| asked.query.id == query);
        if let Some(asked) = asked {
            asked.items.retain(|(_, item)| !play::is_target(item, &[target.to_owned()]));
        }
    }

    /// Sets how a query ends from now on.
    pub fn end(&self, query: &str, outcome: Outcome) {
        let mut script = self.lock();
        let asked = script.queries.iter_mut().find(|asked| asked.query.id == query);
        if let Some(asked) = asked {
            asked.outcome = outcome;
        }
    }

    /// Sets the scopes of the grants that are given from now on.
    pub fn grant(&self, scopes: &[&str]) {
        self.lock().scopes = scopes.iter().map(|scope| (*scope).to_owned()).collect();
    }

    /// Makes coming calls of an operation fail, one after the other; `None` lets a call pass.
    ///
    /// The operations are named as in [`Calls`].
    pub fn fail(&self, operation: &str, failures: impl IntoIterator<Item = Option<ErrorKind>>) {
        let errors = failures.into_iter().map(|kind| kind.map(|kind| Error::new(kind, "scripted failure")));
        self.lock().failures.entry(operation.to_owned()).or_default().extend(errors);
    }

    /// Breaks the next download of `url` after this many bytes; said again, the one after that too.
    pub fn break_download(&self, url: &str, after: usize) {
        if let Some(file) = self.lock().files.get_mut(url) {
            file.breaks.push_back(after);
        }
    }

    /// Makes the call with this number, counted over all operations from now on, never return. 0 is the next call.
    pub fn hang_at(&self, call: u64) {
        let mut script = self.lock();
        script.hangs = Some(script.calls.values().sum::<u64>() + call);
    }

    /// Makes the call with this number fail, counted over all operations from now on. 0 is the next call.
    pub fn fail_at(&self, call: u64, kind: ErrorKind) {
        let mut script = self.lock();
        script.breaks = Some((script.calls.values().sum::<u64>() + call, kind));
    }

    /// Lets no call hang any more.
    pub fn hang_no_more(&self) {
        self.lock().hangs = None;
    }

    /// Makes the newest secret worthless, as when the person withdraws the grant at the portal.
    pub fn withdraw(&self) {
        self.lock().secret += 1;
    }

    /// Returns how often each operation was called.
    #[must_use]
    pub fn calls(&self) -> Calls {
        self.lock().calls.clone()
    }

    /// Returns how many pulls were under way at once, at most.
    #[must_use]
    pub fn most_pulls_at_once(&self) -> usize {
        self.lock().most_pulls
    }

    /// Returns every target that a following query was asked for, in order.
    #[must_use]
    pub fn targets_asked(&self) -> Vec<String> {
        self.lock().targets.clone()
    }

    fn lock(&self) -> MutexGuard<'_, Script> {
        self.script.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Default for ScriptedConnector {
    fn default() -> Self {
        Self::new()
    }
}
