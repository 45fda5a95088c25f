//! What is written for each type, in which order. Both are the format: a change needs a new format number.

use super::text::{Reader, Writer};
use crate::{
    AttachmentRef, Code, Component, Header, Interpretation, Kind, PartialDate, Quantity, Reference,
    ReferenceRange, Text, Value, When, Who,
};

/// Something that can be packed.
pub(super) trait Field<'a>: Sized {
    /// Writes it.
    fn put<'t>(&'t self, writer: &mut Writer<'t>);

    /// Reads it; `None` if the bytes are damaged.
    fn take(reader: &mut Reader<'a>) -> Option<Self>;

    /// Writes it, or that there is none.
    fn put_option<'t>(option: Option<&'t Self>, writer: &mut Writer<'t>) {
        writer.byte(u8::from(option.is_some()));
        if let Some(value) = option {
            value.put(writer);
        }
    }

    /// Reads what [`Field::put_option`] wrote.
    fn take_option(reader: &mut Reader<'a>) -> Option<Option<Self>> {
        match reader.byte()? {
            0 => Some(None),
            1 => Self::take(reader).map(Some),
            _ => None,
        }
    }
}

impl<'a> Field<'a> for Text<'a> {
    fn put<'t>(&'t self, writer: &mut Writer<'t>) {
        writer.text(self);
    }

    fn take(reader: &mut Reader<'a>) -> Option<Self> {
        reader.text()
    }

    fn put_option<'t>(option: Option<&'t Self>, writer: &mut Writer<'t>) {
        match option {
            Some(text) => writer.text(text),
            None => writer.no_text(),
        }
    }

    fn take_option(reader: &mut Reader<'a>) -> Option<Option<Self>> {
        if reader.has_text() { reader.text().map(Some) } else { Some(None) }
    }
}

impl<'a> Field<'a> for PartialDate<'a> {
    fn put<'t>(&'t self, writer: &mut Writer<'t>) {
        writer.text(self.as_str());
    }

    fn take(reader: &mut Reader<'a>) -> Option<Self> {
        Self::parse(reader.text()?).ok()
    }
}

impl<'a> Field<'a> for Kind {
    fn put<'t>(&'t self, writer: &mut Writer<'t>) {
        let place = Self::ALL.iter().position(|kind| kind == self);
        writer.number(place.unwrap_or(usize::MAX) as u64);
    }

    /// A kind that came later than this version reads as [`Kind::Other`].
    fn take(reader: &mut Reader<'a>) -> Option<Self> {
        let place = reader.number()?;
        Some(
            usize::try_from(place)
                .ok()
                .and_then(|place| Self::ALL.get(place))
                .copied()
                .unwrap_or(Self::Other),
        )
    }
}

impl<'a> Field<'a> for u64 {
    fn put<'t>(&'t self, writer: &mut Writer<'t>) {
        writer.number(*self);
    }

    fn take(reader: &mut Reader<'a>) -> Option<Self> {
        reader.number()
    }
}

impl<'a, T: Field<'a>> Field<'a> for Option<T> {
    fn put<'t>(&'t self, writer: &mut Writer<'t>) {
        T::put_option(self.as_ref(), writer);
    }

    fn take(reader: &mut Reader<'a>) -> Option<Self> {
        T::take_option(reader)
    }
}

impl<'a, T: Field<'a>> Field<'a> for Vec<T> {
    fn put<'t>(&'t self, writer: &mut Writer<'t>) {
        writer.number(self.len() as u64);
        for item in self {
            item.put(writer);
        }
    }

    fn take(reader: &mut Reader<'a>) -> Option<Self> {
        let count = reader.count()?;
        (0..count).map(|_| T::take(reader)).collect()
    }
}

macro_rules! fields {
    ($($name:ident { $($field:ident),* })*) => {$(
        impl<'a> Field<'a> for $name<'a> {
            fn put<'t>(&'t self, writer: &mut Writer<'t>) {
                $(self.$field.put(writer);)*
            }

            fn take(reader: &mut Reader<'a>) -> Option<Self> {
                $(let $field = Field::take(reader)?;)*
                Some(Self { $($field),* })
            }
        }
    )*};
}

fields! {
    Header {
        title, resource_type, kind, id, version, last_updated, codes, status, when, value, components, interpretation,
        reference_range, who, subject, references, attachments
    }
    Code { system, code, display }
    When { element, start, end }
    Quantity { comparator, number, unit, code }
    Component { title, codes, value }
    Interpretation { code, text }
    ReferenceRange { low, high, text }
    Who { role, name, reference }
    Reference { target, display }
    AttachmentRef { content_type, title, url, size, hash, data_length }
}

impl<'a> Field<'a> for Value<'a> {
    fn put<'t>(&'t self, writer: &mut Writer<'t>) {
        match self {
            Self::Quantity(quantity) => {
                writer.byte(0);
                quantity.put(writer);
            }
            Self::Range { low, high } => {
                writer.byte(1);
                low.put(writer);
                high.put(writer);
            }
            Self::Ratio { numerator, denominator } => {
                writer.byte(2);
                numerator.put(writer);
                denominator.put(writer);
            }
            Self::Coded(text) => text_after(3, text, writer),
            Self::Text(text) => text_after(4, text, writer),
            Self::Boolean(value) => writer.byte(if *value { 6 } else { 5 }),
            Self::Number(text) => text_after(7, text, writer),
            Self::Absent(text) => text_after(8, text, writer),
        }
    }

    fn take(reader: &mut Reader<'a>) -> Option<Self> {
        Some(match reader.byte()? {
            0 => Self::Quantity(Field::take(reader)?),
            1 => Self::Range { low: Field::take(reader)?, high: Field::take(reader)? },
            2 => Self::Ratio { numerator: Field::take(reader)?, denominator: Field::take(reader)? },
            3 => Self::Coded(Field::take(reader)?),
            4 => Self::Text(Field::take(reader)?),
            5 => Self::Boolean(false),
            6 => Self::Boolean(true),
            7 => Self::Number(Field::take(reader)?),
            8 => Self::Absent(Field::take(reader)?),
            _ => return None,
        })
    }
}

fn text_after<'t>(variant: u8, text: &'t Text<'_>, writer: &mut Writer<'t>) {
    writer.byte(variant);
    writer.text(text);
}
