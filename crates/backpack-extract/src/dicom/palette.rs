//! Colours by number (PS3.3, C.7.6.3.1.5 and C.7.6.3.1.6).

use dicom_core::Tag;

use super::grey::Levels;
use crate::bytes::{Order, u16_at};
use crate::why::Why;

/// The tables of red, green and blue.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Palette {
    colours: [Table; 3],
}

/// One of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Table {
    /// How many entries there are, 0 for 65,536; the value of the first; the bits of each.
    count: usize,
    first: u16,
    bits: u16,
    entries: Vec<u8>,
    order: Option<Order>,
}

impl Palette {
    pub(super) const fn wants(tag: Tag) -> bool {
        tag.0 == 0x0028 && matches!(tag.1, 0x1101..=0x1103 | 0x1201..=0x1203)
    }

    pub(super) fn put(&mut self, tag: Tag, value: &[u8], order: Order) {
        let number = usize::from(tag.1 & 0xf).wrapping_sub(1);
        let Some(table) = self.colours.get_mut(number) else { return };
        if tag.1 & 0x0200 != 0 {
            table.entries = value.to_vec();
            table.order = Some(order);
            return;
        }
        let part = |number: usize| u16_at(value, number * 2, order).unwrap_or_default();
        table.count = if part(0) == 0 { 1 << 16 } else { usize::from(part(0)) };
        (table.first, table.bits) = (part(1), part(2));
    }

    /// Returns the pixels in red, green and blue.
    pub(super) fn shown(&self, levels: &Levels, bytes: &[u8], order: Order) -> Result<Vec<u8>, Why> {
        if self.colours.iter().any(|table| table.count == 0 || table.entries.is_empty()) {
            return Err(Why::NotSupported);
        }
        let colour = |value: i32| self.colours.each_ref().map(|table| table.colour(value, levels.is_signed));
        Ok(levels.each(bytes, order)?.flat_map(|raw| colour(levels.value(raw))).collect())
    }
}

impl Table {
    /// Returns the colour of a value: those before the first have the first's, those behind the last the last's.
    fn colour(&self, value: i32, is_signed: bool) -> u8 {
        let first = if is_signed { i32::from(self.first.cast_signed()) } else { i32::from(self.first) };
        let place = usize::try_from(value - first).unwrap_or(0).min(self.count - 1);
        // Entries of eight bits are packed in two bytes each, or one behind the other.
        let is_packed = self.bits <= 8 && self.entries.len() < self.count * 2;
        let wide = || u16_at(&self.entries, place * 2, self.order.unwrap_or(Order::Little)).unwrap_or(0);
        match (is_packed, self.bits) {
            (true, _) => self.entries.get(place).copied().unwrap_or(0),
            (false, ..=8) => wide().to_le_bytes()[0],
            (false, _) => wide().to_be_bytes()[0],
        }
    }
}
