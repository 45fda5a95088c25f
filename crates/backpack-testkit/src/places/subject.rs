//! The places under test.

use std::any::Any;
use std::fmt;
use std::sync::Arc;

use backpack_store::{AnchorStore, KeyFileStore};

/// The place of one key file under test, reached in one or more ways, and what must live as long as it does.
pub struct KeyFileSubject {
    pub(super) ways: Vec<Arc<dyn KeyFileStore>>,
    _kept: Option<Box<dyn Any + Send + Sync>>,
}

impl KeyFileSubject {
    /// Returns a place to be tested: it has no key file yet.
    #[must_use]
    pub fn new(key_file: Arc<dyn KeyFileStore>) -> Self {
        Self { ways: vec![key_file], _kept: None }
    }

    /// Adds another way to the same place, such as a second process would take. The checks take them by turns.
    #[must_use]
    pub fn also_through(mut self, key_file: Arc<dyn KeyFileStore>) -> Self {
        self.ways.push(key_file);
        self
    }

    /// Keeps a temporary folder, a server or the like until the check has ended.
    #[must_use]
    pub fn keeping(mut self, kept: impl Any + Send + Sync) -> Self {
        self._kept = Some(Box::new(kept));
        self
    }

    /// Returns the ways, by turns, for ever.
    pub(super) fn by_turns(&self) -> impl Iterator<Item = &dyn KeyFileStore> {
        self.ways.iter().cycle().map(|way| &**way)
    }
}

impl fmt::Debug for KeyFileSubject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KeyFileSubject").field("ways", &self.ways).finish_non_exhaustive()
    }
}

/// A place of anchors under test, and what must live as long as it does.
pub struct AnchorSubject {
    pub(super) anchors: Arc<dyn AnchorStore>,
    _kept: Option<Box<dyn Any + Send + Sync>>,
}

impl AnchorSubject {
    /// Returns a place to be tested: it has no anchors of the spaces that the checks make up.
    #[must_use]
    pub fn new(anchors: Arc<dyn AnchorStore>) -> Self {
        Self { anchors, _kept: None }
    }

    /// Keeps a temporary folder, a server or the like until the check has ended.
    #[must_use]
    pub fn keeping(mut self, kept: impl Any + Send + Sync) -> Self {
        self._kept = Some(Box::new(kept));
        self
    }
}

impl fmt::Debug for AnchorSubject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AnchorSubject").field("anchors", &self.anchors).finish_non_exhaustive()
    }
}
