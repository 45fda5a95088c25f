//! A view: the typed value, and what it does not show.

use crate::difference::{self, Difference};
use crate::json::Json;
use crate::{Departure, Reason, TypedResource};

/// A record's body seen as a type of `fhir-model`.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct View<T> {
    /// The typed value.
    pub value: T,
    /// Every place where the typed value says less than the body, or something else, in the body's order.
    pub not_shown: Vec<Difference>,
}

impl<T> View<T> {
    /// Says whether the typed value shows all that the body says, digit for digit.
    #[must_use]
    pub const fn is_complete(&self) -> bool {
        self.not_shown.is_empty()
    }
}

/// Returns the body seen as `T`, with what the view does not show. The body itself stays the truth.
///
/// # Errors
///
/// A [`Departure`] that names the path, if the body is not of the type or departs from the model too far.
pub fn typed<T: TypedResource>(body: &[u8]) -> Result<View<T>, Departure> {
    let raw = Json::read(body)?;
    if raw.member("resourceType").and_then(Json::as_text) != Some(T::NAME) {
        return Err(Departure::new("resourceType", Reason::OtherType));
    }
    let value = T::read(body)?;
    let written = value.write()?;
    let not_shown = difference::between(&raw, &Json::read(&written)?);
    Ok(View { value, not_shown })
}
