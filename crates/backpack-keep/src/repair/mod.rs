//! Repairing: what is derivable is made again, what is lost is marked, and nothing readable is thrown away.
//!
//! First a plan, which is a verification; then what it says, and nothing else. The log is mended while the Backpack is
//! closed, in batches of the store under the condition that nobody moved the head; the rest are ordinary commits.

mod image;
mod log;
mod rows;
mod salvage;

use std::sync::Arc;

use backpack_store::Anchor;

use crate::verify::{Class, Examiner, Mend, Severity, Verification, VerifyOptions};
use crate::{Error, Finding, Keep, Parts};

/// What a host consents to beyond what a repair may do by itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Consent {
    /// To write the anchor anew where it is missing, or tells of more than the store has, or of something else: the
    /// store's state is then taken for the present one.
    pub anchor: bool,
    /// To remove blobs and blocks that nothing names.
    pub remove_unnamed: bool,
}

impl Consent {
    /// Returns the consent to nothing.
    #[must_use]
    pub fn nothing() -> Self {
        Self::default()
    }

    /// Sets whether the anchor may be written anew.
    #[must_use]
    pub const fn anchor(mut self, consents: bool) -> Self {
        self.anchor = consents;
        self
    }

    /// Sets whether blobs and blocks that nothing names may be removed.
    #[must_use]
    pub const fn remove_unnamed(mut self, consents: bool) -> Self {
        self.remove_unnamed = consents;
        self
    }
}

/// What a repair did.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Repaired {
    /// What could not be had again: the findings of the plan that are losses, with all that they concern.
    pub lost: Vec<Finding>,
    /// What a verification finds now.
    pub after: Verification,
}

impl Keep {
    /// Does what a plan says: a verification of the same Backpack that the host has shown to somebody, or has copied the
    /// account before. The Backpack must be open nowhere.
    ///
    /// No body, row or overlay that could be read before is thrown away; what a portal can send again is asked for at the
    /// next sync. A repair that was broken off is gone on with by the next one.
    ///
    /// # Errors
    ///
    /// [`Error::Conflict`] if the state is no longer the one that was planned for, [`Error::NewerFormat`] if a newer
    /// version wrote some of it, [`Error::RolledBack`] and [`Error::Forked`] without [`Consent::anchor`], the store's
    /// errors.
    pub async fn repair(parts: Parts, plan: &Verification, consent: Consent) -> Result<Repaired, Error> {
        let options = VerifyOptions::new(plan.depth);
        let found = Self::examine(&parts, &options).await?;
        // What a handle had in memory is gone with it.
        let planned = plan.findings.iter().filter(|finding| finding.class != Class::CatalogDiffers);
        if found.sequence != plan.sequence || !found.findings.iter().eq(planned) {
            return Err(Error::Conflict);
        }
        if found.has(Class::NewerFormat) {
            return Err(Error::NewerFormat("backpack", 0));
        }
        let examiner = Examiner::new(&parts, &options, None);
        log::mend(&examiner, &found).await?;
        if consent.anchor && found.findings.iter().any(|finding| finding.mend == Mend::WriteAnchor) {
            write_anchor(&examiner).await?;
        }
        let keep = Self::open(parts).await?;
        let mended = keep.mend(&found, consent, &options).await;
        let after = match mended {
            Ok(()) => keep.verify_with(&options).await,
            Err(error) => Err(error),
        };
        keep.close().await;
        let lost = plan.findings.iter().filter(|finding| finding.severity == Severity::Loss);
        Ok(Repaired { lost: lost.cloned().collect(), after: after? })
    }

    /// What is left once the Backpack opens: rows, blocks, files. One thing may bring the next to light.
    async fn mend(
        &self,
        plan: &Verification,
        consent: Consent,
        options: &VerifyOptions,
    ) -> Result<(), Error> {
        let is_log_lost = plan.has(Class::LogMissing) || plan.has(Class::LogDamaged);
        if is_log_lost {
            self.fetch_all_again().await?;
        }
        for _ in 0..rows::PASSES {
            let found = self.verify_with(options).await?;
            if !self.mend_once(&found, consent).await? {
                break;
            }
        }
        self.settle_corrections().await
    }
}

/// Takes the store's state for the present one.
async fn write_anchor(examiner: &Examiner<'_>) -> Result<(), Error> {
    let Some(Ok(head)) = examiner.head().await? else { return Ok(()) };
    let parts = examiner.parts;
    let anchors = Arc::clone(&parts.anchors);
    // It may tell of more than there is: forgotten first, it can be set back.
    anchors.forget(parts.space()).await?;
    Ok(anchors.write(parts.space(), Anchor::new(head.sequence, head.hash)).await?)
}
