//! A handle that keeps nothing open.

use std::sync::{Arc, Weak};

use backpack_record::Actor;

use crate::Keep;
use crate::keep::Inner;
use crate::share::Reach;

/// A handle of an open Backpack that does not keep it open: for whoever only listens.
#[derive(Clone, Debug)]
pub struct WeakKeep(Weak<Inner>, Actor, Reach);

impl Keep {
    /// Returns a handle that does not keep the Backpack open.
    #[must_use]
    pub fn downgrade(&self) -> WeakKeep {
        WeakKeep(Arc::downgrade(&self.0), self.1.clone(), self.2)
    }
}

impl WeakKeep {
    /// Returns the Backpack, unless the last handle of it is gone or it was closed.
    #[must_use]
    pub fn upgrade(&self) -> Option<Keep> {
        let inner = self.0.upgrade()?;
        inner.check_open().is_ok().then(|| Keep(inner, self.1.clone(), self.2))
    }
}
