//! What holds of views.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod chart;
mod listing;
mod parts;
mod series;
mod snapshot;
mod timeline;
mod topic;

use backpack_core::{ConnectionId, RecordId};
use backpack_record::Header;
use backpack_views::Seen;
use serde_json::{Value, json};

/// A connection by a number.
fn portal(number: u8) -> ConnectionId {
    ConnectionId::from_bytes([number; 16])
}

/// A record by a number.
fn record(number: usize) -> RecordId {
    let mut bytes = [0; 16];
    bytes[8..].copy_from_slice(&(number as u64).to_be_bytes());
    RecordId::from_bytes(bytes)
}

/// Looks at bodies: the record's number is its place, the source the number beside it, 0 for what was written by hand.
fn seen(bodies: &[(u8, Value)]) -> Vec<Seen<'static>> {
    let mut all = Vec::new();
    for (at, (source, body)) in bodies.iter().enumerate() {
        let bytes = serde_json::to_vec(body).unwrap();
        let header = Header::read(&bytes).unwrap().into_owned();
        all.push(Seen::new(record(at), (*source > 0).then(|| portal(*source)), header));
    }
    all
}

/// A lab result.
fn lab(code: &str, title: &str, date: &str, value: f64, unit: &str) -> Value {
    json!({"resourceType": "Observation", "status": "final", "category": [{"coding": [{"code": "laboratory"}]}],
        "code": {"coding": [{"system": "http://loinc.org", "code": code}], "text": title},
        "effectiveDateTime": date, "valueQuantity": {"value": value, "unit": unit}})
}

/// The same with members of another body put over it.
fn with(mut body: Value, more: Value) -> Value {
    let Value::Object(more) = more else { return body };
    for (name, value) in more {
        if value.is_null() {
            body.as_object_mut().unwrap().remove(&name);
        } else {
            body[name] = value;
        }
    }
    body
}
