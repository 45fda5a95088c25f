//! Pictures inside a page: PNG and JPEG alone, small in bytes and in pixels.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// The most pixels: a picture of a few bytes may unpack to gigabytes.
const MOST_PIXELS: u64 = 16_000_000;

/// Says whether an address is a picture that may be shown: a `data:` of PNG or JPEG whose bytes are one.
pub(crate) fn is_picture(address: &str, most_bytes: usize) -> bool {
    let png_data = address.strip_prefix("data:image/png;base64,");
    let Some(data) = png_data.or_else(|| address.strip_prefix("data:image/jpeg;base64,")) else {
        return false;
    };
    if most_bytes == 0 || data.len().div_ceil(4) * 3 > most_bytes.saturating_add(3) {
        return false;
    }
    let Ok(bytes) = STANDARD.decode(data) else { return false };
    let is_small = |(width, height): (u32, u32)| u64::from(width) * u64::from(height) <= MOST_PIXELS;
    let size = if png_data.is_some() { png(&bytes) } else { jpeg(&bytes) };
    bytes.len() <= most_bytes && size.is_some_and(is_small)
}

/// Returns width and height of a PNG, which its first chunk says (ISO/IEC 15948, 11.2.2).
fn png(bytes: &[u8]) -> Option<(u32, u32)> {
    let rest = bytes.strip_prefix(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")?;
    let (width, rest) = rest.split_first_chunk::<4>()?;
    let (height, _) = rest.split_first_chunk::<4>()?;
    Some((u32::from_be_bytes(*width), u32::from_be_bytes(*height)))
}

/// Returns width and height of a JPEG, which its frame header says (ISO/IEC 10918-1, B.2.2).
fn jpeg(bytes: &[u8]) -> Option<(u32, u32)> {
    let mut rest = bytes.strip_prefix(b"\xff\xd8")?;
    loop {
        let (&[mark, kind, high, low], after) = rest.split_first_chunk::<4>()?;
        if mark != 0xff {
            return None;
        }
        if matches!(kind, 0xc0..=0xcf) && !matches!(kind, 0xc4 | 0xc8 | 0xcc) {
            let (&[_precision, h1, h0, w1, w0], _) = after.split_first_chunk::<5>()?;
            return Some((u16::from_be_bytes([w1, w0]).into(), u16::from_be_bytes([h1, h0]).into()));
        }
        let length = usize::from(u16::from_be_bytes([high, low]));
        rest = after.get(length.checked_sub(2)?..)?;
    }
}
