//! Removing what came from a connection.

use backpack_core::ConnectionId;

use super::index::Index;
use super::{Catalog, Overlaid, Source, weight};
use crate::packed;

impl Catalog {
    /// What the person noted, attached or flagged is never lost silently: a record with an overlay stays.
    pub(super) fn remove_connection(&mut self, connection: ConnectionId) {
        let Some(source) = self.source_number(Source::Connection(connection)) else { return };
        for number in (0_u32..).take(self.slots.len()) {
            let touched = self.overlays.get(&number).is_some_and(Overlaid::is_by_people);
            let is_its = self.column(number).is_some_and(|column| column.source == source);
            if touched || !is_its {
                continue;
            }
            let Some(slot) = self.slots.get_mut(number as usize).and_then(Option::take) else { continue };
            self.forget_shown(number);
            let overlaid = self.overlays.remove(&number);
            let events = overlaid.iter().flat_map(|overlaid| &overlaid.events).map(weight::of_event);
            self.scattered = self.scattered.saturating_sub(events.sum::<usize>() + weight::of_slot(&slot));
            self.turns.forget(number);
            self.numbers.remove(&slot.id);
            for version in slot.versions.list() {
                self.empty(Some((version.block, version.slot)));
            }
        }
        self.rebuild_index();
        let ids = self.quarantine.iter().filter(|(_, item)| item.connection == connection);
        for id in ids.map(|(id, _)| *id).collect::<Vec<_>>() {
            if let Some(item) = self.quarantine.remove(&id) {
                self.forget_quarantined(&item);
            }
        }
    }

    /// Taking many records out of the index one by one would move its lists again and again.
    fn rebuild_index(&mut self) {
        let mut index = Index::default();
        for (number, (slot, column)) in (0_u32..).zip(self.slots.iter().zip(&self.columns)) {
            if slot.is_some() {
                let header = packed::unpack(self.shown_header(number));
                index.add(number, column.kind, column.start, header.as_ref());
            }
        }
        self.index = index;
    }
}
