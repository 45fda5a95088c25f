use std::collections::HashSet;

use backpack_record::Kind;
use backpack_terms::{List, Terms};

const LANGUAGES: [&str; 6] = ["en", "es", "de", "fr", "pt", "it"];

#[test]
fn every_list_has_what_its_notice_says() {
    let sizes: Vec<(List, usize)> = List::ALL.iter().map(|list| (*list, Terms::of([*list]).len())).collect();
    let expected = [
        (List::Conditions, 79),
        (List::Icd10Cm, 46_881),
        (List::Symptoms, 71),
        (List::Injuries, 22),
        (List::Medications, 550),
        (List::FoodAllergens, 42),
        (List::EnvironmentAllergens, 27),
        (List::MedicationAllergens, 24),
        (List::Reactions, 25),
        (List::Treatments, 46),
        (List::VaccineNames, 26),
        (List::Vaccines, 284),
        (List::LabTests, 57),
        (List::VitalSigns, 9),
        (List::Units, 83),
        (List::BodySites, 64),
        (List::Routes, 17),
        (List::Frequencies, 15),
        (List::Relations, 22),
        (List::Devices, 24),
        (List::Habits, 12),
    ];
    assert_eq!(sizes, expected);
    let notice = include_str!("../../data/NOTICE.md");
    for words in [
        "| 46,881 |",
        "| 284 |",
        "| 550, of which 206",
        "| 57, 9 |",
        "| 83 |",
        "| 17, 15, 22 |",
        "| 79, 26 |",
    ] {
        assert!(notice.contains(words), "{words}");
    }
    let coded = Terms::of([List::Medications]).all("en").filter(|term| term.code().is_some()).count();
    assert_eq!(coded, 206);
}

#[test]
fn every_term_has_words_and_no_code_stands_twice_in_a_list() {
    for list in List::ALL {
        let mut seen = HashSet::new();
        for term in Terms::of([*list]).all("en") {
            assert!(!term.display().trim().is_empty(), "{list:?} {:?}", term.code());
            if let Some(code) = term.code() {
                assert!(seen.insert(code.to_owned()), "{list:?} {code}");
                assert_eq!(term.system(), Some(list.system()));
            }
        }
        assert!(!list.notice().is_empty());
    }
}

#[test]
fn our_own_lists_speak_six_languages() {
    let english = [List::Icd10Cm, List::Vaccines, List::Medications, List::Units];
    let mut compared = 0;
    for list in List::ALL.iter().filter(|list| !english.contains(list)) {
        let terms = Terms::of([*list]);
        for language in LANGUAGES {
            let all: Vec<String> = terms.all(language).map(|term| term.display().to_owned()).collect();
            assert_eq!(all.len(), terms.len());
            assert!(all.iter().all(|display| !display.is_empty()));
            if language != "en" {
                let same =
                    terms.all("en").filter(|term| all.iter().any(|other| *other == term.display())).count();
                assert!(same * 2 < terms.len(), "{list:?} in {language}: {same} of {}", terms.len());
                compared += 1;
            }
        }
    }
    assert_eq!(compared, 17 * 5);
}

#[test]
fn the_codes_of_everyday_words_are_in_the_official_lists() {
    for (everyday, official) in [(List::Conditions, List::Icd10Cm), (List::VaccineNames, List::Vaccines)] {
        let official: HashSet<String> =
            Terms::of([official]).all("en").filter_map(|term| term.code().map(str::to_owned)).collect();
        for term in Terms::of([everyday]).all("en") {
            assert!(term.code().is_some_and(|code| official.contains(code)), "{term:?}");
        }
    }
}

#[test]
fn codes_of_loinc_have_their_check_digit() {
    // LOINC Users' Guide, appendix on check digits: Mod 10.
    for term in Terms::of([List::LabTests, List::VitalSigns]).all("en") {
        let (number, check) = term.code().and_then(|code| code.split_once('-')).unwrap_or_default();
        let sum: u32 = number
            .chars()
            .rev()
            .filter_map(|digit| digit.to_digit(10))
            .enumerate()
            .map(|(at, digit)| if at % 2 == 0 { digit * 2 / 10 + digit * 2 % 10 } else { digit })
            .sum();
        assert_eq!(check, ((10 - sum % 10) % 10).to_string(), "{term:?}");
    }
}

#[test]
fn kinds_have_the_lists_of_what_people_enter() {
    let has = |kind| !Terms::for_kind(kind).is_empty();
    let with: Vec<Kind> = Kind::ALL.iter().copied().filter(|kind| has(*kind)).collect();
    assert_eq!(
        with,
        [
            Kind::Allergy,
            Kind::Condition,
            Kind::Symptom,
            Kind::Injury,
            Kind::Medication,
            Kind::Immunization,
            Kind::LabResult,
            Kind::VitalSign,
            Kind::Procedure,
            Kind::Imaging,
            Kind::Device,
            Kind::FamilyHistory,
            Kind::SocialHistory,
        ]
    );
}
