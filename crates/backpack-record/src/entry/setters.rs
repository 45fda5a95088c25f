//! What every builder has in the same form: public fields, chainable setters, writing and reading back.

/// Writes a builder: its fields, a setter for each, `build` and `read`.
///
/// A field's sort says what it holds and what its setter takes: `text` words, a number or a date as text; `concept`
/// words, a code, or both; `value` a type of its own; `into` what becomes one; `many` a list that the setter adds to.
macro_rules! builder {
    (
        $(#[$meta:meta])*
        $name:ident: $resource_type:literal $(, named $main:ident = $main_doc:literal)? {
            $($field:ident: $sort:tt $(($type:ty))? $(as $one:ident)? = $doc:literal,)*
        }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Debug, Default, PartialEq, Eq)]
        #[must_use]
        #[non_exhaustive]
        pub struct $name {
            $(
                #[doc = concat!("Says ", $main_doc, ".")]
                pub $main: $crate::entry::Concept,
            )?
            $(
                #[doc = concat!("Says ", $doc, ".")]
                pub $field: $crate::entry::setters::field!($sort $(($type))?),
            )*
        }

        impl $name {
            $(
                #[doc = concat!("Adds a code that says ", $main_doc, ".")]
                pub fn code(mut self, code: $crate::Code<'static>) -> Self {
                    self.$main.codes.push(code);
                    self
                }
            )?

            $(
                $crate::entry::setters::setter!($sort $(($type))?, $field $($one)?, $doc);
            )*

            #[doc = concat!("Returns the `", $resource_type, "` with this id, about the person that `subject` refers to.")]
            ///
            /// # Errors
            ///
            /// When a text, number, date or the id is not one that FHIR can hold, or two fields contradict each other.
            pub fn build(
                &self,
                id: &str,
                subject: Option<&str>,
            ) -> Result<$crate::entry::Entry, $crate::entry::EntryError> {
                $crate::entry::form::build(self, id, subject)
            }

            #[doc = concat!("Returns what a `", $resource_type, "` says, as far as there are fields for it.")]
            ///
            /// What was built comes back as it was. What it cannot tell is left out; editing keeps it all the same.
            ///
            /// # Errors
            ///
            /// When the bytes are no resource of this type.
            pub fn read(body: &[u8]) -> Result<Self, $crate::entry::EntryError> {
                $crate::entry::form::read(body)
            }
        }
    };
}

/// The type of a field of a builder.
macro_rules! field {
    (text) => { Option<String> };
    (concept) => { Option<$crate::entry::Concept> };
    (value($type:ty)) => { Option<$type> };
    (into($type:ty)) => { Option<$type> };
    (many($type:ty)) => { Vec<$type> };
}

/// The setter of a field of a builder.
macro_rules! setter {
    (text, $name:ident, $doc:literal) => {
        #[doc = concat!("Sets ", $doc, ".")]
        pub fn $name(mut self, $name: impl Into<String>) -> Self {
            self.$name = Some($name.into());
            self
        }
    };
    (concept, $name:ident, $doc:literal) => {
        #[doc = concat!("Sets ", $doc, ".")]
        pub fn $name(mut self, $name: impl Into<$crate::entry::Concept>) -> Self {
            self.$name = Some($name.into());
            self
        }
    };
    (value($type:ty), $name:ident, $doc:literal) => {
        #[doc = concat!("Sets ", $doc, ".")]
        pub fn $name(mut self, $name: $type) -> Self {
            self.$name = Some($name);
            self
        }
    };
    (into($type:ty), $name:ident, $doc:literal) => {
        #[doc = concat!("Sets ", $doc, ".")]
        pub fn $name(mut self, $name: impl Into<$type>) -> Self {
            self.$name = Some($name.into());
            self
        }
    };
    (many($type:ty), $name:ident $one:ident, $doc:literal) => {
        #[doc = concat!("Adds to ", $doc, ".")]
        pub fn $one(mut self, $one: impl Into<$type>) -> Self {
            self.$name.push($one.into());
            self
        }
    };
    // A list whose setter the kind writes itself.
    (many($type:ty), $name:ident, $doc:literal) => {};
}

/// Writes an enum of codes that the standard fixes.
macro_rules! codes {
    ($(#[$meta:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident = $code:literal,)* }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum $name {
            $($(#[$doc])* $variant,)*
        }

        impl $name {
            /// Every one, in the order in which a form shows them.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// Returns the code as FHIR writes it.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $code,)*
                }
            }
        }

        impl $crate::entry::form::Token for $name {
            fn all() -> &'static [Self] {
                Self::ALL
            }

            fn code(self) -> &'static str {
                self.as_str()
            }
        }
    };
}

pub(super) use {builder, codes, field, setter};
