//! What a person typed, checked before it is written: text, decimals, dates, ids.

use super::EntryError;
use super::json::Node;
use crate::{PartialDate, Precision};

/// The longest text of one field, in bytes of UTF-8: 1 MiB, the limit of a FHIR `string` (R4 2.24.0.1).
pub const MAX_TEXT: usize = 1024 * 1024;

/// Returns the text, if a FHIR `string` or `markdown` can hold it. Nothing is trimmed or replaced.
pub(super) fn text(field: &'static str, text: &str) -> Result<String, EntryError> {
    if text.trim().is_empty() {
        return Err(EntryError::Empty { field });
    }
    if text.len() > MAX_TEXT {
        return Err(EntryError::TooLong { field, limit: MAX_TEXT });
    }
    if text.chars().any(|c| c < ' ' && !matches!(c, '\t' | '\n' | '\r')) {
        return Err(EntryError::ControlCharacter { field });
    }
    Ok(text.to_owned())
}

/// Returns the text in a field that may be left out.
pub(super) fn optional_text(field: &'static str, value: Option<&str>) -> Result<Option<String>, EntryError> {
    value.map(|value| text(field, value)).transpose()
}

/// Returns a decimal exactly as it was typed: `1.10` stays `1.10`. At most 18 digits (R4 2.24.0.1, decimal).
pub(super) fn decimal(field: &'static str, text: &str) -> Result<Node, EntryError> {
    let refused = EntryError::Decimal { field };
    let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, ""));
    let digits = |text: &str| text.bytes().filter(u8::is_ascii_digit).count();
    let is_number = text.starts_with(|c: char| c == '-' || c.is_ascii_digit())
        && text.ends_with(|c: char| c.is_ascii_digit());
    if !is_number || digits(mantissa) > 18 || digits(exponent) > 3 {
        return Err(refused);
    }
    // What begins and ends like a number is one exactly if it is JSON.
    serde_json::from_str::<&serde_json::value::RawValue>(text).map_err(|_| refused)?;
    Ok(Node::Raw(text.to_owned()))
}

/// Returns the id, if it is a FHIR `id`.
pub(super) fn id(text: &str) -> Result<String, EntryError> {
    let allowed = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.');
    if !(1..=64).contains(&text.len()) || !text.bytes().all(allowed) {
        return Err(EntryError::Id);
    }
    Ok(text.to_owned())
}

/// Returns the date, if it is a FHIR `dateTime` (R4 2.24.0.1): nothing is padded, a time needs seconds and a zone.
pub(super) fn date(field: &'static str, text: &str) -> Result<String, EntryError> {
    let date = parse(field, text)?;
    let has_seconds = text.as_bytes().get("2019-03-07T08:30".len()) == Some(&b':');
    if date.precision() == Precision::Time && !(has_seconds && date.offset_minutes().is_some()) {
        return Err(EntryError::Date { field });
    }
    Ok(text.to_owned())
}

/// Returns the date, if it is a FHIR `date` (R4 2.24.0.1): a year, a month or a day.
pub(super) fn day(field: &'static str, text: &str) -> Result<String, EntryError> {
    if parse(field, text)?.precision() == Precision::Time {
        return Err(EntryError::Date { field });
    }
    Ok(text.to_owned())
}

/// Returns the moment, if it is a FHIR `instant` (R4 2.24.0.1): a time with seconds and its zone.
pub(super) fn instant(field: &'static str, text: &str) -> Result<String, EntryError> {
    if parse(field, text)?.precision() != Precision::Time {
        return Err(EntryError::Date { field });
    }
    date(field, text)
}

/// Returns the text, if it is a FHIR `code` (R4 2.24.0.1): no white space but single spaces within.
pub(super) fn code(field: &'static str, code: &str) -> Result<String, EntryError> {
    let code = text(field, code)?;
    let is_plain = code.split(' ').all(|word| !word.is_empty() && !word.contains(char::is_whitespace));
    if is_plain { Ok(code) } else { Err(EntryError::Code { field }) }
}

/// Checks that a period does not end before it begins, as far as its ends say: `2019-03` and `2019` agree.
pub(super) fn in_order(field: &'static str, start: &str, end: &str) -> Result<(), EntryError> {
    if parse(field, end)?.latest() < parse(field, start)?.earliest() {
        return Err(EntryError::EndBeforeStart { field });
    }
    Ok(())
}

fn parse<'a>(field: &'static str, text: &'a str) -> Result<PartialDate<'a>, EntryError> {
    PartialDate::parse(text).map_err(|_| EntryError::Date { field })
}
