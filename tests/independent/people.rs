//! Who is loaded into the servers: two people of the corpora, else two invented ones; and an independent reading of them.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read as _;
use std::path::PathBuf;
use std::sync::OnceLock;

use backpack_testkit::people::{PeopleOptions, Person as Invented};
use serde_json::{Value, json};

/// The two of the corpora's people with the fewest records; the name of one is not in ASCII.
const CHOSEN: [&str; 2] = ["Jesús_Alvarez", "Dannie_Schmitt"];

/// A person as they are loaded: a transaction of PUTs, every reference relative.
#[derive(Clone)]
pub(super) struct Loaded {
    pub(super) transaction: Value,
    pub(super) patient: String,
    pub(super) name: String,
    pub(super) born: String,
}

/// Returns the two people, the same in every test.
pub(super) fn people() -> &'static [Loaded; 2] {
    static PEOPLE: OnceLock<[Loaded; 2]> = OnceLock::new();
    PEOPLE.get_or_init(|| {
        let resources = from_corpora().unwrap_or_else(|| [invented(21), invented(22)]);
        resources.map(Loaded::new)
    })
}

/// Returns the same two people with a few records of each sort, for what is not about how many there are.
pub(super) fn briefly() -> &'static [Loaded; 2] {
    static BRIEFLY: OnceLock<[Loaded; 2]> = OnceLock::new();
    BRIEFLY.get_or_init(|| people().each_ref().map(Loaded::shortened))
}

impl Loaded {
    /// Returns a person whose records are these.
    pub(super) fn new(resources: Vec<Value>) -> Self {
        let patient = resources.iter().find(|resource| resource["resourceType"] == "Patient").unwrap();
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let name = &patient["name"][0];
        let given: Vec<_> = name["given"].as_array().unwrap().iter().map(text).collect();
        let (id, born) = (text(&patient["id"]), text(&patient["birthDate"]));
        let name = format!("{} {}", given.join(" "), text(&name["family"]));
        let entry = |resource: Value| {
            let url = reference(&resource);
            json!({ "resource": resource, "request": { "method": "PUT", "url": url } })
        };
        let entries: Vec<_> = resources.into_iter().map(entry).collect();
        let transaction = json!({ "resourceType": "Bundle", "type": "transaction", "entry": entries });
        Self { transaction, patient: id, name, born }
    }

    fn shortened(&self) -> Self {
        let mut counts = BTreeMap::<String, usize>::new();
        let entries = self.transaction["entry"].as_array().unwrap().iter();
        let few = entries.map(|entry| entry["resource"].clone()).filter(|resource| {
            let of_kind = format!("{} {}", resource["resourceType"], resource["category"]);
            let count = counts.entry(of_kind).or_default();
            *count += 1;
            *count <= 3
        });
        Self::new(few.collect())
    }

    /// Returns every record, by reference, as it can be compared.
    pub(super) fn records(&self) -> BTreeMap<String, Value> {
        let entries = self.transaction["entry"].as_array().unwrap().iter();
        let resources = entries.map(|entry| &entry["resource"]);
        resources.map(|resource| (reference(resource), comparable(resource.clone()))).collect()
    }

    /// Returns what a sync must bring: what a search by patient or one step along a reference finds. Some of the rest
    /// may come too, where a record points to it.
    pub(super) fn expected(&self) -> BTreeMap<String, Value> {
        let mut records = self.records();
        records.retain(|name, _| {
            let kind = name.split('/').next().unwrap();
            !["Binary", "Claim", "PractitionerRole", "Provenance"].contains(&kind)
        });
        records
    }
}

/// Returns the relative reference of a resource.
pub(super) fn reference(resource: &Value) -> String {
    format!("{}/{}", resource["resourceType"].as_str().unwrap(), resource["id"].as_str().unwrap())
}

/// Returns a resource without what a server may write itself, and with numbers by value.
pub(super) fn comparable(mut resource: Value) -> Value {
    let mut is_empty = false;
    if let Some(meta) = resource["meta"].as_object_mut() {
        meta.retain(|name, _| !["versionId", "lastUpdated", "source"].contains(&name.as_str()));
        is_empty = meta.is_empty();
    }
    let members = resource.as_object_mut().unwrap();
    if is_empty || members["meta"].is_null() {
        members.remove("meta");
    }
    by_value(&mut resource);
    resource
}

/// JavaScript writes 1.0 as 1, which is the same number.
fn by_value(value: &mut Value) {
    match value {
        Value::Number(number) => *value = json!(number.as_f64()),
        Value::Array(items) => items.iter_mut().for_each(by_value),
        Value::Object(members) => members.values_mut().for_each(by_value),
        _ => {}
    }
}

fn invented(seed: u64) -> Vec<Value> {
    let person = Invented::from_seed(seed, PeopleOptions::with_resources(PeopleOptions::LEAST));
    person.resources().map(|resource| serde_json::from_slice(&resource.body).unwrap()).collect()
}

fn from_corpora() -> Option<[Vec<Value>; 2]> {
    let folder = PathBuf::from(std::env::var_os("BACKPACK_CORPORA")?);
    let mut decoder = zstd::Decoder::new(File::open(folder.join("fhir-r4/synthea.tar.zst")).ok()?).unwrap();
    decoder.window_log_max(27).unwrap();
    let mut found: [Vec<Value>; 2] = Default::default();
    for entry in tar::Archive::new(decoder).entries().unwrap() {
        let mut entry = entry.unwrap();
        let path = entry.path().unwrap().to_string_lossy().into_owned();
        if let Some(place) = CHOSEN.iter().position(|name| path.contains(name)) {
            let mut text = String::new();
            entry.read_to_string(&mut text).unwrap();
            found[place] = resources(&text);
        }
    }
    assert!(found.iter().all(|resources| resources.len() > 50), "the corpora hold other people by now");
    Some(found)
}

/// Reads a transaction whose entries refer to each other by `urn:uuid:`.
fn resources(bundle: &str) -> Vec<Value> {
    let bundle: Value = serde_json::from_str(bundle).unwrap();
    let entries = bundle["entry"].as_array().unwrap();
    let urls: BTreeMap<_, _> = entries
        .iter()
        .map(|entry| (entry["fullUrl"].as_str().unwrap().to_owned(), reference(&entry["resource"])))
        .collect();
    let relative = |entry: &Value| {
        let mut resource = entry["resource"].clone();
        make_relative(&mut resource, &urls);
        resource
    };
    entries.iter().map(relative).collect()
}

fn make_relative(value: &mut Value, urls: &BTreeMap<String, String>) {
    match value {
        Value::String(text) => {
            if let Some(reference) = urls.get(text.as_str()) {
                text.clone_from(reference);
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| make_relative(item, urls)),
        Value::Object(members) => members.values_mut().for_each(|member| make_relative(member, urls)),
        _ => {}
    }
}
