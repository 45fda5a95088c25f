//! What a capability statement says: the version, the software, the types.

use serde_json::{Map, Value};

use crate::words::clean;

/// There are about 150 types, and about 40 parameters for the largest; more are not believed.
const MAX_TYPES: usize = 300;
const MAX_PARAMETERS: usize = 200;
const MAX_NAME: usize = 64;

/// What a capability statement says.
#[derive(Debug)]
pub(crate) struct Statement {
    /// The FHIR version.
    pub(crate) version: Option<String>,
    /// What the portal says it runs.
    pub(crate) software: Option<Software>,
    /// The resource types it declares, at most 300.
    pub(crate) types: Vec<DeclaredType>,
}

impl Statement {
    /// Reads a capability statement, or the conformance statement that came before it; `None` if it is neither.
    pub(super) fn read(members: &Map<String, Value>) -> Option<Self> {
        is_one(members).then(|| Self {
            version: version(members),
            software: Software::of(members),
            types: DeclaredType::all(members),
        })
    }
}

pub(super) fn is_one(members: &Map<String, Value>) -> bool {
    let kind = members.get("resourceType").and_then(Value::as_str);
    matches!(kind, Some("CapabilityStatement" | "Conformance"))
}

fn version(members: &Map<String, Value>) -> Option<String> {
    let version = clean(members.get("fhirVersion")?.as_str()?);
    Some(version.chars().take(MAX_NAME).collect::<String>()).filter(|version| !version.is_empty())
}

/// What a portal says it runs, in its own words, cleaned and cut.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Software {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: Option<String>,
}

impl Software {
    fn of(members: &Map<String, Value>) -> Option<Self> {
        let software = members.get("software")?;
        let text =
            |name| software.get(name).and_then(Value::as_str).map(clean).filter(|text| !text.is_empty());
        Some(Self { name: text("name")?, version: text("version") })
    }
}

/// A resource type that a portal declares.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct DeclaredType {
    /// The type.
    pub name: String,
    /// The interactions, such as `read` and `search-type`.
    pub interactions: Vec<String>,
    /// The search parameters, at most 200.
    pub parameters: Vec<String>,
    /// What may be included in reverse, such as `Provenance:target`.
    pub included: Vec<String>,
}

impl DeclaredType {
    /// Returns every type that a statement declares; one that comes twice is put together.
    fn all(members: &Map<String, Value>) -> Vec<Self> {
        let rest = members.get("rest").and_then(Value::as_array).into_iter().flatten();
        let resources = rest.filter_map(|rest| rest.get("resource")?.as_array()).flatten();
        let mut types: Vec<Self> = Vec::new();
        for resource in resources {
            let Some(name) = resource.get("type").and_then(name) else { continue };
            let known = types.iter().position(|known| known.name == name);
            let Some(at) = known.or_else(|| (types.len() < MAX_TYPES).then_some(types.len())) else {
                continue;
            };
            if at == types.len() {
                types.push(Self { name, interactions: vec![], parameters: vec![], included: vec![] });
            }
            let Some(declared) = types.get_mut(at) else { continue };
            add(&mut declared.interactions, resource, "interaction", Some("code"));
            add(&mut declared.parameters, resource, "searchParam", Some("name"));
            add(&mut declared.included, resource, "searchRevInclude", None);
        }
        types
    }
}

/// Adds the names in a list, or those in a member of the objects in it.
fn add(names: &mut Vec<String>, resource: &Value, list: &str, member: Option<&str>) {
    for item in resource.get(list).and_then(Value::as_array).into_iter().flatten() {
        let value = member.map_or(Some(item), |member| item.get(member));
        if let Some(found) = value.and_then(name)
            && names.len() < MAX_PARAMETERS
            && !names.contains(&found)
        {
            names.push(found);
        }
    }
}

/// Returns a name: short, of visible characters of ASCII.
fn name(value: &Value) -> Option<String> {
    let text = value.as_str()?;
    let fits = (1..=MAX_NAME).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic());
    fits.then(|| text.to_owned())
}
