//! Headers of one resource of each main type and version, as whole values: `tests/headers/NAME.json` must say
//! `NAME.header.json`, in which what is absent is left out.
#![expect(clippy::unwrap_used, reason = "the helpers of a test fail with it")]

use std::fs;
use std::path::PathBuf;

use backpack_record::Header;
use serde_json::Value;

#[test]
fn each_resource_says_what_its_snapshot_says() {
    let bodies = bodies();
    assert_eq!(bodies.len(), 21);
    for path in bodies {
        let body = fs::read(&path).unwrap();
        let header = Header::read(&body).unwrap();
        let expected: Value =
            serde_json::from_slice(&fs::read(path.with_extension("header.json")).unwrap()).unwrap();
        let told = serde_json::to_value(&header).unwrap();
        assert_eq!(without_absent(told), expected, "{}", path.display());
    }
}

#[test]
fn each_header_comes_back_from_its_packed_form_and_with_its_own_bytes() {
    for path in bodies() {
        let body = fs::read(&path).unwrap();
        let header = Header::read(&body).unwrap();
        let packed = header.pack();
        assert_eq!(Header::unpack(&packed).unwrap(), header);
        assert_eq!(Header::unpack_title(&packed).unwrap(), header.title);
        assert_eq!(header.clone().into_owned(), header);
    }
}

#[test]
fn a_header_itself_takes_bounded_room() {
    assert!(size_of::<Header<'_>>() <= 856, "{} bytes", size_of::<Header<'_>>());
}

pub(crate) fn bodies() -> Vec<PathBuf> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/headers");
    let paths = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut bodies: Vec<_> = paths.filter(|path| !path.to_string_lossy().ends_with(".header.json")).collect();
    bodies.sort();
    bodies
}

fn without_absent(value: Value) -> Value {
    match value {
        Value::Object(members) => {
            let present = members.into_iter().map(|(name, value)| (name, without_absent(value)));
            Value::Object(
                present.filter(|(_, value)| !value.is_null() && *value != Value::Array(Vec::new())).collect(),
            )
        }
        Value::Array(items) => Value::Array(items.into_iter().map(without_absent).collect()),
        other => other,
    }
}
