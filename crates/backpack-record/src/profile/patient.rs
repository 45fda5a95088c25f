//! A person as a FHIR R4 `Patient`.

use serde_json::{Map, Value, json};

use super::Profile;

/// Where US Core defines its extensions.
const US_CORE: &str = "http://hl7.org/fhir/us/core/StructureDefinition/";
/// The code system of race and ethnicity that US Core names, CDC's.
const RACE_AND_ETHNICITY: &str = "urn:oid:2.16.840.1.113883.6.238";
/// The extension of FHIR R4 for the gender that a person identifies with.
const GENDER_IDENTITY: &str = "http://hl7.org/fhir/StructureDefinition/patient-genderIdentity";

/// What a `Patient` says beside the profile.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct PatientName<'a> {
    /// The logical id.
    pub id: Option<&'a str>,
    /// The whole name, as people write it; blank if nobody knows it.
    pub name: &'a str,
    /// The birth date, as precise as known.
    pub birth_date: Option<&'a str>,
    /// The administrative gender: `female`, `male`, `other`, `unknown`.
    pub gender: Option<&'a str>,
}

impl<'a> PatientName<'a> {
    /// Returns what is known of somebody of whom only the name is.
    #[must_use]
    pub const fn new(name: &'a str) -> Self {
        Self { id: None, name, birth_date: None, gender: None }
    }
}

impl Profile {
    /// Returns the person as the JSON of a FHIR R4 `Patient` (R4 8.1), with US Core's extensions for race, ethnicity and
    /// birth sex.
    ///
    /// It can be given away: it holds no id of this Backpack, no picture, and nothing of anybody else. The blood type is
    /// no element of a `Patient`, nor is the colour. It claims no profile, since those of US Core demand an identifier.
    #[must_use]
    pub fn patient(&self, who: PatientName<'_>) -> Vec<u8> {
        let mut patient = Map::new();
        patient.insert("resourceType".into(), "Patient".into());
        put(&mut patient, "id", who.id.map(Value::from));
        put_list(&mut patient, "extension", self.extensions());
        put_list(&mut patient, "name", self.names(who.name));
        put(&mut patient, "gender", who.gender.map(Value::from));
        put(&mut patient, "birthDate", who.birth_date.map(Value::from));
        put_list(&mut patient, "address", self.address().into_iter().collect());
        Value::Object(patient).to_string().into_bytes()
    }

    fn names(&self, whole: &str) -> Vec<Value> {
        let mut official = Map::new();
        put(&mut official, "text", (!whole.trim().is_empty()).then(|| whole.into()));
        put(&mut official, "family", self.family.as_deref().map(Value::from));
        put_list(&mut official, "given", self.given.iter().map(|name| name.as_str().into()).collect());
        let mut names = Vec::new();
        if !official.is_empty() {
            official.insert("use".into(), "official".into());
            names.push(Value::Object(official));
        }
        names.extend(self.preferred.iter().map(|name| json!({"use": "usual", "text": name})));
        names.extend(self.other_names.iter().map(|name| json!({"text": name})));
        names
    }

    fn address(&self) -> Option<Value> {
        let country = self.country.as_deref()?;
        let mut address = Map::new();
        address.insert("use".into(), "home".into());
        put(&mut address, "state", self.state.as_deref().map(Value::from));
        address.insert("country".into(), country.into());
        Some(Value::Object(address))
    }

    fn extensions(&self) -> Vec<Value> {
        let races: Vec<_> = self.races.iter().map(|race| (race.code(), race.display())).collect();
        let ethnicity: Vec<_> = self.ethnicity.iter().map(|one| (one.code(), one.display())).collect();
        let mut extensions = Vec::new();
        extensions.extend(categories("us-core-race", &races, &self.race_words));
        extensions.extend(categories("us-core-ethnicity", &ethnicity, &self.ethnicity_words));
        extensions.extend(
            self.birth_sex
                .map(|sex| json!({"url": format!("{US_CORE}us-core-birthsex"), "valueCode": sex.code()})),
        );
        extensions.extend(
            self.gender_identity
                .as_deref()
                .map(|identity| json!({"url": GENDER_IDENTITY, "valueCodeableConcept": {"text": identity}})),
        );
        extensions
    }
}

/// Returns one of US Core's extensions of categories and a text, which it demands. No category stands in it twice.
fn categories(name: &str, chosen: &[(&str, &str)], words: &[String]) -> Option<Value> {
    let mut inner = Vec::new();
    let mut said: Vec<&str> = Vec::new();
    for (code, display) in chosen {
        if said.contains(display) {
            continue;
        }
        said.push(display);
        let coding = json!({"system": RACE_AND_ETHNICITY, "code": code, "display": display});
        inner.push(json!({"url": "ombCategory", "valueCoding": coding}));
    }
    said.extend(words.iter().map(String::as_str));
    if said.is_empty() {
        return None;
    }
    inner.push(json!({"url": "text", "valueString": said.join(", ")}));
    Some(json!({"url": format!("{US_CORE}{name}"), "extension": inner}))
}

fn put(object: &mut Map<String, Value>, name: &str, value: Option<Value>) {
    if let Some(value) = value {
        object.insert(name.to_owned(), value);
    }
}

fn put_list(object: &mut Map<String, Value>, name: &str, values: Vec<Value>) {
    if !values.is_empty() {
        object.insert(name.to_owned(), Value::Array(values));
    }
}
