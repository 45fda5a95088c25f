//! What a source says of a provider or an organisation, as a contact.

use super::check::{is_email, is_web};
use super::{Address, Contact, ContactPoint, Identifier, NPI, PointSort, is_npi};
use crate::json::Json;
use crate::read::{Top, capped_text, capped_text_of, name_of};
use crate::scan::scan;
use crate::{Refusal, Text};

/// The most of one list that is taken over.
const MOST: usize = 8;
/// The longest text that is taken over, in bytes: half of what a contact may have.
const LONGEST: usize = 500;
/// How the identifier system of the NPI is written beside FHIR's own way.
const NPI_OID: &str = "urn:oid:2.16.840.1.113883.4.6";
/// The codes of providers' specialties in the US, kept by the NUCC.
const TAXONOMY: &str = "http://nucc.org/provider-taxonomy";

/// What a `Practitioner`, `PractitionerRole` or `Organization` says.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Described {
    /// The contact, as far as it goes: the name is empty where only another record has it.
    pub contact: Contact,
    /// The practitioner that a role names, as written.
    pub practitioner: Option<String>,
    /// The organisation that a role names, as written.
    pub organisation: Option<String>,
    /// Whether it is a role of somebody, rather than somebody.
    pub is_role: bool,
}

impl Described {
    /// Returns what a body says of a provider or an organisation; `None` if it is of another type.
    ///
    /// It is lenient, as headers are: what is odd is left out. Texts are cut at 500 bytes, lists at 8.
    ///
    /// # Errors
    ///
    /// A [`Refusal`] if the body is not JSON within the limits.
    pub fn read(body: &[u8]) -> Result<Option<Self>, Refusal> {
        let scanned = scan(body, None)?;
        let top = Top::new(scanned.doc.root());
        Ok(match top.text_of("resourceType").as_deref() {
            Some("Practitioner") => Some(practitioner(&top)),
            Some("Organization") => Some(organisation(&top)),
            Some("PractitionerRole") => Some(role(&top)),
            _ => None,
        })
    }
}

fn practitioner(top: &Top<'_, '_>) -> Described {
    let names = top.get("name").into_iter().flat_map(Json::each);
    let name = names.filter_map(name_of).next();
    let mut contact = shared(Contact::provider(cut(name)), top);
    // In DSTU2 the roles stand inside (DSTU2 5.3).
    let specialty = words_at(top, "practitionerRole.specialty").or_else(|| qualified(top));
    let organisation =
        top.at("practitionerRole.managingOrganization").first().and_then(|one| text(*one, "display"));
    contact.sort = match contact.sort {
        super::ContactSort::Provider(mut care) => {
            (care.specialty, care.organisation) = (specialty, organisation);
            super::ContactSort::Provider(care)
        }
        other => other,
    };
    Described { contact, practitioner: None, organisation: None, is_role: false }
}

fn organisation(top: &Top<'_, '_>) -> Described {
    let contact = shared(Contact::organisation(cut(top.get("name").and_then(capped_text))), top);
    Described { contact, practitioner: None, organisation: None, is_role: false }
}

fn role(top: &Top<'_, '_>) -> Described {
    let named = |member: &str, what: &str| text(top.get(member)?, what);
    let mut contact = shared(Contact::provider(named("practitioner", "display").unwrap_or_default()), top);
    if let super::ContactSort::Provider(care) = &mut contact.sort {
        care.specialty = words_at(top, "specialty");
        care.role = words_at(top, "code");
        care.organisation = named("organization", "display");
    }
    Described {
        contact,
        practitioner: named("practitioner", "reference"),
        organisation: named("organization", "reference"),
        is_role: true,
    }
}

/// What all three have: identifiers, ways to reach them, an address.
fn shared(contact: Contact, top: &Top<'_, '_>) -> Contact {
    let mut contact = contact;
    let identifiers = top.get("identifier").into_iter().flat_map(Json::each).filter_map(identifier);
    for identifier in identifiers.take(MOST) {
        contact = contact.with_identifier(identifier.system, identifier.value);
    }
    let points = top.get("telecom").into_iter().flat_map(Json::each).filter_map(point);
    contact.points = points.take(MOST).collect();
    contact.address = top.get("address").into_iter().flat_map(Json::each).find_map(address);
    contact
}

fn identifier(json: Json<'_, '_>) -> Option<Identifier> {
    let (system, value) = (text(json, "system")?, text(json, "value")?);
    let is_npi_system = system == NPI || system == NPI_OID;
    if !is_npi_system {
        return Some(Identifier { system, value });
    }
    // What claims to be one and is not is left out.
    is_npi(&value).then(|| Identifier { system: NPI.to_owned(), value })
}

fn point(json: Json<'_, '_>) -> Option<ContactPoint> {
    let value = text(json, "value")?;
    let by = match json.text_of("system")?.as_str() {
        "phone" if value.chars().any(char::is_numeric) => PointSort::Phone,
        "fax" if value.chars().any(char::is_numeric) => PointSort::Fax,
        "email" if is_email(&value) => PointSort::Email,
        "url" if is_web(&value) => PointSort::Web,
        _ => return None,
    };
    Some(ContactPoint { by, value, label: text(json, "use") })
}

fn address(json: Json<'_, '_>) -> Option<Address> {
    let lines =
        json.get("line").into_iter().flat_map(Json::each).filter_map(|line| plain(&capped_text(line)?));
    let mut lines: Vec<String> = lines.take(MOST).collect();
    let [city, state, postal_code, country] =
        ["city", "state", "postalCode", "country"].map(|member| text(json, member));
    let has_parts = !lines.is_empty() || city.is_some() || postal_code.is_some();
    if !has_parts {
        lines.extend(text(json, "text"));
    }
    (!lines.is_empty() || has_parts).then_some(Address { lines, city, state, postal_code, country })
}

/// Returns the words of the first concept at a path.
fn words_at(top: &Top<'_, '_>, path: &str) -> Option<String> {
    top.at(path).into_iter().find_map(words)
}

fn words(concept: Json<'_, '_>) -> Option<String> {
    let coded = |concept: Json<'_, '_>| {
        concept.get("coding").into_iter().flat_map(Json::each).find_map(|coding| text(coding, "display"))
    };
    text(concept, "text").or_else(|| coded(concept))
}

/// A qualification is a degree as a rule; it is a specialty where it is coded as one.
fn qualified(top: &Top<'_, '_>) -> Option<String> {
    let is_specialty = |concept: &Json<'_, '_>| {
        let codings = concept.get("coding").into_iter().flat_map(Json::each);
        codings.filter_map(|coding| coding.text_of("system")).any(|system| system == TAXONOMY)
    };
    top.at("qualification.code").into_iter().filter(is_specialty).find_map(words)
}

fn text(json: Json<'_, '_>, member: &str) -> Option<String> {
    plain(&capped_text_of(json, member)?)
}

fn cut(text: Option<Text<'_>>) -> String {
    text.and_then(|text| plain(&text)).unwrap_or_default()
}

/// Returns a text as one line of bounded length; `None` if nothing is left.
fn plain(text: &Text<'_>) -> Option<String> {
    let line: String = text.as_str().chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let line = line.trim();
    let line = line.get(..line.floor_char_boundary(LONGEST)).unwrap_or(line).trim_end();
    (!line.is_empty()).then(|| line.to_owned())
}
