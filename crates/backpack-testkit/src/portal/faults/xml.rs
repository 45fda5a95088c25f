//! FHIR's XML, for answers that should have been JSON.

use serde_json::Value;

/// Returns the resource as XML, or nothing if the text is no JSON resource.
pub(crate) fn xml(json: &str) -> Option<String> {
    let resource: Value = serde_json::from_str(json).ok()?;
    let mut text = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>");
    resource_into(&mut text, &resource, " xmlns=\"http://hl7.org/fhir\"")?;
    Some(text)
}

fn resource_into(text: &mut String, resource: &Value, namespace: &str) -> Option<()> {
    let kind = resource.get("resourceType")?.as_str()?;
    text.push_str(&format!("<{kind}{namespace}>"));
    for (name, value) in resource.as_object()? {
        if name != "resourceType" {
            member(text, name, value);
        }
    }
    text.push_str(&format!("</{kind}>"));
    Some(())
}

fn member(text: &mut String, name: &str, value: &Value) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| member(text, name, item)),
        Value::Object(_) if value.get("resourceType").is_some() => {
            text.push_str(&format!("<{name}>"));
            resource_into(text, value, "");
            text.push_str(&format!("</{name}>"));
        }
        Value::Object(members) => {
            text.push_str(&format!("<{name}>"));
            members.iter().for_each(|(inner, value)| member(text, inner, value));
            text.push_str(&format!("</{name}>"));
        }
        Value::String(value) => text.push_str(&format!("<{name} value=\"{}\"/>", escaped(value))),
        Value::Null => {}
        other => text.push_str(&format!("<{name} value=\"{other}\"/>")),
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;").replace('\n', "&#10;")
}
