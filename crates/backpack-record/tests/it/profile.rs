//! What is known of a person, and the person as a FHIR R4 `Patient`.
#![expect(clippy::unwrap_used, reason = "the helpers of a test fail with it")]

use backpack_core::FileId;
use backpack_record::profile::{
    Abo, BirthSex, BloodType, Ethnicity, InvalidProfile, PatientName, Profile, Race, Rh,
};
use backpack_record::{Header, PersonHint};
use proptest::prelude::*;
use serde_json::{Value, json};

fn full() -> Profile {
    Profile::default()
        .with_given("Zoë")
        .with_given("Mai")
        .with_family("Ångström")
        .with_preferred("Zo")
        .with_other_name("Zoë Lind")
        .in_country("US")
        .in_state("NY")
        .with_gender_identity("woman")
        .with_birth_sex(BirthSex::Female)
        .with_race(Race::Asian)
        .with_race(Race::White)
        .with_race(Race::Asian)
        .with_race_words("Hmong")
        .with_ethnicity(Ethnicity::NotHispanicOrLatino)
        .with_ethnicity_words("Swedish")
        .with_blood_type(BloodType::new(Abo::O, Rh::Negative))
        .with_photo(FileId::from_bytes([7; 16]))
        .with_colour("#0a7BcD")
}

fn patient(profile: &Profile, who: PatientName<'_>) -> Value {
    serde_json::from_slice(&profile.patient(who)).unwrap()
}

#[test]
fn a_patient_says_what_us_core_asks_for_and_nothing_of_this_backpack() {
    assert_eq!(full().check(), Ok(()));
    let mut who = PatientName::new("Zoë Mai Ångström");
    (who.id, who.birth_date, who.gender) = (Some("me"), Some("1980-05"), Some("female"));
    let us_core = "http://hl7.org/fhir/us/core/StructureDefinition/";
    let category = |code: &str, display: &str| {
        let coding = json!({"system": "urn:oid:2.16.840.1.113883.6.238", "code": code, "display": display});
        json!({"url": "ombCategory", "valueCoding": coding})
    };
    let expected = json!({
        "resourceType": "Patient",
        "id": "me",
        "extension": [
            {"url": format!("{us_core}us-core-race"), "extension": [
                category("2028-9", "Asian"),
                category("2106-3", "White"),
                {"url": "text", "valueString": "Asian, White, Hmong"},
            ]},
            {"url": format!("{us_core}us-core-ethnicity"), "extension": [
                category("2186-5", "Not Hispanic or Latino"),
                {"url": "text", "valueString": "Not Hispanic or Latino, Swedish"},
            ]},
            {"url": format!("{us_core}us-core-birthsex"), "valueCode": "F"},
            {
                "url": "http://hl7.org/fhir/StructureDefinition/patient-genderIdentity",
                "valueCodeableConcept": {"text": "woman"},
            },
        ],
        "name": [
            {"use": "official", "text": "Zoë Mai Ångström", "family": "Ångström", "given": ["Zoë", "Mai"]},
            {"use": "usual", "text": "Zo"},
            {"text": "Zoë Lind"},
        ],
        "gender": "female",
        "birthDate": "1980-05",
        "address": [{"use": "home", "state": "NY", "country": "US"}],
    });
    assert_eq!(patient(&full(), who), expected);
    let body = full().patient(who);
    assert!(!String::from_utf8_lossy(&body).contains("070707"), "no id of a file");
    // What is written is read back by our own readers.
    assert_eq!(&*Header::read(&body).unwrap().resource_type, "Patient");
    assert_eq!(PersonHint::read(&body).unwrap().names.len(), 3);
}

#[test]
fn a_patient_of_whom_nothing_is_known_has_no_empty_element() {
    assert_eq!(patient(&Profile::default(), PatientName::new(" ")), json!({"resourceType": "Patient"}));
    let words = Profile::default().with_race_words("Sámi");
    let race = &patient(&words, PatientName::default())["extension"][0]["extension"];
    assert_eq!(race, &json!([{"url": "text", "valueString": "Sámi"}]));
}

#[test]
fn what_no_profile_can_be_is_refused_by_its_field() {
    let none = Profile::default;
    let many = (0..33).fold(none(), |profile, _| profile.with_given("a"));
    for (profile, wrong) in [
        (none().with_given(" "), InvalidProfile::Blank("given name")),
        (none().with_preferred("a\u{0}"), InvalidProfile::ControlCharacter("preferred name")),
        (none().with_family("é".repeat(501)), InvalidProfile::TooLong("family name")),
        (many, InvalidProfile::TooMany("given name")),
        (none().in_country("us"), InvalidProfile::Country),
        (none().in_country("USA"), InvalidProfile::Country),
        (none().in_country("UK"), InvalidProfile::Country),
        (none().in_state("NY"), InvalidProfile::StateAbroad),
        (none().in_country("DE").in_state("BY"), InvalidProfile::StateAbroad),
        (none().in_country("US").in_state("New York"), InvalidProfile::State),
        (none().in_country("US").in_state("ny"), InvalidProfile::State),
        (none().with_colour("red"), InvalidProfile::Colour),
        (none().with_colour("#12345"), InvalidProfile::Colour),
        (none().with_colour("#12345g"), InvalidProfile::Colour),
        (none().with_colour("#1234567"), InvalidProfile::Colour),
    ] {
        assert_eq!(profile.check(), Err(wrong));
    }
    assert_eq!(none().with_family("é".repeat(500)).in_country("GB").with_colour("#FFFFFF").check(), Ok(()));
    assert_eq!(none().in_country("US").in_state("PR").check(), Ok(()));
}

#[test]
fn blood_types_are_read_as_people_write_them() {
    for (text, expected) in [
        ("A+", "A+"),
        ("ab -", "AB-"),
        ("0−", "O-"),
        ("O positive", "O+"),
        ("o neg", "O-"),
        ("B Rh+", "B+"),
        ("AB", "AB"),
        ("0", "O"),
        ("A RhD", ""),
        ("A++", ""),
        ("C+", ""),
        ("", ""),
        ("abo", ""),
        ("+", ""),
    ] {
        let read = text.parse::<BloodType>().map(|blood| blood.to_string()).unwrap_or_default();
        assert_eq!(read, expected, "{text}");
    }
}

proptest! {
    #[test]
    fn a_profile_that_may_be_kept_makes_a_patient_that_reads_back(
        name in "\\PC{0,40}",
        given in proptest::collection::vec("\\PC{1,20}", 0..4),
        words in proptest::collection::vec("\\PC{1,20}", 0..4),
    ) {
        let mut profile = Profile::default();
        (profile.given, profile.race_words) = (given, words);
        prop_assume!(profile.check().is_ok());
        let body = profile.patient(PatientName::new(&name));
        prop_assert!(Header::read(&body).is_ok());
        let read: Value = serde_json::from_slice(&body).unwrap();
        let given = read["name"][0]["given"].as_array().map_or(0, Vec::len);
        prop_assert_eq!(given, profile.given.len());
    }

    #[test]
    fn a_blood_type_is_what_it_shows(abo in 0..4_usize, rh in 0..3_usize) {
        let abo = [Abo::A, Abo::B, Abo::Ab, Abo::O][abo];
        let blood = BloodType { abo, rh: [None, Some(Rh::Negative), Some(Rh::Positive)][rh] };
        prop_assert_eq!(blood.to_string().parse::<BloodType>(), Ok(blood));
    }
}
