//! What cannot be read is refused with its reason; everything else is read.

use backpack_record::{Bundle, Header, MAX_BODY, Refusal};
use proptest::prelude::*;

fn refusal(body: impl AsRef<[u8]>) -> Option<Refusal> {
    Header::read(body.as_ref()).err()
}

#[test]
fn every_fault_has_its_refusal() {
    let fault = |offset| Some(Refusal::NotJson { offset });
    let cases: Vec<(&[u8], Option<Refusal>)> = vec![
        (b"", fault(0)),
        (b"{", fault(1)),
        (b"{\"resourceType\":\"A\"}x", fault(20)),
        (b"\xef\xbb\xbf{]", fault(4)),
        (b"{\"a\":01}", fault(6)),
        (b"{\"a\":1.}", fault(7)),
        (b"{\"a\":+1}", fault(5)),
        (b"{\"a\":tru}", fault(5)),
        (b"{\"a\":\"\x01\"}", fault(6)),
        (b"{\"a\":\"\\x\"}", fault(7)),
        (b"{\"a\":\"\\u12g4\"}", fault(10)),
        (b"{\"a\":\"\xff\"}", fault(6)),
        (b"{\"a\":1,}", fault(7)),
        (b"{\"a\" 1}", fault(5)),
        (b"{a:1}", fault(1)),
        (b"[1,]", fault(3)),
        (b"[1]", Some(Refusal::NotAnObject)),
        (b"null", Some(Refusal::NotAnObject)),
        (b"{}", Some(Refusal::NoResourceType)),
        (b"{\"resourceType\":null}", Some(Refusal::NoResourceType)),
        (b"{\"resourceType\":\"no name\"}", Some(Refusal::NoResourceType)),
        (b"{\"a\":1,\"b\":{\"c\":1,\"c\":2}}", Some(Refusal::DuplicateKey)),
        (b"{\"a\":1,\"\\u0061\":2}", Some(Refusal::DuplicateKey)),
        (b"\xef\xbb\xbf {\"resourceType\":\"A\"}\r\n", None),
        (b"{\"resource\\u0054ype\":\"\\u0041\"}", None),
        (b"{\"resourceType\":\"A\",\"b\":\"\\ud800\"}", None),
    ];
    for (body, expected) in cases {
        assert_eq!(refusal(body), expected, "{}", String::from_utf8_lossy(body));
    }
}

#[test]
fn nesting_is_read_to_64_levels() {
    let nested = |levels: usize| {
        format!("{{\"resourceType\":\"A\",\"a\":{}{}}}", "[".repeat(levels - 1), "]".repeat(levels - 1))
    };
    assert_eq!(refusal(nested(64)), None);
    assert_eq!(refusal(nested(65)), Some(Refusal::TooDeep));
    assert_eq!(refusal("[".repeat(1_000_000)), Some(Refusal::TooDeep));
}

#[test]
fn a_body_beyond_the_limit_is_refused_before_it_is_looked_at() {
    let body = vec![b' '; MAX_BODY + 1];
    let too_large = Refusal::TooLarge { limit: MAX_BODY as u64 };
    assert_eq!((refusal(&body), Bundle::split(&body).err()), (Some(too_large), Some(too_large)));
}

#[test]
fn a_name_given_twice_is_found_among_a_hundred_thousand() {
    let members: String = (0..100_000).map(|at| format!(",\"name number {at} of many\":{at}")).collect();
    assert_eq!(refusal(format!("{{\"resourceType\":\"A\"{members}}}")), None);
    let twice = format!("{{\"resourceType\":\"A\"{members},\"name number 5 of many\":0}}");
    assert_eq!(refusal(twice), Some(Refusal::DuplicateKey));
}

#[test]
fn hostile_repetition_takes_no_more_than_a_moment() {
    let started = std::time::Instant::now();
    let references: String =
        (0..50_000).map(|at| format!(",{{\"reference\":\"Patient/\\u0031\",\"x\":{at}}}")).collect();
    let contained: String = (0..50_000).map(|at| format!(",{{\"id\":\"{at}\"}}")).collect();
    let body = format!(
        "{{\"resourceType\":\"Observation\",\"subject\":{{\"reference\":\"Patient/1\"}},\"a\":[0{references}],
        \"contained\":[0{contained}],\"performer\":[{{\"reference\":\"#49999\"}}],\"photo\":{}{}}}",
        "[{\"photo\":".repeat(30) + "1",
        "}]".repeat(30),
    );
    assert_eq!(refusal(body), None);
    assert!(started.elapsed().as_secs() < 15);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = (Header::read(&bytes).is_ok(), Bundle::split(&bytes).is_ok());
    }

    #[test]
    fn json_like_texts_are_judged_as_serde_json_judges_them(text in r#"[\[\]{}:,"\\/a1eE+. u0-]{0,24}"#) {
        let known = serde_json::from_str::<serde::de::IgnoredAny>(&text).is_ok();
        let refused = refusal(&text);
        let here = !matches!(refused, Some(Refusal::NotJson { .. }));
        // A name given twice ends the reading before a later fault is met.
        prop_assert!(here == known || refused == Some(Refusal::DuplicateKey), "{}", text);
    }
}
