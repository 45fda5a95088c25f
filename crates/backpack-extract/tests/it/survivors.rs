//! Places where a picture may say something that a cleaning overlooks.

use backpack_extract::{Why, without_location};
use image::ImageFormat;

use crate::samples::{self, Directory, PLACE, contains, encoded, png_chunk, segment};

/// Asserts that what was hidden is gone, and that what is shown is as it was.
fn is_gone(bytes: &[u8], media_type: &str, format: ImageFormat, which: &str) {
    assert!(contains(bytes, b"CANARY"), "{which}");
    let clean = without_location(bytes, Some(media_type)).unwrap();
    assert!(!contains(&clean, b"CANARY"), "{which}");
    let shown = |bytes: &[u8]| image::load_from_memory_with_format(bytes, format).unwrap();
    assert_eq!(shown(bytes), shown(&clean), "{which}");
    assert_eq!(without_location(&clean, Some(media_type)).unwrap(), clean, "{which}");
}

#[test]
fn a_jpeg_hides_nothing_in_its_segments() {
    let plain = encoded(ImageFormat::Jpeg);
    let (start, rest) = plain.split_at(2);
    let end = plain.len() - 2;
    let put = |added: &[u8]| [start, added, rest].concat();
    let jfif = [b"JFIF\0\x01\x02\0\0\x01\0\x01\x04\x03".as_slice(), PLACE].concat();
    let second = [&plain[..2], &segment(0xe1, PLACE), &plain[2..]].concat();
    for (which, bytes) in [
        ("a segment without a name", put(&segment(0x02, PLACE))),
        ("one that is reserved", put(&segment(0xf3, PLACE))),
        ("the small picture of JFIF", put(&segment(0xe0, &jfif))),
        ("its extension", put(&segment(0xe0, &[b"JFXX\0".as_slice(), PLACE].concat()))),
        (
            "behind Adobe's word",
            put(&segment(0xee, &[b"Adobe\0\x64\0\0\0\0\x01".as_slice(), PLACE].concat())),
        ),
        ("behind the scan", [&plain[..end], &segment(0xe1, PLACE), &plain[end..]].concat()),
        (
            "several pictures",
            [&put(&segment(0xe2, &[b"MPF\0".as_slice(), PLACE].concat())), &second[..]].concat(),
        ),
    ] {
        is_gone(&bytes, "image/jpeg", ImageFormat::Jpeg, which);
    }
    let lossless = [&[0xff, 0xd8][..], &segment(0xf7, b"x"), &segment(0xf8, PLACE)].concat();
    assert_eq!(without_location(&lossless, Some("image/jpeg")), Err(Why::Damaged));
}

#[test]
fn a_png_hides_nothing_in_its_chunks() {
    let plain = encoded(ImageFormat::Png);
    let end = plain.len() - 12;
    // Its head takes 33 bytes, its end twelve.
    let first = |added: &[u8]| [&plain[..33], added, &plain[33..]].concat();
    for (which, bytes) in [
        ("behind the pixels", [&plain[..end], &png_chunk(b"tEXt", PLACE), &plain[end..]].concat()),
        ("packed text", first(&png_chunk(b"zTXt", PLACE))),
        ("at the end", [&plain[..end], &png_chunk(b"IEND", PLACE)].concat()),
        ("more than there is to say", first(&png_chunk(b"pHYs", PLACE))),
        ("the name of a palette", first(&png_chunk(b"sPLT", PLACE))),
        ("a second Exif", first(&[png_chunk(b"eXIf", &samples::exif()), png_chunk(b"eXIf", PLACE)].concat())),
    ] {
        is_gone(&bytes, "image/png", ImageFormat::Png, which);
    }
    assert_eq!(without_location(&first(&png_chunk(b"CRIT", PLACE)), Some("image/png")), Err(Why::Damaged));
}

#[test]
fn a_gif_hides_nothing_in_its_extensions() {
    let plain = encoded(ImageFormat::Gif);
    let table = if plain[10] & 0x80 == 0 { 0 } else { 3 << ((plain[10] & 7) + 1) };
    let block = |bytes: &[u8]| [&[bytes.len() as u8], bytes].concat();
    let put = |added: &[u8]| [&plain[..13 + table], added, &plain[13 + table..]].concat();
    let repeats = [&[0x21, 0xff][..], &block(b"NETSCAPE2.0"), &block(&[1, 0, 0])].concat();
    for (which, bytes) in [
        ("a text", put(&[&[0x21, 0x01][..], &block(&[0; 12]), &block(PLACE), &[0]].concat())),
        ("how often it repeats", put(&[&repeats[..], &block(PLACE), &[0]].concat())),
        ("a program", put(&[&[0x21, 0xff][..], &block(b"SOMEPROGRAM"), &block(PLACE), &[0]].concat())),
    ] {
        is_gone(&bytes, "image/gif", ImageFormat::Gif, which);
    }
    let unknown = put(&[&[0x21, 0x77][..], &block(PLACE), &[0]].concat());
    assert_eq!(without_location(&unknown, Some("image/gif")).unwrap(), plain);
    let kept = put(&[&repeats[..], &[0]].concat());
    assert_eq!(without_location(&kept, Some("image/gif")).unwrap(), kept);
}

#[test]
fn a_webp_hides_nothing_in_its_frames() {
    let chunk = |name: &[u8; 4], body: &[u8]| {
        let even = vec![0; body.len() % 2];
        [name.as_slice(), &(body.len() as u32).to_le_bytes(), body, &even].concat()
    };
    let pixels = encoded(ImageFormat::WebP)[12..].to_vec();
    let frame = [&[0, 0, 0, 0, 0, 0, 39, 0, 0, 19, 0, 0, 100, 0, 0, 0][..], &pixels, &chunk(b"PLAC", PLACE)];
    let written = |more: &[u8]| {
        let head = [&[0b10, 0, 0, 0, 39, 0, 0, 19, 0, 0][..], more].concat();
        let animation = [&[0; 6][..], more].concat();
        let chunks = [chunk(b"VP8X", &head), chunk(b"ANIM", &animation), chunk(b"ANMF", &frame.concat())];
        let chunks = [chunks.concat(), chunk(b"META", PLACE)].concat();
        [b"RIFF".as_slice(), &(chunks.len() as u32 + 4).to_le_bytes(), b"WEBP", &chunks].concat()
    };
    let bytes = written(&[]);
    let clean = without_location(&bytes, Some("image/webp")).unwrap();
    assert_eq!(without_location(&written(PLACE), Some("image/webp")).unwrap(), clean);
    is_gone(&bytes, "image/webp", ImageFormat::WebP, "a frame");
}

/// Returns a TIFF of one grey pixel with these values, each of a tag and its sort.
fn tiff_with(values: &[(u16, u16)], behind: impl Fn(u32, &mut Directory) -> Vec<u8>) -> Vec<u8> {
    let mut main = Directory::new(8);
    for tag in [0x0100, 0x0101, 0x0106, 0x0103, 0x0115, 0x0116] {
        main.short(tag, 1);
    }
    main.short(0x0102, 8);
    values.iter().for_each(|(tag, sort)| main.value(*tag, *sort, PLACE));
    // Three more entries, and what they name stands behind all values.
    let length = 2 + (7 + values.len() + 4) * 12 + 4 + PLACE.len() * values.len();
    let at = 8 + length as u32;
    main.long(0x0111, at);
    main.long(0x0117, 1);
    let added = behind(at + 2, &mut main);
    [b"II\x2a\0\x08\0\0\0".to_vec(), main.written(), vec![77, 0], added].concat()
}

#[test]
fn a_tiff_hides_nothing_in_its_tags() {
    let none = |_: u32, main: &mut Directory| {
        main.long(0x0118, 0);
        main.long(0x0119, 1);
        Vec::new()
    };
    for (which, tag, sort) in [
        ("IPTC", 33_723, 7),
        ("Photoshop", 34_377, 7),
        ("XMP", 700, 1),
        ("a description", 270, 2),
        ("who made it", 315, 2),
        ("on which computer", 316, 2),
        ("a place on a map", 34_737, 2),
    ] {
        is_gone(&tiff_with(&[(tag, sort)], none), "image/tiff", ImageFormat::Tiff, which);
    }
    let exif = |at: u32, main: &mut Directory| {
        main.long(0x8769, at);
        main.long(0x0118, 0);
        let mut exif = Directory::new(at);
        exif.value(37_510, 7, PLACE);
        exif.value(36_881, 2, PLACE);
        exif.written()
    };
    is_gone(&tiff_with(&[], exif), "image/tiff", ImageFormat::Tiff, "a comment in Exif");
    let small = |at: u32, main: &mut Directory| {
        let jpeg =
            [&[0xff, 0xd8][..], &segment(0xe1, PLACE), &segment(0xdb, &[0; 65]), &[0xff, 0xd9]].concat();
        main.long(513, at);
        main.long(514, jpeg.len() as u32);
        jpeg
    };
    is_gone(&tiff_with(&[], small), "image/tiff", ImageFormat::Tiff, "the Exif of the small picture");
    let below = |at: u32, main: &mut Directory| {
        main.long(330, at);
        main.long(0x0118, 0);
        let mut below = Directory::new(at);
        below.value(700, 1, PLACE);
        below.written()
    };
    is_gone(&tiff_with(&[], below), "image/tiff", ImageFormat::Tiff, "a smaller version");
    // A directory that is named in another way than by its place is not followed, and may say anything.
    for (tag, sort) in [(0x8825, 2), (0x8769, 7), (40_000, 99)] {
        let unnamed = tiff_with(&[(tag, sort)], none);
        assert_eq!(without_location(&unnamed, Some("image/tiff")), Err(Why::Damaged), "{tag}");
    }
    let big = [b"II\x2b\0\x08\0\0\0".as_slice(), PLACE].concat();
    assert_eq!(without_location(&big, Some("image/tiff")), Err(Why::Damaged));
}
