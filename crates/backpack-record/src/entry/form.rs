//! One description of a resource for both ways: written from a builder, or read back into it.

mod coded;
mod plain;

use super::json::{Node, Object};
use super::{Entry, EntryError, shape};
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
