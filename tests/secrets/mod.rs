//! Secrets never surface: not in a `Debug` or `Display` of any public type, a log, an error, or a panic.
//!
//! Types that hold a person's data (a header, a person, a note) show it to whoever formats them: that is what they are
//! for. What nobody asked for, which is logs, errors and panics, shows neither secrets nor data.

mod cases;
mod forced;
mod tokens;
mod types;

use std::fmt::Debug;

pub(crate) const PASSPHRASE: &str = "canary-passphrase-4e1f";
pub(crate) const HOST_KEY: &[u8; 32] = b"canary-host-key-32-bytes-long-00";
pub(crate) const TOKEN: &str = "canary-access-token-77d2c9";
pub(crate) const REFRESH: &str = "canary-refresh-token-10ab3e";
pub(crate) const CODE: &str = "canary-code-9c2f71";
pub(crate) const VERIFIER: &str = "canary-verifier-5b8d20";
pub(crate) const CLIENT_SECRET: &str = "canary-client-secret-6f01";
pub(crate) const NAME: &str = "Canary Lovelace-Obi";
pub(crate) const MRN: &str = "canary-mrn-0041722";
pub(crate) const FILE_NAME: &str = "canary biopsy of the knee.txt";
pub(crate) const NOTE: &str = "canary words: it hurt for a week";

/// What no formatted type may show.
pub(crate) const SECRETS: &[&str] =
    &[PASSPHRASE, TOKEN, REFRESH, CODE, VERIFIER, CLIENT_SECRET, "canary-host-key"];
/// What no log, error or panic may show, beside the secrets.
pub(crate) const DATA: &[&str] = &[NAME, MRN, FILE_NAME, NOTE];

/// Returns every way in which a secret may be written: as text, as numbers in a list, in hexadecimal digits.
pub(crate) fn spellings(secret: &str) -> Vec<String> {
    let bytes = secret.as_bytes();
    let list: Vec<String> = bytes.iter().map(u8::to_string).collect();
    let hex = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    vec![secret.to_owned(), list.join(", "), list.join(",\n    "), hex]
}

/// Returns the secrets that stand in a text.
pub(crate) fn surfaced<'s>(text: &str, secrets: impl IntoIterator<Item = &'s &'s str>) -> Vec<&'s str> {
    let stands = |secret: &&&str| spellings(secret).iter().any(|spelling| text.contains(spelling));
    secrets.into_iter().filter(stands).copied().collect()
}

/// Formats a value in every way that `Debug` has.
pub(crate) fn debugged(value: &impl Debug) -> String {
    format!("{value:?} {value:#?}")
}

#[test]
fn the_search_bites() {
    let bytes = debugged(&TOKEN.as_bytes().to_vec());
    let hex: String = CODE.bytes().map(|byte| format!("{byte:02x}")).collect();
    let found = surfaced(&format!("{bytes} {hex} {}", debugged(&REFRESH)), SECRETS);
    assert_eq!(found, [TOKEN, REFRESH, CODE]);
}
