//! Films: pictures and sound stay, and what a camera says beside them goes, also where it says so moment by moment.

use std::ops::Range;

use super::{Boxed, blank, boxes, keep_only};
use crate::bytes::{Order, place_at};

/// What stays at the top.
const TOP: [&[u8; 4]; 9] = [b"ftyp", b"styp", b"moov", b"moof", b"mdat", b"mfra", b"sidx", b"ssix", b"pdin"];
/// What stays of a film. `cmov` is no part: it holds a whole film once more, packed.
const MOVIE: [&[u8; 4]; 7] = [b"mvhd", b"trak", b"mvex", b"iods", b"ctab", b"clip", b"pssh"];
/// What stays of a fragment, and of a track in it.
const FRAGMENT: [&[u8; 4]; 3] = [b"mfhd", b"traf", b"pssh"];
const RUN: [&[u8; 4]; 10] =
    [b"tfhd", b"tfdt", b"trun", b"sdtp", b"sbgp", b"sgpd", b"subs", b"saiz", b"saio", b"senc"];
/// What stays of a track, and of what is inside it.
const TRACK: [&[u8; 4]; 9] =
    [b"tkhd", b"tref", b"edts", b"mdia", b"trgr", b"load", b"matt", b"clip", b"tapt"];
const MEDIA: [&[u8; 4]; 4] = [b"mdhd", b"hdlr", b"minf", b"elng"];
const INFORMATION: [&[u8; 4]; 9] =
    [b"vmhd", b"smhd", b"hmhd", b"nmhd", b"sthd", b"gmhd", b"hdlr", b"dinf", b"stbl"];
const SAMPLES: [&[u8; 4]; 20] = [
    b"stsd", b"stts", b"ctts", b"cslg", b"stss", b"stsh", b"padb", b"stdp", b"sdtp", b"sbgp", b"sgpd",
    b"subs", b"saiz", b"saio", b"stsc", b"stsz", b"stz2", b"stco", b"co64", b"stps",
];
/// Whose tracks stay: pictures, sound, the time on the tape, and what belongs to pictures. Places moment by moment come as
/// a track of their own, or as subtitles.
const HANDLERS: [&[u8; 4]; 5] = [b"vide", b"soun", b"tmcd", b"auxv", b"pict"];
/// The most chunks of samples; a film of more is refused.
const MOST_CHUNKS: usize = 1 << 20;

/// Where a run of samples begins, and whether it stays.
type Chunk = (usize, bool);

/// Returns the film without what goes; `None` if it cannot be told apart, or what goes cannot be found.
pub(crate) fn cleaned(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut out = bytes.to_vec();
    let outer = boxes(bytes, 0..bytes.len())?;
    outer.iter().find(|found| &found.name == b"moov")?;
    keep_only(&mut out, &outer, &TOP)?;
    tracks(&mut out, bytes, &outer, &[])?;
    Some(out)
}

/// Cleans the tracks of a film, and empties what none of those that stay begins with: `others` are places between them
/// that stay as well.
pub(super) fn tracks(out: &mut [u8], bytes: &[u8], outer: &[Boxed], others: &[Range<usize>]) -> Option<()> {
    let mut chunks: Vec<Chunk> = others.iter().map(|place| (place.start, true)).collect();
    let (mut goes, mut is_fragmented) = (false, false);
    for found in outer {
        match &found.name {
            b"moov" => {
                let inside = boxes(bytes, found.content.clone())?;
                if inside.iter().any(|inner| &inner.name == b"cmov") {
                    return None;
                }
                keep_only(out, &inside, &MOVIE)?;
                for track in inside.iter().filter(|inner| &inner.name == b"trak") {
                    goes |= !self::track(out, bytes, track, &mut chunks)?;
                }
            }
            b"moof" => {
                is_fragmented = true;
                let inside = boxes(bytes, found.content.clone())?;
                keep_only(out, &inside, &FRAGMENT)?;
                for run in inside.iter().filter(|inner| &inner.name == b"traf") {
                    keep_only(out, &boxes(bytes, run.content.clone())?, &RUN)?;
                }
            }
            _ => {}
        }
    }
    match (is_fragmented, goes) {
        (false, _) => empty(out, outer, chunks),
        (true, false) => Some(()),
        // Where the samples of a track lie that goes, only the fragments say.
        (true, true) => None,
    }
}

/// Cleans a track, or empties it. Says whether it stays.
fn track(out: &mut [u8], bytes: &[u8], track: &Boxed, chunks: &mut Vec<Chunk>) -> Option<bool> {
    let inside = boxes(bytes, track.content.clone())?;
    keep_only(out, &inside, &TRACK)?;
    let mut stays = false;
    let mut mine = Vec::new();
    for media in inside.iter().filter(|inner| &inner.name == b"mdia") {
        let parts = boxes(bytes, media.content.clone())?;
        keep_only(out, &parts, &MEDIA)?;
        let handler = parts.iter().find(|part| &part.name == b"hdlr");
        let sort = handler.and_then(|found| bytes.get(found.content.start + 8..)?.first_chunk::<4>());
        stays = sort.is_some_and(|sort| HANDLERS.contains(&sort));
        for information in parts.iter().filter(|part| &part.name == b"minf") {
            let parts = boxes(bytes, information.content.clone())?;
            keep_only(out, &parts, &INFORMATION)?;
            for samples in parts.iter().filter(|part| &part.name == b"stbl") {
                let tables = boxes(bytes, samples.content.clone())?;
                keep_only(out, &tables, &SAMPLES)?;
                for table in &tables {
                    starts(bytes, table, &mut mine)?;
                }
            }
        }
    }
    if !stays {
        blank(out, track)?;
    }
    chunks.extend(mine.into_iter().map(|at| (at, stays)));
    (chunks.len() <= MOST_CHUNKS).then_some(stays)
}

/// Reads where chunks begin: `stco` in 32 bits each, `co64` in 64.
fn starts(bytes: &[u8], table: &Boxed, starts: &mut Vec<usize>) -> Option<()> {
    let wide = match &table.name {
        b"stco" => 4,
        b"co64" => 8,
        _ => return Some(()),
    };
    let content = bytes.get(table.content.clone())?;
    let count = place_at(content, 4, Order::Big)?;
    if count > MOST_CHUNKS {
        return None;
    }
    for number in 0..count {
        let at = 8 + number * wide;
        let start =
            content.get(at..at + wide)?.iter().fold(0_u64, |start, byte| start << 8 | u64::from(*byte));
        starts.push(usize::try_from(start).ok()?);
    }
    Some(())
}

/// Empties what lies before the first chunk, and each chunk of a track that goes: up to where the next chunk begins.
fn empty(out: &mut [u8], outer: &[Boxed], mut chunks: Vec<Chunk>) -> Option<()> {
    chunks.sort_unstable();
    let mut found = 0;
    for data in outer.iter().filter(|found| &found.name == b"mdat") {
        let within = &data.content;
        let first = chunks.partition_point(|(at, _)| *at < within.start);
        let last = chunks.partition_point(|(at, _)| *at < within.end);
        let (mut from, mut stays) = (within.start, false);
        for (at, next_stays) in chunks.get(first..last)? {
            if !stays {
                out.get_mut(from..*at)?.fill(0);
            }
            (from, stays) = (*at, *next_stays);
        }
        if !stays {
            out.get_mut(from..within.end)?.fill(0);
        }
        found += last - first;
    }
    // Samples that lie elsewhere are not emptied, and may be anything.
    (found == chunks.len()).then_some(())
}
