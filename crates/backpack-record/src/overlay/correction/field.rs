//! The fields that people see in lists and details, and the elements that hold them.

use super::element::{ElementPath, ElementStep};
use crate::json::Json;
use crate::read::{COMMON_TITLES, Shape, Top, words};

/// A field as people see it. Which element holds it depends on the record: the one that the header was read from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Field {
    /// What it is called: the title of lists.
    Title,
    /// What it is about, in words: the text of its code.
    Code,
    /// Its status, a code of FHIR such as `active` or `final`.
    Status,
    /// When it happened, or began.
    Start,
    /// When it ended.
    End,
    /// The value of a measurement or answer.
    Value,
    /// The unit of the value.
    Unit,
    /// The lower end of the range that the value is compared with.
    RangeLow,
    /// The upper end of that range.
    RangeHigh,
    /// That range in words.
    RangeText,
    /// The source's first note.
    Note,
    /// How a medicine is to be taken, in words.
    Dose,
    /// Who did it: the first who is named.
    Who,
}

/// What sort of value an element holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sort {
    Text,
    Number,
    Boolean,
    Date,
    /// An object or a list.
    Structure,
}

impl Field {
    /// Every field.
    pub const ALL: &[Self] = &[
        Self::Title,
        Self::Code,
        Self::Status,
        Self::Start,
        Self::End,
        Self::Value,
        Self::Unit,
        Self::RangeLow,
        Self::RangeHigh,
        Self::RangeText,
        Self::Note,
        Self::Dose,
        Self::Who,
    ];

    /// Finds the element that holds the field in a body, or would hold it; `None` if such a record has no such field.
    pub(super) fn element(self, root: Json<'_, '_>) -> Option<ElementPath> {
        let top = Top::new(root);
        let resource_type = top.text_of("resourceType")?;
        let shape = Shape::of(&resource_type);
        match self {
            Self::Title => worded(&top, root, shape.titles.iter().chain(shape.codes).chain(COMMON_TITLES)),
            Self::Code => worded(&top, root, shape.codes.iter())
                .or_else(|| shape.codes.first().and_then(|code| format!("{code}.text").parse().ok())),
            Self::Status => status(&top, root, &resource_type),
            Self::Start => start(&top, root, shape),
            Self::End => end(&top, root, shape, &resource_type),
            Self::Value => value(root, "value"),
            Self::Unit => value(root, "unit"),
            Self::RangeLow => "referenceRange[0].low.value".parse().ok(),
            Self::RangeHigh => "referenceRange[0].high.value".parse().ok(),
            Self::RangeText => "referenceRange[0].text".parse().ok(),
            Self::Note => {
                let has_comment = top.get("comment").is_some_and(Json::is_string);
                if has_comment { "comment".parse().ok() } else { "note[0].text".parse().ok() }
            }
            Self::Dose => dose(&resource_type)?.parse().ok(),
            Self::Who => who(&top, root, shape),
        }
    }

    /// Says what the field holds where the body has nothing to go by.
    pub(super) const fn sort(self) -> Sort {
        match self {
            Self::Start | Self::End => Sort::Date,
            Self::RangeLow | Self::RangeHigh => Sort::Number,
            _ => Sort::Text,
        }
    }
}

/// Returns the steps from the body down to a value of it, and on to these members.
fn path_to(root: Json<'_, '_>, target: Json<'_, '_>, rest: &[&str]) -> Option<ElementPath> {
    let mut steps = Vec::new();
    let mut here = root;
    while here.slot() != target.slot() {
        let holds = |value: Json<'_, '_>| value.slot() <= target.slot() && target.slot() < value.after();
        if let Some((name, value)) = here.members().find(|(_, value)| holds(*value)) {
            steps.push(ElementStep::Member(name.text()?.as_str().to_owned()));
            here = value;
        } else {
            let (at, item) = (0_u32..).zip(here.elements()).find(|(_, item)| holds(*item))?;
            steps.push(ElementStep::Item { at, key: None });
            here = item;
        }
    }
    steps.extend(rest.iter().map(|name| ElementStep::Member((*name).to_owned())));
    Some(ElementPath::new(steps))
}

/// Finds the first element at these paths that says something in words, and the member of it that is read first.
fn worded<'p>(
    top: &Top<'_, '_>,
    root: Json<'_, '_>,
    paths: impl Iterator<Item = &'p &'p str>,
) -> Option<ElementPath> {
    let mut found = paths.flat_map(|path| top.at(path)).filter(|value| words(top, *value).is_some());
    words_of(root, found.next()?)
}

/// Returns where the words of an element stand: a concept's and a name's `text`, a coding's or a reference's `display`.
fn words_of(root: Json<'_, '_>, value: Json<'_, '_>) -> Option<ElementPath> {
    if !value.is_object() {
        return path_to(root, value, &[]);
    }
    let has = |name: &str| value.get(name).is_some();
    if let Some(concept) = value.get("concept") {
        return path_to(root, concept, &["text"]);
    }
    let is_shown = !has("text") && !has("coding") && (has("reference") || has("display") || has("code"));
    path_to(root, value, &[if is_shown { "display" } else { "text" }])
}

fn status(top: &Top<'_, '_>, root: Json<'_, '_>, resource_type: &str) -> Option<ElementPath> {
    let codes = |name: &str| {
        let value = top.get(name)?.each().next()?;
        match value.get("coding").and_then(|codings| codings.each().find(|one| one.get("code").is_some())) {
            Some(coding) => path_to(root, coding, &["code"]),
            None if value.is_object() => path_to(root, value, &["text"]),
            None => path_to(root, value, &[]),
        }
    };
    let verification = || {
        let told = |code: crate::Text<'_>| code == "entered-in-error" || code == "refuted";
        let coding = top.get("verificationStatus")?.get("coding")?.each().next()?;
        told(coding.text_of("code")?).then(|| path_to(root, coding, &["code"])).flatten()
    };
    let found = verification()
        .or_else(|| codes("status"))
        .or_else(|| codes("clinicalStatus"))
        .or_else(|| codes("verificationStatus"))
        .or_else(|| codes("lifecycleStatus"));
    found.or_else(|| {
        let is_clinical = matches!(resource_type, "Condition" | "AllergyIntolerance");
        if is_clinical { "clinicalStatus.text".parse().ok() } else { "status".parse().ok() }
    })
}

fn start(top: &Top<'_, '_>, root: Json<'_, '_>, shape: &Shape) -> Option<ElementPath> {
    let dated = shape.dates.iter().flat_map(|path| top.at(path));
    let found = dated.filter_map(|value| {
        if value.is_string() {
            return path_to(root, value, &[]);
        }
        if value.get("start").is_some() || value.get("end").is_some() {
            return path_to(root, value, &["start"]);
        }
        if let Some(bounds) = value.get("repeat").and_then(|repeat| repeat.get("boundsPeriod")) {
            return path_to(root, bounds, &["start"]);
        }
        path_to(root, value.get("event")?.each().next()?, &[])
    });
    let first = shape.dates.first()?;
    let made =
        || if first.to_lowercase().ends_with("period") { format!("{first}.start") } else { (*first).into() };
    { found }.next().or_else(|| made().parse().ok())
}

fn end(top: &Top<'_, '_>, root: Json<'_, '_>, shape: &Shape, resource_type: &str) -> Option<ElementPath> {
    if resource_type == "Condition" {
        let abated = ["abatementDateTime", "abatementPeriod"].into_iter().find_map(|name| top.get(name));
        return match abated {
            Some(period) if period.is_object() => path_to(root, period, &["end"]),
            Some(date) => path_to(root, date, &[]),
            None => "abatementDateTime".parse().ok(),
        };
    }
    let dated = shape.dates.iter().flat_map(|path| top.at(path));
    let period = { dated }.find(|value| value.get("start").is_some() || value.get("end").is_some());
    if let Some(period) = period {
        return path_to(root, period, &["end"]);
    }
    let own = shape.dates.iter().find(|path| path.to_lowercase().ends_with("period"))?;
    // Of `onsetDateTime` and `onsetPeriod` a record has one.
    let stem = own.get(..own.len().saturating_sub("Period".len())).unwrap_or_default();
    let has_other =
        !stem.is_empty() && top.members().any(|(name, _)| name.text().is_some_and(|n| n.starts_with(stem)));
    if has_other { None } else { format!("{own}.end").parse().ok() }
}

/// Finds the value, or its unit, under `value[x]`.
fn value(root: Json<'_, '_>, part: &str) -> Option<ElementPath> {
    let (_, value) = root.members().find(|(name, value)| {
        !value.is_null() && name.text().is_some_and(|name| name.len() > 5 && name.starts_with("value"))
    })?;
    let is_quantity =
        value.get("value").is_some() || value.get("unit").is_some() || value.get("code").is_some();
    match part {
        "unit" => is_quantity.then(|| path_to(root, value, &["unit"])).flatten(),
        _ if value.is_object() && is_quantity && value.get("coding").is_none() => {
            path_to(root, value, &["value"])
        }
        _ => words_of(root, value),
    }
}

const fn dose(resource_type: &str) -> Option<&'static str> {
    Some(match resource_type.as_bytes() {
        b"MedicationRequest" | b"MedicationOrder" | b"MedicationDispense" => "dosageInstruction[0].text",
        b"MedicationStatement" | b"MedicationUsage" => "dosage[0].text",
        b"MedicationAdministration" => "dosage.text",
        _ => return None,
    })
}

fn who(top: &Top<'_, '_>, root: Json<'_, '_>, shape: &Shape) -> Option<ElementPath> {
    let inside = ["actor", "individual", "party", "member", "provider", "agent", "who", "reference"];
    let named = shape.who.iter().flat_map(|path| top.at(path)).next()?;
    if named.is_string() {
        return path_to(root, named, &[]);
    }
    let own = named.get("display").is_some() || named.get("reference").is_some_and(Json::is_string);
    let inner = inside.iter().find_map(|name| named.get(name)?.each().find(|inner| inner.is_object()));
    path_to(root, if own { named } else { inner.unwrap_or(named) }, &["display"])
}
