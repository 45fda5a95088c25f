//! What costs a parser the square of its length costs no more than its length here.

use std::time::{Duration, Instant};

use backpack_narrative::{NarrativeLimits, clean_html, clean_narrative};

use crate::parser::dangers;

/// So many bytes each of what is known to be slow.
fn slow(bytes: usize) -> Vec<(&'static str, String)> {
    let fill = |piece: &str| piece.repeat(bytes / piece.len());
    let half = |piece: &str| piece.repeat(bytes / 2 / piece.len());
    let counted = |piece: &str, bytes: usize| {
        let mut text = String::new();
        for at in 0.. {
            text.push_str(&piece.replace('N', &at.to_string()));
            if text.len() + 40 > bytes {
                break;
            }
        }
        text
    };
    vec![
        ("nested blocks", fill("<div>")),
        ("nested formatting", fill("<b>")),
        ("formatting that differs, then paragraphs", counted("<b title=N>", bytes / 2) + &half("<p>")),
        ("formatting inside paragraphs", fill("<p><b><i><u><a>")),
        ("misnested formatting", fill("<a><p></a>")),
        ("nested tables", fill("<table><td>")),
        ("text that belongs in no table", fill("<table>x<tr>y")),
        ("nested lists", fill("<ul><li>")),
        ("end tags of nothing", half("<div>") + &half("</p></b></table>")),
        ("attributes", format!("<p{}>", counted(" aN", bytes))),
        ("one long attribute", format!("<p title='{}'>", "x".repeat(bytes / 2))),
        ("open brackets", fill("<")),
        ("ampersands", fill("&")),
        ("names of characters", fill("&a;")),
        ("lines", fill("a\n")),
        ("names that are cut", fill("&eacute")),
        ("comments", fill("<!--")),
        ("nested dropped elements", fill("<object>")),
        ("nested drawings", fill("<svg><g>")),
        ("instructions", fill("<?x ")),
        ("quotes", fill("\"")),
    ]
}

/// Returns how long both doors take.
fn cost(page: &str) -> Duration {
    let limits = NarrativeLimits::default();
    let body = serde_json::json!({"text": {"div": page}}).to_string();
    let began = Instant::now();
    let safe =
        [clean_html(page.as_bytes(), &limits).ok(), clean_narrative(body.as_bytes(), &limits).ok().flatten()];
    let took = began.elapsed();
    for safe in safe.into_iter().flatten() {
        assert!(safe.as_str().len() <= 8 << 20, "{} bytes", safe.as_str().len());
    }
    took
}

#[test]
fn cost_grows_no_faster_than_what_is_read() {
    for ((what, quarter), (_, whole)) in slow(1 << 18).iter().zip(slow(1 << 20)) {
        assert!(whole.len() > 1 << 19 && whole.len() <= 1 << 20, "{what}");
        // Four times as much takes four times as long; the square would be sixteen. Other work on the machine may come
        // in between, so that three times are tried.
        let grows_too_fast = || {
            let (one, four) = (cost(quarter), cost(&whole));
            println!("{what}: {one:?}, {four:?}");
            four > Duration::from_secs(1) && four > one * 8
        };
        assert!(!(grows_too_fast() && grows_too_fast() && grows_too_fast()), "{what}");
    }
}

#[test]
fn nothing_is_written_deeper_than_the_limit() {
    let safe = clean_html("<div>".repeat(10_000).as_bytes(), &NarrativeLimits::default()).unwrap();
    assert_eq!(safe.as_str(), "<div>".repeat(128) + &"</div>".repeat(128));
    let words = format!("{}x{}y", "<div>".repeat(200), "</div>".repeat(200));
    let safe = clean_html(words.as_bytes(), &NarrativeLimits::default()).unwrap();
    assert_eq!(safe.to_text(), "x\ny");
    assert_eq!(dangers(&safe), [] as [&str; 0]);
}
