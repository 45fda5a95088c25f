//! XML that would make a parser fetch, grow or sink.

use std::time::{Duration, Instant};

use backpack_narrative::{CdaDocument, NarrativeLimits, NotShown, read_cda};

fn read(bytes: impl AsRef<[u8]>) -> Result<CdaDocument, NotShown> {
    let began = Instant::now();
    let read = read_cda(bytes.as_ref(), &NarrativeLimits::default());
    assert!(began.elapsed() < Duration::from_secs(10), "{:?}", began.elapsed());
    read
}

fn title(bytes: impl AsRef<[u8]>) -> Result<String, NotShown> {
    read(bytes).map(|document| document.title)
}

#[test]
fn a_document_type_is_refused_whatever_is_in_it() {
    let laughs: String =
        (1..10).map(|at| format!("<!ENTITY l{at} \"{}\">", format!("&l{};", at - 1).repeat(10))).collect();
    for document_type in [
        "<!DOCTYPE x>".to_owned(),
        "<!DOCTYPE x SYSTEM \"file:///etc/passwd\">".to_owned(),
        "<!DOCTYPE x PUBLIC \"-\" \"http://127.0.0.1:9/x.dtd\">".to_owned(),
        format!("<!DOCTYPE x [<!ENTITY l0 \"lol\">{laughs}]>"),
        "<!DOCTYPE x [<!ENTITY f SYSTEM \"file:///etc/passwd\">]>".to_owned(),
        "<!DOCTYPE x [<!ENTITY % p SYSTEM \"http://127.0.0.1:9/x\">%p;]>".to_owned(),
        format!("<!DOCTYPE x [<!ENTITY a \"{}\">]>", "a".repeat(100_000)),
    ] {
        let text = format!(
            "<?xml version=\"1.0\"?>{document_type}<ClinicalDocument><title>&f;&l9;&a;</title></ClinicalDocument>"
        );
        assert_eq!(title(text), Err(NotShown::DocumentType), "{document_type}");
    }
    // Also where it has no place.
    let inside = "<ClinicalDocument><!DOCTYPE x><title>t</title></ClinicalDocument>";
    assert_eq!(title(inside), Err(NotShown::DocumentType));
}

#[test]
fn an_entity_that_nobody_defined_is_its_own_name() {
    let text = "<ClinicalDocument><title>&bomb; &lt;&amp;&#65;&#x42;</title></ClinicalDocument>";
    assert_eq!(title(text), Ok("&bomb; <&AB".to_owned()));
    let faults = [
        "<ClinicalDocument><title>&#0;</title></ClinicalDocument>",
        "<ClinicalDocument><title>&#x110000;</title></ClinicalDocument>",
    ];
    for text in faults {
        assert!(matches!(title(text), Err(NotShown::NotXml { .. })), "{text}");
    }
}

#[test]
fn limits_are_met_and_no_more() {
    let nested = |levels: usize| {
        format!(
            "<ClinicalDocument>{}{}</ClinicalDocument>",
            "<a>".repeat(levels - 1),
            "</a>".repeat(levels - 1)
        )
    };
    assert!(title(nested(128)).is_ok());
    assert_eq!(title(nested(129)), Err(NotShown::TooDeep { limit: 128 }));
    assert_eq!(
        title("<ClinicalDocument>".to_owned() + &"<a>".repeat(1_000_000)),
        Err(NotShown::TooDeep { limit: 128 })
    );
    let attributes = |count: usize| {
        let all: String = (0..count).map(|at| format!(" a{at}=''")).collect();
        format!("<ClinicalDocument><title{all}>t</title></ClinicalDocument>")
    };
    assert_eq!(title(attributes(256)), Ok("t".to_owned()));
    assert_eq!(title(attributes(257)), Err(NotShown::TooManyAttributes { limit: 256 }));
    assert_eq!(title(attributes(200_000)), Err(NotShown::TooManyAttributes { limit: 256 }));
    let large = vec![b' '; (64 << 20) + 1];
    assert_eq!(title(large), Err(NotShown::TooLarge { limit: 64 << 20 }));
}

#[test]
fn what_is_no_xml_is_refused() {
    for text in [
        "",
        " ",
        "words",
        "<ClinicalDocument>",
        "<ClinicalDocument><title>t</ClinicalDocument>",
        "<ClinicalDocument></wrong>",
        "<ClinicalDocument a=1/>",
        "<ClinicalDocument a='1' a='2'/>",
        "</ClinicalDocument>",
        "<ClinicalDocument>&</ClinicalDocument>",
        "<ClinicalDocument/><",
        "<!-- <ClinicalDocument/>",
    ] {
        assert!(
            matches!(title(text), Err(NotShown::NotXml { .. } | NotShown::NotCda)),
            "{text}: {:?}",
            title(text)
        );
    }
    assert_eq!(title("<html><title>t</title></html>"), Err(NotShown::NotCda));
}

#[test]
fn encodings_are_the_few_that_are_safe() {
    let text = |declaration: &str| {
        format!("{declaration}<ClinicalDocument><title>Müller</title></ClinicalDocument>")
    };
    let declared = |encoding: &str| text(&format!("<?xml version='1.0' encoding='{encoding}'?>"));
    let latin = |text: String| text.chars().map(|c| u8::try_from(c).unwrap()).collect::<Vec<u8>>();
    let wide = |text: String, write: fn(u16) -> [u8; 2], mark: bool| {
        mark.then_some(0xfeff).into_iter().chain(text.encode_utf16()).flat_map(write).collect::<Vec<u8>>()
    };
    let name = || Ok("Müller".to_owned());
    assert_eq!(title(text("")), name());
    assert_eq!(title(text("\u{feff}")), name());
    assert_eq!(title(declared("UTF-8")), name());
    assert_eq!(title(latin(declared("ISO-8859-1"))), name());
    assert_eq!(title(latin(declared("windows-1252"))), name());
    for mark in [true, false] {
        assert_eq!(title(wide(declared("UTF-16"), u16::to_le_bytes, mark)), name());
        assert_eq!(title(wide(text(""), u16::to_be_bytes, mark)), name());
    }
    assert_eq!(title(latin(text(""))), Err(NotShown::Encoding));
    assert_eq!(title(latin(declared("UTF-8"))), Err(NotShown::Encoding));
    // These hide tags from whoever looks at the bytes.
    for encoding in ["UTF-7", "utf-7", "UTF-32", "UTF-16", "IBM037", "ISO-2022-JP", "x"] {
        assert_eq!(title(declared(encoding)), Err(NotShown::Encoding), "{encoding}");
    }
    let cut = wide(text(""), u16::to_le_bytes, true);
    assert_eq!(title(&cut[..cut.len() - 1]), Err(NotShown::Encoding));
    // What says twice what it is is what its bytes are: a declaration inside UTF-16 says nothing more.
    assert_eq!(title(wide(declared("UTF-7"), u16::to_le_bytes, true)), name());
}
