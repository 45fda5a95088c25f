use backpack_record::Kind;
use backpack_record::entry::{Concept, Unit};
use backpack_terms::{List, Row, Terms};

#[test]
fn a_host_brings_lists_of_its_own() {
    let own = Terms::from_rows([
        Row::new("https://clinic.example/codes", "K7", "Knee school").display("de", "Knieschule"),
        Row::in_words("Tab\tin|the words"),
        Row::in_words(""),
    ]);
    // What has no words is no term.
    assert_eq!(own.len(), 2);
    let hits = own.search("knie", "de", 5);
    assert_eq!(hits.len(), 1);
    assert_eq!((hits[0].system(), hits[0].code()), (Some("https://clinic.example/codes"), Some("K7")));
    assert_eq!((hits[0].display(), hits[0].display_in("fr")), ("Knieschule", "Knee school"));
    assert_eq!(own.search("tab", "en", 5)[0].display(), "Tab in/the words");
    let both = own.and(Terms::for_kind(Kind::Procedure));
    assert_eq!(both.search("knee", "en", 3)[0].display(), "Knee school");
    assert!(both.search("knee", "en", 3).len() == 3);
    assert!(both.find("https://clinic.example/codes", "K7").is_some());
    assert!(Terms::default().search("a", "en", 5).is_empty() && Terms::default().is_empty());
}

#[test]
fn a_term_becomes_what_a_field_takes() {
    let term = |list, typed: &str| Terms::of([list]).search(typed, "en", 1).remove(0);
    let concept = Concept::from(term(List::Icd10Cm, "essential hypertension"));
    assert_eq!(concept.text, "Essential (primary) hypertension");
    assert_eq!(concept.codes[0].display.as_deref(), Some("Essential (primary) hypertension"));
    // Our own words are not passed off as the code system's.
    let concept = Concept::from(term(List::Conditions, "high blood"));
    assert_eq!((concept.codes[0].code.as_deref(), concept.codes[0].display.as_deref()), (Some("I10"), None));
    let unit = Unit::from(term(List::Units, "mmhg"));
    assert_eq!((unit.words.as_deref(), unit.ucum.as_deref()), (Some("mmHg"), Some("mm[Hg]")));
    let words = Concept::from(term(List::Medications, "paracetamol"));
    assert_eq!((words.text.as_str(), words.codes.len()), ("acetaminophen", 0));
}

#[test]
fn codes_are_translated_where_a_list_speaks_the_language() {
    let icd = "http://hl7.org/fhir/sid/icd-10-cm";
    assert_eq!(Terms::translate(icd, "I10", "it-IT").as_deref(), Some("Pressione alta"));
    assert_eq!(Terms::translate(icd, "A42.0", "it"), None);
    assert_eq!(Terms::translate("http://loinc.org", "4548-4", "de").as_deref(), Some("HbA1c"));
    let own = "https://backpack.health/fhir/terms/food-allergens";
    assert_eq!(Terms::translate(own, "peanut", "de").as_deref(), Some("Erdnuss"));
    assert_eq!(Terms::translate(own, "peanut", "xx").as_deref(), Some("Peanut"));
}
