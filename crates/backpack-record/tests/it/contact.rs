//! Contacts: what may be kept, who is the same, what sources say, and FHIR's shapes.
#![expect(clippy::unwrap_used, reason = "the helpers of a test fail with it")]

use backpack_core::RecordId;
use backpack_record::contact::{
    Address, Contact, ContactKey, ContactPoint, ContactSort, Described, Gathering, InvalidContact, Mention,
    Met, PersonalRole, PointSort, is_npi, plain_name,
};
use proptest::prelude::*;
use serde_json::{Value, json};

#[test]
fn an_npi_has_ten_digits_and_the_right_last_one() {
    // The number that CMS works its example with, and one of the registry's own form.
    assert!(is_npi("1234567893") && is_npi("1245319599"));
    for wrong in
        ["1234567890", "123456789", "12345678930", "3234567893", "123456789x", "", "１２３４５６７８９３"]
    {
        assert!(!is_npi(wrong), "{wrong}");
    }
}

#[test]
fn what_no_contact_can_be_is_refused_by_its_field() {
    let ann = || Contact::provider("Ann Ek");
    let many = (0..33).fold(ann(), |contact, _| contact.with_phone("1"));
    for (contact, wrong) in [
        (Contact::personal(" \t"), InvalidContact::Blank("name")),
        (Contact::personal("a\nb"), InvalidContact::ControlCharacter("name")),
        (Contact::organisation("é".repeat(501)), InvalidContact::TooLong("name")),
        (ann().with_npi("1234567890"), InvalidContact::Npi),
        (ann().with_email("ann"), InvalidContact::Email),
        (ann().with_email("ann ek@x"), InvalidContact::Email),
        (ann().with_email("@x"), InvalidContact::Email),
        (ann().with_phone("call me"), InvalidContact::Phone),
        (ann().with_web("javascript:alert(1)"), InvalidContact::Web),
        (ann().with_portal("https://"), InvalidContact::Web),
        (ann().with_note("x".repeat((16 << 10) + 1)), InvalidContact::TooLong("note")),
        (ann().with_address(Address::new("")), InvalidContact::Blank("address")),
        (ann().with_specialty(""), InvalidContact::Blank("specialty")),
        (many, InvalidContact::TooMany("ways to reach them")),
    ] {
        assert_eq!(contact.check(), Err(wrong));
    }
    let whole = ann()
        .with_npi("1234567893")
        .with_email("ann@clinic.example")
        .with_phone("+46 8 123 ext. 4")
        .with_web("HTTPS://clinic.example")
        .with_note("two\nlines");
    assert_eq!(whole.check(), Ok(()));
    assert_eq!(Contact::personal("山田 太郎").check(), Ok(()));
}

#[test]
fn names_are_the_same_however_they_are_written() {
    for (one, other) in [
        ("Dr. Ann Ek", "EK, ANN, M.D."),
        ("Åsa Öst", "asa ost"),
        ("Sean O’Neil", "O'NEIL SEAN, RN"),
        ("山田 太郎", "太郎　山田"),
    ] {
        assert_eq!(plain_name(one), plain_name(other), "{one}");
    }
    assert_ne!(plain_name("Ann Ek"), plain_name("Ann Ekman"));
    // A name of nothing but a title, or without a letter, is itself.
    assert_eq!((plain_name("Dr."), plain_name(" 🩺 ")), ("dr".to_owned(), "🩺".to_owned()));
}

#[test]
fn the_same_npi_is_one_and_two_npis_are_two() {
    let ann = |npi: &str| Contact::provider("Ann Ek").with_npi(npi);
    let bare = Contact::provider("Dr Ann Ek");
    assert!(ann("1234567893").is_same(&Contact::provider("A. Ek-Holm").with_npi("1234567893")));
    assert!(!ann("1234567893").is_same(&ann("1245319599")));
    assert!(ann("1234567893").is_same(&bare));
    let of = |organisation: &str| bare.clone().with_organisation(organisation);
    assert!(of("City Hospital").is_same(&of("CITY HOSPITAL")) && of("City Hospital").is_same(&bare));
    assert!(!of("City Hospital").is_same(&of("Lake Clinic")));
    assert!(!bare.is_same(&Contact::personal("Ann Ek")));
    assert_eq!(ContactKey::of(&ann("1234567893")).text(), "npi:1234567893");
}

fn describe(body: &Value) -> Option<Described> {
    Described::read(body.to_string().as_bytes()).unwrap()
}

fn practitioner() -> Value {
    json!({
        "resourceType": "Practitioner",
        "identifier": [
            {"system": "http://hl7.org/fhir/sid/us-npi", "value": "1234567893"},
            {"system": "urn:oid:2.16.840.1.113883.4.6", "value": "9999999999"},
            {"system": "https://clinic.example/ids", "value": "E 7"},
            {"value": "no system"},
        ],
        "name": [{"family": "Ek", "given": ["Ann"], "prefix": ["Dr."]}],
        "telecom": [
            {"system": "phone", "value": "555-0100", "use": "work"},
            {"system": "email", "value": "nonsense"},
            {"system": "pager", "value": "1"},
            {"system": "url", "value": "https://clinic.example/ek"},
        ],
        "address": [{"line": ["1 Main St", "Floor 2"], "city": "Springfield", "state": "IL", "postalCode": "62701"}],
        "qualification": [{"code": {"text": "MD"}}, {"code": {"coding": [
            {"system": "http://nucc.org/provider-taxonomy", "code": "207RC0000X", "display": "Cardiology"},
        ]}}],
    })
}

#[test]
fn what_a_practitioner_says_is_read_and_what_is_odd_left_out() {
    let expected = Contact::provider("Ann Ek")
        .with_specialty("Cardiology")
        .with_npi("1234567893")
        .with_identifier("https://clinic.example/ids", "E 7")
        .with_point(ContactPoint::new(PointSort::Phone, "555-0100").labelled("work"))
        .with_web("https://clinic.example/ek")
        .with_address(
            Address::new("1 Main St")
                .with_line("Floor 2")
                .with_city("Springfield")
                .with_state("IL")
                .with_postal_code("62701"),
        );
    assert_eq!(describe(&practitioner()).unwrap().contact, expected);
    assert_eq!(expected.check(), Ok(()));
    // DSTU2 has one name, not a list of them, and the role inside.
    let dstu2 = json!({
        "resourceType": "Practitioner",
        "name": {"text": "Ann Ek"},
        "practitionerRole": [{
            "managingOrganization": {"display": "City Hospital"},
            "specialty": [{"coding": [{"display": "Cardiology"}]}],
        }],
    });
    let expected =
        Contact::provider("Ann Ek").with_specialty("Cardiology").with_organisation("City Hospital");
    assert_eq!(describe(&dstu2).unwrap().contact, expected);
    let hospital = json!({"resourceType": "Organization", "name": " City\u{7}Hospital "});
    assert_eq!(describe(&hospital).unwrap().contact, Contact::organisation("City Hospital"));
    assert_eq!(describe(&json!({"resourceType": "Patient", "name": [{"text": "x"}]})), None);
    let broken = json!({"resourceType": "Practitioner", "name": 7, "telecom": "x", "address": [[]]});
    assert_eq!(describe(&broken).unwrap().contact, Contact::provider(""));
    assert!(Described::read(b"{").is_err());
}

fn id(number: u8) -> RecordId {
    RecordId::from_bytes([number; 16])
}

fn names(met: &[Met]) -> Vec<(&str, usize)> {
    met.iter().map(|one| (one.contact.name.as_str(), one.mentions)).collect()
}

#[test]
fn whoever_is_met_several_times_is_one_and_the_most_often_met_comes_first() {
    let mut gathering = Gathering::new();
    gathering.describe(id(1), describe(&practitioner()).unwrap(), None, None);
    let mut at_another = practitioner();
    at_another["name"] = json!([{"text": "EK, ANN MD"}]);
    at_another["telecom"] = json!([{"system": "fax", "value": "555-0199"}]);
    gathering.describe(id(2), describe(&at_another).unwrap(), None, None);
    let hospital = json!({"resourceType": "Organization", "name": "City Hospital"});
    gathering.describe(id(3), describe(&hospital).unwrap(), None, None);
    let role = json!({
        "resourceType": "PractitionerRole",
        "practitioner": {"reference": "Practitioner/1"},
        "organization": {"reference": "Organization/3"},
        "code": [{"text": "Attending"}],
    });
    gathering.describe(id(4), describe(&role).unwrap(), Some(id(1)), Some(id(3)));
    gathering.mention(&Mention::new(id(10), Some(5)).described_by(Some(id(2))));
    gathering.mention(&Mention::new(id(11), Some(9)).described_by(Some(id(4))));
    gathering.mention(&Mention::new(id(12), None).named(Some("Dr. Ann Ek")));
    gathering.mention(&Mention::new(id(13), Some(7)).named(Some("CITY HOSPITAL")).of_organisation(true));
    gathering.mention(&Mention::new(id(14), Some(8)).named(Some("Bo Lind")));
    gathering.mention(&Mention::new(id(15), Some(8)).named(Some("Zoë Ångström")));
    gathering.mention(&Mention::new(id(15), Some(8)).named(Some("  ")));
    gathering.mention(&Mention::new(id(15), Some(8)).named(Some("Not available")));
    gathering.mention(&Mention::new(id(15), Some(8)).named(Some("Unknown Provider")));
    let met = gathering.met(&["zoe angstrom"]);
    assert_eq!(names(&met), [("Ann Ek", 3), ("Bo Lind", 1), ("City Hospital", 1)]);
    let ann = &met[0];
    assert_eq!(ann.described_by, [id(1), id(2), id(4)]);
    assert_eq!((ann.named_in.as_slice(), ann.latest), (&[id(11), id(10), id(12)][..], Some(9)));
    let care = ann.contact.care().unwrap();
    assert_eq!(
        (care.organisation.as_deref(), care.role.as_deref()),
        (Some("City Hospital"), Some("Attending"))
    );
    assert_eq!(ann.contact.reached_by(PointSort::Fax).collect::<Vec<_>>(), ["555-0199"]);
    assert_eq!(ann.contact.npis().collect::<Vec<_>>(), ["1234567893"]);
    assert!(matches!(met[2].contact.sort, ContactSort::Organisation(_)));
}

#[test]
fn two_of_one_name_in_two_places_stay_two_and_a_bare_name_is_neither() {
    let mut gathering = Gathering::new();
    for (number, organisation) in [(1, "City Hospital"), (2, "Lake Clinic"), (3, "city hospital")] {
        let role = json!({
            "resourceType": "PractitionerRole",
            "practitioner": {"display": "Ann Ek"},
            "organization": {"display": organisation},
        });
        gathering.describe(id(number), describe(&role).unwrap(), None, None);
    }
    gathering.mention(&Mention::new(id(9), None).named(Some("Ann Ek")));
    let met = gathering.met(&[]);
    assert_eq!(names(&met), [("Ann Ek", 1), ("Ann Ek", 0), ("Ann Ek", 0)]);
    assert_eq!(met[0].described_by, []);
    let at_city = met.iter().find(|one| one.described_by.len() == 2).unwrap();
    assert_eq!(at_city.contact.care().unwrap().organisation.as_deref(), Some("City Hospital"));
}

fn shapes(contact: &Contact) -> Vec<(&'static str, Value)> {
    let resources = contact.resources("c1", "Patient/me").into_iter();
    resources.map(|one| (one.resource_type, serde_json::from_slice(&one.body).unwrap())).collect()
}

#[test]
fn contacts_have_the_shapes_of_fhir() {
    let ann = Contact::provider("Ann Ek")
        .with_npi("1234567893")
        .with_specialty("Cardiology")
        .with_organisation("City Hospital")
        .with_role("Attending")
        .past()
        .with_point(ContactPoint::new(PointSort::Phone, "555").labelled("work"))
        .with_point(ContactPoint::new(PointSort::Portal, "https://p.example").labelled("my chart"))
        .with_address(Address::new("1 Main St").with_city("Springfield").with_country("US"))
        .with_note("secret");
    let practitioner = json!({
        "resourceType": "Practitioner",
        "id": "c1",
        "active": false,
        "identifier": [{"system": "http://hl7.org/fhir/sid/us-npi", "value": "1234567893"}],
        "name": [{"text": "Ann Ek"}],
        "telecom": [
            {"system": "phone", "value": "555", "rank": 1, "use": "work"},
            {"system": "url", "value": "https://p.example", "rank": 2},
        ],
        "address": [{"line": ["1 Main St"], "city": "Springfield", "country": "US"}],
    });
    let role = json!({
        "resourceType": "PractitionerRole",
        "id": "c1-r",
        "active": false,
        "practitioner": {"reference": "Practitioner/c1", "display": "Ann Ek"},
        "organization": {"display": "City Hospital"},
        "code": [{"text": "Attending"}],
        "specialty": [{"text": "Cardiology"}],
    });
    assert_eq!(shapes(&ann), [("Practitioner", practitioner), ("PractitionerRole", role)]);
    let hospital = Contact::organisation("City Hospital").with_phone("555");
    let organisation = json!({
        "resourceType": "Organization",
        "id": "c1",
        "active": true,
        "name": "City Hospital",
        "telecom": [{"system": "phone", "value": "555", "rank": 1}],
    });
    assert_eq!(shapes(&hospital), [("Organization", organisation)]);
    let mother = Contact::personal("Mai")
        .with_relation("mother")
        .there_as(PersonalRole::EmergencyContact)
        .there_as(PersonalRole::HealthCareProxy)
        .there_as(PersonalRole::EmergencyContact);
    let system = |name: &str| format!("http://terminology.hl7.org/CodeSystem/{name}");
    let related = json!({
        "resourceType": "RelatedPerson",
        "id": "c1",
        "patient": {"reference": "Patient/me"},
        "relationship": [
            {"coding": [{"system": system("v2-0131"), "code": "C", "display": "Emergency Contact"}]},
            {"coding": [{"system": system("v3-RoleCode"), "code": "HPOWATT", "display": "healthcare power of attorney"}]},
            {"text": "mother"},
        ],
        "name": [{"text": "Mai"}],
    });
    assert_eq!(shapes(&mother), [("RelatedPerson", related)]);
}

proptest! {
    #[test]
    fn nine_digits_have_one_check_digit(first in 1..3_u64, rest in 0..100_000_000_u64) {
        let nine = format!("{first}{rest:08}");
        let right = (0..10).filter(|check| is_npi(&format!("{nine}{check}"))).count();
        prop_assert_eq!(right, 1);
    }

    #[test]
    fn a_plain_name_stays_as_it_is_and_knows_no_order(name in "\\PC{0,40}") {
        let plain = plain_name(&name);
        prop_assert_eq!(&plain_name(&plain), &plain);
        prop_assume!(plain.chars().any(char::is_alphanumeric));
        let turned: Vec<&str> = plain.split(' ').rev().collect();
        prop_assert_eq!(plain_name(&turned.join(" ")), plain);
    }

    #[test]
    fn whatever_a_source_says_can_be_kept_or_has_no_name(name in "\\PC{0,600}", value in "\\PC{0,40}") {
        let body = json!({
            "resourceType": "Practitioner",
            "name": [{"text": name}],
            "telecom": [{"system": "phone", "value": value}, {"system": "email", "value": value},
                {"system": "url", "value": value}],
            "identifier": [{"system": value, "value": value}],
            "address": {"line": value, "city": name},
        });
        let contact = describe(&body).unwrap().contact;
        prop_assert!(contact.check().is_ok() || contact.name.is_empty(), "{:?}", contact.check());
    }
}
