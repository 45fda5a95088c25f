//! Values, with decimals exactly as written.

use super::code::codes_of;
use super::parts::{Top, capped_text, capped_text_of};
use super::title::words;
use crate::json::Json;
use crate::{Component, Interpretation, Quantity, ReferenceRange, Text, Value};

/// The most parts of one measurement that a header lists.
const MOST_COMPONENTS: usize = 64;

/// Returns the value under `value[x]` of the body's own object.
pub(super) fn value<'a>(top: &Top<'_, 'a>, stem: &str) -> Option<Value<'a>> {
    top.members().find_map(|(key, json)| value_named(top, key, json, stem))
}

/// Returns why there is no value, if the source says so.
pub(super) fn absent<'a>(top: &Top<'_, 'a>) -> Option<Value<'a>> {
    words(top, top.get("dataAbsentReason")?).map(Value::Absent)
}

/// Returns the parts of a measurement.
pub(super) fn components<'a>(top: &Top<'_, 'a>) -> Vec<Component<'a>> {
    let parts = top.get("component").into_iter().flat_map(Json::each).filter(|part| part.is_object());
    parts.take(MOST_COMPONENTS).map(|part| component(top, part)).collect()
}

/// Returns how the source interprets the value: the first interpretation, if there are several.
pub(super) fn interpretation<'a>(top: &Top<'_, 'a>) -> Option<Interpretation<'a>> {
    top.get("interpretation")?.each().find_map(|json| {
        let code = codes_of(top, json).into_iter().find_map(|code| code.code);
        let text = words(top, json).or_else(|| code.clone())?;
        Some(Interpretation { code, text })
    })
}

/// Returns the range the source compares with: the first, if there are several.
pub(super) fn reference_range<'a>(top: &Top<'_, 'a>) -> Option<ReferenceRange<'a>> {
    top.get("referenceRange")?.each().find_map(|json| {
        let low = json.get("low").and_then(quantity);
        let high = json.get("high").and_then(quantity);
        let text = capped_text_of(json, "text");
        (low.is_some() || high.is_some() || text.is_some()).then_some(ReferenceRange { low, high, text })
    })
}

fn component<'a>(top: &Top<'_, 'a>, part: Json<'_, 'a>) -> Component<'a> {
    let code = part.get("code");
    let absent = || words(top, part.get("dataAbsentReason")?).map(Value::Absent);
    Component {
        title: code.and_then(|code| words(top, code)).unwrap_or_else(|| Text::from("Component")),
        codes: code.map(|code| codes_of(top, code)).unwrap_or_default(),
        value: part.members().find_map(|(key, json)| value_named(top, key, json, "value")).or_else(absent),
    }
}

fn value_named<'a>(
    top: &Top<'_, 'a>,
    key: Json<'_, 'a>,
    json: Json<'_, 'a>,
    stem: &str,
) -> Option<Value<'a>> {
    let name = key.raw().strip_prefix('"')?.strip_suffix('"')?;
    match name.strip_prefix(stem)? {
        "Quantity" | "Money" | "Age" | "Duration" | "Count" | "Distance" => {
            quantity(json).map(Value::Quantity)
        }
        "CodeableConcept" | "Coding" | "Code" | "Reference" | "CodeableReference" => {
            words(top, json).map(Value::Coded)
        }
        "Range" => ends(json, "low", "high").map(|(low, high)| Value::Range { low, high }),
        "Ratio" => ends(json, "numerator", "denominator")
            .map(|(numerator, denominator)| Value::Ratio { numerator, denominator }),
        "Boolean" => json.boolean().map(Value::Boolean),
        "Integer" | "Decimal" | "PositiveInt" | "UnsignedInt" | "Integer64" => {
            json.number().map(|number| Value::Number(Text::from(number)))
        }
        "String" | "Markdown" | "Time" | "DateTime" | "Date" | "Instant" | "Uri" => {
            capped_text(json).map(Value::Text)
        }
        "Period" => period(json).map(Value::Text),
        _ => None,
    }
}

fn quantity<'a>(json: Json<'_, 'a>) -> Option<Quantity<'a>> {
    let code = capped_text_of(json, "code");
    let unit = capped_text_of(json, "unit").or_else(|| capped_text_of(json, "units"));
    let unit = unit.or_else(|| code.clone()).or_else(|| capped_text_of(json, "currency"));
    let number = json.get("value").and_then(Json::number).map(Text::from);
    let comparator = capped_text_of(json, "comparator");
    (number.is_some() || unit.is_some()).then_some(Quantity { comparator, number, unit, code })
}

type Ends<'a> = (Option<Quantity<'a>>, Option<Quantity<'a>>);

fn ends<'a>(json: Json<'_, 'a>, first: &str, second: &str) -> Option<Ends<'a>> {
    let ends = (json.get(first).and_then(quantity), json.get(second).and_then(quantity));
    (ends.0.is_some() || ends.1.is_some()).then_some(ends)
}

fn period<'a>(json: Json<'_, 'a>) -> Option<Text<'a>> {
    match (capped_text_of(json, "start"), capped_text_of(json, "end")) {
        (Some(start), Some(end)) => Some(Text::from(format!("{start} to {end}"))),
        (Some(start), None) => Some(Text::from(format!("from {start}"))),
        (None, Some(end)) => Some(Text::from(format!("until {end}"))),
        (None, None) => None,
    }
}
