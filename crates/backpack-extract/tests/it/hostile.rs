use std::io::Write as _;

use backpack_extract::{Content, Limits, Part, Why, extract, rtf_to_text};
use flate2::Compression;
use flate2::write::ZlibEncoder;

use crate::{read, samples};

fn pdf_with(object: &str, stream: &[u8]) -> Vec<u8> {
    let head = format!("%PDF-1.4\n1 0 obj {object}\nstream\n");
    [head.as_bytes(), stream, b"\nendstream endobj\ntrailer << /Root 1 0 R >>"].concat()
}

#[test]
fn a_pdf_that_unpacks_without_end_is_not_unpacked() {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(&vec![0; 2 << 20]).unwrap();
    let bomb = pdf_with("<< /Type /Catalog /Filter /FlateDecode /Length 1 >>", &encoder.finish().unwrap());
    assert!(bomb.len() < 1 << 16);
    let content = Content::new(bomb.clone(), bomb.len() as u64, Some("application/pdf"));
    let mut limits = Limits::new();
    limits.unpacked_bytes = 1 << 20;
    assert_eq!(extract(&content, &limits, &|| false).facts.why_not(Part::Text), Some(Why::TooMuch));
    // Below the limit it is no document, and nothing worse.
    limits.unpacked_bytes = 4 << 20;
    assert_eq!(extract(&content, &limits, &|| false).facts.why_not(Part::Text), Some(Why::Damaged));
}

#[test]
fn a_page_that_is_its_own_child_has_an_end() {
    let looped = b"%PDF-1.4\n1 0 obj << /Type /Catalog /Pages 2 0 R >> endobj\n2 0 obj << /Type /Pages /Kids [2 0 R 2 0 R] /Count 2 >> endobj\ntrailer << /Root 1 0 R >>";
    let read = read(looped, "application/pdf");
    assert_eq!((read.pages.len(), read.facts.why_not(Part::Text)), (0, Some(Why::Damaged)));
}

#[test]
fn what_is_nested_without_end_is_refused_or_read() {
    let arrays =
        [b"%PDF-1.4\n1 0 obj ".as_slice(), &b"[".repeat(500_000), b" endobj trailer << /Root 1 0 R >>"];
    assert!(read(&arrays.concat(), "application/pdf").pages.is_empty());
    assert_eq!(rtf_to_text(&[b"{\\rtf1 ".as_slice(), &b"{".repeat(2_000)].concat()), None);
    assert_eq!(rtf_to_text(&[b"{\\rtf1 ".as_slice(), &b"{".repeat(900), b"deep"].concat()).unwrap(), "deep");
    let page = [b"<html>".as_slice(), &b"<div>".repeat(100_000), b"deep"].concat();
    assert_eq!(read(&page, "text/html").pages, ["deep"]);
}

#[test]
fn a_picture_without_measure_is_not_painted() {
    let frame = [0xff, 0xd8, 0xff, 0xc0, 0, 11, 8, 0xff, 0xff, 0xff, 0xff, 1, 1, 0x11, 0, 0xff, 0xda, 0, 2];
    let whole = samples::pdf(&["x"]);
    let end = samples::contains(&whole, b"trailer");
    assert!(end);
    let image = b"9 0 obj << /Subtype /Image /Filter /DCTDecode /Length 19 >>\nstream\n";
    let painted = [&whole[..9], image, &frame, b"\nendstream endobj\n", &whole[9..]].concat();
    let read = read(&painted, "application/pdf");
    assert_eq!(read.facts.why_not(Part::Picture), Some(Why::TooMuch));
    assert_eq!(read.pages, ["x"]);
}

#[test]
fn limits_are_kept_and_said() {
    let mut limits = Limits::new();
    (limits.pages, limits.text_bytes) = (2, 1_000);
    let pdf = samples::pdf(&["one", "two", "three"]);
    let content = Content::new(pdf.clone(), pdf.len() as u64, Some("application/pdf"));
    let read = extract(&content, &limits, &|| false);
    assert_eq!(read.pages, ["one", "two"]);
    assert_eq!((read.facts.pages, read.facts.why_not(Part::Text)), (Some(3), Some(Why::TooLong)));
    let long = "ä".repeat(1_000);
    let content = Content::new(long.clone().into_bytes(), long.len() as u64, Some("text/plain"));
    let read = extract(&content, &limits, &|| false);
    assert_eq!((read.pages[0].len(), read.facts.why_not(Part::Text)), (1_000, Some(Why::TooLong)));
    // A file of which only the beginning was read.
    let content = Content::new(pdf, 1 << 40, Some("application/pdf"));
    assert_eq!(extract(&content, &limits, &|| false).facts.why_not(Part::Text), Some(Why::TooLarge));
    let jpeg = samples::jpeg();
    let content = Content::new(jpeg, 1 << 40, Some("image/jpeg"));
    let read = extract(&content, &limits, &|| false);
    assert_eq!((read.facts.pixels, read.facts.why_not(Part::Picture)), (Some((20, 40)), Some(Why::TooLarge)));
    assert_eq!((Content::wanted(5, &limits), Content::wanted(1 << 40, &limits)), (5, 1 << 20));
}

#[test]
fn a_reader_whose_time_is_over_stops() {
    let pdf = samples::pdf(&["one", "two"]);
    let content = Content::new(pdf.clone(), pdf.len() as u64, Some("application/pdf"));
    let read = extract(&content, &Limits::new(), &|| true);
    assert_eq!((read.pages.len(), read.facts.pages), (0, Some(2)));
    assert_eq!(read.facts.why_not(Part::Text), Some(Why::OutOfTime));
    assert_eq!(read.facts.why_not(Part::Picture), Some(Why::OutOfTime));
    // In the middle of a page, too.
    let drawn = "x) Tj (".repeat(2_000);
    let long = samples::pdf(&[&drawn]);
    let asked = std::sync::atomic::AtomicUsize::new(0);
    let is_over = || asked.fetch_add(1, std::sync::atomic::Ordering::Relaxed) > 3;
    let read = extract(
        &Content::new(long.clone(), long.len() as u64, Some("application/pdf")),
        &Limits::new(),
        &is_over,
    );
    assert_eq!(read.facts.why_not(Part::Text), Some(Why::OutOfTime));
}
