//! Fields that are codes: bare, of a system that the standard fixes, or of any.

use super::{Form, Token};
use crate::entry::EntryError;
use crate::entry::json::{Node, Object};
use crate::entry::shape::{self, Concept};

impl Form<'_> {
    /// A bare `code`.
    pub(in crate::entry) fn token<T: Token>(&mut self, member: &'static str, value: &mut Option<T>) {
        if self.writes() {
            value.iter().for_each(|value| self.object.push(member, value.code()));
        } else {
            *value = self.object.text(member).and_then(T::parse);
        }
    }

    /// A `code` that FHIR demands: what was said, else what the other fields imply.
    pub(in crate::entry) fn status<T: Token>(
        &mut self,
        member: &'static str,
        value: &mut Option<T>,
        implied: T,
    ) {
        if self.writes() {
            self.object.push(member, value.unwrap_or(implied).code());
        } else {
            self.token(member, value);
        }
    }

    /// Reads a status that the other fields imply as one that was not said, so that it follows them when they change.
    pub(in crate::entry) fn settle<T: PartialEq>(&self, value: &mut Option<T>, implied: &T) {
        if !self.writes() && value.as_ref() == Some(implied) {
            *value = None;
        }
    }

    /// An array of one bare `code`.
    pub(in crate::entry) fn token_list<T: Token>(&mut self, member: &'static str, value: &mut Option<T>) {
        if self.writes() {
            self.fixed_list(member, value.map(|value| value.code().into()).into_iter().collect());
        } else {
            *value = self.object.each(member).iter().filter_map(Node::text).find_map(T::parse);
        }
    }

    /// A `CodeableConcept` of one code of a system that the standard fixes.
    pub(in crate::entry) fn coded<T: Token>(
        &mut self,
        member: &'static str,
        (system, words): (&'static str, fn(T) -> Option<&'static str>),
        value: &mut Option<T>,
    ) {
        if self.writes() {
            let concept = value.map(|value| shape::fixed(system, value.code(), words(value)));
            concept.into_iter().for_each(|concept| self.object.push(member, concept));
        } else {
            *value = self.object.each(member).iter().find_map(|concept| coded_in(concept, system));
        }
    }

    /// An array of one such `CodeableConcept`.
    pub(in crate::entry) fn coded_list<T: Token>(
        &mut self,
        member: &'static str,
        (system, words): (&'static str, fn(T) -> Option<&'static str>),
        value: &mut Option<T>,
    ) {
        if self.writes() {
            let concept = value.map(|value| shape::fixed(system, value.code(), words(value)).into());
            self.fixed_list(member, concept.into_iter().collect());
        } else {
            *value = self.object.each(member).iter().find_map(|concept| coded_in(concept, system));
        }
    }

    /// A `CodeableConcept` that every entry of the kind has.
    pub(in crate::entry) fn named(
        &mut self,
        member: &'static str,
        field: &'static str,
        value: &mut Concept,
    ) -> Result<(), EntryError> {
        let mut own = self.writes().then(|| value.clone());
        self.concept(member, field, &mut own)?;
        if !self.writes() {
            *value = own.unwrap_or_default();
        }
        Ok(())
    }

    pub(in crate::entry) fn concept(
        &mut self,
        member: &'static str,
        field: &'static str,
        value: &mut Option<Concept>,
    ) -> Result<(), EntryError> {
        if self.writes() {
            if let Some(concept) = self.written(field, value.as_ref())? {
                self.object.push(member, concept);
            }
        } else {
            *value = self.object.each(member).first().and_then(Concept::read);
        }
        Ok(())
    }

    /// An array of one `CodeableConcept`.
    pub(in crate::entry) fn concept_list(
        &mut self,
        member: &'static str,
        field: &'static str,
        value: &mut Option<Concept>,
    ) -> Result<(), EntryError> {
        if self.writes() {
            let concept = self.written(field, value.as_ref())?;
            self.fixed_list(member, concept.map(Into::into).into_iter().collect());
        } else {
            *value = self.object.each(member).iter().find_map(Concept::read);
        }
        Ok(())
    }

    fn written(&self, field: &'static str, value: Option<&Concept>) -> Result<Option<Object>, EntryError> {
        match value.map(|concept| concept.write(field)).transpose() {
            Err(_) if !self.is_strict() => Ok(None),
            written => written,
        }
    }
}

fn coded_in<T: Token>(concept: &Node, system: &str) -> Option<T> {
    let codings = concept.object()?.each("coding").iter().filter_map(Node::object);
    let mut own = codings.filter(|coding| coding.text("system") == Some(system));
    own.find_map(|coding| T::parse(coding.text("code")?))
}
