//! Letters of any language, in any case, with accents or without.

use backpack_search::fold;

use crate::{found, index};

#[test]
fn case_and_accents_make_no_difference_in_either_direction() {
    let texts = [
        "Anémie ferriprive",
        "ALERGIA A LA PENICILINA, niño",
        "Röntgen des linken Fußes",
        "Œdème pulmonaire",
        "Pressão arterial, coração",
        "perché già così",
        "na\u{ef}ve e\u{301}te\u{301}",
    ];
    let index = index(&texts);
    for (typed, expected) in [
        ("anemie ", 0),
        ("ANÉMIE ", 0),
        ("nino ", 1),
        ("NIÑO ", 1),
        ("rontgen ", 2),
        ("FUSSES ", 2),
        ("fußes ", 2),
        ("oedeme ", 3),
        ("œdème ", 3),
        ("pressao ", 4),
        ("CORAÇÃO ", 4),
        ("perche ", 5),
        ("naive ", 6),
        ("été ", 6),
        ("ete ", 6),
    ] {
        assert_eq!(found(&index, typed), [expected], "{typed}");
    }
}

#[test]
fn what_only_looks_different_is_the_same() {
    // Ligature, full width, superscript, the sign for milligrams, the micro sign and the Greek letter.
    assert_eq!(fold("ﬁbrose Ｈｂ m² ㎎ µ"), "fibrosehbm2mgμ");
    assert_eq!(fold("ÆØÅ ł ß ẞ œ Œ ς"), "aeoalssssoeoeσ");
    assert_eq!(fold("—  …"), "");
}

#[test]
fn the_last_word_is_the_beginning_of_one_unless_white_space_follows() {
    let index = index(&["hypertension", "hyper tension", "hypotension"]);
    assert_eq!(found(&index, "hyper"), [0, 1]);
    assert_eq!(found(&index, "hyper "), [1]);
    assert_eq!(found(&index, "hyper tens"), [1]);
    assert_eq!(found(&index, "hyperte"), [0]);
    assert_eq!(found(&index, "h"), [0, 1, 2]);
}

#[test]
fn words_are_found_misspelt_by_one_edit_from_four_letters_and_two_from_eight() {
    let index = index(&["pain", "hypertension", "ear"]);
    for typed in ["pian ", "pan ", "pains ", "paim ", "apin "] {
        assert_eq!(found(&index, typed), if typed == "pan " { vec![] } else { vec![0] }, "{typed}");
    }
    for typed in ["hypertenson ", "hpyertesnion ", "hipertensoin ", "hypretension ", "yhpertensionn "] {
        assert_eq!(found(&index, typed), [1], "{typed}");
    }
    assert_eq!(found(&index, "hipertenzoin "), [] as [u8; 0]);
    assert_eq!(found(&index, "hypretens"), [1], "a beginning, misspelt");
    assert_eq!(found(&index, "eat "), [] as [u8; 0]);
}

#[test]
fn misspelt_letters_may_be_of_any_alphabet() {
    let index = index(&["давление крови", "σακχαρώδης διαβήτης", "血圧測定"]);
    assert_eq!(found(&index, "давлениа "), [0]);
    assert_eq!(found(&index, "дваление "), [0]);
    assert_eq!(found(&index, "διαβητες "), [1]);
    assert_eq!(found(&index, "血圧"), [2]);
}

#[test]
fn every_word_is_wanted_and_where_none_has_all_those_with_more_come_first() {
    let index = index(&["left knee pain", "knee replacement", "pain", "left hand"]);
    assert_eq!(found(&index, "knee pain "), [0]);
    let hits = crate::search(&index, "knee pain chronic ");
    let order: Vec<u8> = hits.hits.iter().map(|hit| hit.place.subject.id[0]).collect();
    assert_eq!((hits.has_all, hits.total, order.first()), (false, 3, Some(&0)));
    assert!(!order.contains(&3));
}

#[test]
fn nothing_is_found_by_nothing() {
    let index = index(&["pain", ""]);
    for typed in ["", "   ", "\"\"", "…", "\u{301}", "\"", "- -"] {
        assert_eq!(crate::search(&index, typed).total, 0, "{typed:?}");
    }
}
