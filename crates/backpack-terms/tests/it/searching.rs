use backpack_record::Kind;
use backpack_terms::{List, Terms};
use proptest::prelude::*;

fn first(kind: Kind, typed: &str, language: &str) -> String {
    Terms::for_kind(kind)
        .search(typed, language, 5)
        .first()
        .map_or_else(String::new, |term| term.display().to_owned())
}

#[test]
fn a_few_letters_find_the_common_thing_first() {
    for (kind, typed, expected) in [
        (Kind::Condition, "asth", "Asthma"),
        (Kind::Condition, "high blood", "High blood pressure"),
        (Kind::Condition, "pressure bl", "High blood pressure"),
        (Kind::Condition, "hypert", "High blood pressure"),
        (Kind::Condition, "diabetes 2", "Type 2 diabetes"),
        (Kind::Condition, "heart att", "Heart attack"),
        (Kind::Condition, "pollinosis", "Allergic rhinitis due to pollen"),
        (Kind::Condition, "actinomycotic enc", "Actinomycotic encephalitis"),
        (Kind::Symptom, "head", "Headache"),
        (Kind::Injury, "ankle", "Sprained ankle"),
        (Kind::Medication, "metf", "metformin"),
        (Kind::Medication, "vitamin c", "ascorbic acid"),
        (Kind::Immunization, "tetanus", "Tetanus"),
        (Kind::Immunization, "rubella mea", "Measles, mumps and rubella"),
        (Kind::Immunization, "mmr", "MMR"),
        (Kind::Allergy, "pean", "Peanut"),
        (Kind::Allergy, "penic", "Penicillin"),
        (Kind::LabResult, "a1c", "Hemoglobin A1c"),
        (Kind::VitalSign, "puls", "Heart rate"),
        (Kind::Device, "pace", "Pacemaker"),
    ] {
        assert_eq!(first(kind, typed, "en"), expected, "{typed}");
    }
}

#[test]
fn languages_accents_and_case() {
    for (kind, typed, language, expected) in [
        (Kind::Condition, "HIPERTENSION", "es", "Hipertensión"),
        (Kind::Condition, "bluthoch", "de", "Bluthochdruck"),
        (Kind::Condition, "cœliaque", "fr", "Maladie cœliaque"),
        (Kind::Condition, "coeliaque", "fr", "Maladie cœliaque"),
        (Kind::Condition, "tensao", "pt-BR", "Hipertensão"),
        (Kind::Symptom, "mal di te", "it", "Mal di testa"),
        (Kind::Allergy, "cacahue", "es", "Cacahuete"),
        // English is found in every language, and shown in the person's.
        (Kind::Condition, "heart attack", "de", "Herzinfarkt"),
        (Kind::Medication, "ibuprofen", "fr", "ibuprofen"),
    ] {
        assert_eq!(first(kind, typed, language), expected, "{typed}");
    }
}

#[test]
fn slips_are_forgiven_where_nothing_fits() {
    for (kind, typed, expected) in [
        (Kind::Condition, "ashtma", "Asthma"),
        (Kind::Condition, "hypretension", "High blood pressure"),
        (Kind::Condition, "diabtes type 2", "Type 2 diabetes"),
        (Kind::Medication, "amoxicilin", "amoxicillin"),
        (Kind::Medication, "metfromin", "metformin"),
        (Kind::Allergy, "penut", "Peanut"),
    ] {
        assert_eq!(first(kind, typed, "en"), expected, "{typed}");
    }
    assert_eq!(first(Kind::Condition, "qqqqqqqq", "en"), "");
}

#[test]
fn nothing_typed_and_far_too_much_typed() {
    let terms = Terms::for_kind(Kind::Condition);
    for nothing in ["", "  ", "--", "()"] {
        assert!(terms.search(nothing, "en", 5).is_empty());
    }
    assert!(terms.search("asthma", "en", 0).is_empty());
    assert!(terms.search(&"x".repeat(100_000), "en", 5).is_empty());
    assert!(terms.search(&"asthma ".repeat(10_000), "en", 5).len() <= 5);
    assert_eq!(terms.search("a", "en", usize::MAX).len(), 1_000);
}

#[test]
fn the_same_code_is_shown_once() {
    let hits = Terms::for_kind(Kind::Condition).search("hypertension", "en", 50);
    assert_eq!(hits.iter().filter(|term| term.code() == Some("I10")).count(), 1);
    assert_eq!(hits.len(), 50);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_word_of_a_term_begun_finds_it(row in 0_usize..79, letters in 3_usize..12) {
        let terms = Terms::of([List::Conditions]);
        let display = terms.all("en").nth(row).map(|term| term.display().to_owned()).unwrap_or_default();
        for word in display.split(|letter: char| !letter.is_alphanumeric()).filter(|word| word.len() > 2) {
            let typed: String = word.chars().take(letters).collect();
            let found = terms.search(&typed, "en", 79);
            prop_assert!(found.iter().any(|term| term.display() == display), "{typed}: {display}");
        }
    }

    #[test]
    fn any_text_at_all_is_answered(typed in any::<String>(), language in "[a-z]{0,3}") {
        let found = Terms::for_kind(Kind::Allergy).search(&typed, &language, 7);
        prop_assert!(found.len() <= 7);
        prop_assert!(found.iter().all(|term| !term.display().is_empty()));
    }
}
