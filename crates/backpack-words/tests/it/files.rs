//! The files of words: every message in every language, with the same placeables, and really translated.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use backpack_record::Kind;
use backpack_words::{Language, Words};
use fluent_bundle::FluentResource;

/// Messages of a language, each with its text as written.
fn messages(language: Language) -> BTreeMap<String, String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("words").join(format!("{}.ftl", language.tag()));
    let text = std::fs::read_to_string(path).unwrap();
    assert!(FluentResource::try_new(text.clone()).is_ok(), "{language:?} has a line that cannot be read");
    let mut messages = BTreeMap::new();
    let mut key = String::new();
    for line in text.lines().filter(|line| !line.starts_with('#') && !line.is_empty()) {
        if line.starts_with(' ') {
            let message: &mut String = messages.get_mut(&key).unwrap();
            message.push('\n');
            message.push_str(line.trim());
        } else {
            let (name, value) = line.split_once('=').unwrap();
            key = name.trim().to_owned();
            let before = messages.insert(key.clone(), value.trim().to_owned());
            assert_eq!(before, None, "{key} is there twice in {language:?}");
        }
    }
    messages
}

fn placeables(message: &str) -> BTreeSet<&str> {
    message.split('$').skip(1).map(|rest| rest.split([' ', '}']).next().unwrap()).collect()
}

#[test]
fn every_message_is_there_in_every_language_with_the_same_placeables() {
    let english = messages(Language::English);
    assert!(english.len() > 300, "{}", english.len());
    for language in Language::ALL {
        let own = messages(*language);
        let (keys, expected): (BTreeSet<_>, BTreeSet<_>) = (own.keys().collect(), english.keys().collect());
        assert_eq!(keys, expected, "{language:?}");
        for (key, message) in &own {
            assert_eq!(placeables(message), placeables(&english[key]), "{key} in {language:?}");
            assert_eq!(
                message.contains("*[other]"),
                english[key].contains("*[other]"),
                "{key} in {language:?}"
            );
            assert!(!message.is_empty() && !message.contains('"'), "{key} in {language:?}");
        }
    }
}

/// Words that are written alike in English and another language.
const ALIKE: &[&str] = &[
    "chart-description",
    "column-date",
    "column-source",
    "count",
    "date-day",
    "date-first",
    "date-month",
    "date-short-day",
    "date-short-month",
    "date-time",
    "flag-normal",
    "kind-document",
    "kind-message",
    "kind-questionnaire",
    "span-minutes",
    "status-provisional",
    "unit-minute",
    "reason-words",
    "status-final",
    "card-contacts",
    "fact-name",
];

#[test]
fn no_translation_is_the_english_one() {
    let english = messages(Language::English);
    for language in &Language::ALL[1..] {
        for (key, message) in messages(*language) {
            let is_name = key.starts_with("month") || ALIKE.contains(&key.as_str());
            // What only points at another message is looked at there.
            let points = message.starts_with("{ todo-") && message.ends_with('}');
            if points {
                continue;
            }
            assert!(is_name || message != english[&key], "{key} in {language:?}: {message}");
        }
    }
}

#[test]
fn every_kind_has_words_of_its_own_in_every_language() {
    for language in Language::ALL {
        let words = Words::of(*language);
        let mut seen = BTreeSet::new();
        for kind in Kind::ALL {
            let (one, many) = (words.kind(*kind), words.kinds(*kind));
            assert!(!one.starts_with("Kind-") && !many.is_empty(), "{kind} in {language:?}");
            assert!(seen.insert(one.clone()), "{one} means two kinds in {language:?}");
        }
    }
}
