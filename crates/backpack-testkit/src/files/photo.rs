//! A photo as a phone takes it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// What stands in the photo where its place may stand, in XMP and in the maker's note.
pub const PLACE: &[u8] = b"CANARY +46.9480+007.4474 GPSLatitude";

/// A picture of 48 by 32 pixels in JPEG.
const PICTURE: &str = "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDABQODxIPDRQSEBIXFRQYHjIhHhwcHj0sLiQySUBMS0dARkVQWnNiUFVtVkVGZIhl\
bXd7gYKBTmCNl4x9lnN+gXz/2wBDARUXFx4aHjshITt8U0ZTfHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHz/\
wAARCAAgADADASIAAhEBAxEB/8QAFgABAQEAAAAAAAAAAAAAAAAAAwQG/8QAFhAAAwAAAAAAAAAAAAAAAAAAAAID/8QAFwEBAQEBAAAAAAAAAAAAAAAA\
AwQFBv/EABYRAQEBAAAAAAAAAAAAAAAAAAMAAf/aAAwDAQACEQMRAD8AzCyFWRQshVkUakZrTLIVZFCyFWQWpXmtOshVkULIVZBalea0iyFWRQshVkHq\
XHmtOshFkUrIVZBalea0yyFWRQshVkFqWga3/9k=";

/// Returns a photo in JPEG: turned by 90 degrees, taken on 2024-05-17 at 10:30, with the place where it was taken in its
/// Exif, in XMP and in its maker's note.
#[must_use]
pub fn photo() -> Vec<u8> {
    let picture = STANDARD.decode(PICTURE).unwrap_or_default();
    let (start, rest) = picture.split_at_checked(2).unwrap_or_default();
    let exif = segment(&[b"Exif\0\0".as_slice(), &exif()].concat());
    let xmp = segment(&[b"http://ns.adobe.com/xap/1.0/\0".as_slice(), PLACE].concat());
    [start, &exif, &xmp, rest].concat()
}

fn segment(body: &[u8]) -> Vec<u8> {
    let length = u16::try_from(body.len() + 2).unwrap_or(u16::MAX);
    [&[0xff, 0xe1][..], &length.to_be_bytes(), body].concat()
}

/// Exif 2.32: a TIFF of three directories, each value at a place that was counted beforehand.
fn exif() -> Vec<u8> {
    const MAIN: u32 = 8;
    const CAMERA: u32 = MAIN + 2 + 4 * 12 + 4 + MODEL.len() as u32;
    const PLACES: u32 = CAMERA + 2 + 2 * 12 + 4 + TAKEN.len() as u32 + PLACE.len() as u32;
    const MODEL: &[u8] = b"Acme Phone 3\0";
    const TAKEN: &[u8] = b"2024:05:17 10:30:00\0";
    let degrees: Vec<u8> = [46_u32, 1, 56, 1, 52, 1].iter().flat_map(|number| number.to_le_bytes()).collect();
    let main = [
        entry(0x0110, 2, MODEL.len(), MAIN + 2 + 4 * 12 + 4),
        entry(0x0112, 3, 1, 6),
        entry(0x8769, 4, 1, CAMERA),
        entry(0x8825, 4, 1, PLACES),
    ];
    let values = CAMERA + 2 + 2 * 12 + 4;
    let note = entry(0x927c, 7, PLACE.len(), values + TAKEN.len() as u32);
    let camera = [entry(0x9003, 2, TAKEN.len(), values), note];
    let north = entry(1, 2, 2, u32::from(b'N'));
    let places = [north, entry(2, 5, 3, PLACES + 2 + 2 * 12 + 4)];
    let head = b"II\x2a\0\x08\0\0\0".to_vec();
    [
        head,
        directory(&main, MODEL),
        directory(&camera, &[TAKEN, PLACE].concat()),
        directory(&places, &degrees),
    ]
    .concat()
}

fn entry(tag: u16, sort: u16, count: usize, value: u32) -> Vec<u8> {
    let count = u32::try_from(count).unwrap_or(u32::MAX);
    [&tag.to_le_bytes()[..], &sort.to_le_bytes(), &count.to_le_bytes(), &value.to_le_bytes()].concat()
}

fn directory(entries: &[Vec<u8>], values: &[u8]) -> Vec<u8> {
    let count = u16::try_from(entries.len()).unwrap_or(u16::MAX).to_le_bytes();
    [&count[..], &entries.concat(), &[0; 4], values].concat()
}
