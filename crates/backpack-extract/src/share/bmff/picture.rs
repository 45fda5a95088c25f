//! Pictures: their Exif and XMP are emptied, how they are turned stands among their properties and stays.

use std::ops::Range;

use super::film::tracks;
use super::{Boxed, blank, boxes, keep_only};
use crate::image::heif::Heif;

/// What stays at the top. `moov` holds moving pictures.
const TOP: [&[u8; 4]; 4] = [b"ftyp", b"meta", b"mdat", b"moov"];
/// What stays of the frame of a picture.
const FRAME: [&[u8; 4]; 10] =
    [b"hdlr", b"pitm", b"iloc", b"iinf", b"iref", b"iprp", b"idat", b"dinf", b"grpl", b"ipro"];
/// What stays of the properties: what is needed to decode and show. Descriptions in words (`udes`) and where the camera
/// stood (`cmex`) are no part.
const PROPERTIES: [&[u8; 4]; 33] = [
    b"ispe", b"pixi", b"colr", b"pasp", b"clap", b"irot", b"imir", b"auxC", b"hvcC", b"lhvC", b"avcC",
    b"av1C", b"vvcC", b"evcC", b"jpgC", b"j2kH", b"uncC", b"cmpd", b"cmpC", b"icef", b"oinf", b"tols",
    b"lsel", b"a1op", b"a1lx", b"rloc", b"mdcv", b"clli", b"cclv", b"amve", b"iscl", b"crtt", b"subs",
];
/// The most boxes of data; a picture has one or two.
const MOST_DATAS: usize = 64;
/// What an Exif is overwritten with: where its TIFF begins, and a TIFF whose only directory is empty.
const EMPTY: &[u8] = b"\0\0\0\0II\x2a\0\x08\0\0\0\0\0\0\0\0\0";

/// Returns the picture without what goes; `None` if it cannot be told apart, or what goes cannot be found.
pub(crate) fn cleaned(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut out = bytes.to_vec();
    let heif = Heif::parse(bytes)?;
    let outer = boxes(bytes, 0..bytes.len())?;
    keep_only(&mut out, &outer, &TOP)?;
    let mut frames = outer.iter().filter(|found| &found.name == b"meta");
    let data = frame(&mut out, bytes, frames.next()?)?;
    // There is one frame; what stands in others nobody is to read.
    frames.try_for_each(|other| blank(&mut out, other))?;
    let told = || heif.packets.iter().chain(&heif.exif);
    // Without a length an item is all there is, and nothing says where it ends.
    if told().any(Range::is_empty) {
        return None;
    }
    let mut places: Vec<Range<usize>> = heif.pictures.iter().chain(told()).cloned().collect();
    if outer.iter().any(|found| &found.name == b"moov") {
        tracks(&mut out, bytes, &outer, &places)?;
    } else if !heif.pictures.iter().any(Range::is_empty) {
        let datas = outer.iter().filter(|found| &found.name == b"mdat").map(|found| found.content.clone());
        let datas: Vec<Range<usize>> = datas.chain(data).collect();
        if datas.len() > MOST_DATAS {
            return None;
        }
        places.sort_unstable_by_key(|place| (place.start, place.end));
        datas.into_iter().try_for_each(|data| between(&mut out, data, &places))?;
    }
    for place in &heif.packets {
        out.get_mut(place.clone())?.fill(b' ');
    }
    for place in &heif.exif {
        let exif = out.get_mut(place.clone())?;
        exif.fill(0);
        let length = EMPTY.len().min(exif.len());
        exif.get_mut(..length)?.copy_from_slice(EMPTY.get(..length)?);
    }
    Some(out)
}

/// Cleans the frame. Returns where data lies in it.
fn frame(out: &mut [u8], bytes: &[u8], meta: &Boxed) -> Option<Option<Range<usize>>> {
    let start = meta.content.start.checked_add(4)?;
    let inside = boxes(bytes, start..meta.content.end)?;
    keep_only(out, &inside, &FRAME)?;
    // Of two tables one program reads the first, another the last.
    let is_twice = |name: &&[u8; 4]| inside.iter().filter(|found| &found.name == *name).count() > 1;
    if FRAME.iter().any(is_twice) {
        return None;
    }
    for properties in inside.iter().filter(|found| &found.name == b"iprp") {
        let parts = boxes(bytes, properties.content.clone())?;
        keep_only(out, &parts, &[b"ipco", b"ipma"])?;
        for kept in parts.iter().filter(|part| &part.name == b"ipco") {
            // One that goes stays as `free`, since properties are counted.
            keep_only(out, &boxes(bytes, kept.content.clone())?, &PROPERTIES)?;
        }
    }
    Some(inside.iter().find(|found| &found.name == b"idat").map(|found| found.content.clone()))
}

/// Empties what belongs to no item: `places` are those of the items, in order.
fn between(out: &mut [u8], data: Range<usize>, places: &[Range<usize>]) -> Option<()> {
    let mut from = data.start;
    for place in places.iter().filter(|place| place.end > data.start && place.start < data.end) {
        if place.start > from {
            out.get_mut(from..place.start)?.fill(0);
        }
        from = from.max(place.end);
    }
    if from < data.end {
        out.get_mut(from..data.end)?.fill(0);
    }
    Some(())
}
