//! News of a sync: every kind, every mixture of counts, every language.

use std::collections::BTreeSet;

use backpack_record::Kind;
use backpack_words::{Counts, Language, Words};

const PORTAL: &str = "Riverside Clinic";

#[test]
fn news_are_said_as_people_say_them() {
    let said = |tag: &str, new, changed, gone| {
        Words::new(tag).news(Some(Kind::LabResult), Counts { new, changed, gone }, PORTAL)
    };
    for (counts, expected) in [
        ((3, 0, 0), "3 new lab results from Riverside Clinic"),
        ((1, 0, 0), "1 new lab result from Riverside Clinic"),
        ((0, 1, 0), "1 changed lab result from Riverside Clinic"),
        ((1, 1, 0), "1 new and 1 changed lab results from Riverside Clinic"),
        ((0, 0, 1), "1 lab result no longer listed by Riverside Clinic"),
        ((2, 3, 1), "2 new and 3 changed lab results from Riverside Clinic, 1 no longer listed"),
        ((0, 0, 0), ""),
    ] {
        assert_eq!(said("en", counts.0, counts.1, counts.2), expected);
    }
    assert_eq!(
        said("de", 12_345, 0, 1),
        "Neu von Riverside Clinic: 12.345 Laborwerte; nicht mehr aufgeführt: 1"
    );
    assert_eq!(said("fr", 0, 1, 0), "Modifié sur Riverside Clinic : 1 résultat d’analyse");
    assert_eq!(
        said("es", 2, 3, 0),
        "En Riverside Clinic, resultados de laboratorio: novedades (2) y cambios (3)"
    );
    assert_eq!(
        Words::new("it").news(None, Counts { new: 5, ..Counts::default() }, "X"),
        "Novità da X: 5 dati"
    );
    assert_eq!(
        [0, 1, 2].map(|count| Words::new("de").conflicts(count, "X")),
        [
            "",
            "Ihre Berichtigung und X weichen jetzt in 1 Eintrag voneinander ab",
            "Ihre Berichtigungen und X weichen jetzt in 2 Einträgen voneinander ab"
        ]
    );
}

/// Every kind, and none for all of them.
fn kinds() -> impl Iterator<Item = Option<Kind>> {
    Kind::ALL.iter().copied().map(Some).chain([None])
}

#[test]
fn every_sort_of_news_has_words_in_every_language() {
    let english = Words::of(Language::English);
    for language in Language::ALL {
        let words = Words::of(*language);
        for kind in kinds() {
            let mut seen = BTreeSet::new();
            // The numbers are told apart, so that none takes the place of another.
            for (new, changed, gone) in (1..8_usize).map(|bits| (bits & 1, (bits >> 1) & 1, (bits >> 2) & 1))
            {
                let counts = Counts { new: new * 21, changed: changed * 32, gone: gone * 43 };
                let said = words.news(kind, counts, PORTAL);
                for (number, counted) in [("21", new), ("32", changed), ("43", gone)] {
                    assert_eq!(said.contains(number), counted == 1, "{language:?} {kind:?}: {said}");
                }
                assert_eq!(said.matches(PORTAL).count(), 1, "{said}");
                assert!(!said.contains("news-") && !said.contains(['{', '}', '$']), "{said}");
                assert!(
                    !said.contains(char::is_control) && !said.contains(['\u{2068}', '\u{2069}']),
                    "{said}"
                );
                assert!(*language == Language::English || said != english.news(kind, counts, PORTAL));
                assert!(seen.insert(said));
            }
        }
        for records in [1, 2] {
            let said = words.conflicts(records, PORTAL);
            assert!(said.contains(&records.to_string()) && said.contains(PORTAL), "{said}");
            assert!(*language == Language::English || said != english.conflicts(records, PORTAL), "{said}");
        }
    }
}
