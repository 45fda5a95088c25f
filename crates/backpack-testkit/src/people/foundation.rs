//! What is there before the first visit: the person, who cares for them, and what they live with.

use super::calendar::{Day, Moment};
use super::documents;
use super::json::Object;
use super::life::{Life, Stamp};
use super::shapes::{Code, SNOMED, US_CORE, extension, hl7, identifier, named, period, reference};
use super::treatment;

/// The references that visits hang on.
#[derive(Debug)]
pub(crate) struct Cast {
    pub(crate) hospital: String,
    pub(crate) laboratory: String,
    pub(crate) clinic: String,
    pub(crate) doctors: [String; 3],
    pub(crate) metformin: String,
    pub(crate) problems: Vec<String>,
}

/// Puts down everything that visits refer to, and the records that every person has once.
pub(crate) fn lay(life: &mut Life, first: Day) -> Cast {
    let at = first.at(8, 0);
    let hospital = organization(life, at, "Harrow Falls General Hospital", "prov");
    let laboratory = organization(life, at, "Brixham Reference Laboratory", "dept");
    let insurer = organization(life, at, "Meadowlight Health Plan", "pay");
    let clinic = location(life, at, &hospital);
    let doctors =
        DOCTORS.map(|(given, family, specialty)| doctor(life, at, (given, family), specialty, &hospital));
    let metformin = treatment::medication(life, at);
    patient(life, at, &hospital, doctors.first());
    coverage(life, at, &insurer);
    let problems = treatment::problems(life, first);
    let cast = Cast { hospital, laboratory, clinic, doctors, metformin, problems };
    treatment::allergies(life, first);
    treatment::long_courses(life, &cast, first);
    treatment::plans(life, &cast, first);
    treatment::device(life, first);
    treatment::history(life, &cast, first);
    documents::specials(life, &cast, first);
    cast
}

fn organization(life: &mut Life, at: Moment, name: &str, kind: &str) -> String {
    life.put(Stamp::new("Organization", "organization", at), |o| {
        o.raw("active", "true")
            .one("type", &hl7("organization-type", kind))
            .text("name", name)
            .raw("telecom", r#"[{"system":"phone","value":"555-0100","use":"work"}]"#)
            .raw("address", r#"[{"line":["1 Millrace Lane"],"city":"Harrow Falls","country":"US"}]"#)
    })
}

fn location(life: &mut Life, at: Moment, hospital: &str) -> String {
    life.put(Stamp::new("Location", "location", at), |o| {
        o.text("status", "active")
            .text("name", "Outpatient clinic, east wing")
            .raw("position", r#"{"longitude":-71.0600,"latitude":42.3500}"#)
            .raw("managingOrganization", &reference(hospital))
    })
}

fn doctor(
    life: &mut Life,
    at: Moment,
    (given, family): (&str, &str),
    specialty: Code,
    hospital: &str,
) -> String {
    let name =
        Object::new().text("family", family).one("given", &format!("\"{given}\"")).one("prefix", "\"Dr.\"");
    let doctor = life.put(Stamp::new("Practitioner", "practitioner", at), |o| {
        o.one("identifier", &identifier("http://hl7.org/fhir/sid/us-npi", "0000000000"))
            .raw("active", "true")
            .one("name", &name.finish())
    });
    life.put(Stamp::new("PractitionerRole", "practitionerrole", at), |o| {
        o.raw("active", "true")
            .raw("practitioner", &named(&doctor, &format!("Dr. {given} {family}")))
            .raw("organization", &reference(hospital))
            .one("specialty", &specialty.concept())
    });
    doctor
}

fn patient(life: &mut Life, at: Moment, hospital: &str, doctor: Option<&String>) {
    let who = life.profile.clone();
    let (own_family, own_given) = who.own;
    let name = |usage: &str, family: &str, given: &str| {
        let name = Object::new().text("use", usage).text("family", family);
        name.one("given", &format!("\"{given}\"")).finish()
    };
    let sex = if who.gender == "female" { "F" } else { "M" };
    let address = Object::new().text("use", "home").one("line", "\"12 Quince Row\"").text("city", who.city);
    life.put(Stamp::new("Patient", "patient", at), |o| {
        o.one("extension", &extension(&format!("{US_CORE}birthsex"), "valueCode", sex))
            .one("identifier", &identifier("urn:oid:2.16.840.1.113883.19.5", &format!("MRN-{}", who.stem)))
            .raw("active", "true")
            .list("name", &[name("official", who.family, who.given), name("usual", own_family, own_given)])
            .raw("telecom", r#"[{"system":"email","value":"someone@example.org"}]"#)
            .text("gender", who.gender)
            .text("birthDate", &who.birth.to_string())
            .one("address", &address.finish())
            .raw("communication", r#"[{"language":{"text":"English"},"preferred":true}]"#)
            .list(
                "generalPractitioner",
                &doctor.map(|doctor| reference(doctor)).into_iter().collect::<Vec<_>>(),
            )
            .raw("managingOrganization", &reference(hospital))
    });
}

fn coverage(life: &mut Life, at: Moment, insurer: &str) {
    let subject = life.subject();
    life.put(Stamp::new("Coverage", "coverage", at), |o| {
        o.text("status", "active")
            .raw("type", &hl7("v3-ActCode", "EHCPOL"))
            .text("subscriberId", "ML-00042-01")
            .raw("beneficiary", &subject)
            .raw("relationship", &hl7("subscriber-relationship", "self"))
            .raw("period", &period(&at.day().year(), None))
            .one("payor", &named(insurer, "Meadowlight Health Plan"))
    });
}

const DOCTORS: [(&str, &str, Code); 3] = [
    ("Ingrid", "Vatnsdal", Code::new(SNOMED, "419772000", "Family practice")),
    ("Okonkwo", "Ferreira-Lund", Code::new(SNOMED, "394579002", "Cardiology")),
    ("Mireille", "Tanabe", Code::new(SNOMED, "394583002", "Endocrinology")),
];
