//! What a host app hands to the builders besides texts.

use crate::{Code, PartialDate, Text};

impl<'a> Code<'a> {
    /// Returns the code of a code system, named by its URI: `http://hl7.org/fhir/sid/cvx`, `208`.
    #[must_use]
    pub fn new(system: impl Into<Text<'a>>, code: impl Into<Text<'a>>) -> Self {
        Self { system: Some(system.into()), code: Some(code.into()), display: None }
    }

    /// Sets what the code means, in words.
    #[must_use]
    pub fn with_display(mut self, display: impl Into<Text<'a>>) -> Self {
        self.display = Some(display.into());
        self
    }
}

impl From<PartialDate<'_>> for String {
    fn from(date: PartialDate<'_>) -> Self {
        date.as_str().to_owned()
    }
}
