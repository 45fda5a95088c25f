//! Writes a new version and instant into a resource, and leaves every other byte of it as it was.

use std::fmt;

use serde::Deserializer as _;
use serde::de::{MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::people::json::{Object, quoted};

/// Returns `body` with `meta.versionId` and `meta.lastUpdated` set; nothing if it is no JSON object.
pub(crate) fn stamped(body: &str, version: u32, updated: &str) -> Option<String> {
    let members = members(body)?;
    let meta = members.iter().find(|(name, _)| name == "meta").map_or("{}", |(_, raw)| raw.get());
    let mut fresh = Object::new().text("versionId", &version.to_string()).text("lastUpdated", updated);
    for (name, raw) in self::members(meta)? {
        if name != "versionId" && name != "lastUpdated" {
            fresh = fresh.raw(&name, raw.get());
        }
    }
    let fresh = fresh.finish();
    let mut object = Object::new();
    let mut written = false;
    for (name, raw) in members {
        object = if name == "meta" {
            written = true;
            object.raw("meta", &fresh)
        } else {
            object.raw(&name, raw.get())
        };
    }
    Some(if written { object } else { object.raw("meta", &fresh) }.finish())
}

/// Returns `body` with the status of a record that was entered in error; nothing if it is no JSON object.
pub(crate) fn retracted(body: &str) -> Option<String> {
    let kind = text_of(body, "resourceType")?;
    let concept = |system: &str| {
        let system = format!("http://terminology.hl7.org/CodeSystem/{system}");
        let coding = Object::new().text("system", &system).text("code", "entered-in-error").finish();
        Object::new().one("coding", &coding).finish()
    };
    let (name, value) = match kind.as_str() {
        "AllergyIntolerance" => ("verificationStatus", concept("allergyintolerance-verification")),
        "Condition" => ("verificationStatus", concept("condition-ver-status")),
        "Goal" => ("lifecycleStatus", quoted("entered-in-error")),
        _ => ("status", quoted("entered-in-error")),
    };
    let kept = members(body)?.into_iter().filter(|(known, _)| known != name);
    let object = kept.fold(Object::new(), |object, (known, raw)| object.raw(&known, raw.get()));
    Some(object.raw(name, &value).finish())
}

/// Returns the text that a member of the outermost object holds.
pub(crate) fn text_of(body: &str, member: &str) -> Option<String> {
    let (_, raw) = members(body)?.into_iter().find(|(name, _)| name == member)?;
    serde_json::from_str(raw.get()).ok()
}

/// Returns the body with its first member written twice: JSON that parsers read in different ways.
pub(crate) fn doubled(body: &str) -> String {
    let kind = text_of(body, "resourceType").unwrap_or_default();
    body.replacen('{', &format!("{{\"resourceType\":{},", quoted(&kind)), 1)
}

fn members(object: &str) -> Option<Vec<(String, &RawValue)>> {
    serde_json::Deserializer::from_str(object).deserialize_map(Members).ok()
}

struct Members;

impl<'de> Visitor<'de> for Members {
    type Value = Vec<(String, &'de RawValue)>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut members = Vec::new();
        while let Some(member) = map.next_entry()? {
            members.push(member);
        }
        Ok(members)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stamp_touches_meta_alone() {
        let body =
            r#"{"resourceType":"Goal","meta":{"tag":[{"code":"x"}],"versionId":"1"},"value":1.10,"id":"g"}"#;
        let expected = concat!(
            r#"{"resourceType":"Goal","meta":{"versionId":"2","lastUpdated":"2026-01-01T00:00:00Z","#,
            r#""tag":[{"code":"x"}]},"value":1.10,"id":"g"}"#
        );
        assert_eq!(stamped(body, 2, "2026-01-01T00:00:00Z").as_deref(), Some(expected));
        assert_eq!(stamped("[]", 2, "2026"), None);
    }
}
