//! Files that are cleaned before they are shared, and text.

use backpack_extract::{decode_text, rtf_to_text, without_location};

/// Every type that is cleaned.
const TYPES: [&str; 7] =
    ["image/jpeg", "image/png", "image/gif", "image/webp", "image/tiff", "image/heif", "video/mp4"];

/// What is clean is clean: a second time nothing changes.
pub(crate) fn sharing(data: &[u8]) {
    for media_type in TYPES {
        if let Ok(clean) = without_location(data, Some(media_type)) {
            let again = without_location(&clean, Some(media_type));
            assert!(again.as_ref() == Ok(&clean), "{media_type} is cleaned to something else");
        }
    }
}

/// Any bytes as RTF and as plain text.
pub(crate) fn text(data: &[u8]) {
    drop(decode_text(data));
    drop(rtf_to_text(data));
    drop(rtf_to_text(&[b"{\\rtf1 ".as_slice(), data].concat()));
}

pub(crate) fn sharing_seeds() -> Vec<Vec<u8>> {
    vec![
        b"\xff\xd8\xff\xe1\0\x10Exif\0\0II*\0\x08\0\0\0\xff\xda\0\x02\x01\xff\xd9".to_vec(),
        // JFIF with a small picture, and a segment behind the scan.
        b"\xff\xd8\xff\xe0\0\x13JFIF\0\x01\x02\0\0\x01\0\x01\x01\x01rgb\xff\xda\0\x02\x01\xff\xe1\0\x03x\xff\xd9".to_vec(),
        b"\x89PNG\r\n\x1a\n\0\0\0\x04eXIfII*\0\0\0\0\0\0\0\0\0IEND\xaeB`\x82".to_vec(),
        b"GIF89a\x01\0\x01\0\0\0\0!\xfe\x01x\0;".to_vec(),
        b"RIFF\x10\0\0\0WEBPEXIF\x04\0\0\0II*\0".to_vec(),
        // A frame of an animation with a chunk that nobody knows.
        b"RIFF\x26\0\0\0WEBPANMF\x1a\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0PLAC\x02\0\0\0xx".to_vec(),
        b"II*\0\x08\0\0\0\x01\0\x25\x88\x04\0\x01\0\0\0\x1a\0\0\0\0\0\0\0\x01\0\x01\0\x02\0\x02\0\0\0N\0\0\0\0\0\0\0".to_vec(),
        // A packet that lies over a directory below.
        b"II*\0\x08\0\0\0\x02\0\xbc\x02\x01\0\x05\0\0\0\x26\0\0\0\x4a\x01\x04\0\x01\0\0\0\x26\0\0\0\0\0\0\0\x01\0\0\x01\x03\0\x01\0\0\0\x01\0\0\0\0\0\0\0".to_vec(),
        b"\0\0\0\x10ftypheic\0\0\0\0\0\0\0\x0cmeta\0\0\0\0".to_vec(),
        picture(),
        b"\0\0\0\x10ftypmp42\0\0\0\0\0\0\0\x14moov\0\0\0\x0cudtaxyz0".to_vec(),
        film(),
    ]
}

fn boxed(name: &[u8; 4], content: &[u8]) -> Vec<u8> {
    let length = u32::try_from(content.len() + 8).unwrap_or_default();
    [&length.to_be_bytes()[..], name, content].concat()
}

/// A picture whose Exif lies in its frame.
fn picture() -> Vec<u8> {
    let infe = boxed(b"infe", b"\x02\0\0\0\0\x01\0\0Exif\0");
    let meta = [
        vec![0; 4],
        boxed(b"iinf", &[&[0, 0, 0, 0, 0, 1][..], &infe].concat()),
        // Version 1: the item begins in the frame's own data and has 8 bytes.
        boxed(b"iloc", &[1, 0, 0, 0, 0x44, 0, 0, 1, 0, 1, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 8]),
        boxed(b"idat", b"\0\0\0\0II*\0"),
    ];
    [boxed(b"ftyp", b"heic\0\0\0\0"), boxed(b"meta", &meta.concat()), boxed(b"mdat", b"pixels")].concat()
}

/// A film with a track of places beside its pictures.
fn film() -> Vec<u8> {
    let track = |handler: &[u8; 4], at: u8| {
        let stco = boxed(b"stco", &[0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 1, at]);
        let parts =
            [boxed(b"hdlr", &[&[0; 8][..], handler].concat()), boxed(b"minf", &boxed(b"stbl", &stco))];
        boxed(b"trak", &boxed(b"mdia", &parts.concat()))
    };
    let moov = boxed(b"moov", &[track(b"vide", 0), track(b"meta", 8)].concat());
    let start = [boxed(b"ftyp", b"qt  \0\0\0\0"), moov].concat();
    let room = vec![0; 0x100_usize.saturating_sub(start.len() + 16)];
    [start, boxed(b"free", &room), boxed(b"mdat", b"pictures places ")].concat()
}

pub(crate) fn text_seeds() -> Vec<Vec<u8>> {
    super::texts(&[
        "{\\rtf1\\ansi{\\fonttbl{\\f0 A;}}\\par a\\'e9\\u8364?\\bin2 xx}",
        "\u{feff}plain",
        "{\\rtf1{\\*\\x{y}}\\uc0\\u-10179\\u-8704 }",
    ])
}
