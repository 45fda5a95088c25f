//! What must never be readable: on disk, in a log, in a `Debug`, in an error.

mod answers;
mod disk;
mod log;
mod many;
mod shown;

use std::collections::{BTreeSet, HashMap};

use backpack::keep::{AttemptRow, GrantRow};
use backpack::record::entry::Allergy;
use bytes::Bytes;
use serde_json::Value;

use crate::world::{CALLBACK, Connected, PASSPHRASE, bodies, id_of};

/// The fewest bytes of a text that is looked for: a shorter one may stand anywhere by chance.
const SHORTEST: usize = 6;

const NOTE: &str = "my own words: it hurt for a week – très fort";
const FILE_NAME: &str = "biopsy of the left knee.txt";
const FILE_TEXT: &str = "the surgeon drew a line here, and here";
const ENTRY: &str = "walnut, hazelnut and pecan";
const FLAG: &str = "this was my sister, not me";

/// Looks for many texts at once.
pub(crate) struct Needles {
    by_beginning: HashMap<[u8; SHORTEST], Vec<Vec<u8>>>,
    /// Whether any begins with these two bytes: what can be said of most places at once.
    begins: Vec<bool>,
}

impl Needles {
    pub(crate) fn new(texts: impl IntoIterator<Item = impl AsRef<[u8]>>) -> Self {
        let mut by_beginning: HashMap<_, Vec<Vec<u8>>> = HashMap::new();
        let mut begins = vec![false; 1 << 16];
        for text in texts {
            let text = text.as_ref();
            // A row of zeros is nobody's secret.
            if text.iter().all(|byte| byte == &text[0]) {
                continue;
            }
            if let Some(first) = text.first_chunk::<SHORTEST>() {
                by_beginning.entry(*first).or_default().push(text.to_vec());
                begins[two(first)] = true;
            }
        }
        Self { by_beginning, begins }
    }

    fn count(&self) -> usize {
        self.by_beginning.values().map(Vec::len).sum()
    }

    /// Returns the texts that stand in these bytes.
    pub(crate) fn found_in(&self, bytes: &[u8]) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        for (at, window) in bytes.windows(SHORTEST).enumerate() {
            if !self.begins[two(window)] {
                continue;
            }
            let first = window.first_chunk();
            let Some(candidates) = first.and_then(|first| self.by_beginning.get(first)) else { continue };
            let stands =
                |needle: &&Vec<u8>| bytes[at..].starts_with(needle) && is_by_itself(bytes, at, needle);
            let standing = candidates.iter().filter(stands);
            found.extend(standing.map(|needle| String::from_utf8_lossy(needle).into_owned()));
        }
        found
    }
}

/// Says whether a code such as `8867-4` is more than a piece of an id, in which it stands by chance once in 65,536.
fn is_by_itself(bytes: &[u8], at: usize, needle: &[u8]) -> bool {
    let is_of_an_id = |byte: &u8| byte.is_ascii_hexdigit() || *byte == b'-';
    let before = at.checked_sub(1).and_then(|before| bytes.get(before));
    let behind = bytes.get(at + needle.len());
    !needle.iter().all(is_of_an_id) || !before.into_iter().chain(behind).any(is_of_an_id)
}

#[test]
fn a_code_is_found_by_itself_and_not_within_an_id() {
    let needles = Needles::new(["8867-4", "peanut"]);
    assert_eq!(needles.found_in(b"of 6a9f8867-4c1d-4f00 and my peanuts").len(), 1);
    assert_eq!(needles.found_in(b"code=8867-4").len(), 1);
    assert_eq!(needles.found_in(b"{\"code\":\"8867-4\"}").len(), 1);
}

fn two(bytes: &[u8]) -> usize {
    usize::from(bytes[0]) << 8 | usize::from(bytes[1])
}

/// Returns every text in a JSON body, the names of members left out.
fn texts_of(body: &[u8]) -> BTreeSet<String> {
    fn walk(value: &Value, texts: &mut BTreeSet<String>) {
        match value {
            Value::String(text) => {
                texts.insert(text.clone());
            }
            Value::Array(values) => values.iter().for_each(|value| walk(value, texts)),
            Value::Object(members) => members.values().for_each(|value| walk(value, texts)),
            _ => {}
        }
    }
    let mut texts = BTreeSet::new();
    walk(&serde_json::from_slice(body).unwrap(), &mut texts);
    texts
}

/// Everything that a person does with a portal and by hand, so that there is something to hide.
pub(crate) async fn lived_in() -> Connected {
    live_in(Connected::new().await).await
}

pub(crate) async fn live_in(connected: Connected) -> Connected {
    connected.sync().await;
    let backpack = &connected.backpack;
    let shot = id_of(backpack, &connected.clinic.references("Immunization")[0]);
    backpack.note(shot, NOTE).await.unwrap();
    backpack.flag(shot, FLAG).await.unwrap();
    backpack.add(Allergy::new(ENTRY)).await.unwrap();
    let file = backpack.add_file(FILE_NAME, Some("text/plain"), FILE_TEXT.repeat(3_000)).await.unwrap();
    backpack.attach(shot, file.id).await.unwrap();
    // A sign-in that waits holds a verifier and a state.
    backpack.connect(connected.clinic.connector()).await.unwrap();
    connected
}

/// What only the connector may read: tokens, codes, verifiers.
pub(crate) async fn tokens(connected: &Connected) -> BTreeSet<String> {
    let keep = connected.backpack.keep();
    let grants = keep.rows::<GrantRow>().await.unwrap().into_iter().map(|row| row.secret);
    let attempts = keep.rows::<AttemptRow>().await.unwrap().into_iter().map(|row| row.pending);
    let secrets: Vec<_> = grants.chain(attempts).collect();
    assert_eq!(secrets.len(), 2, "a grant, and a sign-in that waits");
    let texts = secrets.iter().map(|secret| String::from_utf8_lossy(secret.expose()).into_owned());
    let words = texts.flat_map(|text| {
        let words = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '-' && c != '_');
        let random = |word: &&str| word.len() >= 20 && word.bytes().any(|byte| byte.is_ascii_digit());
        words.filter(random).map(str::to_owned).collect::<Vec<_>>()
    });
    let found: BTreeSet<_> = words.collect();
    assert!(found.len() >= 4, "tokens, a verifier and a state: {}", found.len());
    found
}

/// Everything about a person, their portal and this account that must stand nowhere readable.
pub(crate) async fn everything_to_hide(connected: &Connected) -> BTreeSet<String> {
    let portal = &connected.clinic.portal;
    let mut texts = health(connected).await;
    texts.append(&mut tokens(connected).await);
    texts.extend(
        [portal.fhir_base(), portal.origin(), portal.client_id(), CALLBACK, PASSPHRASE, "Demo Clinic"]
            .map(str::to_owned),
    );
    texts.extend(connected.clinic.held().into_keys());
    // What the crates themselves write about records.
    texts.extend(
        ["resourceType", "AllergyIntolerance", "laboratory", "access_token", "text/plain"].map(str::to_owned),
    );
    texts
}

/// Every text in the records that a Backpack holds.
pub(crate) async fn health(connected: &Connected) -> BTreeSet<String> {
    let bodies = bodies(&connected.backpack).await;
    let binaries = connected.clinic.held().into_iter().filter(|(name, _)| name.starts_with("Binary/"));
    let all: Vec<Bytes> = bodies.into_values().chain(binaries.map(|(_, body)| body)).collect();
    let mut texts: BTreeSet<String> = all.iter().flat_map(|body| texts_of(body)).collect();
    let person = &connected.clinic.person;
    texts.extend([person.name(), person.birth_date(), person.patient_id().to_owned()]);
    texts.extend([NOTE, FLAG, FILE_NAME, ENTRY].map(str::to_owned));
    texts.insert(FILE_TEXT.to_owned());
    texts
}

/// Says whether a text in health data may stand anywhere by chance: a word of FHIR, or a number alone.
fn is_common(text: &str) -> bool {
    let is_number = text.bytes().all(|byte| byte.is_ascii_digit());
    is_number || !text.contains(|c: char| c.is_ascii_digit() || c == ' ' || !c.is_ascii())
}
