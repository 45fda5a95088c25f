//! Features that must stay off, and dependencies that must stay in their room.

use serde_json::Value;

use super::{metadata, root};

fn nodes(package: &str) -> Vec<&'static Value> {
    let named = |node: &&Value| {
        node["id"].as_str().unwrap().contains(&format!("{package}@"))
            || node["id"].as_str().unwrap().contains(&format!("/{package}#"))
    };
    metadata()["resolve"]["nodes"].as_array().unwrap().iter().filter(named).collect()
}

fn features(package: &str) -> Vec<&'static str> {
    let found = nodes(package);
    assert!(!found.is_empty(), "{package} is not in the tree");
    found.iter().flat_map(|node| node["features"].as_array().unwrap()).map(|f| f.as_str().unwrap()).collect()
}

/// With it, fhir-model silently drops decimals inside extensions; cargo would unify it over the whole tree.
#[test]
fn serde_json_keeps_its_own_numbers() {
    assert!(!features("serde_json").contains(&"arbitrary_precision"));
}

#[test]
fn fhir_model_has_one_version_of_fhir() {
    assert_eq!(features("fhir-model"), ["r4b"]);
}

#[test]
fn oauth2_brings_no_client_of_its_own() {
    let features = features("oauth2");
    assert!(!features.iter().any(|feature| ["reqwest", "curl", "ureq"].contains(feature)), "{features:?}");
    assert_eq!(nodes("reqwest").len(), 1, "one reqwest is in the tree");
}

#[test]
fn sled_is_pinned() {
    let manifest = std::fs::read_to_string(root().join("Cargo.toml")).unwrap();
    assert!(manifest.contains("sled = \"=0.34.7\""));
}

/// Only the facade and the examples that pass its features on have features.
#[test]
fn only_the_facade_has_features() {
    for package in metadata()["packages"].as_array().unwrap() {
        let name = package["name"].as_str().unwrap();
        let ours = package["source"].is_null();
        if ours && !["backpack-health", "backpack-examples"].contains(&name) {
            assert_eq!(package["features"].as_object().unwrap().len(), 0, "{name} has features");
        }
    }
}
