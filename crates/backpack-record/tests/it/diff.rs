//! What changed between two versions, field by field.
#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails by panicking")]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::time::{Duration, Instant};

use backpack_record::{Difference, FieldChange, HowChanged, Step, compare};
use proptest::prelude::*;
use serde_json::value::RawValue;

fn lines(before: &str, after: &str) -> String {
    compare(before.as_bytes(), after.as_bytes()).unwrap().to_string()
}

#[test]
fn a_result_that_was_corrected_reads_field_by_field() {
    let before = r#"{"resourceType":"Observation","id":"1","meta":{"versionId":"1","lastUpdated":"2024-01-01T00:00:00Z"},
        "status":"preliminary","code":{"coding":[{"system":"http://loinc.org","code":"2345-7","display":"Glucose"}],"text":"Glucose"},
        "valueQuantity":{"value":5.4,"unit":"mmol/L"},"note":[{"text":"fasting"}],"issued":"2024-01-01"}"#;
    let after = r#"{"resourceType":"Observation","id":"1","meta":{"versionId":"2","lastUpdated":"2024-01-02T00:00:00Z"},
        "status":"final","code":{"text":"Glucose","coding":[{"code":"2345-7","display":"Glucose, blood","system":"http://loinc.org"}]},
        "valueQuantity":{"unit":"mmol/L","value":5.9},"note":[{"text":"repeated"},{"text":"fasting"}],"interpretation":[{"text":"high"}]}"#;
    assert_eq!(
        lines(before, after),
        "\
status: \"preliminary\" -> \"final\"
code.coding[0].display: \"Glucose\" -> \"Glucose, blood\"
valueQuantity.value: 5.4 -> 5.9
note[0] added: {\"text\":\"repeated\"}
issued removed: \"2024-01-01\"
interpretation added: [{\"text\":\"high\"}]
meta.versionId: \"1\" -> \"2\"
meta.lastUpdated: \"2024-01-01T00:00:00Z\" -> \"2024-01-02T00:00:00Z\"
"
    );
}

#[test]
fn an_item_that_is_put_in_or_taken_out_is_one_change() {
    let list = |items: &[&str]| format!("{{\"x\":[{}]}}", items.join(","));
    let table: &[(&[&str], &[&str], &str)] = &[
        // By content.
        (&["1", "2", "3"], &["1", "9", "2", "3"], "x[1] added: 9\n"),
        (&["1", "2", "3"], &["2", "3"], "x[0] removed: 1\n"),
        (&["\"a\"", "\"a\""], &["\"a\"", "\"b\"", "\"a\""], "x[1] added: \"b\"\n"),
        // By id, although content and place changed.
        (
            &[r#"{"id":"p","v":1}"#, r#"{"id":"q","v":1}"#],
            &[r#"{"id":"o","v":1}"#, r#"{"id":"p","v":1}"#, r#"{"id":"q","v":2}"#],
            "x[0] added: {\"id\":\"o\",\"v\":1}\nx[2].v: 1 -> 2\n",
        ),
        // By code: the components of a blood pressure.
        (
            &[
                r#"{"code":{"coding":[{"system":"l","code":"8480-6"}]},"v":120}"#,
                r#"{"code":{"coding":[{"system":"l","code":"8462-4"}]},"v":80}"#,
            ],
            &[r#"{"code":{"coding":[{"system":"l","code":"8462-4"}]},"v":81}"#],
            "x[0] removed: {\"code\":{\"coding\":[{\"system\":\"l\",\"code\":\"8480-6\"}]},\"v\":120}\nx[0].v: 80 -> 81\n",
        ),
        // By identifier.
        (
            &[r#"{"system":"a","value":"1"}"#],
            &[r#"{"system":"b","value":"2"}"#, r#"{"system":"a","value":"1","use":"old"}"#],
            "x[0] added: {\"system\":\"b\",\"value\":\"2\"}\nx[1].use added: \"old\"\n",
        ),
        // By likeness.
        (
            &[r#"{"a":1,"b":1,"c":1}"#, r#"{"a":2,"b":2,"c":2}"#],
            &[r#"{"z":0}"#, r#"{"a":2,"b":2,"c":3}"#, r#"{"a":1,"b":1,"c":3}"#],
            "x[0] added: {\"z\":0}\nx[1] moved among its neighbours\nx[1].c: 2 -> 3\nx[2].c: 1 -> 3\n",
        ),
        // By place.
        (&["1"], &["2"], "x[0]: 1 -> 2\n"),
        (&["1", "2", "3"], &["3", "1", "2"], "x[0] moved from place 2 to 0\n"),
    ];
    for (before, after, expected) in table {
        assert_eq!(lines(&list(before), &list(after)), *expected);
    }
}

#[test]
fn numbers_are_compared_by_their_digits() {
    assert_eq!(lines(r#"{"v":1.0}"#, r#"{"v":1.00}"#), "v: 1.0 -> 1.00 (the same number, other digits)\n");
    assert_eq!(lines(r#"{"v":1e2}"#, r#"{"v":100}"#), "v: 1e2 -> 100 (the same number, other digits)\n");
    assert_eq!(
        lines(r#"{"v":0.1}"#, r#"{"v":0.10000000000000000001}"#),
        "v: 0.1 -> 0.10000000000000000001\n"
    );
    assert_eq!(lines(r#"{"v":1}"#, r#"{"v":"1"}"#), "v: 1 -> \"1\"\n");
    assert_eq!(lines(r#"{"v":true}"#, r#"{"v":false}"#), "v: true -> false\n");
}

#[test]
fn what_only_looks_otherwise_is_no_change() {
    let before = r#"{"a":"Zoë","b":{"x":1,"y":[1,2]}}"#;
    let after = "\u{feff}{ \"b\": {\"y\" : [1,\n2], \"x\":1}, \"a\": \"Zo\\u00eb\" }";
    assert_eq!(compare(before.as_bytes(), after.as_bytes()).unwrap(), Difference::default());
}

#[test]
fn when_it_was_served_is_told_apart_even_if_only_one_version_has_a_meta() {
    let bare = r#"{"id":"1"}"#;
    let served = r#"{"id":"1","meta":{"versionId":"1","lastUpdated":"2024","source":"s"}}"#;
    let found = compare(bare.as_bytes(), served.as_bytes()).unwrap();
    assert_eq!((found.changes.len(), found.served.len()), (1, 2));
    assert_eq!(found.changes[0].to_string(), "meta.source added: \"s\"");
    let back = compare(served.as_bytes(), bare.as_bytes()).unwrap();
    assert_eq!((back.changes.len(), back.served.len()), (1, 2));
    let again = compare(br#"{"meta":{"versionId":"1"}}"#, br#"{"meta":{"versionId":"2"}}"#).unwrap();
    assert!(again.is_empty() && again.served.len() == 1);
}

#[test]
fn what_is_no_json_is_refused() {
    for broken in [&b"{"[..], b"\xff", b"", br#"{"a":1,"a":2}"#] {
        assert!(compare(broken, b"{}").is_err());
        assert!(compare(b"{}", broken).is_err());
    }
}

#[test]
fn lines_hold_no_control_characters_and_are_cut() {
    let long = format!(r#"{{"a":"{}\u001b","\u001b[31m":1}}"#, "x\u{85}".repeat(200));
    let lines = lines("{}", &long);
    assert!(!lines.chars().any(|c| c.is_control() && c != '\n'), "{lines:?}");
    assert!(lines.lines().all(|line| line.chars().count() < 240), "{lines}");
}

#[test]
fn hostile_bodies_take_a_moment_and_end_in_few_changes() {
    let many = |value: fn(usize) -> String| {
        let items: Vec<String> = (0..40_000).map(value).collect();
        format!("{{\"x\":[{}]}}", items.join(","))
    };
    let deep = |inside: &str| format!("{}{inside}{}", "[".repeat(60), "]".repeat(60));
    let wide = |value: usize| {
        let members: Vec<String> = (0..20_000).map(|at| format!("\"m{at}\":{value}")).collect();
        format!("{{{}}}", members.join(","))
    };
    let nested = |leaf: usize| {
        let mut text = leaf.to_string();
        for _ in 0..12 {
            text = format!("[{text},{text}]");
        }
        text
    };
    let pairs = [
        (many(|at| at.to_string()), many(|at| (at + 1).to_string())),
        (many(|at| at.to_string()), many(|at| (40_000 - at).to_string())),
        (many(|_| "0".to_owned()), many(|at| (at % 2).to_string())),
        (many(|at| format!("{{\"id\":\"{at}\"}}")), many(|at| format!("{{\"id\":\"{at}\",\"v\":1}}"))),
        (many(|_| "{\"a\":1}".to_owned()), many(|at| format!("{{\"a\":{at}}}"))),
        (deep("1"), deep("2")),
        (wide(1), wide(2)),
        (nested(1), nested(2)),
        (many(|_| "0,0,0,0,0,0".to_owned()), many(|_| "0,0,0,0,0,1".to_owned())),
        (format!("[{}]", "{},".repeat(31) + "1"), format!("[{}]", "[],".repeat(31) + "2")),
    ];
    for (number, (before, after)) in pairs.iter().enumerate() {
        let began = Instant::now();
        let found = compare(before.as_bytes(), after.as_bytes()).unwrap();
        let took = began.elapsed();
        println!("pair {number}: {} bytes, {} changes, {took:?}", before.len(), found.changes.len());
        assert!(!found.is_empty() && found.changes.len() <= 4096 + 64, "pair {number}");
        assert!(took < Duration::from_secs(20), "pair {number}: {took:?}");
    }
}

/// A JSON value whose numbers keep their digits.
#[derive(Clone, Debug, PartialEq)]
enum Json {
    Plain(String),
    List(Vec<Self>),
    Object(BTreeMap<String, Self>),
}

impl Json {
    fn parse(text: &str) -> Self {
        match text.trim_start().as_bytes()[0] {
            b'{' => {
                let members: BTreeMap<String, &RawValue> = serde_json::from_str(text).unwrap();
                Self::Object(members.into_iter().map(|(name, raw)| (name, Self::parse(raw.get()))).collect())
            }
            b'[' => {
                let items: Vec<&RawValue> = serde_json::from_str(text).unwrap();
                Self::List(items.into_iter().map(|raw| Self::parse(raw.get())).collect())
            }
            _ => Self::Plain(text.trim().to_owned()),
        }
    }

    fn text(&self) -> String {
        match self {
            Self::Plain(text) => text.clone(),
            Self::List(items) => format!("[{}]", items.iter().map(Self::text).collect::<Vec<_>>().join(",")),
            Self::Object(members) => {
                let mut text = String::from("{");
                for (at, (name, value)) in members.iter().enumerate() {
                    write!(text, "{}\"{name}\":{}", if at > 0 { "," } else { "" }, value.text()).unwrap();
                }
                text + "}"
            }
        }
    }
}

type Change<'c> = (&'c [Step<'c>], HowChanged<'c>);

/// Makes the later version out of the earlier one and what changed.
fn applied(before: &Json, changes: &[Change<'_>]) -> Json {
    for (steps, how) in changes {
        if steps.is_empty() {
            match how {
                HowChanged::Replaced { after, .. } | HowChanged::Rewritten { after, .. } => {
                    return Json::parse(after);
                }
                HowChanged::Moved => {}
                other => panic!("{other:?} of what is on both sides"),
            }
        }
    }
    match before {
        Json::Plain(_) => before.clone(),
        Json::Object(members) => {
            let mut members = members.clone();
            let mut inside: BTreeMap<String, Vec<Change<'_>>> = BTreeMap::new();
            for (steps, how) in changes.iter().filter(|(steps, _)| !steps.is_empty()) {
                let Step::Member(name) = &steps[0] else { panic!("an item of an object") };
                match (how, steps.len()) {
                    (HowChanged::Added(value), 1) => {
                        assert!(members.insert(name.to_string(), Json::parse(value)).is_none());
                    }
                    (HowChanged::Removed(value), 1) => {
                        assert_eq!(members.remove(name.as_str()), Some(Json::parse(value)));
                    }
                    _ => inside.entry(name.to_string()).or_default().push((&steps[1..], *how)),
                }
            }
            for (name, changes) in inside {
                // Of a `meta` that was not there the members are told one by one.
                let earlier = members.get(&name).cloned().unwrap_or(Json::Object(BTreeMap::new()));
                members.insert(name, applied(&earlier, &changes));
            }
            Json::Object(members)
        }
        Json::List(items) => applied_list(items, changes),
    }
}

fn applied_list(items: &[Json], changes: &[Change<'_>]) -> Json {
    let mut kept: BTreeMap<usize, Vec<Change<'_>>> = (0..items.len()).map(|at| (at, Vec::new())).collect();
    let mut placed: BTreeMap<usize, Json> = BTreeMap::new();
    let mut moved: BTreeMap<usize, usize> = BTreeMap::new();
    for (steps, how) in changes.iter().filter(|(steps, _)| !steps.is_empty()) {
        let Step::Item { before, after } = &steps[0] else { panic!("a member of a list") };
        match (before, after, how) {
            (Some(before), None, HowChanged::Removed(value)) => {
                assert!(kept.remove(before).is_some());
                assert_eq!(items[*before], Json::parse(value));
            }
            (None, Some(after), HowChanged::Added(value)) => {
                placed.insert(*after, Json::parse(value));
            }
            (Some(before), Some(after), how) => {
                if steps.len() == 1 && *how == HowChanged::Moved {
                    moved.insert(*before, *after);
                }
                kept.get_mut(before).unwrap().push((&steps[1..], *how));
            }
            other => panic!("{other:?}"),
        }
    }
    let count = kept.len() + placed.len();
    let mut waiting = Vec::new();
    for (before, changes) in kept {
        let item = applied(&items[before], &changes);
        match moved.get(&before) {
            Some(after) => {
                placed.insert(*after, item);
            }
            None => waiting.push(item),
        }
    }
    let mut waiting = waiting.into_iter();
    Json::List((0..count).map(|at| placed.remove(&at).unwrap_or_else(|| waiting.next().unwrap())).collect())
}

fn all<'d>(found: &'d Difference<'_>) -> Vec<Change<'d>> {
    let every = found.changes.iter().chain(&found.served);
    every.map(|FieldChange { path, how, .. }| (path.steps.as_slice(), *how)).collect()
}

/// An empty `meta` says nothing, and is told of like none.
fn without_empty_meta(json: Json) -> Json {
    match json {
        Json::Object(mut members) => {
            if members.get("meta") == Some(&Json::Object(BTreeMap::new())) {
                members.remove("meta");
            }
            Json::Object(members)
        }
        other => other,
    }
}

fn json() -> impl Strategy<Value = Json> {
    let plain = prop_oneof![
        Just("1"),
        Just("1.0"),
        Just("2"),
        Just("-0.5e1"),
        Just("true"),
        Just("null"),
        Just("\"a\""),
        Just("\"b\""),
        Just("\"\""),
    ];
    let leaf = plain.prop_map(|text: &str| Json::Plain(text.to_owned()));
    let name = prop_oneof![
        Just("id"),
        Just("code"),
        Just("system"),
        Just("value"),
        Just("coding"),
        Just("url"),
        Just("meta"),
        Just("lastUpdated"),
        Just("versionId"),
        Just("text"),
        Just("note"),
    ];
    leaf.prop_recursive(5, 48, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Json::List),
            prop::collection::btree_map(name.clone().prop_map(str::to_owned), inner, 0..6)
                .prop_map(Json::Object),
        ]
    })
}

/// Two versions: with nothing in common, or one a changed copy of the other.
fn two() -> impl Strategy<Value = (Json, Json)> {
    prop_oneof![
        (json(), json()),
        (json(), json(), any::<prop::sample::Index>(), any::<u8>()).prop_map(|(before, part, at, how)| {
            let after = changed(&before, &part, at.index(64), how);
            (before, after)
        }),
    ]
}

fn changed(json: &Json, part: &Json, at: usize, how: u8) -> Json {
    match json {
        Json::List(items) => {
            let mut items = items.clone();
            let place = at % (items.len() + 1);
            match how % 4 {
                0 => items.insert(place, part.clone()),
                1 if place < items.len() => drop(items.remove(place)),
                2 => {
                    let by = place.min(items.len());
                    items.rotate_left(by);
                }
                _ if place < items.len() => items[place] = changed(&items[place], part, at / 2, how / 2),
                _ => items.reverse(),
            }
            Json::List(items)
        }
        Json::Object(members) => {
            let mut members = members.clone();
            let chosen = members.keys().nth(at % (members.len() + 1)).cloned();
            match chosen {
                Some(name) => {
                    let inside = changed(&members[&name], part, at / 2, how / 2);
                    members.insert(name, inside);
                }
                None => drop(members.insert("added".to_owned(), part.clone())),
            }
            Json::Object(members)
        }
        Json::Plain(_) => part.clone(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1024, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_changed_from_a_version_to_itself(json in json()) {
        let text = json.text();
        prop_assert_eq!(compare(text.as_bytes(), text.as_bytes()).unwrap(), Difference::default());
    }

    #[test]
    fn what_changed_makes_the_later_version_of_the_earlier((before, after) in two()) {
        let (one, other) = (before.text(), after.text());
        let found = compare(one.as_bytes(), other.as_bytes()).unwrap();
        let made = applied(&before, &all(&found));
        prop_assert_eq!(without_empty_meta(made), without_empty_meta(after.clone()), "{}", found);
        let is_same = before == after;
        prop_assert_eq!(is_same, found.is_empty() && found.served.is_empty());
    }
}
