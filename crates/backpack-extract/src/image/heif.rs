//! HEIF (ISO/IEC 23008-12), with HEIC and AVIF: the size of the picture, and where Exif and XMP lie.

use std::collections::BTreeMap;
use std::ops::Range;

use super::exif::Exif;
use super::turned;
use crate::bytes::{Order, place_at, u16_at, u32_at};
use crate::facts::Extracted;
use crate::share::{bmff_boxes as boxes, packet_names_a_place};
use crate::why::{Part, Why};

/// The most places of items that are looked at.
const MOST_ITEMS: usize = 65_535;
/// The most bytes of Exif and packets together, where the file is no larger: places may lie over one another.
const MOST_TOLD: usize = 16 << 20;

/// What is known of the items of a picture.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Heif {
    /// Width and height of the main picture, its turning applied.
    pub(crate) size: Option<(u32, u32)>,
    /// Where its Exif lies.
    pub(crate) exif: Vec<Range<usize>>,
    /// Where XMP and other packets lie, and items of sorts that nobody knows.
    pub(crate) packets: Vec<Range<usize>>,
    /// Where the pictures themselves lie.
    pub(crate) pictures: Vec<Range<usize>>,
}

/// The sorts of items that are pictures, or are put together from them (ISO/IEC 23008-12 and its amendments).
const PICTURES: [&[u8; 4]; 16] = [
    b"hvc1", b"hev1", b"lhv1", b"hvt1", b"avc1", b"avcs", b"av01", b"vvc1", b"evc1", b"jpeg", b"j2k1",
    b"unci", b"grid", b"iden", b"iovl", b"tmap",
];
/// Packets in words (`mime`), as they are called where no sort is named.
const PACKET: [u8; 4] = *b"mime";

impl Heif {
    /// Returns what the head says; `None` if it is none.
    pub(crate) fn parse(bytes: &[u8]) -> Option<Self> {
        let top = top(bytes);
        let meta = top.iter().find(|found| &found.name == b"meta")?;
        let start = meta.content.start.checked_add(4)?;
        let inside = boxes(bytes, start..meta.content.end)?;
        let of = |name: &[u8; 4]| inside.iter().find(|found| &found.name == name).map(|f| f.content.clone());
        let mut heif = Self::default();
        let sorts = match of(b"iinf") {
            Some(at) => sorts(bytes, at)?,
            None => BTreeMap::new(),
        };
        let data = of(b"idat").map(|at| at.start);
        let places = of(b"iloc").and_then(|at| places(bytes, at, data));
        // Where an item lies that cannot be found, nothing can be said to be clean.
        let is_told = |sort: &[u8; 4]| !PICTURES.contains(&sort);
        let places = if sorts.values().any(is_told) { places? } else { places.unwrap_or_default() };
        let mut left = bytes.len().max(MOST_TOLD);
        for (item, place) in places {
            let (list, length) = match sorts.get(&item) {
                Some(b"Exif") => (&mut heif.exif, place.len()),
                Some(sort) if !is_told(sort) => (&mut heif.pictures, 0),
                None if sorts.is_empty() => (&mut heif.pictures, 0),
                _ => (&mut heif.packets, place.len()),
            };
            list.push(place);
            left = left.checked_sub(length)?;
        }
        let main = of(b"pitm").and_then(|at| main_item(bytes, at));
        heif.size = of(b"iprp").and_then(|at| size(bytes, at, main?));
        Some(heif)
    }

    pub(crate) fn read(&self, bytes: &[u8], out: &mut Extracted) {
        let exifs = self.exif.iter().filter_map(|place| {
            let exif = bytes.get(place.clone())?;
            // Four bytes say how far behind them the TIFF begins.
            let skip = place_at(exif, 0, Order::Big)?.checked_add(4)?;
            Exif::parse(exif.get(skip..)?)
        });
        let exif = exifs.into_iter().next();
        let names = |place: &Range<usize>| bytes.get(place.clone()).is_some_and(packet_names_a_place);
        out.facts.has_location =
            exif.as_ref().is_some_and(|exif| exif.has_location) || self.packets.iter().any(names);
        if let Some(exif) = exif {
            exif.put_in(&mut out.facts);
            // Its properties say how it is turned, and Exif's word does not count (ISO/IEC 23008-12, A.2.1).
            out.facts.orientation = None;
        }
        out.facts.pixels = self.size;
        if self.size.is_none() {
            out.facts.miss(Part::Facts, Why::Damaged);
        }
    }
}

/// The boxes at the top as far as they are there: of a large picture the pixels come behind what was read.
fn top(bytes: &[u8]) -> Vec<crate::share::Boxed> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(length) = place_at(bytes, at, Order::Big).filter(|length| *length >= 8) {
        let end = at.saturating_add(length);
        match boxes(bytes, at..end) {
            Some(one) if end <= bytes.len() => found.extend(one),
            _ => break,
        }
        at = end;
    }
    found
}

/// Returns the sorts of the items: `iinf` holds one `infe` each. Of one that is named twice the less harmless counts.
fn sorts(bytes: &[u8], at: Range<usize>) -> Option<BTreeMap<u32, [u8; 4]>> {
    let head = if *bytes.get(at.start)? == 0 { 6 } else { 8 };
    let entries = boxes(bytes, at.start.checked_add(head)?..at.end)?;
    let mut sorts = BTreeMap::new();
    for entry in entries.iter().filter(|entry| &entry.name == b"infe") {
        let at = entry.content.start;
        let (item, next) = match *bytes.get(at)? {
            // The first versions name no sort, only a type of packets.
            0 | 1 => {
                sorts.insert(u32::from(u16_at(bytes, at + 4, Order::Big)?), PACKET);
                continue;
            }
            2 => (u32::from(u16_at(bytes, at + 4, Order::Big)?), at + 6),
            3 => (u32_at(bytes, at + 4, Order::Big)?, at + 8),
            _ => return None,
        };
        let sort = *bytes.get(next + 2..)?.first_chunk()?;
        let known = sorts.entry(item).or_insert(sort);
        if PICTURES.contains(&&*known) {
            *known = sort;
        }
    }
    Some(sorts)
}

/// Returns where the items lie: `iloc`, versions 0 to 2. What lies in the `idat` is counted from `data` on.
fn places(bytes: &[u8], at: Range<usize>, data: Option<usize>) -> Option<Vec<(u32, Range<usize>)>> {
    let version = *bytes.get(at.start)?;
    let sizes = u16_at(bytes, at.start + 4, Order::Big)?;
    let nibble = |shift: u16| usize::from(sizes >> shift & 0xf);
    let (offset, length, base) = (nibble(12), nibble(8), nibble(4));
    let index = if version == 0 { 0 } else { nibble(0) };
    let mut reader = Reader { bytes, at: at.start + 6, end: at.end };
    let wide = if version < 2 { 2 } else { 4 };
    let count = reader.number(wide)?;
    let mut places = Vec::new();
    for _ in 0..count {
        let item = u32::try_from(reader.number(wide)?).ok()?;
        let method = if version == 0 { 0 } else { reader.number(2)? & 0xf };
        reader.number(2)?;
        let from = reader.number(base)?;
        for _ in 0..reader.number(2)? {
            reader.number(index)?;
            let start = from.checked_add(reader.number(offset)?)?;
            let length = reader.number(length)?;
            let start = match method {
                0 => usize::try_from(start).ok()?,
                1 => usize::try_from(start).ok()?.checked_add(data?)?,
                // It lies in other items.
                _ => return None,
            };
            let end = start.checked_add(usize::try_from(length).ok()?)?;
            places.push((item, start..end));
            if places.len() > MOST_ITEMS {
                return None;
            }
        }
    }
    Some(places)
}

/// Numbers one after the other, each as wide as was said.
struct Reader<'b> {
    bytes: &'b [u8],
    at: usize,
    end: usize,
}

impl Reader<'_> {
    fn number(&mut self, wide: usize) -> Option<u64> {
        let end = self.at.checked_add(wide).filter(|end| *end <= self.end && wide <= 8)?;
        let bytes = self.bytes.get(self.at..end)?;
        self.at = end;
        Some(bytes.iter().fold(0, |number, byte| number << 8 | u64::from(*byte)))
    }
}

fn main_item(bytes: &[u8], at: Range<usize>) -> Option<u32> {
    match *bytes.get(at.start)? {
        0 => u16_at(bytes, at.start + 4, Order::Big).map(u32::from),
        _ => u32_at(bytes, at.start + 4, Order::Big),
    }
}

/// Returns the size among the properties of an item (`ispe`), turned as they say (`irot`).
fn size(bytes: &[u8], at: Range<usize>, main: u32) -> Option<(u32, u32)> {
    let parts = boxes(bytes, at)?;
    let kept = parts.iter().find(|found| &found.name == b"ipco")?;
    let properties = boxes(bytes, kept.content.clone())?;
    let tied = parts.iter().filter(|found| &found.name == b"ipma");
    let of_it: Vec<usize> =
        tied.filter_map(|found| ties(bytes, found.content.clone(), main)).flatten().collect();
    let mine = of_it.iter().filter_map(|number| properties.get(number.checked_sub(1)?));
    let (mut size, mut is_on_its_side) = (None, false);
    for property in mine {
        let at = property.content.start;
        match &property.name {
            b"ispe" => size = Some((u32_at(bytes, at + 4, Order::Big)?, u32_at(bytes, at + 8, Order::Big)?)),
            b"irot" => is_on_its_side = bytes.get(at)? & 1 == 1,
            _ => {}
        }
    }
    // Exif's 6 lies on its side as well.
    Some(turned(size?, is_on_its_side.then_some(6)))
}

/// Returns the numbers, from 1, of the properties that are tied to an item (`ipma`).
fn ties(bytes: &[u8], at: Range<usize>, main: u32) -> Option<Vec<usize>> {
    let version = *bytes.get(at.start)?;
    let is_wide = *bytes.get(at.start + 3)? & 1 == 1;
    let mut reader = Reader { bytes, at: at.start + 4, end: at.end };
    for _ in 0..reader.number(4)? {
        let item = reader.number(if version < 1 { 2 } else { 4 })?;
        let count = reader.number(1)?;
        let mut numbers = Vec::new();
        for _ in 0..count {
            let number = if is_wide { reader.number(2)? & 0x7fff } else { reader.number(1)? & 0x7f };
            numbers.push(usize::try_from(number).ok()?);
        }
        if item == u64::from(main) {
            return Some(numbers);
        }
    }
    None
}
