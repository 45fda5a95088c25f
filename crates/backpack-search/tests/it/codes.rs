//! Codes with punctuation, numbers, phrases.

use crate::{found, index};

const NONE: [u8; 0] = [];

#[test]
fn codes_are_found_as_they_are_written() {
    let index = index(&["E11.9", "E11.65", "LOINC 4548-4", "12-lead ECG", "E119", "12 lead", "4548-5"]);
    assert_eq!(found(&index, "E11.9 "), [0, 4], "with or without its point");
    assert_eq!(found(&index, "e119 "), [0, 4]);
    assert_eq!(found(&index, "E11."), [0, 1, 4]);
    assert_eq!(found(&index, "E11 "), [0, 1]);
    assert_eq!(found(&index, "4548-4 "), [2]);
    assert_eq!(found(&index, "4548 "), [2, 6]);
    assert_eq!(found(&index, "12-lead "), [3, 5]);
    assert_eq!(found(&index, "12 lead "), [3, 5]);
}

#[test]
fn another_number_is_no_misspelling() {
    let index = index(&["7.1 mmol/L", "7.2", "71", "120/80 mmHg", "7,1 mmol/l", "1200"]);
    assert_eq!(found(&index, "7.1 "), [0, 4], "a comma is a point");
    assert_eq!(found(&index, "71 "), [2]);
    assert_eq!(found(&index, "120/80"), [3]);
    assert_eq!(found(&index, "1201 "), NONE);
}

#[test]
fn a_phrase_is_found_where_its_words_follow_each_other() {
    let index =
        index(&["blood pressure high", "pressure of blood", "high blood pressure", "blood, pressure"]);
    assert_eq!(found(&index, "\"blood pressure\""), [0, 2, 3]);
    assert_eq!(found(&index, "„Blood Pressure“ high"), [0, 2]);
    assert_eq!(found(&index, "«high blood pressure»"), [2]);
    assert_eq!(found(&index, "\"blood pressure"), [0, 2, 3], "while it is typed");
    assert_eq!(found(&index, "\"pressure blood\""), NONE);
    assert_eq!(found(&index, "\"bood pressure\""), NONE, "a phrase is taken at its word");
}

#[test]
fn an_apostrophe_and_a_hyphen_part_words() {
    let index = index(&["l'anémie", "follow-up visit", "Sjögren’s syndrome"]);
    assert_eq!(found(&index, "anemie "), [0]);
    assert_eq!(found(&index, "l’anemie "), [0]);
    assert_eq!(found(&index, "follow up "), [1]);
    assert_eq!(found(&index, "follow-up "), [1]);
    assert_eq!(found(&index, "sjogren"), [2]);
}
