//! Lenient looks into JSON.

use serde_json::Value;

/// Returns the text of a member, or an empty one.
pub(super) fn text<'v>(value: &'v Value, key: &str) -> &'v str {
    value.get(key).and_then(Value::as_str).map(str::trim).unwrap_or_default()
}

/// Returns the elements of a member: of an array its elements, of anything else itself.
pub(super) fn each<'v>(value: &'v Value, key: &str) -> &'v [Value] {
    match value.get(key) {
        Some(Value::Array(items)) => items,
        Some(Value::Null) | None => &[],
        Some(one) => std::slice::from_ref(one),
    }
}

/// Returns the parts of the extensions whose address ends with `name`.
pub(super) fn extensions<'v>(value: &'v Value, name: &'v str) -> impl Iterator<Item = &'v Value> {
    each(value, "extension").iter().filter(move |extension| {
        let url = text(extension, "url");
        url == name || url.strip_suffix(name).is_some_and(|rest| rest.ends_with('/'))
    })
}

/// Returns the first value of an extension that is a text, whatever its type.
pub(super) fn said<'v>(extension: &'v Value, keys: &[&str]) -> &'v str {
    keys.iter().map(|key| text(extension, key)).find(|text| !text.is_empty()).unwrap_or_default()
}
