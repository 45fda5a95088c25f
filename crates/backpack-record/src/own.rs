//! Headers with bytes of their own, and constructors for those who build headers without a body.

use crate::{
    AttachmentRef, Code, Component, Header, Interpretation, Kind, PartialDate, Quantity, Reference,
    ReferenceRange, Text, Value, When, Who,
};

fn own(text: Option<Text<'_>>) -> Option<Text<'static>> {
    text.map(Text::into_owned)
}

impl<'a> Header<'a> {
    /// Returns a header that says nothing but its type, kind and title.
    #[must_use]
    pub fn new(resource_type: impl Into<Text<'a>>, kind: Kind, title: impl Into<Text<'a>>) -> Self {
        Self {
            title: title.into(),
            resource_type: resource_type.into(),
            kind,
            id: None,
            version: None,
            last_updated: None,
            codes: Vec::new(),
            status: None,
            when: None,
            value: None,
            components: Vec::new(),
            interpretation: None,
            reference_range: None,
            who: Vec::new(),
            subject: None,
            references: Vec::new(),
            attachments: Vec::new(),
        }
    }

    /// Returns the header with bytes of its own.
    #[must_use]
    pub fn into_owned(self) -> Header<'static> {
        Header {
            title: self.title.into_owned(),
            resource_type: self.resource_type.into_owned(),
            kind: self.kind,
            id: own(self.id),
            version: own(self.version),
            last_updated: self.last_updated.map(PartialDate::into_owned),
            codes: self.codes.into_iter().map(Code::into_owned).collect(),
            status: own(self.status),
            when: self.when.map(When::into_owned),
            value: self.value.map(Value::into_owned),
            components: self.components.into_iter().map(Component::into_owned).collect(),
            interpretation: self.interpretation.map(Interpretation::into_owned),
            reference_range: self.reference_range.map(ReferenceRange::into_owned),
            who: self.who.into_iter().map(Who::into_owned).collect(),
            subject: self.subject.map(Reference::into_owned),
            references: self.references.into_iter().map(Reference::into_owned).collect(),
            attachments: self.attachments.into_iter().map(AttachmentRef::into_owned).collect(),
        }
    }
}

impl Code<'_> {
    /// Returns the code with bytes of its own.
    #[must_use]
    pub fn into_owned(self) -> Code<'static> {
        Code { system: own(self.system), code: own(self.code), display: own(self.display) }
    }
}

impl<'a> When<'a> {
    /// Returns a point or period in time read from an element.
    #[must_use]
    pub fn new(
        element: impl Into<Text<'a>>,
        start: Option<PartialDate<'a>>,
        end: Option<PartialDate<'a>>,
    ) -> Self {
        Self { element: element.into(), start, end }
    }

    /// Returns the first moment it can mean, in milliseconds since 1970-01-01T00:00Z: that of its start, else of its end.
    ///
    /// 0 if it says neither, which no header read from a body does.
    #[must_use]
    pub fn earliest(&self) -> i64 {
        self.start.as_ref().or(self.end.as_ref()).map_or(0, PartialDate::earliest)
    }

    /// Returns the last moment it can mean, in milliseconds since 1970-01-01T00:00Z: that of its end, else of its start.
    ///
    /// Never before [`When::earliest`], even if the source's period ends before it starts.
    #[must_use]
    pub fn latest(&self) -> i64 {
        let latest = |date: &Option<PartialDate<'_>>| date.as_ref().map(PartialDate::latest);
        latest(&self.end).max(latest(&self.start)).unwrap_or(0)
    }

    /// Returns the same with bytes of its own.
    #[must_use]
    pub fn into_owned(self) -> When<'static> {
        When {
            element: self.element.into_owned(),
            start: self.start.map(PartialDate::into_owned),
            end: self.end.map(PartialDate::into_owned),
        }
    }
}

impl Value<'_> {
    /// Returns the value with bytes of its own.
    #[must_use]
    pub fn into_owned(self) -> Value<'static> {
        match self {
            Self::Quantity(quantity) => Value::Quantity(quantity.into_owned()),
            Self::Range { low, high } => {
                Value::Range { low: low.map(Quantity::into_owned), high: high.map(Quantity::into_owned) }
            }
            Self::Ratio { numerator, denominator } => Value::Ratio {
                numerator: numerator.map(Quantity::into_owned),
                denominator: denominator.map(Quantity::into_owned),
            },
            Self::Coded(text) => Value::Coded(text.into_owned()),
            Self::Text(text) => Value::Text(text.into_owned()),
            Self::Boolean(value) => Value::Boolean(value),
            Self::Number(text) => Value::Number(text.into_owned()),
            Self::Absent(text) => Value::Absent(text.into_owned()),
        }
    }
}

impl<'a> Quantity<'a> {
    /// Returns a number, with its digits as given, and its unit.
    #[must_use]
    pub fn new(number: impl Into<Text<'a>>, unit: impl Into<Text<'a>>) -> Self {
        Self { comparator: None, number: Some(number.into()), unit: Some(unit.into()), code: None }
    }

    /// Returns the quantity with bytes of its own.
    #[must_use]
    pub fn into_owned(self) -> Quantity<'static> {
        Quantity {
            comparator: own(self.comparator),
            number: own(self.number),
            unit: own(self.unit),
            code: own(self.code),
        }
    }
}

impl<'a> Component<'a> {
    /// Returns a part of a measurement.
    #[must_use]
    pub fn new(title: impl Into<Text<'a>>, codes: Vec<Code<'a>>, value: Option<Value<'a>>) -> Self {
        Self { title: title.into(), codes, value }
    }

    /// Returns the part with bytes of its own.
    #[must_use]
    pub fn into_owned(self) -> Component<'static> {
        Component {
            title: self.title.into_owned(),
            codes: self.codes.into_iter().map(Code::into_owned).collect(),
            value: self.value.map(Value::into_owned),
        }
    }
}

impl<'a> Interpretation<'a> {
    /// Returns an interpretation in words.
    #[must_use]
    pub fn new(code: Option<Text<'a>>, text: impl Into<Text<'a>>) -> Self {
        Self { code, text: text.into() }
    }

    /// Returns the interpretation with bytes of its own.
    #[must_use]
    pub fn into_owned(self) -> Interpretation<'static> {
        Interpretation { code: own(self.code), text: self.text.into_owned() }
    }
}

impl<'a> ReferenceRange<'a> {
    /// Returns a range of two ends.
    #[must_use]
    pub fn new(low: Option<Quantity<'a>>, high: Option<Quantity<'a>>, text: Option<Text<'a>>) -> Self {
        Self { low, high, text }
    }

    /// Returns the range with bytes of its own.
    #[must_use]
    pub fn into_owned(self) -> ReferenceRange<'static> {
        ReferenceRange {
            low: self.low.map(Quantity::into_owned),
            high: self.high.map(Quantity::into_owned),
            text: own(self.text),
        }
    }
}

impl<'a> Who<'a> {
    /// Returns somebody named under a member such as `performer`.
    #[must_use]
    pub fn new(role: impl Into<Text<'a>>, name: Option<Text<'a>>, reference: Option<Text<'a>>) -> Self {
        Self { role: role.into(), name, reference }
    }

    /// Returns the same with bytes of its own.
    #[must_use]
    pub fn into_owned(self) -> Who<'static> {
        Who { role: self.role.into_owned(), name: own(self.name), reference: own(self.reference) }
    }
}

impl<'a> Reference<'a> {
    /// Returns a reference without a display.
    #[must_use]
    pub fn new(target: impl Into<Text<'a>>) -> Self {
        Self { target: target.into(), display: None }
    }

    /// Returns the reference with bytes of its own.
    #[must_use]
    pub fn into_owned(self) -> Reference<'static> {
        Reference { target: self.target.into_owned(), display: own(self.display) }
    }
}

impl AttachmentRef<'_> {
    /// Returns an attachment that says nothing.
    #[must_use]
    pub const fn new() -> Self {
        Self { content_type: None, title: None, url: None, size: None, hash: None, data_length: 0 }
    }

    /// Returns the attachment with bytes of its own.
    #[must_use]
    pub fn into_owned(self) -> AttachmentRef<'static> {
        AttachmentRef {
            content_type: own(self.content_type),
            title: own(self.title),
            url: own(self.url),
            size: self.size,
            hash: own(self.hash),
            data_length: self.data_length,
        }
    }
}

impl Default for AttachmentRef<'_> {
    fn default() -> Self {
        Self::new()
    }
}
