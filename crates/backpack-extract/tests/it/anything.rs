use backpack_extract::{decode_text, rtf_to_text, without_location};
use proptest::collection::vec;
use proptest::prelude::*;

use crate::sharing::all;
use crate::{read, samples};

const TYPES: [&str; 14] = [
    "application/pdf",
    "application/dicom",
    "application/rtf",
    "text/html",
    "text/plain",
    "application/hl7-sda+xml",
    "image/jpeg",
    "image/png",
    "image/gif",
    "image/webp",
    "image/tiff",
    "image/heif",
    "image/bmp",
    "video/mp4",
];

/// Returns a sample with some of its bytes changed and its end cut off.
fn bent(mut bytes: Vec<u8>, changes: &[(usize, u8)], end: usize) -> Vec<u8> {
    let length = bytes.len();
    changes.iter().for_each(|(at, byte)| bytes[at % length] = *byte);
    bytes.truncate(length - end % 40);
    bytes
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_are_read_or_have_a_reason(bytes in vec(any::<u8>(), 0..600)) {
        for media_type in TYPES {
            drop(read(&bytes, media_type));
            drop(without_location(&bytes, Some(media_type)));
        }
        drop(rtf_to_text(&[b"{\\rtf1".as_slice(), &bytes].concat()));
    }

    #[test]
    fn whatever_is_cleaned_names_no_place(
        which in 0_usize..7, changes in vec((any::<usize>(), any::<u8>()), 0..6), end in any::<usize>(),
    ) {
        let (bytes, media_type) = all()[which].clone();
        let bent = bent(bytes, &changes, end);
        drop(read(&bent, media_type));
        if let Ok(clean) = without_location(&bent, Some(media_type)) {
            prop_assert!(!read(&clean, media_type).facts.has_location);
            if !matches!(media_type, "image/tiff" | "image/heif" | "video/mp4") {
                prop_assert!(!samples::contains(&clean, b"CANARY"));
            }
        }
    }

    #[test]
    fn a_bent_pdf_ends(changes in vec((any::<usize>(), any::<u8>()), 0..8), end in any::<usize>()) {
        drop(read(&bent(samples::pdf(&["one", "two"]), &changes, end), "application/pdf"));
    }

    #[test]
    fn text_is_read_as_it_was_written(text in "\\PC{0,40}") {
        prop_assert_eq!(&decode_text(text.as_bytes()).0, text.trim_start_matches('\u{feff}'));
        let units: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        prop_assert_eq!(&decode_text(&[&[0xff, 0xfe], units.as_slice()].concat()).0, &text);
        let escaped: String = text.encode_utf16().map(|unit| format!("\\u{}?", unit.cast_signed())).collect();
        prop_assert_eq!(rtf_to_text(format!("{{\\rtf1 {escaped}}}").as_bytes()).unwrap(), text);
    }
}
