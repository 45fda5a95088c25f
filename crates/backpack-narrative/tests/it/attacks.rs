//! Attacks of every known category: nothing of them comes through, and the words around them do.

use backpack_narrative::{NarrativeLimits, SafeHtml, clean_html, clean_narrative};

use crate::parser::dangers;

/// Attacks, one a line, in categories. Written for this test.
const ATTACKS: &str = include_str!("attacks.txt");

fn attacks() -> impl Iterator<Item = &'static str> {
    ATTACKS.lines().filter(|line| !line.is_empty() && !line.starts_with("# "))
}

/// Cleans an attack between two words, at each door.
fn cleaned(attack: &str) -> Vec<SafeHtml> {
    let limits = NarrativeLimits::default();
    let around = format!("<div>before {attack}</div><p>after</p>");
    let mut safe = vec![
        clean_html(around.as_bytes(), &limits).unwrap(),
        clean_html(attack.as_bytes(), &limits).unwrap(),
    ];
    let body = serde_json::json!({"resourceType": "Basic", "text": {"status": "generated", "div":
        format!("<div xmlns=\"http://www.w3.org/1999/xhtml\">before {attack}</div>")}});
    safe.extend(clean_narrative(body.to_string().as_bytes(), &limits).unwrap());
    // The same in UTF-16, where a filter of bytes would see no tag at all.
    let wide: Vec<u8> =
        std::iter::once(0xfeff).chain(around.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    safe.push(clean_html(&wide, &limits).unwrap());
    safe
}

#[test]
fn nothing_of_an_attack_comes_through() {
    let mut count = 0;
    for attack in attacks() {
        for safe in cleaned(attack) {
            assert_eq!(dangers(&safe), [] as [&str; 0], "{attack}\n{}", safe.as_str());
            count += 1;
        }
    }
    assert!(count > 400, "{count}");
}

#[test]
fn what_stands_before_an_attack_is_shown() {
    for attack in attacks() {
        for safe in cleaned(attack).into_iter().enumerate().filter(|(at, _)| *at != 1).map(|(_, safe)| safe) {
            assert!(safe.to_text().starts_with("before"), "{attack}\n{}", safe.as_str());
        }
    }
}

/// Cleaning what is clean changes nothing that matters: what is shown twice is not less safe.
#[test]
fn a_second_cleaning_finds_nothing_to_do() {
    for attack in attacks() {
        for safe in cleaned(attack) {
            let again = clean_html(safe.as_str().as_bytes(), &NarrativeLimits::default()).unwrap();
            assert_eq!(again.as_str(), safe.as_str(), "{attack}");
        }
    }
}

#[test]
fn a_portals_name_for_a_page_meets_nothing_of_it() {
    let page = "<p id='login'>x</p><a name=document href='#login'>y</a><img name=cookie><b class='admin' id='a b'>z</b>";
    let limits = NarrativeLimits::default().with_id_prefix("doc7-<\"");
    assert_eq!(
        clean_html(page.as_bytes(), &limits).unwrap().as_str(),
        "<p id=\"doc7-login\">x</p><a id=\"doc7-document\" href=\"#doc7-login\" rel=\"noopener noreferrer\">y</a><b>z</b>"
    );
}

#[test]
fn links_lead_to_the_web_alone() {
    let rows = [
        ("https://portal.example/a?b=c&d", Some("https://portal.example/a?b=c&amp;d")),
        ("http://portal.example", Some("http://portal.example/")),
        ("HTTPS://Portal.Example/", Some("https://portal.example/")),
        ("//portal.example/", None),
        ("/fhir/Patient", None),
        ("javascript:alert(1)", None),
        ("https:javascript:alert(1)", None),
        ("https://portal.example@evil.example/", None),
        ("mailto:ann@portal.example", None),
        ("tel:123", None),
        ("file:///etc/passwd", None),
        ("data:text/html,x", None),
        ("blob:https://portal.example/1", None),
        ("smart://x", None),
        ("#part", Some("#narrative-part")),
        ("#\"><script>", None),
    ];
    for (given, expected) in rows {
        let page = format!("<a href='{given}'>x</a>");
        let safe = clean_html(page.as_bytes(), &NarrativeLimits::default()).unwrap();
        let expected = match expected {
            Some(link) => format!("<a href=\"{link}\" rel=\"noopener noreferrer\">x</a>"),
            None => "<a rel=\"noopener noreferrer\">x</a>".to_owned(),
        };
        assert_eq!(safe.as_str(), expected, "{given}");
    }
}
