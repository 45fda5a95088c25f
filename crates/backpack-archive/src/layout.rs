//! Where things stand in an archive, and which names are none.

use crate::Error;

pub(crate) const ABOUT: &str = "about.json";
pub(crate) const KEYS: &str = "keys.json";
pub(crate) const MANIFEST: &str = "manifest.json";
pub(crate) const PERSON: &str = "person.json";
pub(crate) const CONNECTIONS: &str = "connections.ndjson";
pub(crate) const QUERIES: &str = "queries.ndjson";
pub(crate) const MEMBERS: &str = "members.ndjson";
pub(crate) const PACES: &str = "paces.ndjson";
pub(crate) const UPKEEP: &str = "upkeep.ndjson";
pub(crate) const TRIED: &str = "tried.ndjson";
pub(crate) const ACCESS: &str = "access.ndjson";
pub(crate) const INVITATIONS: &str = "invitations.ndjson";
pub(crate) const ATTACHMENTS: &str = "attachments.ndjson";
pub(crate) const FILES: &str = "files.ndjson";
pub(crate) const CONSENTS: &str = "consents.ndjson";
pub(crate) const CONTACTS: &str = "contacts.ndjson";
pub(crate) const REQUESTS: &str = "requests.ndjson";
pub(crate) const CARDS: &str = "cards.ndjson";

/// The most parts of an archive.
pub(crate) const MOST_PARTS: usize = 1 << 20;
/// The largest part that is read into memory: one body at its limit, twice, and what stands beside it.
pub(crate) const MOST_BYTES: u64 = 256 << 20;
/// The longest path.
const MOST_PATH: usize = 300;

/// What a part is, by its path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sort<'p> {
    /// One of the single parts at the top.
    Single(&'p str),
    /// `records/0001.ndjson`.
    Records(u32),
    /// `fhir/Observation-0001.ndjson`, `kept/Observation-0001.ndjson`, `raw/0001`.
    Bodies(u32),
    /// `states/0001.ndjson`.
    States(u32),
    /// `activity/0001.ndjson`.
    Activity(u32),
    /// `quarantine/0001.ndjson`.
    Quarantine(u32),
    /// `quarantine/0001.raw`.
    QuarantineRaw(u32),
    /// `files/<id>/<name>`.
    File(&'p str),
}

/// Says what a part is. Whatever is not on the list of what an archive has is refused: no path leads out of it.
pub(crate) fn sort_of(path: &str) -> Result<Sort<'_>, Error> {
    let refused = || Error::damaged(path);
    if path.len() > MOST_PATH || path.chars().any(|c| c.is_control() || c == '\\' || c == ':') {
        return Err(refused());
    }
    let parts: Vec<&str> = path.split('/').collect();
    let sort = match *parts.as_slice() {
        [
            ABOUT | KEYS | MANIFEST | PERSON | CONNECTIONS | QUERIES | MEMBERS | PACES | UPKEEP | TRIED
            | ATTACHMENTS | FILES | ACCESS | INVITATIONS | CONSENTS | CONTACTS | REQUESTS | CARDS,
        ] => Some(Sort::Single(path)),
        ["records", name] => number(name, ".ndjson").map(Sort::Records),
        ["states", name] => number(name, ".ndjson").map(Sort::States),
        ["activity", name] => number(name, ".ndjson").map(Sort::Activity),
        ["raw", name] => number(name, "").map(Sort::Bodies),
        ["quarantine", name] => match number(name, ".ndjson") {
            Some(chunk) => Some(Sort::Quarantine(chunk)),
            None => number(name, ".raw").map(Sort::QuarantineRaw),
        },
        ["fhir" | "kept", name] => name.split_once('-').and_then(|(word, rest)| {
            (is_word(word)).then(|| number(rest, ".ndjson").map(Sort::Bodies)).flatten()
        }),
        ["files", id, name] if is_id(id) && backpack_files::safe_name(name) == name => Some(Sort::File(id)),
        _ => None,
    };
    sort.ok_or_else(refused)
}

/// Returns the path of a part that holds bodies of one resource type.
pub(crate) fn bodies(folder: &str, resource_type: &str, chunk: u32) -> String {
    let word = if is_word(resource_type) { resource_type } else { "Other" };
    format!("{folder}/{word}-{chunk:04}.ndjson")
}

fn is_word(text: &str) -> bool {
    (1..=64).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

fn is_id(text: &str) -> bool {
    text.len() == 32 && text.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
}

fn number(name: &str, ending: &str) -> Option<u32> {
    let digits = name.strip_suffix(ending)?;
    let is_one = (4..=9).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    is_one.then(|| digits.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_an_archive_has_is_a_part() {
        let file = "files/00112233445566778899aabbccddeeff/übersicht 1.pdf";
        for (path, sort) in [
            ("about.json", Sort::Single("about.json")),
            ("records/0001.ndjson", Sort::Records(1)),
            ("fhir/Observation-12345.ndjson", Sort::Bodies(12_345)),
            ("raw/0002", Sort::Bodies(2)),
            ("quarantine/0001.raw", Sort::QuarantineRaw(1)),
            (file, Sort::File("00112233445566778899aabbccddeeff")),
        ] {
            assert_eq!(sort_of(path).unwrap(), sort, "{path}");
        }
        for path in [
            "",
            "/about.json",
            "../about.json",
            "./about.json",
            "about.json/",
            "records/../about.json",
            "records//0001.ndjson",
            "records/1.ndjson",
            "records/+001.ndjson",
            "records/9999999999.ndjson",
            "fhir/../../x-0001.ndjson",
            "fhir/-0001.ndjson",
            "fhir/Obs.ervation-0001.ndjson",
            "files/00112233445566778899AABBCCDDEEFF/x",
            "files/00112233445566778899aabbccddeeff/..",
            "files/00112233445566778899aabbccddeeff/",
            "files/00112233445566778899aabbccddeeff/.hidden",
            "files/00112233445566778899aabbccddeeff/a/b",
            "files\\00112233445566778899aabbccddeeff\\x",
            "C:about.json",
            "about.json\0",
            "anything.json",
        ] {
            assert!(sort_of(path).is_err(), "{path}");
        }
    }
}
