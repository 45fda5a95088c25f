//! One record, as the catalog shows it.

use std::borrow::Cow;

use backpack_core::{RecordId, Timestamp};
use backpack_record::{Header, Kind, Overlay, OverlayEvent, Text};

use super::slot::{Column, KnownUrl, Marks, Slot, UNDATED, Version};
use super::{Catalog, Source};
use crate::packed;

/// One record, as the catalog shows it: no body, everything else.
#[derive(Clone, Copy)]
pub struct Record<'c> {
    pub(super) catalog: &'c Catalog,
    pub(super) number: u32,
    pub(super) slot: &'c Slot,
    pub(super) column: &'c Column,
}

impl<'c> Record<'c> {
    /// Returns the record's id.
    #[must_use]
    pub fn id(&self) -> RecordId {
        self.slot.id
    }

    /// Returns where it comes from.
    #[must_use]
    pub fn source(&self) -> Source {
        self.catalog.source(self.column.source)
    }

    /// Returns its kind.
    #[must_use]
    pub fn kind(&self) -> Kind {
        self.column.kind
    }

    /// Returns its header as its source has it, read from its packed bytes on the spot. Texts borrow from the catalog.
    #[must_use]
    pub fn header(&self) -> Header<'c> {
        packed::unpack(&self.slot.header).unwrap_or_else(packed::unreadable)
    }

    /// Returns its title, as corrected.
    #[must_use]
    pub fn title(&self) -> Text<'c> {
        Header::unpack_title(self.catalog.shown_header(self.number)).unwrap_or_default()
    }

    /// Returns when it began, in milliseconds since 1970-01-01T00:00:00Z: the earliest point its date allows.
    #[must_use]
    pub fn starts(&self) -> Option<i64> {
        (self.column.start != UNDATED).then_some(self.column.start)
    }

    /// Returns when it ended, in milliseconds since 1970-01-01T00:00:00Z: the latest point its date allows.
    #[must_use]
    pub fn ends(&self) -> Option<i64> {
        (self.column.start != UNDATED).then_some(self.column.end)
    }

    /// Says whether a person did anything to it, rather than the engine.
    pub(crate) fn is_touched(&self) -> bool {
        self.catalog.is_touched(self.number)
    }

    pub(crate) fn places(&self) -> &'c [Version] {
        self.slot.versions.list()
    }

    /// Returns how many versions are kept: 1 or more.
    #[must_use]
    pub fn versions(&self) -> usize {
        self.slot.versions.list().len()
    }

    /// Returns the number of the version that is shown, from 0.
    #[must_use]
    pub fn current_version(&self) -> usize {
        self.slot.versions.current_index()
    }

    /// Returns when the version that is shown was received.
    #[must_use]
    pub fn received(&self) -> Timestamp {
        Timestamp::from_millis(self.column.received)
    }

    /// Returns what the person did to it.
    #[must_use]
    pub fn overlay(&self) -> &'c Overlay {
        self.catalog.overlay_of(self.number)
    }

    /// Returns the events that the overlay comes from, in the order in which they were kept.
    #[must_use]
    pub fn events(&self) -> &'c [OverlayEvent] {
        self.catalog.overlays.get(&self.number).map_or(&[], |overlaid| &overlaid.events)
    }

    /// Says whether the person hid it.
    #[must_use]
    pub fn is_hidden(&self) -> bool {
        self.column.marks.has(Marks::HIDDEN)
    }

    /// Says whether the person deleted it, an entry.
    #[must_use]
    pub fn is_deleted(&self) -> bool {
        self.column.marks.has(Marks::DELETED)
    }

    /// Says whether its source no longer has it.
    #[must_use]
    pub fn is_gone(&self) -> bool {
        self.column.marks.has(Marks::GONE)
    }

    /// Says whether its source no longer returns it, without having said that it is deleted. It is kept as it was, and
    /// the mark goes once the source returns it again.
    #[must_use]
    pub fn is_vanished(&self) -> bool {
        self.column.marks.has(Marks::VANISHED)
    }

    /// Says whether its source took it back as wrong: its status is `entered-in-error`.
    #[must_use]
    pub fn is_retracted(&self) -> bool {
        self.column.marks.has(Marks::RETRACTED)
    }

    /// Returns `Bundle.entry.fullUrl` as its first version came with it.
    #[must_use]
    pub fn full_url(&self) -> Option<Cow<'c, str>> {
        match &self.slot.full_url {
            KnownUrl::None => None,
            KnownUrl::Other(url) => Some(Cow::Borrowed(url)),
            _ => self.full_url_of(&self.header()),
        }
    }

    /// The same, for those who have the header at hand.
    pub(super) fn full_url_of(&self, header: &Header<'_>) -> Option<Cow<'c, str>> {
        match &self.slot.full_url {
            KnownUrl::None => None,
            KnownUrl::Other(url) => Some(Cow::Borrowed(url)),
            KnownUrl::Urn => Some(Cow::Owned(format!("urn:uuid:{}", header.id.as_ref()?))),
            KnownUrl::Based(base) => {
                let base = self.catalog.base(*base)?;
                Some(Cow::Owned(format!("{base}/{}/{}", header.resource_type, header.id.as_ref()?)))
            }
        }
    }
}

impl std::fmt::Debug for Record<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Record({}, {})", self.slot.id, self.column.kind)
    }
}
