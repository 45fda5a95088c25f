//! Whatever comes in, what comes out holds allowed names alone.

use backpack_narrative::{NarrativeLimits, clean_html, clean_narrative, read_cda};
use proptest::prelude::*;

use crate::parser::dangers;

const NAMES: &str = "script style svg math mtext mglyph annotation-xml foreignObject table tr td th caption colgroup col tbody p \
    div a b i nobr font form select option template noscript iframe title textarea xmp plaintext ul li dl dt h1 img br hr pre \
    body html head frameset object embed h:p video button input";
const ATTRIBUTES: &str = r#"
 onclick=x
 href='javascript:x'
 href='https://a.example/'
 id=x
 name=y
 style='a:b'
 src=x
 src='data:image/png;base64,AA=='
 title='"><script>x'
 title="</style><img src=x onerror=x>"
 colspan=9
 xmlns='http://www.w3.org/2000/svg'
 encoding='text/html'
 /
 a="
 '
 lang=en"#;
const TEXTS: &str = "x <!-- --> --!> <![CDATA[ ]]> &lt;script&gt; & \" ' > < </ <?x ?> &#0; &nbsp; ` = />";

/// Pieces of hostile markup, to be strung together at random.
fn piece() -> impl Strategy<Value = String> {
    let names: Vec<&str> = NAMES.split_whitespace().collect();
    let names = prop::sample::select(names);
    let attributes = prop::sample::select(ATTRIBUTES.lines().collect::<Vec<_>>());
    let texts = prop::sample::select(
        TEXTS.split(' ').chain(["\0", "\r\n", "\u{202e}", "<!DOCTYPE html>"]).collect::<Vec<_>>(),
    );
    prop_oneof![
        4 => (names.clone(), attributes).prop_map(|(name, attribute)| format!("<{name}{attribute}>")),
        2 => names.prop_map(|name| format!("</{name}>")),
        2 => texts.prop_map(str::to_owned),
    ]
}

fn markup() -> impl Strategy<Value = String> {
    prop::collection::vec(piece(), 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn allowed_names_alone_come_out(markup in markup()) {
        let safe = clean_html(markup.as_bytes(), &NarrativeLimits::default()).unwrap();
        prop_assert_eq!(dangers(&safe), Vec::<String>::new(), "{}", safe.as_str());
        let again = clean_html(safe.as_str().as_bytes(), &NarrativeLimits::default()).unwrap();
        prop_assert_eq!(again.as_str(), safe.as_str());
    }

    #[test]
    fn a_narrative_is_no_less_safe(markup in markup()) {
        let body = serde_json::json!({"text": {"div": format!("<div>{markup}</div>")}});
        let safe = clean_narrative(body.to_string().as_bytes(), &NarrativeLimits::default()).unwrap().unwrap();
        prop_assert_eq!(dangers(&safe), Vec::<String>::new(), "{}", safe.as_str());
    }

    #[test]
    fn a_document_is_no_less_safe(markup in markup(), inside in any::<bool>()) {
        let text = if inside { format!("<text>{markup}</text>") } else { markup };
        let document = format!("<ClinicalDocument><title>t</title><component><structuredBody><component><section>{text}\
            </section></component></structuredBody></component></ClinicalDocument>");
        if let Ok(document) = read_cda(document.as_bytes(), &NarrativeLimits::default()) {
            let safe = document.to_html();
            prop_assert_eq!(dangers(&safe), Vec::<String>::new(), "{}", safe.as_str());
        }
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let limits = NarrativeLimits::default();
        let safe = clean_html(&bytes, &limits).unwrap();
        prop_assert_eq!(dangers(&safe), Vec::<String>::new());
        let _ = (read_cda(&bytes, &limits).is_ok(), clean_narrative(&bytes, &limits).is_ok());
    }
}
