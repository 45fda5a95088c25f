//! Zip archives (PKWARE APPNOTE 6.3.10): which members one has, and each of them unpacked piece by piece.
//!
//! Nothing here reads a file: whoever has one hands in the parts that are asked for.

use std::ops::Range;

use flate2::{Crc, Decompress, FlushDecompress, Status};

use crate::bytes::{Order, find, u16_at};
use crate::text::decode_text;
use crate::why::Why;

/// The bytes at the end of an archive in which its directory is named: the record and the longest comment behind it.
const END_BYTES: u64 = 22 + 65_535;
const END: &[u8] = b"PK\x05\x06";
const MEMBER: &[u8] = b"PK\x01\x02";
const LOCAL: &[u8] = b"PK\x03\x04";
/// The lengths of what stands before a member's name, in the directory and before its content.
const MEMBER_BYTES: usize = 46;
const LOCAL_BYTES: u64 = 30;
/// What says that a number stands elsewhere, as in archives over 4 GiB.
const ELSEWHERE: u32 = u32::MAX;
/// The most members of an archive.
const MOST_MEMBERS: usize = 65_534;
/// The largest directory, in bytes.
const MOST_DIRECTORY: u64 = 16 << 20;
/// How often as large as itself an archive may become, and how much it may become in any case.
const MOST_TIMES: u64 = 100;
const ALWAYS: u64 = 64 << 20;
/// The bytes that are unpacked at a time.
const PIECE: usize = 64 << 10;

/// A member of a zip archive.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ZipMember {
    /// Its path in the archive, as it stands there: never a place to write to.
    pub path: String,
    /// Its length, unpacked, in bytes.
    pub size: u64,
    packed: u64,
    start: u64,
    sum: u32,
    is_deflated: bool,
    why_not: Option<Why>,
}

/// Returns which part of an archive of `size` bytes says where its directory is: the end of it.
#[must_use]
pub fn zip_end(size: u64) -> Range<u64> {
    size.saturating_sub(END_BYTES)..size
}

/// Returns where the directory lies, out of the part that [`zip_end`] names.
///
/// # Errors
///
/// [`Why::Damaged`] if it is no archive, [`Why::NotSupported`] for one over 4 GiB or in several parts, [`Why::TooMuch`] for a
/// directory over 16 MiB.
pub fn zip_directory(end: &[u8], size: u64) -> Result<Range<u64>, Why> {
    let record = last(end, END).ok_or(Why::Damaged)?;
    let part = |at: usize| u16_at(record, at, Order::Little);
    let (length, start) = (number(record, 12)?, number(record, 16)?);
    if (part(4), part(6)) != (Some(0), Some(0)) || length == ELSEWHERE || start == ELSEWHERE {
        return Err(Why::NotSupported);
    }
    let (start, length) = (u64::from(start), u64::from(length));
    let end = start.checked_add(length).filter(|end| *end <= size).ok_or(Why::Damaged)?;
    if length > MOST_DIRECTORY { Err(Why::TooMuch) } else { Ok(start..end) }
}

/// Returns the members that are files, out of the directory of an archive of `size` bytes.
///
/// # Errors
///
/// [`Why::Damaged`] if the directory cannot be read, [`Why::TooMuch`] if members lie over one another, are more than 65,534, or
/// would become more than a hundred times the archive, and more than 64 MiB.
pub fn zip_members(mut directory: &[u8], size: u64) -> Result<Vec<ZipMember>, Why> {
    let mut members = Vec::new();
    while !directory.is_empty() {
        if members.len() >= MOST_MEMBERS {
            return Err(Why::TooMuch);
        }
        let (member, rest) = member(directory)?;
        members.push(member);
        directory = rest;
    }
    let unpacked = members.iter().fold(0_u64, |all, member| all.saturating_add(member.size));
    if unpacked > size.saturating_mul(MOST_TIMES).max(ALWAYS) {
        return Err(Why::TooMuch);
    }
    // Members that share their bytes make much out of little.
    let mut places: Vec<(u64, u64)> = members.iter().map(|member| (member.start, member.packed)).collect();
    places.sort_unstable();
    let mut free = 0;
    for (start, packed) in places {
        if start < free {
            return Err(Why::TooMuch);
        }
        let end = start.checked_add(LOCAL_BYTES).and_then(|start| start.checked_add(packed));
        free = end.filter(|end| *end <= size).ok_or(Why::Damaged)?;
    }
    members.retain(|member| !member.path.ends_with('/'));
    Ok(members)
}

fn member(directory: &[u8]) -> Result<(ZipMember, &[u8]), Why> {
    if !directory.starts_with(MEMBER) {
        return Err(Why::Damaged);
    }
    let part = |at: usize| u16_at(directory, at, Order::Little).ok_or(Why::Damaged);
    let (flags, method) = (part(8)?, part(10)?);
    let name_end = MEMBER_BYTES + usize::from(part(28)?);
    let end = name_end + usize::from(part(30)?) + usize::from(part(32)?);
    let name = directory.get(MEMBER_BYTES..name_end).ok_or(Why::Damaged)?;
    let (packed, size, start) = (number(directory, 20)?, number(directory, 24)?, number(directory, 42)?);
    let why_not = match method {
        _ if flags & 1 == 1 => Some(Why::Encrypted),
        _ if [packed, size, start].contains(&ELSEWHERE) => Some(Why::NotSupported),
        0 | 8 => None,
        _ => Some(Why::NotSupported),
    };
    let member = ZipMember {
        path: decode_text(name).0,
        size: size.into(),
        packed: packed.into(),
        start: start.into(),
        sum: number(directory, 16)?,
        is_deflated: method == 8,
        why_not,
    };
    Ok((member, directory.get(end..).ok_or(Why::Damaged)?))
}

fn number(bytes: &[u8], at: usize) -> Result<u32, Why> {
    crate::bytes::u32_at(bytes, at, Order::Little).ok_or(Why::Damaged)
}

/// Returns the bytes from where `needle` begins last.
fn last<'b>(bytes: &'b [u8], needle: &[u8]) -> Option<&'b [u8]> {
    let mut found = None;
    let mut rest = bytes;
    while let Some(at) = find(rest, needle) {
        found = rest.get(at..);
        rest = rest.get(at + 1..)?;
    }
    found
}

impl ZipMember {
    /// Returns which part of the archive stands before the content.
    ///
    /// # Errors
    ///
    /// [`Why::Encrypted`], [`Why::NotSupported`] for a packing other than deflate.
    pub fn head(&self) -> Result<Range<u64>, Why> {
        match self.why_not {
            Some(why) => Err(why),
            None => Ok(self.start..self.start + LOCAL_BYTES),
        }
    }

    /// Returns where the content lies, out of the part that [`ZipMember::head`] names.
    ///
    /// # Errors
    ///
    /// [`Why::Damaged`] if no member begins there.
    pub fn content(&self, head: &[u8]) -> Result<Range<u64>, Why> {
        let part = |at: usize| u16_at(head, at, Order::Little).map(u64::from).ok_or(Why::Damaged);
        if !head.starts_with(LOCAL) {
            return Err(Why::Damaged);
        }
        let start = self.start + LOCAL_BYTES + part(26)? + part(28)?;
        Ok(start..start.saturating_add(self.packed))
    }

    /// Returns what unpacks the content.
    #[must_use]
    pub fn unpacker(&self) -> Unpacker {
        Unpacker {
            inflating: self.is_deflated.then(|| Decompress::new(false)),
            left: self.size,
            crc: Crc::new(),
            sum: self.sum,
        }
    }
}

impl std::fmt::Debug for ZipMember {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "ZipMember({} bytes of {})", self.packed, self.size)
    }
}

/// Unpacks a member piece by piece, and never to more than was said.
#[derive(Debug)]
pub struct Unpacker {
    inflating: Option<Decompress>,
    left: u64,
    crc: Crc,
    sum: u32,
}

impl Unpacker {
    /// Unpacks at most 64 KiB. Returns how many bytes of `packed` were used, and what came of them; with neither the bytes are
    /// at their end.
    ///
    /// # Errors
    ///
    /// [`Why::Damaged`] if it cannot be unpacked, or to more than was said.
    pub fn unpack(&mut self, packed: &[u8]) -> Result<(usize, Vec<u8>), Why> {
        let mut out = Vec::with_capacity(PIECE);
        let used = match &mut self.inflating {
            Some(inflating) => {
                let before = inflating.total_in();
                let status = inflating.decompress_vec(packed, &mut out, FlushDecompress::None);
                if matches!(status.map_err(|_| Why::Damaged)?, Status::BufError) && !packed.is_empty() {
                    return Err(Why::Damaged);
                }
                usize::try_from(inflating.total_in() - before).unwrap_or(usize::MAX)
            }
            None => {
                out.extend(packed.iter().take(PIECE));
                out.len()
            }
        };
        self.left = self.left.checked_sub(out.len() as u64).ok_or(Why::Damaged)?;
        self.crc.update(&out);
        Ok((used, out))
    }

    /// Ends the unpacking.
    ///
    /// # Errors
    ///
    /// [`Why::Damaged`] if there is less than was said, or something else.
    pub fn finish(self) -> Result<(), Why> {
        if self.left == 0 && self.crc.sum() == self.sum { Ok(()) } else { Err(Why::Damaged) }
    }
}
