use backpack_extract::{Shareable, Why, shareable, without_location};
use image::ImageFormat;

use crate::{read, samples};

/// Every sample with a place in it, and its type.
pub(crate) fn all() -> [(Vec<u8>, &'static str); 7] {
    [
        (samples::jpeg(), "image/jpeg"),
        (samples::png(), "image/png"),
        (samples::gif(), "image/gif"),
        (samples::webp(), "image/webp"),
        (samples::tiff(), "image/tiff"),
        (samples::heic(), "image/heif"),
        (samples::film(), "video/mp4"),
    ]
}

#[test]
fn no_place_is_left_in_what_is_shared() {
    for (bytes, media_type) in all() {
        assert!(samples::contains(&bytes, samples::PLACE), "{media_type}");
        let clean = without_location(&bytes, Some(media_type)).unwrap();
        assert!(!samples::contains(&clean, b"CANARY"), "{media_type}");
        assert!(!samples::contains(&clean, &[46, 0, 0, 0, 1, 0, 0, 0, 56]), "{media_type}");
        assert!(!read(&clean, media_type).facts.has_location, "{media_type}");
        // What is clean stays as it is.
        assert_eq!(without_location(&clean, Some(media_type)).unwrap(), clean, "{media_type}");
    }
}

#[test]
fn the_pixels_stay_as_they_were() {
    for (bytes, media_type, format) in [
        (samples::jpeg(), "image/jpeg", ImageFormat::Jpeg),
        (samples::png(), "image/png", ImageFormat::Png),
        (samples::gif(), "image/gif", ImageFormat::Gif),
        (samples::webp(), "image/webp", ImageFormat::WebP),
        (samples::tiff(), "image/tiff", ImageFormat::Tiff),
    ] {
        let clean = without_location(&bytes, Some(media_type)).unwrap();
        let before = image::load_from_memory_with_format(&bytes, format).unwrap();
        let after = image::load_from_memory_with_format(&clean, format).unwrap();
        assert_eq!(before, after, "{media_type}");
    }
}

#[test]
fn how_it_is_turned_and_when_it_was_taken_stays() {
    for (bytes, media_type) in
        [(samples::jpeg(), "image/jpeg"), (samples::png(), "image/png"), (samples::webp(), "image/webp")]
    {
        let clean = read(&without_location(&bytes, Some(media_type)).unwrap(), media_type);
        assert_eq!(clean.facts.orientation, Some(6), "{media_type}");
        assert_eq!(clean.facts.taken.as_deref(), Some("2024-05-17T10:30:00"), "{media_type}");
        assert_eq!(clean.facts.camera, None, "{media_type}");
        assert_eq!(clean.facts.pixels, Some((20, 40)), "{media_type}");
    }
    // Nothing moves where places are told by their distance.
    for (bytes, media_type) in
        [(samples::tiff(), "image/tiff"), (samples::heic(), "image/heif"), (samples::film(), "video/mp4")]
    {
        assert_eq!(without_location(&bytes, Some(media_type)).unwrap().len(), bytes.len(), "{media_type}");
    }
    assert_eq!(
        read(&without_location(&samples::heic(), Some("image/heif")).unwrap(), "image/heif").facts.pixels,
        Some((300, 400))
    );
}

#[test]
fn what_cannot_be_cleaned_is_refused() {
    for (media_type, how) in [
        (Some("image/bmp"), Shareable::AsItIs),
        (Some("application/pdf"), Shareable::AsItIs),
        (Some("text/plain"), Shareable::AsItIs),
        (Some("application/dicom"), Shareable::AsItIs),
        (Some("image/jpeg"), Shareable::Cleaned),
        (Some("video/quicktime"), Shareable::Cleaned),
        (Some("image/x-canon-cr2"), Shareable::Unable),
        (Some("image/jxl"), Shareable::Unable),
        (Some("video/x-matroska"), Shareable::Unable),
        (Some("application/zip"), Shareable::Unable),
        (None, Shareable::Unable),
    ] {
        assert_eq!(shareable(media_type), how, "{media_type:?}");
    }
    assert_eq!(without_location(b"x", Some("image/jxl")), Err(Why::NotSupported));
    for (bytes, media_type) in all() {
        // Cut within its head, it may say anything.
        assert_eq!(without_location(&bytes[..9], Some(media_type)), Err(Why::Damaged), "{media_type}");
    }
}

#[test]
fn what_lies_over_something_else_is_refused() {
    // The packet covers one byte of where the directory of places lies: emptied, it names another one.
    let entry = |tag: u16, sort: u16, count: u32, value: u32| {
        let count_and_value = [count.to_le_bytes(), value.to_le_bytes()].concat();
        [&tag.to_le_bytes()[..], &sort.to_le_bytes(), &count_and_value].concat()
    };
    let mut bytes = b"II\x2a\0\x08\0\0\0\x02\0".to_vec();
    bytes.extend(entry(700, 1, 5, 31));
    bytes.extend(entry(0x8825, 4, 1, 0x140));
    for (at, value) in [(0x40, 0x80), (0x140, 0x180)] {
        bytes.resize(at, 0);
        bytes.extend([1, 0]);
        bytes.extend(entry(27, 7, samples::PLACE.len() as u32, value));
        bytes.resize(value as usize, 0);
        bytes.extend(samples::PLACE);
    }
    assert_eq!(without_location(&bytes, Some("image/tiff")), Err(Why::Damaged));
    // Where the packet lies apart, the directory that is named is emptied.
    bytes[18] = 0xc0;
    let clean = without_location(&bytes, Some("image/tiff")).unwrap();
    assert!(!samples::contains(&clean[0x140..], b"CANARY"));
}
