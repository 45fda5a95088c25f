//! When something happened: a partial date or a period, from the right element, as precise as given.

use super::parts::Top;
use super::shape::Shape;
use crate::json::Json;
use crate::{PartialDate, Text, When};

/// Returns the first of the type's date elements that holds a date.
pub(super) fn when<'a>(top: &Top<'_, 'a>, shape: &'static Shape) -> Option<When<'a>> {
    shape.dates.iter().find_map(|path| {
        let (start, end) = top.at(path).into_iter().find_map(dates)?;
        Some(When { element: Text::from(*path), start, end })
    })
}

type Dates<'a> = (Option<PartialDate<'a>>, Option<PartialDate<'a>>);

/// Reads a date, a `Period`, or a `Timing`. A date that does not exist is left out.
fn dates<'a>(json: Json<'_, 'a>) -> Option<Dates<'a>> {
    if !json.is_object() {
        return date(json).map(|date| (Some(date), None));
    }
    let period = |json: Json<'_, '_>| json.get("start").is_some() || json.get("end").is_some();
    let found = if period(json) {
        (json.get("start").and_then(date), json.get("end").and_then(date))
    } else if let Some(bounds) = json.get("repeat").and_then(|repeat| repeat.get("boundsPeriod")) {
        (bounds.get("start").and_then(date), bounds.get("end").and_then(date))
    } else {
        let mut events = json.get("event").into_iter().flat_map(Json::each).filter_map(date);
        (events.next(), events.last())
    };
    (found.0.is_some() || found.1.is_some()).then_some(found)
}

pub(super) fn date<'a>(json: Json<'_, 'a>) -> Option<PartialDate<'a>> {
    PartialDate::parse(json.text()?).ok()
}
