//! What a view does not show, found by comparing what it writes with what was read.

use std::fmt;

use backpack_record::PartialDate;

use crate::json::Json;

/// One place where a view and the body differ. Never carries a value.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Difference {
    /// The JSON path from the resource down, such as `valueQuantity.value` or `component[0].code`.
    pub path: String,
    /// How they differ there.
    pub how: How,
}

/// How a view and the body differ in one place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum How {
    /// The body has it, the view does not.
    NotShown,
    /// Both have it, and the view says something else.
    Changed,
    /// Both say the same number, in other digits: `1.10` and `1.1`.
    OtherDigits,
    /// Both say the same moment in the same zone, written otherwise: `+00:00` and `Z`, `10:00:00.000` and `10:00:00`.
    OtherForm,
    /// The view has it, the body does not.
    Added,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let how = match self.how {
            How::NotShown => "not shown",
            How::Changed => "changed",
            How::OtherDigits => "in other digits",
            How::OtherForm => "in another form",
            How::Added => "added",
        };
        write!(f, "{} ({how})", self.path)
    }
}

/// Returns every place where `shown` differs from `raw`, in the order of `raw`.
pub(crate) fn between(raw: &Json<'_>, shown: &Json<'_>) -> Vec<Difference> {
    let mut found = Vec::new();
    compare(raw, shown, &mut Path::default(), &mut found);
    found
}

fn compare(raw: &Json<'_>, shown: &Json<'_>, path: &mut Path, found: &mut Vec<Difference>) {
    match (raw, shown) {
        (Json::Object(members), Json::Object(shown_members)) => {
            for (name, value) in members {
                match shown.member(&name.0) {
                    Some(other) => path.within_member(&name.0, |path| compare(value, other, path, found)),
                    // A null says nothing, so nothing is lost with it.
                    None if matches!(value, Json::Null) => {}
                    None => path.within_member(&name.0, |path| found.push(path.differs(How::NotShown))),
                }
            }
            for (name, _) in shown_members.iter().filter(|(name, _)| raw.member(&name.0).is_none()) {
                path.within_member(&name.0, |path| found.push(path.differs(How::Added)));
            }
        }
        (Json::List(values), Json::List(shown_values)) => {
            for (index, value) in values.iter().enumerate() {
                path.within_index(index, |path| match shown_values.get(index) {
                    Some(other) => compare(value, other, path, found),
                    None => found.push(path.differs(How::NotShown)),
                });
            }
            for index in values.len()..shown_values.len() {
                path.within_index(index, |path| found.push(path.differs(How::Added)));
            }
        }
        _ => found.extend(how(raw, shown).map(|how| path.differs(how))),
    }
}

/// Returns how two values differ that are not both objects or both lists.
fn how(raw: &Json<'_>, shown: &Json<'_>) -> Option<How> {
    match (raw, shown) {
        (Json::Null, Json::Null) => None,
        (Json::Boolean(a), Json::Boolean(b)) if a == b => None,
        (Json::Number(a), Json::Number(b)) if *a == as_seen(b) => None,
        (Json::Number(a), Json::Number(b)) if same_number(a, b) => Some(How::OtherDigits),
        (Json::Text(a), Json::Text(b)) if a == b => None,
        (Json::Text(a), Json::Text(b)) if same_moment(&a.0, &b.0) => Some(How::OtherForm),
        _ => Some(How::Changed),
    }
}

/// Returns a number of the model as a caller sees it: an `f64` shows as `120`, though it is written as `120.0`.
fn as_seen(written: &str) -> String {
    written.parse::<f64>().map_or_else(|_| written.to_owned(), |number| number.to_string())
}

/// Says whether two numbers are the same decimal, whatever their digits: `1.10`, `1.1` and `11e-1`.
fn same_number(a: &str, b: &str) -> bool {
    match (Decimal::read(a), Decimal::read(b)) {
        (Some(a), Some(b)) => a == b,
        _ => false,
    }
}

/// Says whether two texts name the same moment in the same zone: `…T10:00:00.000Z` and `…T10:00:00Z`.
fn same_moment(a: &str, b: &str) -> bool {
    let (Ok(a), Ok(b)) = (PartialDate::parse(a), PartialDate::parse(b)) else {
        return false;
    };
    let same = |of: fn(&PartialDate<'_>) -> i64| of(&a) == of(&b);
    a.precision() == b.precision() && same(|date| date.earliest()) && a.offset_minutes() == b.offset_minutes()
}

/// A decimal in normal form: sign, significant digits without zeros at either end, power of ten of the last one.
#[derive(PartialEq, Eq)]
struct Decimal {
    negative: bool,
    digits: String,
    exponent: i64,
}

impl Decimal {
    fn read(text: &str) -> Option<Self> {
        let (negative, text) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
        let (mantissa, exponent) = match text.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, exponent.parse::<i64>().ok()?),
            None => (text, 0),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let digits = format!("{whole}{fraction}");
        let kept = digits.trim_end_matches('0');
        let dropped = i64::try_from(digits.len() - kept.len()).ok()?;
        let exponent = exponent.checked_sub(i64::try_from(fraction.len()).ok()?)?.checked_add(dropped)?;
        let digits = kept.trim_start_matches('0').to_owned();
        // Zero has no digits left, and no sign or power that matters.
        let is_zero = digits.is_empty();
        Some(Self { negative: negative && !is_zero, digits, exponent: if is_zero { 0 } else { exponent } })
    }
}

/// Where in the resource the comparison is.
#[derive(Default)]
struct Path(String);

impl Path {
    fn within_member(&mut self, name: &str, run: impl FnOnce(&mut Self)) {
        let length = self.0.len();
        if !self.0.is_empty() {
            self.0.push('.');
        }
        self.0.push_str(name);
        run(self);
        self.0.truncate(length);
    }

    fn within_index(&mut self, index: usize, run: impl FnOnce(&mut Self)) {
        let length = self.0.len();
        self.0.push_str(&format!("[{index}]"));
        run(self);
        self.0.truncate(length);
    }

    fn differs(&self, how: How) -> Difference {
        Difference { path: self.0.clone(), how }
    }
}
