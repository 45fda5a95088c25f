//! Media types: what bytes show, beside what was declared.

use backpack_files::{MediaType, SNIFF_BYTES, sniff};
use proptest::prelude::*;

fn dicom(preamble: &[u8]) -> Vec<u8> {
    let mut bytes = preamble.to_vec();
    bytes.resize(128, 0);
    bytes.extend_from_slice(b"DICM\x02\0\0\0UL");
    bytes
}

#[test]
fn bytes_show_what_they_are() {
    let utf16: Vec<u8> = "\u{feff}<html>é".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let table: [(&[u8], Option<&str>); 39] = [
        (b"", None),
        (b"\0\x01\x02\x03", None),
        (b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n", Some("application/pdf")),
        (b"%PDF-1.4\nall in ASCII", Some("application/pdf")),
        (b"a letter that only mentions %PDF-1.4", Some("text/plain")),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", Some("image/jpeg")),
        (b"\x89PNG\r\n\x1a\n", Some("image/png")),
        (b"II*\0\x08\0\0\0\x0b\0\0\x01", Some("image/tiff")),
        (&dicom(b""), Some("application/dicom")),
        (&dicom(b"II*\0\x08\0\0\0"), Some("application/dicom")),
        (&dicom(b"%PDF-1.4"), Some("application/dicom")),
        (b"\x08\0\x05\0CS\x0a\0ISO_IR 100", Some("application/dicom")),
        (b"\0\x08\0\x05CS\0\x0aISO_IR 100", Some("application/dicom")),
        (b"\x08\0\x05\0\x0a\0\0\0ISO_IR 100", Some("application/dicom")),
        (b"\x08\0\x05\0\x0b\0\0\0no DICOM", None),
        (b"{\\rtf1\\ansi", Some("application/rtf")),
        (b"plain, and caf\xc3", Some("text/plain")),
        (b"Latin-1 caf\xe9 au lait", Some("text/plain")),
        (b"{\"resourceType\":\"Patient\"}", Some("application/fhir+json")),
        (b" {\n \"a\": 1}", Some("application/json")),
        (b"[1, 2]", Some("application/json")),
        (b"{not json}", Some("text/plain")),
        (b"[see below]", Some("text/plain")),
        (
            b"<?xml version=\"1.0\"?><ClinicalDocument xmlns=\"urn:hl7-org:v3\">",
            Some("application/hl7-sda+xml"),
        ),
        (
            b"\xef\xbb\xbf<?xml?>\n<?xml-stylesheet?><!-- > --><v3:ClinicalDocument>",
            Some("application/hl7-sda+xml"),
        ),
        (b"<Observation xmlns=\"http://hl7.org/fhir\">", Some("application/xml")),
        (b"<?xml version=\"1.0\"?>", Some("application/xml")),
        (b"<svg onload='x()'>", Some("image/svg+xml")),
        (b"<?xml version=\"1.0\"?><!DOCTYPE svg PUBLIC \"a\" \"b\"><svg>", Some("image/svg+xml")),
        (b"<!DOCTYPE html>", Some("text/html")),
        (b"\n <!-- %PDF-1.4 --><SCRIPT src=x>", Some("text/html")),
        (b"<?xml version=\"1.0\"?><html xmlns=\"http://www.w3.org/1999/xhtml\">", Some("text/html")),
        (&utf16, Some("text/html")),
        (b"<html>Latin-1 \xe9 and %PDF-1.4", Some("text/html")),
        (b" <html>\0%PDF-1.4", Some("text/html")),
        (b"#!/bin/sh\n", Some("text/x-shellscript")),
        (b"MZ\x90\0\x03\0\0\0", Some("application/vnd.microsoft.portable-executable")),
        (b"PK\x03\x04\x14\0\0\0", Some("application/zip")),
        (b"x < 5 mmol/l", Some("text/plain")),
    ];
    for (bytes, expected) in table {
        assert_eq!(sniff(bytes), expected, "{}", String::from_utf8_lossy(bytes));
    }
}

#[test]
fn only_the_first_bytes_count() {
    let mut text = vec![b'a'; SNIFF_BYTES];
    text.extend_from_slice(b"\0\0\0");
    assert_eq!(sniff(&text), Some("text/plain"));
}

/// Declared, bytes, shown as, agrees, active.
type Weighed<'a> = (Option<&'a str>, &'a [u8], &'a str, bool, bool);

#[test]
fn declared_and_sniffed_are_both_kept_and_weighed() {
    let table: &[Weighed<'_>] = &[
        (Some("application/pdf"), b"%PDF-1.4", "application/pdf", true, false),
        (Some("Image/JPG; q=1"), b"\xff\xd8\xff\xe0", "image/jpg", true, false),
        (Some("application/pdf"), b"<html>", "text/html", false, true),
        (Some("text/html"), b"%PDF-1.4", "application/pdf", false, true),
        (Some("text/plain; charset=utf-8"), b"hello", "text/plain", true, false),
        (Some("text/csv"), b"a,b", "text/csv", true, false),
        (Some("text/xml"), b"<ClinicalDocument>", "text/xml", true, true),
        (Some("application/json"), b"{\"resourceType\":\"Patient\"}", "application/json", true, false),
        (Some("image/svg+xml"), b"<svg>", "image/svg+xml", true, true),
        (
            Some("image/png"),
            b"MZ\x90\0\x03\0\0\0",
            "application/vnd.microsoft.portable-executable",
            false,
            true,
        ),
        (Some("no media type"), b"hello", "text/plain", true, false),
        (Some("text/plain\r\nx: y"), b"hello", "text/plain", true, false),
        (Some("application/x-unknown"), b"\0\x01", "application/x-unknown", true, true),
        (None, b"\0\x01", "application/octet-stream", true, true),
    ];
    for &(declared, bytes, shown, agrees, active) in table {
        let media = MediaType::new(declared, bytes);
        assert_eq!(
            (media.shown().as_str(), media.agrees(), media.is_active()),
            (shown, agrees, active),
            "{media:?}"
        );
    }
}

const STARTS: &[&[u8]] = &[
    b"",
    b"<",
    b"<?xml",
    b"<!--",
    b"<!DOCTYPE",
    b"{",
    b"\xff\xfe",
    b"\xfe\xff",
    b"%PDF",
    b"PK\x03\x04",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    b"\x1aE\xdf\xa3",
    b"RIFF",
    b"\0\0\0\x18ftyp",
];

proptest! {
    #[test]
    fn sniffing_never_panics(bytes: Vec<u8>, start in prop::sample::select(STARTS)) {
        let _shown = sniff(&[start, &bytes].concat());
    }

    #[test]
    fn declarations_never_panic(declared: String, bytes: Vec<u8>) {
        let media = MediaType::new(Some(&declared), &bytes);
        prop_assert!(media.declared.as_deref().is_none_or(|kept| kept == declared.trim()));
        let _active = (media.shown(), media.is_active());
    }
}
