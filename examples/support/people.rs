//! Whose Backpack goes with a person found in files.

use backpack::connect::Connector as _;
use backpack::import::{FileConnector, FoundPerson};
use backpack::keep::Sex;
use backpack::{Account, Backpack, Person};

/// Returns the Backpack for a person found in files, as an earlier import made it, or a new one.
///
/// Two patients of one source never share a Backpack, however alike they are. A named patient of another source joins
/// the Backpack of the same name, birth date and sex.
pub async fn backpack_of(
    account: &Account,
    found: &FoundPerson,
    files: &FileConnector,
) -> anyhow::Result<Backpack> {
    let (person, portal) = (person_of(found), files.descriptor().portal);
    let may_join = found.name.is_some() || found.patient.is_none();
    let mut free = None;
    for listed in account.backpacks().await?.into_iter().filter(|listed| listed.person == person) {
        let backpack = account.backpack(listed.id).await?;
        let connections = backpack.connections().await?;
        let mut here = connections.iter().filter(|row| row.portal == portal).peekable();
        if here.peek().is_none() {
            free = free.or_else(|| (may_join || connections.is_empty()).then_some(backpack));
        } else if found.patient.is_none() || here.any(|row| row.patient == found.patient) {
            return Ok(backpack);
        }
    }
    match free {
        Some(backpack) => Ok(backpack),
        None => Ok(account.add_backpack(person).await?),
    }
}

/// Returns whom a found person's Backpack is about, as far as the files say: a patient without a name by the id.
fn person_of(found: &FoundPerson) -> Person {
    let person = match (&found.name, &found.patient) {
        (Some(name), _) => Person::new(name),
        (None, Some(id)) => Person::new(format!("Patient {id}")),
        (None, None) => Person::new("Nobody named"),
    };
    let person = match &found.birth_date {
        Some(date) => person.born(date),
        None => person,
    };
    match found.gender.as_deref() {
        Some("female") => person.with_sex(Sex::Female),
        Some("male") => person.with_sex(Sex::Male),
        Some("other") => person.with_sex(Sex::Other),
        _ => person,
    }
}
