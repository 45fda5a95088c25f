use backpack_extract::{Encoding, Part, Why, decode_text, rtf_to_text};

use crate::{read, samples};

#[test]
fn a_pdf_is_read_page_by_page() {
    let read = read(&samples::pdf(&["Dear Ana Ruiz,", "all is well \\(caf\\351\\)."]), "application/pdf");
    assert_eq!(read.pages, ["Dear Ana Ruiz,", "all is well (café)."]);
    let facts = &read.facts;
    assert_eq!((facts.pages, facts.page_size), (Some(2), Some((595, 842))));
    assert_eq!(facts.title.as_deref(), Some("A letter"));
    assert!(facts.missing.is_empty(), "{:?}", facts.missing);
    let picture = read.picture.unwrap();
    assert_eq!((picture.height, picture.media_type), (512, "image/jpeg"));
    // There is ink on the paper.
    let image = image::load_from_memory(&picture.bytes).unwrap().to_luma8();
    assert!(image.pixels().any(|pixel| pixel.0[0] < 100));
    assert!(image.get_pixel(1, 1).0[0] > 250);
}

#[test]
fn words_that_are_placed_one_by_one_stay_apart() {
    // Placed without a space between them, and on two lines.
    let placed = "Blood) Tj 90 0 Td (pressure) Tj -90 -30 Td (120/80";
    let read = read(&samples::pdf(&[placed]), "application/pdf");
    assert_eq!(read.pages, ["Blood pressure\n120/80"]);
}

#[test]
fn rtf_is_read_as_a_reader_shows_it() {
    let letter = br"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Arial;}}{\info{\author Somebody}}
{\*\generator Word;}\f0\fs24 Dear Ana,\par caf\'e9 \u8364?5 \u-10179?\u-8704? {\b bold}\~\emdash{}\{x\}\page next}";
    assert_eq!(rtf_to_text(letter).unwrap(), "Dear Ana,\ncafé €5 😀 bold\u{a0}—{x}\u{c}next");
    let read = read(letter, "application/rtf");
    assert_eq!(read.pages.len(), 2);
    assert_eq!(read.pages[1], "next");
    // What is cut reads to its end, and bytes that are skipped are none of it.
    assert_eq!(rtf_to_text(br"{\rtf1 one\bin3 }{}two").unwrap(), "onetwo");
    assert_eq!(rtf_to_text(b"{\\rtf1 cut\\'4").unwrap(), "cut4");
    assert_eq!(rtf_to_text(b"no rtf"), None);
}

#[test]
fn plain_text_is_read_in_its_encoding() {
    for (bytes, text, encoding) in [
        ("Größe".as_bytes().to_vec(), "Größe", Encoding::Utf8),
        (b"\xef\xbb\xbfGr\xc3\xb6\xc3\x9fe".to_vec(), "Größe", Encoding::Utf8),
        (b"\xff\xfeG\0r\0\xf6\0\xdf\0e\0".to_vec(), "Größe", Encoding::Utf16Le),
        (b"\xfe\xff\0G\0r\0\xf6\0\xdf\0e".to_vec(), "Größe", Encoding::Utf16Be),
        (b"Gr\xf6\xdfe \x80 5".to_vec(), "Größe € 5", Encoding::Windows1252),
    ] {
        assert_eq!(decode_text(&bytes), (text.to_owned(), encoding));
        let read = read(&bytes, "text/plain");
        assert_eq!((read.pages, read.facts.encoding), (vec![text.to_owned()], Some(encoding)));
    }
    assert_eq!(read("one\u{c}two".as_bytes(), "text/plain").pages, ["one", "two"]);
    assert!(read(b" \n", "text/plain").pages.is_empty());
}

#[test]
fn html_and_cda_are_read_without_what_runs() {
    let page = b"<html><body><script>steal()</script><p>All <b>well</b>.</p></body></html>";
    assert_eq!(read(page, "text/html").pages, ["All well."]);
    let document = br#"<?xml version="1.0"?><ClinicalDocument xmlns="urn:hl7-org:v3"><title>Summary</title><component><structuredBody><component><section><title>Allergies</title><text>Peanuts</text></section></component></structuredBody></component></ClinicalDocument>"#;
    let read = read(document, "application/hl7-sda+xml");
    assert_eq!(read.facts.title.as_deref(), Some("Summary"));
    assert_eq!(read.pages.len(), 1);
    assert!(read.pages[0].contains("Allergies") && read.pages[0].contains("Peanuts"), "{:?}", read.pages);
}

#[test]
fn what_is_not_read_has_its_reason() {
    let zip = read(b"PK\x03\x04", "application/zip");
    for part in [Part::Facts, Part::Text, Part::Picture] {
        assert_eq!(zip.facts.why_not(part), Some(Why::NotSupported));
    }
    let cut = read(b"%PDF-1.4 and no more", "application/pdf");
    assert_eq!(cut.facts.why_not(Part::Text), Some(Why::Damaged));
    assert_eq!(read(b"", "application/pdf").facts.missing, []);
}
