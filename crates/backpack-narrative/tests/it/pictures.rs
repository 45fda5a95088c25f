//! Pictures stay in if they are what they say, and small.

use backpack_narrative::{NarrativeLimits, clean_html};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

fn png(width: u32, height: u32, length: usize) -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
    bytes.extend(width.to_be_bytes());
    bytes.extend(height.to_be_bytes());
    bytes.resize(length.max(bytes.len()), 0);
    bytes
}

fn jpeg(width: u16, height: u16) -> Vec<u8> {
    let mut bytes = b"\xff\xd8\xff\xe0\0\x04ab\xff\xc0\0\x11\x08".to_vec();
    bytes.extend(height.to_be_bytes());
    bytes.extend(width.to_be_bytes());
    bytes
}

fn shown(kind: &str, bytes: &[u8], limits: &NarrativeLimits) -> String {
    let page =
        format!("<img src='data:{kind};base64,{}' alt='words' width=9 height=5000>", STANDARD.encode(bytes));
    clean_html(page.as_bytes(), limits).unwrap().into_string()
}

#[test]
fn pictures_that_are_what_they_say_are_shown() {
    let limits = NarrativeLimits::default();
    let whole = |kind: &str, bytes: &[u8]| {
        format!("<img src=\"data:{kind};base64,{}\" alt=\"words\" width=\"9\">", STANDARD.encode(bytes))
    };
    for (kind, bytes) in [
        ("image/png", png(4_000, 4_000, 0)),
        ("image/png", png(1, 1, 256 << 10)),
        ("image/jpeg", jpeg(10, 20)),
    ] {
        assert_eq!(shown(kind, &bytes, &limits), whole(kind, &bytes));
    }
}

#[test]
fn in_place_of_any_other_stand_its_words() {
    let limits = NarrativeLimits::default();
    for (why, kind, bytes) in [
        ("too many bytes", "image/png", png(1, 1, (256 << 10) + 1)),
        ("too many pixels", "image/png", png(4_001, 4_000, 0)),
        ("too many pixels", "image/jpeg", jpeg(u16::MAX, u16::MAX)),
        ("another type", "image/gif", b"GIF89a".to_vec()),
        ("a drawing", "image/svg+xml", b"<svg onload=x>".to_vec()),
        ("a drawing under another name", "image/png", b"<svg onload=x>".to_vec()),
        ("a page under another name", "image/jpeg", b"<html>".to_vec()),
        ("cut short", "image/jpeg", jpeg(1, 1)[..10].to_vec()),
        ("a length of nothing", "image/jpeg", b"\xff\xd8\xff\xe0\0\0\xff\xc0".to_vec()),
        ("nothing", "image/png", vec![]),
    ] {
        assert_eq!(shown(kind, &bytes, &limits), "words", "{why}");
    }
    let none = NarrativeLimits::default().with_picture_bytes(0);
    assert_eq!(shown("image/png", &png(1, 1, 0), &none), "words");
}
