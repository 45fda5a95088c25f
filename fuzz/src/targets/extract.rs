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
        b"\x89PNG\r\n\x1a\n\0\0\0\x04eXIfII*\0\0\0\0\0\0\0\0\0IEND\xaeB`\x82".to_vec(),
        b"GIF89a\x01\0\x01\0\0\0\0!\xfe\x01x\0;".to_vec(),
        b"RIFF\x10\0\0\0WEBPEXIF\x04\0\0\0II*\0".to_vec(),
        b"II*\0\x08\0\0\0\x01\0\x25\x88\x04\0\x01\0\0\0\x1a\0\0\0\0\0\0\0\x01\0\x01\0\x02\0\x02\0\0\0N\0\0\0\0\0\0\0".to_vec(),
        b"\0\0\0\x10ftypheic\0\0\0\0\0\0\0\x0cmeta\0\0\0\0".to_vec(),
        b"\0\0\0\x10ftypmp42\0\0\0\0\0\0\0\x14moov\0\0\0\x0cudtaxyz0".to_vec(),
    ]
}

pub(crate) fn text_seeds() -> Vec<Vec<u8>> {
    super::texts(&["{\\rtf1\\ansi{\\fonttbl{\\f0 A;}}\\par a\\'e9\\u8364?\\bin2 xx}", "\u{feff}plain", "{\\rtf1{\\*\\x{y}}\\uc0\\u-10179\\u-8704 }"])
}
