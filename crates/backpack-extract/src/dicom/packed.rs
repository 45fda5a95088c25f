//! Pixels that are packed: fragments (PS3.5, A.4), run lengths (PS3.5, annex G), and JPEG of eight bits.

use std::io::Cursor;

use image::{DynamicImage, ImageFormat, ImageReader};

use crate::bytes::{Order, place_at};
use crate::why::Why;

const JPEG_BASELINE: &str = "1.2.840.10008.1.2.4.50";
const RUN_LENGTH: &str = "1.2.840.10008.1.2.5";
/// The segment that says how the colours of a JPEG are meant (Adobe Technical Note 5116).
const ADOBE: u8 = 0xee;
/// The most fragments that are looked at.
const MOST_FRAGMENTS: usize = 65_536;
/// The bytes that begin an item, low byte first.
const ITEM: [u8; 4] = [0xfe, 0xff, 0x00, 0xe0];
/// The memory that decoding a JPEG may take beside what it returns.
const DECODER_BYTES: u64 = 512 << 20;
/// The head of a frame of run lengths: how many segments there are, and where each begins.
const HEAD_BYTES: usize = 64;

/// A packing that is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Packing {
    Jpeg,
    RunLength,
}

impl Packing {
    /// Returns the packing of a transfer syntax: of JPEG the baseline alone is read, of JPEG 2000 and JPEG-LS none.
    pub(super) fn of(transfer_syntax: Option<&str>) -> Result<Self, Why> {
        match transfer_syntax {
            Some(JPEG_BASELINE) => Ok(Self::Jpeg),
            Some(RUN_LENGTH) => Ok(Self::RunLength),
            _ => Err(Why::NotSupported),
        }
    }
}

/// Says whether a fragment is the first of a frame.
pub(super) fn is_jpeg(fragment: &[u8]) -> bool {
    fragment.starts_with(&[0xff, 0xd8])
}

/// Returns the frame in the middle of fragments: each frame begins with one that `begins` says so of.
pub(super) fn frame(data: &[u8], at: usize, frames: u32, begins: fn(&[u8]) -> bool) -> Result<Vec<u8>, Why> {
    let wanted = usize::try_from(frames / 2).map_err(|_| Why::Damaged)?;
    let is_one = frames <= 1;
    let mut rest = data.get(at..).ok_or(Why::Damaged)?;
    let (mut frame, mut begun) = (Vec::new(), 0);
    // The first item is a table of where frames begin, or empty.
    for number in 0..MOST_FRAGMENTS {
        if !rest.starts_with(&ITEM) {
            break;
        }
        let length = place_at(rest, 4, Order::Little).ok_or(Why::Damaged)?;
        let end = length.checked_add(8).ok_or(Why::Damaged)?;
        let fragment = rest.get(8..end).ok_or(Why::Damaged)?;
        rest = rest.get(end..).unwrap_or_default();
        if number == 0 {
            continue;
        }
        begun += usize::from(!is_one && begins(fragment));
        if begun > wanted + 1 {
            break;
        }
        if is_one || begun == wanted + 1 {
            frame.extend_from_slice(fragment);
        }
    }
    if frame.is_empty() { Err(Why::Damaged) } else { Ok(frame) }
}

/// Returns the picture in a JPEG, if it has the size that the data set says.
///
/// Three samples of a JPEG are taken for luminance and chrominance where it does not say otherwise: one that `is_rgb` by the
/// word of the data set alone is not read, since its colours would be others.
pub(super) fn jpeg(bytes: &[u8], (columns, rows): (u16, u16), is_rgb: bool) -> Result<DynamicImage, Why> {
    let segments = crate::share::jpeg_segments(bytes.get(2..).unwrap_or_default());
    if is_rgb && !segments.iter().any(|(marker, body)| *marker == ADOBE && body.starts_with(b"Adobe")) {
        return Err(Why::NotSupported);
    }
    let reader = || ImageReader::with_format(Cursor::new(bytes), ImageFormat::Jpeg);
    let size = reader().into_dimensions().map_err(|_| Why::Damaged)?;
    if size != (columns.into(), rows.into()) {
        return Err(Why::Damaged);
    }
    let mut reader = reader();
    let mut bounds = image::Limits::default();
    bounds.max_alloc = Some(DECODER_BYTES);
    reader.limits(bounds);
    reader.decode().map_err(|error| match error {
        image::ImageError::Unsupported(_) => Why::NotSupported,
        image::ImageError::Limits(_) => Why::TooMuch,
        _ => Why::Damaged,
    })
}

/// Returns the planes of a frame one after the other, each of `length` bytes.
pub(super) fn run_length(frame: &[u8], planes: usize, length: usize) -> Result<Vec<u8>, Why> {
    let head = frame.get(..HEAD_BYTES).ok_or(Why::Damaged)?;
    if planes == 0 || planes > 6 {
        return Err(Why::NotSupported);
    }
    if place_at(head, 0, Order::Little) != Some(planes) {
        return Err(Why::Damaged);
    }
    let mut out = Vec::with_capacity(planes * length);
    for plane in 1..=planes {
        let start = place_at(head, plane * 4, Order::Little).ok_or(Why::Damaged)?;
        let end =
            if plane < planes { place_at(head, plane * 4 + 4, Order::Little) } else { Some(frame.len()) };
        let segment = frame.get(start..end.ok_or(Why::Damaged)?).ok_or(Why::Damaged)?;
        unpack(segment, &mut out, plane * length)?;
    }
    Ok(out)
}

/// Unpacks a segment until there are `end` bytes.
fn unpack(mut segment: &[u8], out: &mut Vec<u8>, end: usize) -> Result<(), Why> {
    while out.len() < end {
        let (control, rest) = segment.split_first().ok_or(Why::Damaged)?;
        let room = end - out.len();
        match usize::from(*control) {
            literal @ 0..=127 => {
                let (bytes, rest) = rest.split_at_checked(literal + 1).ok_or(Why::Damaged)?;
                out.extend_from_slice(bytes.get(..room.min(bytes.len())).unwrap_or_default());
                segment = rest;
            }
            128 => segment = rest,
            repeated => {
                let (byte, rest) = rest.split_first().ok_or(Why::Damaged)?;
                out.extend(std::iter::repeat_n(*byte, room.min(257 - repeated)));
                segment = rest;
            }
        }
    }
    Ok(())
}

/// Returns the bytes of planes put together to pixels: the first plane has the highest byte of each.
pub(super) fn interleaved(bytes: &[u8], planes: usize) -> Vec<u8> {
    let length = bytes.len() / planes.max(1);
    let pixel = |at: usize| (0..planes).filter_map(move |plane| bytes.get(plane * length + at).copied());
    (0..length).flat_map(pixel).collect()
}
