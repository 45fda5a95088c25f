use std::time::Duration;

use backpack_core::Timestamp;
use backpack_record::{Kind, PartialDate};
use backpack_words::{Language, Words};
use proptest::prelude::*;

/// 2024-06-15T12:00:00Z.
const NOW: Timestamp = Timestamp::from_millis(1_718_452_800_000);

fn date(text: &str) -> PartialDate<'_> {
    PartialDate::parse(text).unwrap()
}

#[test]
fn languages_are_negotiated() {
    for (tags, expected) in [
        (&["pt-BR"][..], Language::Portuguese),
        (&["de_CH.UTF-8"], Language::German),
        (&["nl", "fr-CA", "en"], Language::French),
        (&["ja", "zh-Hans-CN"], Language::English),
        (&["nl-NL,nl;q=0.9,IT;q=0.5"], Language::Italian),
        (&["ES"], Language::Spanish),
        (&[""], Language::English),
        (&[], Language::English),
        (&["english"], Language::English),
        (&["den"], Language::English),
    ] {
        assert_eq!(Language::negotiate(tags.iter().copied()), expected, "{tags:?}");
    }
    assert_eq!(
        Language::ALL.iter().map(|language| language.own_name()).collect::<Vec<_>>().join(" "),
        "English Español Deutsch Français Português Italiano"
    );
}

#[test]
fn kinds_and_counts_follow_the_rules_of_the_language() {
    for (tag, expected) in [
        ("en", ["0 allergies", "1 allergy", "2 allergies", "12,345 allergies"]),
        ("es", ["0 alergias", "1 alergia", "2 alergias", "12.345 alergias"]),
        ("de", ["0 Allergien", "1 Allergie", "2 Allergien", "12.345 Allergien"]),
        ("fr", ["0 allergie", "1 allergie", "2 allergies", "12\u{202f}345 allergies"]),
        ("pt", ["0 alergia", "1 alergia", "2 alergias", "12.345 alergias"]),
        ("it", ["0 allergie", "1 allergia", "2 allergie", "12.345 allergie"]),
    ] {
        let words = Words::new(tag);
        let counts = [0, 1, 2, 12_345].map(|count| words.count_of(Kind::Allergy, count));
        assert_eq!(counts, expected);
    }
    let words = Words::new("de-AT");
    assert_eq!(
        (words.kind(Kind::LabResult), words.kinds(Kind::LabResult)),
        ("Laborwert".to_owned(), "Laborwerte".to_owned())
    );
}

#[test]
fn dates_are_as_precise_as_they_are() {
    for (tag, expected) in [
        ("en", ["2024", "March 2024", "March 7, 2024", "March 1, 2024, 8:30 AM"]),
        ("en-GB", ["2024", "March 2024", "7 March 2024", "1 March 2024, 08:30"]),
        ("es", ["2024", "marzo de 2024", "7 de marzo de 2024", "1 de marzo de 2024, 08:30"]),
        ("de", ["2024", "März 2024", "7. März 2024", "1. März 2024, 08:30 Uhr"]),
        ("fr", ["2024", "mars 2024", "7 mars 2024", "1er mars 2024 à 08:30"]),
        ("pt", ["2024", "março de 2024", "7 de março de 2024", "1 de março de 2024, 08:30"]),
        ("it", ["2024", "marzo 2024", "7 marzo 2024", "1º marzo 2024, ore 08:30"]),
    ] {
        let words = Words::new(tag);
        let said = ["2024", "2024-03", "2024-03-07", "2024-03-01T08:30:00-05:00"]
            .map(|text| words.date(&date(text)));
        assert_eq!(said, expected, "{tag}");
    }
    assert_eq!(Words::new("en").date(&date("2024-03-07T00:05:00Z")), "March 7, 2024, 12:05 AM");
    assert_eq!(Words::new("fr").day_of(&date("2024-03-07T00:05:00Z")), "7 mars 2024");
}

#[test]
fn times_are_told_from_now() {
    let english = Words::new("en");
    for (text, expected) in [
        ("2024-06-15T11:59:30Z", "just now"),
        ("2024-06-15T11:15:00Z", "45 minutes ago"),
        ("2024-06-15T09:00:00Z", "3 hours ago"),
        ("2024-06-15T13:00:00Z", "in 1 hour"),
        ("2024-06-15", "today"),
        ("2024-06-14", "yesterday"),
        ("2024-06-16T23:00:00Z", "tomorrow"),
        ("2024-06-05", "10 days ago"),
        ("2024-05-20", "3 weeks ago"),
        ("2024-03-10", "3 months ago"),
        ("2024-03", "3 months ago"),
        ("2024-06", "June 2024"),
        ("2024", "2024"),
        ("2023", "1 year ago"),
        ("2022-01-01", "2 years ago"),
        ("2026-12-01", "in 2 years"),
        ("1950", "74 years ago"),
        ("2024-06-14T23:00:00-05:00", "yesterday"),
    ] {
        assert_eq!(english.ago(&date(text), NOW), expected, "{text}");
    }
    for (tag, expected) in [
        ("es", ["hace 3 meses", "ayer", "dentro de 2 años"]),
        ("de", ["vor 3 Monaten", "gestern", "in 2 Jahren"]),
        ("fr", ["il y a 3 mois", "hier", "dans 2 ans"]),
        ("pt", ["há 3 meses", "ontem", "daqui a 2 anos"]),
        ("it", ["3 mesi fa", "ieri", "tra 2 anni"]),
    ] {
        let words = Words::new(tag);
        assert_eq!(
            ["2024-03", "2024-06-14", "2026"].map(|text| words.ago(&date(text), NOW)),
            expected,
            "{tag}"
        );
    }
    assert_eq!(
        Words::new("de").try_again(Duration::from_secs(240)),
        "Bitte versuchen Sie es in 4 Minuten erneut."
    );
    assert_eq!(
        ["0", "61", "3601", "90000"]
            .map(|seconds| Words::new("fr").span(Duration::from_secs(seconds.parse().unwrap()))),
        ["1 minute", "2 minutes", "2 heures", "2 jours"]
    );
}

#[test]
fn numbers_have_the_signs_of_the_language() {
    for (tag, expected) in [
        ("en", "−12,345.60"),
        ("de", "−12.345,60"),
        ("de-CH", "−12’345.60"),
        ("fr", "−12\u{202f}345,60"),
        ("es", "−12.345,60"),
        ("es-MX", "−12,345.60"),
        ("pt-BR", "−12.345,60"),
        ("it", "−12.345,60"),
    ] {
        assert_eq!(Words::new(tag).number("-12345.60"), expected, "{tag}");
    }
    let words = Words::new("de");
    assert_eq!(
        ["1234", "0.050", "trace", "", "1.2.3"].map(|text| words.number(text)),
        ["1234", "0,050", "trace", "", "1.2.3"]
    );
}

#[test]
fn what_has_no_word_stays_as_it_is() {
    let words = Words::new("it");
    assert_eq!(
        (words.status("active"), words.status("something-new")),
        ("attivo".to_owned(), "something-new".to_owned())
    );
    assert_eq!(words.word("act", "note_rewritten"), "nota riscritta");
    assert_eq!(words.word("act", "sung"), "sung");
    assert_eq!(words.say("no-such-key", &[]), "no-such-key");
    assert_eq!(words.trouble("no-such-trouble"), words.trouble("device"));
    assert_eq!(words.unit("a", 1).as_deref(), Some("anno"));
    assert_eq!(words.unit("mg/dL", 1), None);
}

proptest! {
    #[test]
    fn any_date_and_tag_can_be_said(year in 1_u32..9999, month in 1_u32..=12, day in 1_u32..=28, tag in "\\PC{0,12}", now in any::<i32>()) {
        let words = Words::new(&tag);
        let now = Timestamp::from_millis(i64::from(now) * 100_000);
        for text in [format!("{year:04}"), format!("{year:04}-{month:02}"), format!("{year:04}-{month:02}-{day:02}"), format!("{year:04}-{month:02}-{day:02}T23:59:60Z")] {
            let date = PartialDate::parse(text).unwrap();
            let said = words.ago(&date, now);
            prop_assert!(!words.date(&date).is_empty() && !said.contains(['{', '}']), "{}", said);
        }
    }
}
