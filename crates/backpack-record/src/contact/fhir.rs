//! A contact as FHIR R4 resources.

use serde_json::{Map, Value, json};

use super::{Address, Contact, ContactPoint, ContactSort, Personal, PersonalRole, PointSort, Provider};

/// One resource that says something of a contact.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ContactResource {
    /// The FHIR resource type.
    pub resource_type: &'static str,
    /// The resource as JSON.
    pub body: Vec<u8>,
}

impl Contact {
    /// Returns the contact as FHIR R4 resources under this logical id, which is 1 to 62 letters, digits, hyphens and dots.
    ///
    /// A provider is a `Practitioner` (R4 8.4), and a `PractitionerRole` (R4 8.5, its id with `-r` behind it) if there is a
    /// specialty, a role or an organisation; an organisation is an `Organization` (R4 8.6); somebody close is a
    /// `RelatedPerson` (R4 8.3) of the patient that is referred to, such as `Patient/me`. The person's note stays behind:
    /// it is not the contact's.
    #[must_use]
    pub fn resources(&self, id: &str, patient: &str) -> Vec<ContactResource> {
        match &self.sort {
            ContactSort::Provider(care) => {
                let practitioner = self.practitioner(id, care);
                std::iter::once(practitioner).chain(self.role(id, care)).collect()
            }
            ContactSort::Organisation(care) => vec![self.organization(id, care)],
            ContactSort::Personal(personal) => vec![self.related_person(id, patient, personal)],
        }
    }

    fn practitioner(&self, id: &str, care: &Provider) -> ContactResource {
        let mut body = self.begun("Practitioner", id);
        identify(&mut body, care);
        body.insert("active".into(), (!care.is_past).into());
        body.insert("name".into(), json!([{"text": self.name}]));
        self.reach(&mut body);
        resource("Practitioner", body)
    }

    fn role(&self, id: &str, care: &Provider) -> Option<ContactResource> {
        if care.specialty.is_none() && care.role.is_none() && care.organisation.is_none() {
            return None;
        }
        let mut body = self.begun("PractitionerRole", &format!("{id}-r"));
        body.insert("active".into(), (!care.is_past).into());
        let practitioner = json!({"reference": format!("Practitioner/{id}"), "display": self.name});
        body.insert("practitioner".into(), practitioner);
        if let Some(organisation) = &care.organisation {
            body.insert("organization".into(), json!({"display": organisation}));
        }
        if let Some(role) = &care.role {
            body.insert("code".into(), json!([{"text": role}]));
        }
        if let Some(specialty) = &care.specialty {
            body.insert("specialty".into(), json!([{"text": specialty}]));
        }
        Some(resource("PractitionerRole", body))
    }

    fn organization(&self, id: &str, care: &Provider) -> ContactResource {
        let mut body = self.begun("Organization", id);
        identify(&mut body, care);
        body.insert("active".into(), (!care.is_past).into());
        if let Some(sort) = care.specialty.as_ref().or(care.role.as_ref()) {
            body.insert("type".into(), json!([{"text": sort}]));
        }
        body.insert("name".into(), self.name.as_str().into());
        self.reach(&mut body);
        if let Some(organisation) = &care.organisation {
            body.insert("partOf".into(), json!({"display": organisation}));
        }
        resource("Organization", body)
    }

    fn related_person(&self, id: &str, patient: &str, personal: &Personal) -> ContactResource {
        let mut body = self.begun("RelatedPerson", id);
        body.insert("patient".into(), json!({"reference": patient}));
        let mut relations: Vec<Value> = personal.roles.iter().map(|role| relationship(*role)).collect();
        relations.extend(personal.relation.as_ref().map(|words| json!({"text": words})));
        if !relations.is_empty() {
            body.insert("relationship".into(), relations.into());
        }
        body.insert("name".into(), json!([{"text": self.name}]));
        self.reach(&mut body);
        resource("RelatedPerson", body)
    }

    fn begun(&self, resource_type: &str, id: &str) -> Map<String, Value> {
        let mut body = Map::new();
        body.insert("resourceType".into(), resource_type.into());
        body.insert("id".into(), id.into());
        body
    }

    fn reach(&self, body: &mut Map<String, Value>) {
        let points: Vec<Value> =
            self.points.iter().zip(1_u32..).map(|(point, rank)| telecom(point, rank)).collect();
        if !points.is_empty() {
            body.insert("telecom".into(), points.into());
        }
        if let Some(address) = &self.address {
            body.insert("address".into(), json!([address_of(address)]));
        }
    }
}

fn identify(body: &mut Map<String, Value>, care: &Provider) {
    let identifiers = care.identifiers.iter().map(|one| json!({"system": one.system, "value": one.value}));
    let identifiers: Vec<Value> = identifiers.collect();
    if !identifiers.is_empty() {
        body.insert("identifier".into(), identifiers.into());
    }
}

/// A label that is no code of FHIR's `contact-point-use` is not said: there is no element for it.
fn telecom(point: &ContactPoint, rank: u32) -> Value {
    let system = match point.by {
        PointSort::Phone => "phone",
        PointSort::Fax => "fax",
        PointSort::Email => "email",
        PointSort::Web | PointSort::Portal => "url",
    };
    let mut telecom = json!({"system": system, "value": point.value, "rank": rank});
    let label =
        point.label.as_deref().filter(|label| ["home", "work", "temp", "old", "mobile"].contains(label));
    if let (Some(label), Some(members)) = (label, telecom.as_object_mut()) {
        members.insert("use".into(), label.into());
    }
    telecom
}

fn address_of(address: &Address) -> Value {
    let mut body = Map::new();
    if !address.lines.is_empty() {
        body.insert("line".into(), json!(address.lines));
    }
    let parts = [
        ("city", &address.city),
        ("state", &address.state),
        ("postalCode", &address.postal_code),
        ("country", &address.country),
    ];
    for (name, part) in parts {
        if let Some(part) = part {
            body.insert(name.into(), part.as_str().into());
        }
    }
    body.into()
}

/// Returns a role in the code systems that FHIR names for `RelatedPerson.relationship` (R4, relatedperson-relationshiptype),
/// or beside them where they have no code for it.
fn relationship(role: PersonalRole) -> Value {
    const SYSTEMS: &str = "http://terminology.hl7.org/CodeSystem/";
    let (system, code, display) = match role {
        PersonalRole::EmergencyContact => ("v2-0131", "C", "Emergency Contact"),
        PersonalRole::NextOfKin => ("v2-0131", "N", "Next-of-Kin"),
        PersonalRole::HealthCareProxy => ("v3-RoleCode", "HPOWATT", "healthcare power of attorney"),
        PersonalRole::PowerOfAttorney => ("v3-RoleCode", "POWATT", "power of attorney"),
        PersonalRole::Guardian => ("v3-RoleCode", "GUARD", "guardian"),
        PersonalRole::Caregiver => ("v3-RoleClass", "CAREGIVER", "caregiver"),
    };
    json!({"coding": [{"system": format!("{SYSTEMS}{system}"), "code": code, "display": display}]})
}

fn resource(resource_type: &'static str, body: Map<String, Value>) -> ContactResource {
    ContactResource { resource_type, body: Value::Object(body).to_string().into_bytes() }
}
