//! Every public type has a case, or stands in a list of those that have no place for a secret.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::rules::{root, written_files};
use crate::secrets::cases;
use crate::secrets::{SECRETS, surfaced};

/// Public types without a place for a secret, one a line: crate and name.
const PLAIN: &str = include_str!("plain.txt");

/// Crates whose types no app meets.
const APART: &[&str] = &["backpack-testkit", "backpack-bench"];

/// What a field that holds a secret is made of.
const SECRET: &[&str] = &["SecretBytes", "SecretText", "Zeroizing"];
/// What it is called, if it is made of text or bytes.
const CALLED: &[&str] = &["passphrase", "password", "token", "secret", "verifier", "pkcs8", "private"];

fn smells(line: &str) -> bool {
    let has = |words: &[&str]| words.iter().any(|word| line.contains(word));
    !line.trim_start().starts_with('#')
        && (has(SECRET) || (has(CALLED) && has(&["String", "Bytes", "Vec<u8>", "[u8"])))
}

/// Returns every public type of the libraries, and its definition.
fn public_types() -> BTreeMap<String, String> {
    let mut types = BTreeMap::new();
    for (name, path) in written_files() {
        let mut parts = Path::new(&name).components().map(|part| part.as_os_str().to_str().unwrap());
        let (Some("crates"), Some(krate), Some("src")) = (parts.next(), parts.next(), parts.next()) else {
            continue;
        };
        if APART.contains(&krate) || !name.ends_with(".rs") {
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        let lines: Vec<&str> = text.lines().collect();
        for (at, line) in lines.iter().enumerate() {
            let line = line.trim_start();
            let named = line.strip_prefix("pub struct ").or_else(|| line.strip_prefix("pub enum "));
            // In a macro the name is the macro's own affair; what it makes is named where it is used.
            let Some(named) = named.filter(|named| !named.starts_with('$')) else { continue };
            let end = named.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(named.len());
            let ended = |line: &&&str| line.starts_with('}') || line.trim_end().ends_with(';');
            let length = lines[at..].iter().position(|line| ended(&line)).unwrap_or(0);
            let code = lines[at..=at + length].iter().filter(|line| !line.trim_start().starts_with("//"));
            let definition: String = code.map(|line| format!("{line}\n")).collect();
            types.insert(format!("{krate} {}", &named[..end]), definition);
        }
    }
    assert!(types.len() > 300, "only {} types were found below {}", types.len(), root().display());
    types
}

#[test]
fn every_public_type_has_a_case_or_no_place_for_a_secret() {
    let types = public_types();
    let cased: BTreeSet<String> = cases::all().into_keys().map(str::to_owned).collect();
    let plain: BTreeSet<String> = PLAIN.lines().map(str::to_owned).collect();
    let known: BTreeSet<String> = cased.union(&plain).cloned().collect();
    let new: Vec<_> = types.keys().filter(|name| !known.contains(*name)).collect();
    assert!(new.is_empty(), "give these a case in cases.rs, or a line in plain.txt: {new:#?}");
    let gone: Vec<_> = known.iter().filter(|name| !types.contains_key(*name)).collect();
    assert!(gone.is_empty(), "there are no such types any more: {gone:#?}");
    let both: Vec<_> = cased.intersection(&plain).collect();
    assert!(both.is_empty(), "these have a case: {both:#?}");
    let smelling: Vec<_> = plain.iter().filter(|name| types[*name].lines().any(smells)).collect();
    assert!(smelling.is_empty(), "these have a place for a secret, so they need a case: {smelling:#?}");
}

#[test]
fn no_public_type_shows_a_secret() {
    let cases = cases::all();
    for (name, shown) in &cases {
        assert!(!shown.is_empty(), "{name} was not formatted");
        assert_eq!(surfaced(shown, SECRETS), Vec::<&str>::new(), "{name}: {shown}");
    }
    println!("{} public types formatted with secrets inside", cases.len());
}
