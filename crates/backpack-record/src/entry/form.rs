//! One description of a resource for both ways: written from a builder, or read back into it.

use super::json::{Node, Object};
use super::shape::{self, Concept};
use super::{Entry, EntryError, check};
use crate::json::Json;
use crate::scan::scan;

/// A kind of entry, described once.
pub(super) trait Described: Clone + Default {
    /// The FHIR resource type.
    const TYPE: &'static str;

    /// Names each member in the order of the standard; the form takes it from the builder, or gives it to it.
    fn describe(&mut self, form: &mut Form<'_>) -> Result<(), EntryError>;
}

/// A code that the standard fixes.
pub(super) trait Token: Copy + 'static {
    fn all() -> &'static [Self];
    fn code(self) -> &'static str;

    fn parse(text: &str) -> Option<Self> {
        Self::all().iter().copied().find(|token| token.code() == text)
    }
}

/// An object that is being written or read.
pub(super) struct Form<'a> {
    pub(super) object: Object,
    way: Way<'a>,
}

#[derive(Clone, Copy)]
enum Way<'a> {
    /// Strict on what a person typed; not so on what is only compared with.
    Write {
        subject: Option<&'a str>,
        is_strict: bool,
    },
    Read,
}

/// Returns the entry that a builder describes.
pub(super) fn build<T: Described>(builder: &T, id: &str, subject: Option<&str>) -> Result<Entry, EntryError> {
    let object = write(builder, id, subject, true)?;
    Ok(Entry::of(T::TYPE, &object))
}

/// Returns the object that a builder describes. Unless strict, what cannot be held is left out.
pub(super) fn write<T: Described>(
    builder: &T,
    id: &str,
    subject: Option<&str>,
    is_strict: bool,
) -> Result<Object, EntryError> {
    let mut form = Form { object: shape::resource(T::TYPE, id)?, way: Way::Write { subject, is_strict } };
    builder.clone().describe(&mut form)?;
    Ok(form.object)
}

/// Returns the builder that a body says.
pub(super) fn read<T: Described>(body: &[u8]) -> Result<T, EntryError> {
    let object = parse(body)?;
    if object.text("resourceType") != Some(T::TYPE) {
        return Err(EntryError::AnotherType { expected: T::TYPE });
    }
    read_object(&object)
}

/// Returns the builder that an object says.
pub(super) fn read_object<T: Described>(object: &Object) -> Result<T, EntryError> {
    let mut builder = T::default();
    builder.describe(&mut Form { object: object.clone(), way: Way::Read })?;
    Ok(builder)
}

/// Returns the tree of a body, whose values must be few enough to be held all at once.
pub(super) fn parse(body: &[u8]) -> Result<Object, EntryError> {
    let scanned = scan(body, None).map_err(EntryError::Refused)?;
    let root: Json<'_, '_> = scanned.doc.root();
    if scanned.doc.len().is_none() {
        return Err(EntryError::TooManyValues);
    }
    Object::read(root).ok_or(EntryError::Refused(crate::Refusal::NotAnObject))
}

impl<'a> Form<'a> {
    /// Tells whether the builder is being written.
    pub(super) const fn writes(&self) -> bool {
        matches!(self.way, Way::Write { .. })
    }

    /// Tells whether fields that contradict each other are an error.
    pub(super) const fn is_strict(&self) -> bool {
        matches!(self.way, Way::Write { is_strict: true, .. })
    }

    /// Writes a member that every entry of the kind has.
    pub(super) fn fixed(&mut self, member: &'static str, value: impl Into<Node>) {
        if self.writes() {
            self.object.push(member, value);
        }
    }

    /// Writes an array; an empty one is left out, since FHIR forbids it.
    pub(super) fn fixed_list(&mut self, member: &'static str, values: Vec<Node>) {
        if !values.is_empty() {
            self.fixed(member, values);
        }
    }

    /// Writes the reference to the person.
    pub(super) fn subject(&mut self, member: &'static str) -> Result<(), EntryError> {
        if let Some(subject) = self.person()? {
            self.object.push(member, subject);
        }
        Ok(())
    }

    /// Returns the reference to the person, when writing.
    pub(super) fn person(&self) -> Result<Option<Object>, EntryError> {
        match self.way {
            Way::Write { subject, .. } => shape::subject(subject).map(Some),
            Way::Read => Ok(None),
        }
    }

    pub(super) fn text(
        &mut self,
        member: &'static str,
        field: &'static str,
        value: &mut Option<String>,
    ) -> Result<(), EntryError> {
        self.checked(member, field, value, check::text)
    }

    /// A FHIR `dateTime`.
    pub(super) fn date(
        &mut self,
        member: &'static str,
        field: &'static str,
        value: &mut Option<String>,
    ) -> Result<(), EntryError> {
        self.checked(member, field, value, check::date)
    }

    /// A FHIR `date`, which has no time.
    pub(super) fn day(
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

    pub(super) fn flag(&mut self, member: &'static str, value: &mut Option<bool>) {
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
    pub(super) fn count(&mut self, member: &'static str, value: &mut Option<u32>) {
        if self.writes() {
            value.iter().for_each(|value| self.object.push(member, Node::Raw(value.to_string())));
        } else {
            *value = self.object.get(member).and_then(Node::raw).and_then(|raw| raw.parse().ok());
        }
    }

    /// A bare `code`.
    pub(super) fn token<T: Token>(&mut self, member: &'static str, value: &mut Option<T>) {
        if self.writes() {
            value.iter().for_each(|value| self.object.push(member, value.code()));
        } else {
            *value = self.object.text(member).and_then(T::parse);
        }
    }

    /// A `code` that FHIR demands: what was said, else what the other fields imply.
    pub(super) fn status<T: Token>(&mut self, member: &'static str, value: &mut Option<T>, implied: T) {
        if self.writes() {
            self.object.push(member, value.unwrap_or(implied).code());
        } else {
            self.token(member, value);
        }
    }

    /// Reads a status that the other fields imply as one that was not said, so that it follows them when they change.
    pub(super) fn settle<T: PartialEq>(&self, value: &mut Option<T>, implied: &T) {
        if !self.writes() && value.as_ref() == Some(implied) {
            *value = None;
        }
    }

    /// An array of one bare `code`.
    pub(super) fn token_list<T: Token>(&mut self, member: &'static str, value: &mut Option<T>) {
        if self.writes() {
            self.fixed_list(member, value.map(|value| value.code().into()).into_iter().collect());
        } else {
            *value = self.object.each(member).iter().filter_map(Node::text).find_map(T::parse);
        }
    }

    /// A `CodeableConcept` of one code of a system that the standard fixes.
    pub(super) fn coded<T: Token>(
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
    pub(super) fn coded_list<T: Token>(
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
    pub(super) fn named(
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

    pub(super) fn concept(
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
    pub(super) fn concept_list(
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

    /// A `Reference` that only names somebody or something.
    pub(super) fn who(
        &mut self,
        member: &'static str,
        field: &'static str,
        value: &mut Option<String>,
    ) -> Result<(), EntryError> {
        self.within(member, |form| form.text("display", field, value))
    }

    /// An array of one `Reference` that only names somebody or something.
    pub(super) fn who_list(
        &mut self,
        member: &'static str,
        field: &'static str,
        value: &mut Option<String>,
    ) -> Result<(), EntryError> {
        self.within_first(member, |form| form.text("display", field, value))
    }

    /// An array of one `Annotation`.
    pub(super) fn note(&mut self, value: &mut Option<String>) -> Result<(), EntryError> {
        self.within_first("note", |form| form.text("text", "note", value))
    }

    /// A `Period`, whose end is not before its start.
    pub(super) fn period(
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

    /// An object within; without members it is left out.
    pub(super) fn within(
        &mut self,
        member: &'static str,
        describe: impl FnOnce(&mut Self) -> Result<(), EntryError>,
    ) -> Result<(), EntryError> {
        if let Some(object) = self.inside(member, describe)? {
            self.object.push(member, object);
        }
        Ok(())
    }

    /// An array of one object within; without members it is left out.
    pub(super) fn within_first(
        &mut self,
        member: &'static str,
        describe: impl FnOnce(&mut Self) -> Result<(), EntryError>,
    ) -> Result<(), EntryError> {
        if let Some(object) = self.inside(member, describe)? {
            self.object.push(member, vec![object.into()]);
        }
        Ok(())
    }

    fn inside(
        &self,
        member: &str,
        describe: impl FnOnce(&mut Self) -> Result<(), EntryError>,
    ) -> Result<Option<Object>, EntryError> {
        let first = || self.object.each(member).iter().find_map(Node::object).cloned();
        let object = if self.writes() { Some(Object::new()) } else { first() };
        let Some(object) = object else { return Ok(None) };
        let mut form = Self { object, way: self.way };
        describe(&mut form)?;
        Ok((self.writes() && !form.object.is_empty()).then_some(form.object))
    }

    /// An array of objects.
    pub(super) fn list<T: Default>(
        &mut self,
        member: &'static str,
        values: &mut Vec<T>,
        describe: impl Fn(&mut T, &mut Self) -> Result<(), EntryError>,
    ) -> Result<(), EntryError> {
        if !self.writes() {
            for object in self.object.each(member).iter().filter_map(Node::object) {
                let mut value = T::default();
                describe(&mut value, &mut Self { object: object.clone(), way: self.way })?;
                values.push(value);
            }
            return Ok(());
        }
        let mut written = Vec::with_capacity(values.len());
        for value in values {
            let mut form = Self { object: Object::new(), way: self.way };
            describe(value, &mut form)?;
            if !form.object.is_empty() {
                written.push(form.object.into());
            }
        }
        self.fixed_list(member, written);
        Ok(())
    }
}

fn coded_in<T: Token>(concept: &Node, system: &str) -> Option<T> {
    let codings = concept.object()?.each("coding").iter().filter_map(Node::object);
    let mut own = codings.filter(|coding| coding.text("system") == Some(system));
    own.find_map(|coding| T::parse(coding.text("code")?))
}
