//! What searches ask of a resource, read once when it is stored.

use std::collections::HashSet;
use std::sync::Arc;

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::people::calendar::Span;

/// A code with its system.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Token {
    pub(crate) system: Arc<str>,
    pub(crate) code: Arc<str>,
}

/// The searchable parts of one resource.
#[derive(Debug, Default)]
pub(crate) struct Facets {
    pub(crate) categories: Vec<Token>,
    pub(crate) codes: Vec<Token>,
    pub(crate) types: Vec<Token>,
    pub(crate) status: Option<Arc<str>>,
    pub(crate) intent: Option<Arc<str>>,
    pub(crate) date: Option<Span>,
    pub(crate) recorded: Option<Span>,
    pub(crate) updated: Option<Span>,
    /// The references of a Provenance to what it speaks of.
    pub(crate) targets: Vec<String>,
}

/// Keeps each text once: a hundred thousand records repeat a few dozen codes.
#[derive(Debug, Default)]
pub(crate) struct Words(HashSet<Arc<str>>);

impl Words {
    pub(crate) fn keep(&mut self, text: &str) -> Arc<str> {
        if let Some(kept) = self.0.get(text) {
            return Arc::clone(kept);
        }
        let kept: Arc<str> = Arc::from(text);
        self.0.insert(Arc::clone(&kept));
        kept
    }
}

impl Facets {
    /// Reads the facets of a resource; what does not have the expected shape is not searchable.
    pub(crate) fn read(body: &[u8], words: &mut Words) -> Self {
        let Ok(raw) = serde_json::from_slice::<Searchable<'_>>(body) else {
            return Self::default();
        };
        let period = [raw.effective_period, raw.performed_period, raw.period].into_iter().flatten().next();
        let point = [
            raw.effective,
            raw.performed,
            raw.occurrence,
            raw.authored,
            raw.date,
            raw.onset,
            raw.start,
            raw.recorded_at,
        ];
        let date = point.into_iter().flatten().next().and_then(as_text).and_then(|text| Span::parse(&text));
        Self {
            categories: tokens(raw.category, words),
            codes: tokens(raw.code.or(raw.vaccine).or(raw.medication), words),
            types: tokens(raw.kind, words),
            status: raw.status.or(raw.lifecycle).and_then(as_text).map(|text| words.keep(&text)),
            intent: raw.intent.and_then(as_text).map(|text| words.keep(&text)),
            date: date.or_else(|| period.and_then(as_period)),
            recorded: raw.recorded.and_then(as_text).and_then(|text| Span::parse(&text)),
            updated: raw.meta.and_then(|meta| Span::parse(&as_meta(meta)?)),
            targets: raw.target.map(as_references).unwrap_or_default(),
        }
    }
}

#[derive(Deserialize)]
struct Searchable<'a> {
    #[serde(borrow)]
    meta: Option<&'a RawValue>,
    category: Option<&'a RawValue>,
    code: Option<&'a RawValue>,
    #[serde(rename = "vaccineCode")]
    vaccine: Option<&'a RawValue>,
    #[serde(rename = "medicationCodeableConcept")]
    medication: Option<&'a RawValue>,
    #[serde(rename = "type")]
    kind: Option<&'a RawValue>,
    status: Option<&'a RawValue>,
    #[serde(rename = "lifecycleStatus")]
    lifecycle: Option<&'a RawValue>,
    intent: Option<&'a RawValue>,
    #[serde(rename = "effectiveDateTime")]
    effective: Option<&'a RawValue>,
    #[serde(rename = "effectivePeriod")]
    effective_period: Option<&'a RawValue>,
    #[serde(rename = "performedDateTime")]
    performed: Option<&'a RawValue>,
    #[serde(rename = "performedPeriod")]
    performed_period: Option<&'a RawValue>,
    #[serde(rename = "occurrenceDateTime")]
    occurrence: Option<&'a RawValue>,
    #[serde(rename = "authoredOn")]
    authored: Option<&'a RawValue>,
    date: Option<&'a RawValue>,
    #[serde(rename = "onsetDateTime")]
    onset: Option<&'a RawValue>,
    #[serde(rename = "startDate")]
    start: Option<&'a RawValue>,
    period: Option<&'a RawValue>,
    #[serde(rename = "recordedDate")]
    recorded: Option<&'a RawValue>,
    #[serde(rename = "recorded")]
    recorded_at: Option<&'a RawValue>,
    target: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct Concept {
    #[serde(default)]
    coding: Vec<Coding>,
}

#[derive(Deserialize)]
struct Coding {
    #[serde(default)]
    system: String,
    #[serde(default)]
    code: String,
}

#[derive(Deserialize)]
struct Period {
    start: Option<String>,
    end: Option<String>,
}

#[derive(Deserialize)]
struct Meta {
    #[serde(rename = "lastUpdated")]
    last_updated: Option<String>,
}

#[derive(Deserialize)]
struct Reference {
    #[serde(default)]
    reference: String,
}

fn as_text(raw: &RawValue) -> Option<String> {
    serde_json::from_str(raw.get()).ok()
}

fn as_meta(raw: &RawValue) -> Option<String> {
    serde_json::from_str::<Meta>(raw.get()).ok()?.last_updated
}

fn as_period(raw: &RawValue) -> Option<Span> {
    let period: Period = serde_json::from_str(raw.get()).ok()?;
    let start = period.start.and_then(|text| Span::parse(&text))?;
    let end = period.end.and_then(|text| Span::parse(&text)).map_or(i64::MAX, |span| span.end);
    Some(Span { start: start.start, end })
}

fn as_references(raw: &RawValue) -> Vec<String> {
    let references: Vec<Reference> = serde_json::from_str(raw.get()).unwrap_or_default();
    references.into_iter().map(|reference| reference.reference).collect()
}

/// Reads one concept or a list of them; FHIR has both under the same names.
fn tokens(raw: Option<&RawValue>, words: &mut Words) -> Vec<Token> {
    let Some(raw) = raw else {
        return Vec::new();
    };
    let one = |raw| serde_json::from_str::<Concept>(raw).map(|concept| vec![concept]);
    let concepts =
        serde_json::from_str::<Vec<Concept>>(raw.get()).or_else(|_| one(raw.get())).unwrap_or_default();
    let codings = concepts.into_iter().flat_map(|concept| concept.coding);
    codings
        .map(|coding| Token { system: words.keep(&coding.system), code: words.keep(&coding.code) })
        .collect()
}
