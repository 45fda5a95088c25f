//! The anatomy of an error: what kind it is, and whether to try again.

use std::time::Duration;

/// A boxed cause, for the `source` of an error.
pub type BoxError = Box<dyn std::error::Error + Send + Sync + 'static>;

/// May the same call be tried again?
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "a caller must be able to act on every answer")]
pub enum Retry {
    /// No: the same call will fail the same way.
    Never,
    /// Yes, after a short pause of the caller's choosing.
    Soon,
    /// Yes, but not before this much time has passed.
    After(Duration),
    /// It was tried as often as it makes sense; a later sync may succeed.
    Exhausted,
}

/// Defines the error of a contract crate: one struct with `kind()`, `retry()`, `operation()` and a boxed source.
///
/// The message names the act and the kind, and never carries health data, tokens, query strings or file names.
/// The kind is an enum of the crate that implements `Display` and has a `default_retry(&self) -> Retry`.
///
/// ```
/// use backpack_core::Retry;
///
/// #[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
/// pub enum ErrorKind {
///     #[error("the disk is full")]
///     Full,
/// }
///
/// impl ErrorKind {
///     fn default_retry(&self) -> Retry {
///         Retry::Never
///     }
/// }
///
/// backpack_core::contract_error! {
///     /// Says why a write failed.
///     pub struct Error(ErrorKind);
/// }
///
/// assert_eq!(Error::new(ErrorKind::Full, "commit").to_string(), "commit: the disk is full");
/// ```
#[macro_export]
macro_rules! contract_error {
    ($(#[$meta:meta])* pub struct $name:ident($kind:ty);) => {
        $(#[$meta])*
        #[derive(Debug)]
        pub struct $name {
            kind: $kind,
            retry: $crate::Retry,
            operation: &'static str,
            source: Option<$crate::BoxError>,
        }

        impl $name {
            /// Returns an error of `kind` met in `operation`, with the kind's own answer to "try again?".
            #[must_use]
            pub fn new(kind: $kind, operation: &'static str) -> Self {
                let retry = kind.default_retry();
                Self { kind, retry, operation, source: None }
            }

            /// Sets the cause. It must carry no health data and no secret.
            #[must_use]
            pub fn with_source(mut self, source: impl Into<$crate::BoxError>) -> Self {
                self.source = Some(source.into());
                self
            }

            /// Overrides the answer to "try again?".
            #[must_use]
            pub fn with_retry(mut self, retry: $crate::Retry) -> Self {
                self.retry = retry;
                self
            }

            /// Returns what kind of failure this is.
            #[must_use]
            pub fn kind(&self) -> &$kind {
                &self.kind
            }

            /// Says whether the same call may be tried again.
            #[must_use]
            pub fn retry(&self) -> $crate::Retry {
                self.retry
            }

            /// Returns the operation that failed.
            #[must_use]
            pub fn operation(&self) -> &'static str {
                self.operation
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                write!(f, "{}: {}", self.operation, self.kind)
            }
        }

        impl ::std::error::Error for $name {
            fn source(&self) -> Option<&(dyn ::std::error::Error + 'static)> {
                match &self.source {
                    Some(source) => Some(&**source),
                    None => None,
                }
            }
        }
    };
}
