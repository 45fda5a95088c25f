//! Reading a page's items, and keeping out what concerns somebody else.

use std::collections::{BTreeMap, HashMap};

use backpack_connect::{Gone, Item, Put};
use backpack_core::{ConnectionId, RecordId};
use backpack_keep::{Incoming, Judgement, Keep, Person, Quarantined};
use backpack_record::PersonHint;

use crate::PersonDoubt;
use crate::person::doubts;

/// Who may be kept.
#[derive(Clone, Debug)]
pub(crate) struct Guard {
    /// The connection's patient.
    pub(crate) patient: String,
    /// The person the patient must be; `None` once the host confirmed it.
    pub(crate) person: Option<Person>,
}

/// A page's items, read and sorted.
#[derive(Debug, Default)]
pub(crate) struct Sifted {
    pub(crate) incoming: Vec<Incoming>,
    pub(crate) quarantined: Vec<Quarantined>,
    pub(crate) gone: Vec<Gone>,
    /// Under which ids the portal returned something: records, also refused or doubted ones.
    pub(crate) returned: Vec<RecordId>,
    /// What could not be read at all, by its name in quarantine.
    pub(crate) unreadable: Vec<RecordId>,
    /// How many items concern another patient.
    pub(crate) refused: u64,
    /// How many items of each type came, the refused ones included.
    pub(crate) by_type: BTreeMap<String, u64>,
    /// Whether the connection's patient was met.
    pub(crate) met_patient: bool,
    /// Why the patient does not seem to be the person.
    pub(crate) doubts: Vec<PersonDoubt>,
}

impl Sifted {
    /// Returns how many items came, whatever becomes of them.
    pub(crate) fn count(&self) -> u64 {
        self.refused + (self.incoming.len() + self.quarantined.len() + self.gone.len()) as u64
    }
}

/// Reads items of a connection leniently. Without a guard everything is kept.
pub(crate) fn sift(
    items: Vec<Item>,
    guard: Option<&Guard>,
    (keep, connection): (&Keep, ConnectionId),
) -> Sifted {
    let mut sifted = Sifted::default();
    let mut read = Vec::with_capacity(items.len());
    for item in items {
        match item {
            Item::Put(put) => match Incoming::read(put) {
                Ok(incoming) => read.push(incoming),
                Err(quarantined) => {
                    // What is doubted can mostly be read: then it is known which record it would be.
                    let readable = quarantined.doubted.then(|| Incoming::read(quarantined.put.clone()).ok());
                    match readable.flatten() {
                        Some(incoming) => sifted.returned.push(keep.id_of(connection, &incoming)),
                        None => sifted.unreadable.push(keep.id_in_quarantine(connection, &quarantined)),
                    }
                    sifted.quarantined.push(quarantined);
                }
            },
            Item::Gone(gone) => sifted.gone.push(gone),
            _ => {}
        }
    }
    let by_url = guard.map(|_| patients_by_url(&read)).unwrap_or_default();
    for incoming in read {
        sifted.returned.push(keep.id_of(connection, &incoming));
        match sifted.by_type.get_mut(incoming.resource_type()) {
            Some(count) => *count += 1,
            None => {
                sifted.by_type.insert(incoming.resource_type().to_owned(), 1);
            }
        }
        if let Some(guard) = guard {
            if guard.concerns_another(&incoming, &by_url) {
                sifted.refused += 1;
                continue;
            }
            if incoming.resource_type() == "Patient" {
                sifted.met_patient = true;
                sifted.doubts.extend(guard.doubts(incoming.put()));
            }
        }
        sifted.incoming.push(incoming);
    }
    sifted
}

impl Guard {
    fn concerns_another(&self, item: &Incoming, by_url: &HashMap<String, String>) -> bool {
        let filed = item.put().patient.as_deref();
        let named = match item.subject_id() {
            // A `urn:` is known in its own bundle alone; whoever split that says whom it is filed under.
            Some(urn) if urn.starts_with("urn:") => by_url.get(urn).map(String::as_str).or(filed),
            Some(id) => Some(id),
            None => filed,
        };
        named.is_some_and(|named| named != self.patient)
    }

    /// Says what becomes of an item that was in quarantine and can be read after all.
    pub(crate) fn judge(&self, item: &Incoming) -> Judgement {
        if self.concerns_another(item, &HashMap::new()) {
            return Judgement::Refuse;
        }
        let is_doubtful = item.resource_type() == "Patient" && !self.doubts(item.put()).is_empty();
        if is_doubtful { Judgement::Leave } else { Judgement::Keep }
    }

    fn doubts(&self, put: &Put) -> Vec<PersonDoubt> {
        let person = self.person.as_ref();
        person
            .zip(PersonHint::read(&put.body).ok())
            .map(|(person, hint)| doubts(person, &hint))
            .unwrap_or_default()
    }
}

/// Says which patient a `fullUrl` stands for.
fn patients_by_url(read: &[Incoming]) -> HashMap<String, String> {
    let patients = read.iter().filter(|incoming| incoming.put().full_url.is_some());
    let named = patients.filter_map(|incoming| {
        let id = incoming.id().filter(|_| incoming.resource_type() == "Patient")?.to_owned();
        Some((incoming.put().full_url.clone()?, id))
    });
    named.collect()
}
