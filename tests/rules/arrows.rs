//! Which crate may use which: facade → engine and adapters → keep → contracts → record and core.

use std::collections::BTreeSet;

use super::metadata;

/// What each crate may use of the workspace, and of what only some may see. Tests and benches may use more.
const ARROWS: &[(&str, &[&str])] = &[
    ("backpack-core", &[]),
    ("backpack-record", &["backpack-core"]),
    ("backpack-fhir", &["backpack-core", "backpack-record", "fhir-model"]),
    ("backpack-connect", &["backpack-core", "backpack-record"]),
    ("backpack-store", &["backpack-core"]),
    ("backpack-keys", &["backpack-core", "hpke"]),
    ("backpack-files", &["backpack-core", "backpack-keys", "backpack-store"]),
    (
        "backpack-keep",
        &[
            "backpack-connect",
            "backpack-core",
            "backpack-files",
            "backpack-keys",
            "backpack-record",
            "backpack-store",
        ],
    ),
    (
        "backpack-archive",
        &["age", "backpack-connect", "backpack-core", "backpack-files", "backpack-keep", "backpack-record"],
    ),
    (
        "backpack-sync",
        &[
            "backpack-connect",
            "backpack-core",
            "backpack-files",
            "backpack-keep",
            "backpack-record",
            "backpack-store",
        ],
    ),
    ("backpack-dialect", &[]),
    ("backpack-directory", &["backpack-connect", "backpack-core"]),
    (
        "backpack-smart",
        &["backpack-connect", "backpack-core", "backpack-dialect", "backpack-record", "oauth2"],
    ),
    ("backpack-import", &["backpack-connect", "backpack-core", "backpack-record"]),
    ("backpack-http", &["backpack-connect", "backpack-core", "reqwest"]),
    ("backpack-narrative", &["ammonia", "quick-xml"]),
    ("backpack-folder", &["backpack-core", "backpack-store"]),
    ("backpack-sled", &["backpack-core", "backpack-folder", "backpack-store", "sled"]),
    ("backpack-redb", &["backpack-core", "backpack-folder", "backpack-store", "redb"]),
    (
        "backpack-postgres",
        &["backpack-core", "backpack-store", "deadpool-postgres", "tokio-postgres", "tokio-postgres-rustls"],
    ),
    // object_store asks for an HTTP client; its own would bring a second provider of TLS, and HTTP/2.
    ("backpack-objects", &["backpack-core", "backpack-files", "backpack-store", "object_store", "reqwest"]),
    ("backpack-key-service", &["backpack-core", "backpack-folder", "backpack-store"]),
    ("backpack-terms", &["backpack-record"]),
    ("backpack-units", &[]),
    ("backpack-search", &["fst"]),
    (
        "backpack-extract",
        &[
            "backpack-narrative",
            "dicom-core",
            "dicom-encoding",
            "dicom-parser",
            "dicom-transfer-syntax-registry",
            "hayro",
            "hayro-cmap",
            "image",
        ],
    ),
    ("backpack-views", &["backpack-core", "backpack-record", "backpack-units"]),
    ("backpack-words", &["backpack-core", "backpack-record", "fluent-bundle", "unic-langid"]),
    ("backpack-requests", &["backpack-core"]),
    ("backpack-paper", &["pdf-writer", "qrcode", "ttf-parser"]),
    (
        "backpack-testkit",
        &[
            "backpack-connect",
            "backpack-core",
            "backpack-dialect",
            "backpack-files",
            "backpack-key-service",
            "backpack-record",
            "backpack-store",
        ],
    ),
    (
        "backpack-health",
        &[
            "backpack-archive",
            "backpack-connect",
            "backpack-core",
            "backpack-dialect",
            "backpack-directory",
            "backpack-extract",
            "backpack-fhir",
            "backpack-files",
            "backpack-http",
            "backpack-import",
            "backpack-keep",
            "backpack-key-service",
            "backpack-keys",
            "backpack-narrative",
            "backpack-objects",
            "backpack-paper",
            "backpack-postgres",
            "backpack-record",
            "backpack-redb",
            "backpack-requests",
            "backpack-search",
            "backpack-sled",
            "backpack-smart",
            "backpack-store",
            "backpack-sync",
            "backpack-terms",
            "backpack-units",
            "backpack-views",
            "backpack-words",
        ],
    ),
];

/// Foreign crates that only the crates of ours that name them above may see.
const GUARDED: &[&str] = &[
    "age",
    "ammonia",
    "deadpool-postgres",
    "dicom-core",
    "dicom-encoding",
    "dicom-parser",
    "dicom-transfer-syntax-registry",
    "fhir-model",
    "hpke",
    "fluent-bundle",
    "fst",
    "hayro",
    "hayro-cmap",
    "html5ever",
    "image",
    "oauth2",
    "object_store",
    "pdf-writer",
    "qrcode",
    "quick-xml",
    "redb",
    "reqwest",
    "sled",
    "tokio-postgres",
    "tokio-postgres-rustls",
    "ttf-parser",
    "unic-langid",
];

/// Unpublished packages, which may use anything of the workspace.
const FREE: &[&str] = &["backpack-bench", "backpack-examples", "backpack-tests"];

#[test]
fn arrows_point_one_way() {
    for package in metadata()["packages"].as_array().unwrap() {
        let name = package["name"].as_str().unwrap();
        if !package["source"].is_null() || FREE.contains(&name) {
            continue;
        }
        let allowed = ARROWS.iter().find(|(krate, _)| *krate == name);
        let allowed = allowed.unwrap_or_else(|| panic!("{name} has no row in the table of arrows")).1;
        for dependency in package["dependencies"].as_array().unwrap() {
            let to = dependency["name"].as_str().unwrap();
            let guarded = to.starts_with("backpack-") || GUARDED.contains(&to);
            let shipped = dependency["kind"].is_null() || dependency["kind"] == "build";
            assert!(!guarded || !shipped || allowed.contains(&to), "{name} may not use {to}");
        }
    }
}

#[test]
fn every_row_of_the_table_is_a_crate() {
    let packages = metadata()["packages"].as_array().unwrap();
    let ours: BTreeSet<&str> =
        packages.iter().filter(|p| p["source"].is_null()).map(|p| p["name"].as_str().unwrap()).collect();
    let table: BTreeSet<&str> = ARROWS.iter().map(|(name, _)| *name).chain(FREE.iter().copied()).collect();
    assert_eq!(ours, table);
}
