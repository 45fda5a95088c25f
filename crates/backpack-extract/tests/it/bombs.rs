//! Files that would cost more than they weigh. Each of these once took minutes, or all memory there is.

use backpack_extract::{Part, Why, without_location};

use crate::samples::{boxed, contains};
use crate::{read, samples};

#[test]
fn places_that_lie_over_one_another_are_not_emptied_again_and_again() {
    // A directory of a thousand packets, each of them the whole file.
    let length = 1_u32 << 20;
    let mut bytes = b"II\x2a\0\x08\0\0\0\xe8\x03".to_vec();
    for _ in 0..1_000 {
        bytes.extend([&[0xbc, 2, 1, 0][..], &length.to_le_bytes(), &[0; 4]].concat());
    }
    bytes.resize(length as usize, b'x');
    assert_eq!(without_location(&bytes, Some("image/tiff")), Err(Why::Damaged));
    assert!(!read(&bytes, "image/tiff").facts.has_location);
}

/// Returns a HEIF whose one packet has this many places, under the same item named as often.
fn many_places(count: u16, length: u32) -> Vec<u8> {
    let infe = boxed(b"infe", b"\x02\0\0\0\0\x01\0\0mime\0");
    let infes = infe.repeat(usize::from(count));
    let iinf = boxed(b"iinf", &[&[0; 4][..], &count.to_be_bytes(), &infes].concat());
    // Neither place nor base has a width, so that each is the beginning of the file.
    let width = if length == 0 { 0x00 } else { 0x04 };
    let places = if length == 0 { Vec::new() } else { length.to_be_bytes().repeat(usize::from(count)) };
    let iloc = [&[0, 0, 0, 0, width, 0, 0, 1, 0, 1, 0, 0][..], &count.to_be_bytes(), &places].concat();
    let meta = boxed(b"meta", &[vec![0; 4], iinf, boxed(b"iloc", &iloc)].concat());
    [boxed(b"ftyp", b"heic\0\0\0\0heicmif1"), meta].concat()
}

#[test]
fn items_that_are_everywhere_are_not_gathered() {
    for bytes in [many_places(60_000, 0), many_places(60_000, 1 << 20)] {
        assert_eq!(without_location(&bytes, Some("image/heif")), Err(Why::Damaged));
        drop(read(&bytes, "image/heif"));
    }
}

#[test]
fn boxes_without_number_are_not_counted() {
    let film = [boxed(b"ftyp", b"mp42"), boxed(b"moov", &boxed(b"free", &[]).repeat(70_000))].concat();
    assert_eq!(without_location(&film, Some("video/mp4")), Err(Why::Damaged));
}

#[test]
fn a_pdf_full_of_beginnings_of_pictures_is_not_painted() {
    let whole = samples::pdf(&["x"]);
    for (filling, why) in [
        // Each would be read to the end of the file.
        (b"\xff\xd8\xff\xe0\0\x04ab".repeat(100_000), None),
        (b"\xff\xd8\xff\xe0\0\x04\xff\xd8\xff\xe0\0\x06ab".repeat(100_000), Some(Why::TooMuch)),
        (b"/Width 1".repeat(100_001), Some(Why::TooMuch)),
    ] {
        let bytes = [&whole[..9], b"%", &filling, b"\n", &whole[9..]].concat();
        let read = read(&bytes, "application/pdf");
        assert_eq!(read.facts.why_not(Part::Picture), why);
        assert_eq!(read.pages, ["x"]);
    }
}

#[test]
fn pages_of_a_text_have_a_limit_as_those_of_a_pdf() {
    let text = ["\u{c}".repeat(5_000).as_str(), "last"].concat();
    let one = read(text.as_bytes(), "text/plain");
    assert_eq!((one.pages.len(), one.facts.why_not(Part::Text)), (0, Some(Why::TooLong)));
    let all = read(&text.as_bytes()[1..], "text/plain");
    assert_eq!((all.pages.len(), all.facts.why_not(Part::Text)), (5_000, None));
    let rtf = read(format!("{{\\rtf1 first{}last}}", "\\page ".repeat(5_000)).as_bytes(), "application/rtf");
    assert_eq!((rtf.pages.len(), rtf.facts.why_not(Part::Text)), (5_000, Some(Why::TooLong)));
    assert!(contains(rtf.pages[0].as_bytes(), b"first"));
}
