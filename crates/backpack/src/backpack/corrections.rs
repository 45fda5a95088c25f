//! Correcting what a source says: the source's value stays beside the person's, and neither overwrites the other.

use backpack_core::RecordId;
use backpack_keep::Source;
use backpack_record::{
    Corrected, Correction, Element, ElementPath, NewValue, NotCorrectable, OverlayChange, OverlayCorrection,
};
use bytes::Bytes;

use super::{Backpack, Record};
use crate::role::Operation;
use crate::{Error, ErrorKind};

/// The longest reason of a correction, in bytes.
const MAX_REASON: usize = 4 << 10;

impl Backpack {
    /// Corrects an element of a record that a source sent: a [`Field`](backpack_record::Field) that people see, or any
    /// element by its path, such as `component[1].valueQuantity.value`; and says why, if the person does.
    ///
    /// What the source sent stays as it is. Lists, filters and timelines go by the corrected value from now on
    /// ([`Record::effective`]). No sync overwrites it: if the source changes the element to something else, both values
    /// stand beside each other as a conflict ([`Backpack::corrections`]) until the person decides with
    /// [`Backpack::keep_correction`] or [`Backpack::withdraw_correction`].
    ///
    /// Correcting the same element again replaces the correction.
    ///
    /// Cancel-safe: it happened whole, or not at all.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotFound`]; [`ErrorKind::Invalid`] if it is an entry, which is edited instead, if there is no such
    /// element, or if the value does not fit: a number stays a number, a date must be one of FHIR;
    /// [`ErrorKind::Busy`], [`ErrorKind::Full`], [`ErrorKind::Io`].
    pub async fn correct(
        &self,
        id: RecordId,
        element: impl Into<Element> + Send,
        value: impl Into<NewValue> + Send,
        why: Option<&str>,
    ) -> Result<(), Error> {
        self.permit(Operation::Correct)?;
        let (element, value) = (element.into(), value.into());
        let why = why.map(str::trim).filter(|why| !why.is_empty());
        if why.is_some_and(|why| why.len() > MAX_REASON) {
            return Err(not_correctable(NotCorrectable::TooLong));
        }
        let record = self.known(id).await?;
        if record.source == Source::Entry {
            return Err(backpack_keep::Error::AnEntry.into());
        }
        let (version, body) = self.shown_body(id).await?;
        let correction = Correction::of(&body, &element, &value, version, why.map(str::to_owned));
        let correction = correction.map_err(not_correctable)?;
        let others = record.overlay.corrections.iter().map(|made| &made.correction.element);
        let mut others = others.filter(|other| **other != correction.element);
        if others.any(|other| other.overlaps(&correction.element)) {
            return Err(not_correctable(NotCorrectable::Overlapping));
        }
        self.overlay(id, OverlayChange::Corrected(Box::new(correction))).await
    }

    /// Returns what the person corrected of a record, each element with what the source says now, what it said when it was
    /// corrected, what the person says, who said so, when and why, and how the two stand to each other.
    ///
    /// Cancel-safe: it only reads.
    ///
    /// # Errors
    ///
    /// As [`Backpack::body`].
    pub async fn corrections(&self, id: RecordId) -> Result<Vec<Corrected>, Error> {
        let record = self.known(id).await?;
        if record.overlay.corrections.is_empty() {
            return Ok(Vec::new());
        }
        record.overlay.corrected(&self.body(id).await?).map_err(unreadable)
    }

    /// Returns the latest version's body with what the person corrected in place of what the source says; byte for byte
    /// as it came if nothing is corrected.
    ///
    /// A correction in conflict counts until the person decides; one whose element the source no longer has is left out.
    ///
    /// Cancel-safe: it only reads.
    ///
    /// # Errors
    ///
    /// As [`Backpack::body`].
    pub async fn effective_body(&self, id: RecordId) -> Result<Bytes, Error> {
        let record = self.known(id).await?;
        let body = self.body(id).await?;
        if record.overlay.corrections.is_empty() {
            return Ok(body);
        }
        Ok(record.overlay.corrected_body(&body).map_err(unreadable)?.into())
    }

    /// Keeps a correction although the source changed since: it is based on what the source says now, so it is no conflict
    /// any more. One more event.
    ///
    /// Cancel-safe: it happened whole, or not at all.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotFound`] if there is no such record or correction; [`ErrorKind::Invalid`] if the source says so by
    /// now, or no longer has a place for the element; [`ErrorKind::Busy`], [`ErrorKind::Full`], [`ErrorKind::Io`].
    pub async fn keep_correction(&self, id: RecordId, element: &ElementPath) -> Result<(), Error> {
        self.permit(Operation::Correct)?;
        let record = self.known(id).await?;
        let made = required(&record, element)?.correction.clone();
        let (version, body) = self.shown_body(id).await?;
        let rebased = made.rebased(&body, version).map_err(not_correctable)?;
        self.overlay(id, OverlayChange::Corrected(Box::new(rebased))).await
    }

    /// Takes a correction back: what the source says counts again. One more event, which can be undone.
    ///
    /// Cancel-safe: it happened whole, or not at all.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotFound`] if there is no such record or correction, [`ErrorKind::Busy`], [`ErrorKind::Full`],
    /// [`ErrorKind::Io`].
    pub async fn withdraw_correction(&self, id: RecordId, element: &ElementPath) -> Result<(), Error> {
        self.permit(Operation::Correct)?;
        let record = self.known(id).await?;
        let element = required(&record, element)?.correction.element.clone();
        self.overlay(id, OverlayChange::Uncorrected(element)).await
    }

    /// Returns the records with a correction that their source disagrees with, having changed since: the person decides.
    /// Answered from memory.
    #[must_use]
    pub fn conflicts(&self) -> Vec<RecordId> {
        self.0.keep.catalog(backpack_keep::Catalog::in_conflict)
    }

    /// Returns the number and the body of the version that is shown.
    async fn shown_body(&self, id: RecordId) -> Result<(u32, Bytes), Error> {
        let versions = self.0.keep.versions(id)?;
        let shown = versions.iter().find(|version| version.is_current).map_or(0, |version| version.version);
        let original = self.0.keep.original(id, shown).await?;
        Ok((u32::try_from(shown).unwrap_or(u32::MAX), original.body))
    }
}

fn required<'r>(record: &'r Record, element: &ElementPath) -> Result<&'r OverlayCorrection, Error> {
    let made = record.overlay.correction_of(element);
    made.ok_or_else(|| Error::new(ErrorKind::NotFound("correction"), "find correction"))
}

fn not_correctable(why: NotCorrectable) -> Error {
    Error::new(ErrorKind::Invalid(why.to_string()), "correct record").with_source(why)
}

fn unreadable(why: backpack_record::Refusal) -> Error {
    Error::new(ErrorKind::Invalid(why.to_string()), "read corrected body").with_source(why)
}
