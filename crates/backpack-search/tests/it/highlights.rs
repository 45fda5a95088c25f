//! Pieces of text that show what was found.

use backpack_search::{Query, fold, highlight, tokens};
use proptest::prelude::*;

fn marked(typed: &str, text: &str, room: usize) -> Option<String> {
    let fragment = highlight(&Query::parse(typed), text, room)?;
    let mut out = String::new();
    let mut at = 0;
    for found in &fragment.matches {
        out.push_str(&fragment.text[at..found.start]);
        out.push_str(&format!("[{}]", &fragment.text[found.clone()]));
        at = found.end;
    }
    out.push_str(&fragment.text[at..]);
    Some(out)
}

#[test]
fn the_words_that_were_found_are_marked_as_they_stand() {
    let text = "Röntgen des linken Fußes, E11.9";
    assert_eq!(marked("rontgen fuss", text, 200).unwrap(), "[Röntgen] des linken [Fußes], E11.9");
    assert_eq!(marked("röntegn ", text, 200).unwrap(), "[Röntgen] des linken Fußes, E11.9");
    assert_eq!(marked("\"linken fusses\" e11.9", text, 200).unwrap(), "Röntgen des [linken Fußes], [E11.9]");
    assert_eq!(marked("knie", text, 200), None);
}

#[test]
fn a_long_text_is_cut_around_what_was_found() {
    let text = format!("{} blood pressure was high {}", "word ".repeat(100), "more ".repeat(100));
    let fragment = highlight(&Query::parse("pressure high "), &text, 120).unwrap();
    assert!(fragment.is_cut_before && fragment.is_cut_after);
    assert!(fragment.text.len() <= 120, "{}", fragment.text.len());
    let found: Vec<&str> = fragment.matches.iter().map(|found| &fragment.text[found.clone()]).collect();
    assert_eq!(found, ["pressure", "high"]);
    assert!(fragment.text.starts_with("word ") && fragment.text.ends_with("more"), "{:?}", fragment.text);
}

#[test]
fn the_piece_with_more_of_it_is_shown() {
    let text = format!("pain alone {} knee pain {}", "x ".repeat(200), "y ".repeat(200));
    assert!(marked("knee pain ", &text, 100).unwrap().contains("[knee] [pain]"));
}

proptest! {
    #[test]
    fn what_is_marked_is_of_the_text_and_fits(
        text in "([a-cäéß血Ж]{1,6}[ ,.'-]{0,2}|[0-9]{1,3}[.-]?|\u{301}|👩‍⚕️| ){0,60}",
        typed in "[a-cäéßЖ]{1,6}( [a-c血]{1,4})?",
        room in 1_usize..200,
    ) {
        let query = Query::parse(&typed);
        if let Some(fragment) = highlight(&query, &text, room) {
            // Slicing would fail within a character.
            prop_assert!(text.contains(&fragment.text));
            prop_assert!(!fragment.matches.is_empty());
            let mut last = 0;
            for found in &fragment.matches {
                prop_assert!(found.start >= last && found.start < found.end);
                last = found.end;
                let own = &fragment.text[found.clone()];
                prop_assert!(!fold(own).is_empty());
                prop_assert!(highlight(&query, own, 1000).is_some(), "{own:?} fits {typed:?}");
            }
        }
    }

    #[test]
    fn any_text_is_cut_into_words_that_stand_in_it(text in "\\PC{0,80}") {
        for token in tokens(&text) {
            prop_assert!(text.get(token.bytes.clone()).is_some());
            prop_assert!(!token.term.is_empty() && token.term.chars().count() <= 40);
            if token.is_run && token.term.chars().count() < 40 {
                prop_assert_eq!(&token.term, &fold(&text[token.bytes.clone()]));
                prop_assert_eq!(fold(&token.term), token.term.clone(), "folding twice changes nothing");
            }
        }
    }

    #[test]
    fn any_text_can_be_typed_and_shown(typed in "\\PC{0,40}", text in "\\PC{0,120}", room in 0_usize..60) {
        let query = Query::parse(&typed);
        drop(highlight(&query, &text, room));
        drop(crate::search(&crate::index(&[&text]), &typed));
    }
}
