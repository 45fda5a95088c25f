//! What a PDF would cost, guessed from its bytes before a parser takes them: streams that unpack without end, and
//! pictures without measure.

use std::io::Read;

use flate2::bufread;
use flate2::read::ZlibDecoder;

use crate::bytes::{Order, find, u16_at};

/// How many packings inside one another are looked into.
const DEEPEST: usize = 3;
/// How many streams are looked into; a PDF of more is refused as costly.
const MOST_STREAMS: usize = 200_000;
/// How often the bytes of a PDF may be read over while its streams are unpacked: once for each packing, and as often again.
const MOST_TIMES: u64 = 6;
/// The most pictures that are looked at; a PDF of more is refused as costly.
const MOST_PICTURES: usize = 100_000;
/// How many segments their JPEGs may have, one with another.
const MOST_SEGMENTS: usize = 20;

/// Says whether the deflated streams of a PDF unpack to more than `most` bytes together, also those packed several times.
pub(super) fn would_unpack_too_much(bytes: &[u8], most: u64) -> bool {
    let mut left = most;
    // Streams lie one after the other: what is read of them several times over lies in one another.
    let mut input = (bytes.len() as u64).saturating_mul(MOST_TIMES);
    let mut rest = bytes;
    for _ in 0..MOST_STREAMS {
        let Some(at) = find(rest, b"stream") else { return false };
        rest = rest.get(at + b"stream".len()..).unwrap_or_default();
        let body = rest.trim_ascii_start();
        if !is_zlib(body) {
            continue;
        }
        match unpacked(body, left, &mut input) {
            Some(length) => left -= length,
            None => return true,
        }
    }
    true
}

/// The head of zlib (RFC 1950, 2.2): deflate, and a sum that is a multiple of 31.
fn is_zlib(bytes: &[u8]) -> bool {
    match bytes {
        [method, flags, ..] => {
            method & 0x0f == 8 && (u16::from(*method) << 8 | u16::from(*flags)).is_multiple_of(31)
        }
        _ => false,
    }
}

/// Returns how many bytes a stream and what is packed in it unpack to; `None` if they are more than `most`, or if there is
/// more to read than `input` allows, which is lessened by what was read.
fn unpacked(body: &[u8], most: u64, input: &mut u64) -> Option<u64> {
    let mut chunk = vec![0; 64 << 10];
    let mut length = 0_u64;
    for depth in 1..=DEEPEST {
        // What is read ahead is not counted: the innermost reader takes no more than it unpacks.
        let mut rest = body;
        let mut reader: Box<dyn Read + '_> = Box::new(bufread::ZlibDecoder::new(&mut rest));
        for _ in 1..depth {
            reader = Box::new(ZlibDecoder::new(reader));
        }
        let mut head = Vec::new();
        // What is cut or damaged ends where it ends.
        while let Ok(read @ 1..) = reader.read(&mut chunk) {
            length += read as u64;
            if length > most {
                return None;
            }
            head.extend(chunk.iter().take(read.min(2_usize.saturating_sub(head.len()))));
        }
        drop(reader);
        *input = input.checked_sub((body.len() - rest.len()) as u64)?;
        if !is_zlib(&head) {
            break;
        }
    }
    Some(length)
}

/// Says whether a PDF names a picture of more than `most` pixels: by its own word, or by that of the JPEG in it.
pub(super) fn would_paint_too_much(bytes: &[u8], most: u64) -> bool {
    dictionaries(bytes, most) || jpegs(bytes, most)
}

fn dictionaries(bytes: &[u8], most: u64) -> bool {
    let mut rest = bytes;
    let mut pictures = 0;
    while let Some(at) = find(rest, b"/Width") {
        pictures += 1;
        if pictures > MOST_PICTURES {
            return true;
        }
        rest = rest.get(at + b"/Width".len()..).unwrap_or_default();
        let width = number(rest);
        // The height stands beside it, before or after.
        let start = bytes.len() - rest.len();
        let around = bytes.get(start.saturating_sub(400)..(start + 400).min(bytes.len())).unwrap_or_default();
        let mut heights = around;
        while let Some(at) = find(heights, b"/Height") {
            heights = heights.get(at + b"/Height".len()..).unwrap_or_default();
            if width.saturating_mul(number(heights)) > most {
                return true;
            }
        }
        if width > most {
            return true;
        }
    }
    false
}

fn number(bytes: &[u8]) -> u64 {
    let digits = bytes.trim_ascii_start().iter().take_while(|byte| byte.is_ascii_digit());
    digits.fold(0_u64, |number, digit| number.saturating_mul(10).saturating_add(u64::from(digit - b'0')))
}

/// Frames of JPEG (ITU-T T.81, B.2.2): a marker, a length, the precision, then height and width.
fn jpegs(bytes: &[u8], most: u64) -> bool {
    let mut rest = bytes;
    let mut seen = 0;
    while let Some(at) = find(rest, &[0xff, 0xd8, 0xff]) {
        rest = rest.get(at + 2..).unwrap_or_default();
        let segments = crate::share::jpeg_segments(rest);
        seen += segments.len() + 1;
        if seen > MOST_PICTURES * MOST_SEGMENTS {
            return true;
        }
        for (marker, body) in segments {
            let is_frame = matches!(marker, 0xc0..=0xcf) && !matches!(marker, 0xc4 | 0xc8 | 0xcc);
            if is_frame
                && let Some(height) = u16_at(body, 1, Order::Big)
                && let Some(width) = u16_at(body, 3, Order::Big)
                && u64::from(height) * u64::from(width) > most
            {
                return true;
            }
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use flate2::Compression;
    use flate2::write::ZlibEncoder;

    use super::*;

    fn packed(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(bytes).unwrap_or_default();
        encoder.finish().unwrap_or_default()
    }

    fn pdf(stream: &[u8]) -> Vec<u8> {
        [b"%PDF-1.4\n1 0 obj <</Length 9>> stream\r\n", stream, b"\nendstream"].concat()
    }

    #[test]
    fn bombs_are_seen_before_they_go_off() {
        let zeros = packed(&vec![0; 1 << 20]);
        assert!(!would_unpack_too_much(&pdf(&zeros), 1 << 20));
        assert!(would_unpack_too_much(&pdf(&zeros), (1 << 20) - 1));
        // Twice in one file, or packed in itself.
        assert!(would_unpack_too_much(&[pdf(&zeros), pdf(&zeros)].concat(), 1 << 20));
        assert!(would_unpack_too_much(&pdf(&packed(&zeros)), 1 << 20));
        assert!(!would_unpack_too_much(&pdf(b"BT (plain) Tj ET"), 10));
        // What is cut ends where it ends.
        assert!(!would_unpack_too_much(&pdf(zeros.get(..20).unwrap_or_default()), 1 << 20));
    }

    #[test]
    fn streams_in_one_another_are_not_read_again_and_again() {
        // Each piece is a stored block that says where a stream begins, and a hundred that hold nothing.
        let nothing = b"\0\0\0\xff\xff".repeat(100);
        let piece = [b"\0\x09\0\xf6\xffstream\nx\x01".as_slice(), &nothing].concat();
        assert!(would_unpack_too_much(&pdf(&[b"x\x01", piece.repeat(200).as_slice()].concat()), 1 << 30));
        assert!(!would_unpack_too_much(&pdf(&[b"x\x01", piece.repeat(2).as_slice()].concat()), 1 << 30));
    }

    #[test]
    fn pictures_without_measure_are_seen() {
        let named = |width: u64, height: u64| format!("<</Height {height} /Width {width}>>").into_bytes();
        assert!(!would_paint_too_much(&named(8_000, 8_000), 64_000_000));
        assert!(would_paint_too_much(&named(8_001, 8_000), 64_000_000));
        assert!(would_paint_too_much(b"/Width 99999999999999999999", 64_000_000));
        let frame = [&[0xff, 0xd8, 0xff, 0xc2, 0, 11, 8, 0xff, 0xff, 0xff, 0xff, 1, 1, 0x11, 0][..]].concat();
        assert!(would_paint_too_much(&pdf(&frame), 64_000_000));
    }
}
