//! The setters that every builder has in the same form.

/// Writes chainable setters: `text` takes words, a number or a date as text; `value` a type of its own.
macro_rules! setters {
    ($($(#[$meta:meta])* $name:ident: $sort:tt $(($type:ty))?,)*) => {$(
        setters!(@one $(#[$meta])* $name: $sort $(($type))?);
    )*};
    (@one $(#[$meta:meta])* $name:ident: text) => {
        $(#[$meta])*
        pub fn $name(mut self, $name: impl Into<String>) -> Self {
            self.$name = Some($name.into());
            self
        }
    };
    (@one $(#[$meta:meta])* $name:ident: value($type:ty)) => {
        $(#[$meta])*
        pub fn $name(mut self, $name: $type) -> Self {
            self.$name = Some($name);
            self
        }
    };
    (@one $(#[$meta:meta])* $name:ident: code) => {
        $(#[$meta])*
        pub fn code(mut self, code: $crate::Code<'static>) -> Self {
            self.$name.codes.push(code);
            self
        }
    };
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
            /// Returns the code as FHIR writes it.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $code,)*
                }
            }
        }
    };
}

pub(super) use {codes, setters};
