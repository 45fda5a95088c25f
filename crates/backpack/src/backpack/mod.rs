//! One person's health record, open.

mod activity;
#[cfg(feature = "backup")]
mod backup;
mod card_links;
mod cards;
mod changes;
mod connections;
mod consents;
mod contacts;
mod corrections;
mod entries;
pub(crate) mod files;
mod forms;
mod history;
mod life;
mod links;
mod members;
mod overlay;
mod records;
mod requests;
mod search;
mod see;
#[cfg(feature = "narrative")]
mod show;
#[cfg(feature = "terms")]
mod terms;
mod visits;

use std::sync::Arc;

use backpack_connect::Context;
use backpack_core::SpaceId;
use backpack_keep::{Act, CompactionReport, Keep, Person, RowBatch, Verification, Verified, VerifyOptions};

use crate::account::{Connectors, check_person};
use crate::role::{self, Operation, Role};
use crate::search::Searcher;
use crate::{Error, ErrorKind, Options};

pub use changes::{Changes, Missed};
pub use forms::{OpenEntry, Saved};
pub use history::{Comparison, History, Version};
pub use links::{Direction, Link};
pub use members::Invitation;
pub use records::{Found, Record};
#[cfg(feature = "narrative")]
pub use show::SafeFile;

/// One person's health record, open. Cheap to clone; clones are one Backpack.
///
/// Questions are answered from memory. Every method that writes is durable when it returns.
#[derive(Clone)]
pub struct Backpack(Arc<Inner>);

struct Inner {
    keep: Keep,
    /// What others are shown of it: it writes nothing that the role does not allow.
    shown: Keep,
    context: Context,
    connectors: Connectors,
    searcher: Arc<Searcher>,
}

impl Backpack {
    pub(crate) fn new(keep: Keep, options: &Options, connectors: Connectors) -> Self {
        let context = Context::new(Arc::clone(&options.transport), Arc::clone(&options.clock));
        let shown = keep.guarded();
        Self(Arc::new(Inner {
            keep,
            shown,
            context: context.with_limits(options.limits),
            connectors,
            searcher: Arc::default(),
        }))
    }

    /// Returns the Backpack's id.
    #[must_use]
    pub fn id(&self) -> SpaceId {
        self.0.keep.space()
    }

    /// Returns the person it is about.
    ///
    /// Cancel-safe: it only reads.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Damaged`](crate::ErrorKind::Damaged), [`ErrorKind::Io`](crate::ErrorKind::Io).
    pub async fn person(&self) -> Result<Person, Error> {
        Ok(self.0.keep.person().await?)
    }

    /// Replaces what is known of the person.
    ///
    /// Cancel-safe: the old or the new is kept, whole.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Invalid`](crate::ErrorKind::Invalid) if the name is blank, the birth date no date, the profile one that
    /// cannot be kept, or the photo no file of this Backpack.
    pub async fn set_person(&self, person: Person) -> Result<(), Error> {
        self.permit(Operation::Describe)?;
        check_person(&person)?;
        if let Some(photo) = person.profile.photo
            && self.0.keep.file(photo).await?.is_none()
        {
            let wrong = "the photo is no file of this Backpack".to_owned();
            return Err(Error::new(ErrorKind::Invalid(wrong), "describe person"));
        }
        let batch = RowBatch::new().put(&person).act(self.0.keep.actor(), Act::PersonDescribed);
        self.0.keep.write(batch).await?;
        Ok(())
    }

    /// Returns a stream of what changes from now on, by this process or, once it was noticed, by another.
    ///
    /// A listener that falls a few hundred changes behind is told how many it missed.
    #[must_use]
    pub fn changes(&self) -> Changes {
        Changes::new(self.0.keep.changes())
    }

    /// Frees space: drops and rewrites what is mostly dead, packs the rest tighter, merges the catalog's log, and removes
    /// blobs that a crash left without a name; where other processes may have the Backpack open, once nothing has named them
    /// for a day.
    ///
    /// The room is the store's to use again; [`Account::compact`](crate::Account::compact) gives it back to the system.
    ///
    /// Cancel-safe: what was freed by then stays so, and nothing that is in use is touched.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Full`](crate::ErrorKind::Full), [`ErrorKind::Io`](crate::ErrorKind::Io).
    pub async fn compact(&self) -> Result<CompactionReport, Error> {
        self.permit(Operation::Maintain)?;
        let report = self.0.keep.compact().await?;
        self.0.keep.sweep().await?;
        Ok(report)
    }

    /// Reads every commit group and every body that is kept, and says how many were found whole; ends at the first that
    /// is not. [`Backpack::verify_with`] looks at everything, files too, and says what it found.
    ///
    /// Cancel-safe: it only reads.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Damaged`](crate::ErrorKind::Damaged), [`ErrorKind::Io`](crate::ErrorKind::Io).
    pub async fn verify(&self) -> Result<Verified, Error> {
        Ok(self.0.keep.verify().await?)
    }

    /// Looks at everything that is kept, as the options say, and at what is in memory of it. Damage is a finding, with
    /// what [`Account::repair`](crate::Account::repair) would do about it; others may write meanwhile.
    ///
    /// Cancel-safe: it only reads.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Cancelled`](crate::ErrorKind::Cancelled), [`ErrorKind::Closed`](crate::ErrorKind::Closed),
    /// [`ErrorKind::Io`](crate::ErrorKind::Io).
    pub async fn verify_with(&self, options: &VerifyOptions) -> Result<Verification, Error> {
        Ok(self.0.keep.verify_with(options).await?)
    }

    /// Returns what the account is in this Backpack, as of the last catching up.
    #[must_use]
    pub fn role(&self) -> Role {
        self.0.keep.role()
    }

    /// Refuses what the account's role does not allow. Every method that does something asks it first.
    pub(crate) fn permit(&self, operation: Operation) -> Result<(), Error> {
        role::permit(self.role(), operation)
    }

    /// Says whether nobody but the caller has it.
    pub(crate) fn is_unused(&self) -> bool {
        Arc::strong_count(&self.0) == 1 && self.0.keep.handles() == 2
    }

    /// Returns the table-level handle beneath: for exports and checks that the facade has no word for. It only reads, unless
    /// the account is owner or co-manager.
    #[must_use]
    #[expect(
        clippy::misnamed_getters,
        reason = "the whole handle is not for those whose role does not write"
    )]
    pub fn keep(&self) -> &Keep {
        &self.0.shown
    }

    /// Returns the handle that writes whatever is asked: the role was asked before.
    pub(crate) fn whole(&self) -> &Keep {
        &self.0.keep
    }
}

impl std::fmt::Debug for Backpack {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Backpack").field("id", &self.id()).finish_non_exhaustive()
    }
}
