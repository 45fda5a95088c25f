//! A portal that has two mistakes: a slip of the pen, and somebody else's visit.

use backpack::connect::{Item, Query};
use backpack_testkit::connector::ScriptedConnector;

const VISIT: &str = r#"{"resourceType":"Encounter","id":"v-3","status":"finished","type":[{"text":"Knee injection"}],
    "period":{"start":"2026-02-12"}}"#;

/// Returns the portal. Its query is called `all`.
#[must_use]
pub fn portal() -> ScriptedConnector {
    ScriptedConnector::new().with_query(Query::new("all", "Everything"), [pressure(210), Item::json(VISIT)])
}

/// Returns a blood pressure, in mmHg, as the portal tells it.
#[must_use]
pub fn pressure(systolic: u32) -> Item {
    Item::json(format!(
        r#"{{"resourceType":"Observation","id":"bp-7","status":"final","code":{{"text":"Systolic blood pressure"}},
        "performer":[{{"display":"Dr. Ada Okoye"}}],"effectiveDateTime":"2026-02-11",
        "valueQuantity":{{"value":{systolic},"unit":"mmHg"}}}}"#
    ))
}
