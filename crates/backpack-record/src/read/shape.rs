//! Which elements say what, for each resource type: one row a type, from DSTU2 to R5.

use crate::Kind;

mod administrative;
mod clinical;

/// Where a resource type says what a header needs. Paths join members by dots and pass through arrays.
#[derive(Debug)]
pub(crate) struct Shape {
    /// The resource type.
    pub(crate) name: &'static str,
    /// The kind people see, unless a category or a tag says otherwise.
    pub(crate) kind: Kind,
    /// What a title is taken from before the codes.
    pub(crate) titles: &'static [&'static str],
    /// The elements that say what it is about, the main one first.
    pub(crate) codes: &'static [&'static str],
    /// The elements that say when it happened, the best one first.
    pub(crate) dates: &'static [&'static str],
    /// The elements that name who did it.
    pub(crate) who: &'static [&'static str],
}

impl Shape {
    /// Returns the row of a resource type; for an unknown type a row that tries what most types share.
    pub(crate) fn of(resource_type: &str) -> &'static Self {
        [clinical::SHAPES, administrative::SHAPES]
            .into_iter()
            .find_map(|rows| rows.get(rows.binary_search_by(|row| row.name.cmp(resource_type)).ok()?))
            .unwrap_or(&UNKNOWN)
    }

    const fn new(name: &'static str, kind: Kind) -> Self {
        Self { name, kind, titles: &[], codes: &["code", "type", "category"], dates: &[], who: &[] }
    }

    const fn titles(mut self, titles: &'static [&'static str]) -> Self {
        self.titles = titles;
        self
    }

    const fn codes(mut self, codes: &'static [&'static str]) -> Self {
        self.codes = codes;
        self
    }

    const fn dates(mut self, dates: &'static [&'static str]) -> Self {
        self.dates = dates;
        self
    }

    const fn who(mut self, who: &'static [&'static str]) -> Self {
        self.who = who;
        self
    }
}

static UNKNOWN: Shape = Shape::new("", Kind::Other)
    .dates(&[
        "effectiveDateTime",
        "effectivePeriod",
        "occurrenceDateTime",
        "occurrencePeriod",
        "performedDateTime",
        "performedPeriod",
        "period",
        "date",
        "authoredOn",
        "authored",
        "recordedDate",
        "recorded",
        "issued",
        "created",
        "sent",
        "start",
    ])
    .who(&["performer", "author", "recorder", "asserter", "requester", "provider", "organization"]);

#[cfg(test)]
mod tests {
    use super::{Shape, administrative, clinical};

    #[test]
    fn rows_are_sorted_and_each_is_found() {
        for rows in [clinical::SHAPES, administrative::SHAPES] {
            assert!(rows.is_sorted_by(|one, next| one.name < next.name));
            assert!(rows.iter().all(|row| std::ptr::eq(Shape::of(row.name), row)));
        }
    }
}
