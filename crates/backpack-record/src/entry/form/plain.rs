//! Fields that are texts, dates, numbers, and who somebody is.

use super::Form;
use crate::entry::json::Node;
use crate::entry::{EntryError, check};

impl Form<'_> {
    pub(in crate::entry) fn text(
        &mut self,
        member: &'static str,
        field: &'static str,
        value: &mut Option<String>,
    ) -> Result<(), EntryError> {
        self.checked(member, field, value, check::text)
    }

    /// A FHIR `dateTime`.
    pub(in crate::entry) fn date(
        &mut self,
        member: &'static str,
        field: &'static str,
        value: &mut Option<String>,
    ) -> Result<(), EntryError> {
        self.checked(member, field, value, check::date)
    }

    /// A FHIR `date`, which has no time.
    pub(in crate::entry) fn day(
        &mut self,
        member: &'static str,
        field: &'static str,
        value: &mut Option<String>,
    ) -> Result<(), EntryError> {
        self.checked(member, field, value, check::day)
    }

    fn checked(
        &mut self,
        member: &'static str,
        field: &'static str,
        value: &mut Option<String>,
        check: fn(&'static str, &str) -> Result<String, EntryError>,
    ) -> Result<(), EntryError> {
        if !self.writes() {
            *value = self.object.text(member).and_then(|text| check(field, text).ok());
            return Ok(());
        }
        if let Some(text) = value.as_deref() {
            match check(field, text) {
                Ok(text) => self.object.push(member, text),
                Err(error) if self.is_strict() => return Err(error),
                Err(_) => {}
            }
        }
        Ok(())
    }

    pub(in crate::entry) fn flag(&mut self, member: &'static str, value: &mut Option<bool>) {
        if self.writes() {
            value.iter().for_each(|value| self.object.push(member, *value));
        } else {
            *value = match self.object.get(member).and_then(Node::raw) {
                Some("true") => Some(true),
                Some("false") => Some(false),
                _ => None,
            };
        }
    }

    /// A `positiveInt`, `unsignedInt` or `integer`.
    pub(in crate::entry) fn count(&mut self, member: &'static str, value: &mut Option<u32>) {
        if self.writes() {
            value.iter().for_each(|value| self.object.push(member, Node::Raw(value.to_string())));
        } else {
            *value = self.object.get(member).and_then(Node::raw).and_then(|raw| raw.parse().ok());
        }
    }

    /// A `Reference` that only names somebody or something.
    pub(in crate::entry) fn who(
        &mut self,
        member: &'static str,
        field: &'static str,
        value: &mut Option<String>,
    ) -> Result<(), EntryError> {
        self.within(member, |form| form.text("display", field, value))
    }

    /// An array of one `Reference` that only names somebody or something.
    pub(in crate::entry) fn who_list(
        &mut self,
        member: &'static str,
        field: &'static str,
        value: &mut Option<String>,
    ) -> Result<(), EntryError> {
        self.within_first(member, |form| form.text("display", field, value))
    }

    /// An array of one `Annotation`.
    pub(in crate::entry) fn note(&mut self, value: &mut Option<String>) -> Result<(), EntryError> {
        self.within_first("note", |form| form.text("text", "note", value))
    }

    /// A `Period`, whose end is not before its start.
    pub(in crate::entry) fn period(
        &mut self,
        member: &'static str,
        start: (&'static str, &mut Option<String>),
        end: (&'static str, &mut Option<String>),
    ) -> Result<(), EntryError> {
        let (start_field, start) = start;
        let (end_field, end) = end;
        if let (true, Some(starts), Some(ends)) = (self.is_strict(), &start, &end) {
            check::in_order(end_field, starts, ends)?;
        }
        self.within(member, |form| {
            form.date("start", start_field, start)?;
            form.date("end", end_field, end)
        })
    }
}
