//! What is said of a file when it is added, and later.

use backpack_files::safe_name;

use crate::{FileOrigin, FileRow};

/// A file that is to be added.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct NewFile {
    /// The name for people. It is made safe to show and to save under.
    pub name: String,
    /// The media type as declared.
    pub media_type: Option<String>,
    /// Where it comes from.
    pub origin: FileOrigin,
    /// What the person says of it.
    pub description: Description,
}

/// What a person says of a file: its name, a caption, a date. What is `None` stays as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Description {
    /// The name for people.
    pub name: Option<String>,
    /// A caption; an empty one takes the caption away.
    pub caption: Option<String>,
    /// When what it shows was taken or written: `YYYY`, `YYYY-MM` or `YYYY-MM-DD`; empty to take the date away.
    pub taken: Option<String>,
}

impl Description {
    /// Returns a description that changes nothing.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the name.
    #[must_use]
    pub fn named(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Sets the caption.
    #[must_use]
    pub fn with_caption(mut self, caption: impl Into<String>) -> Self {
        self.caption = Some(caption.into());
        self
    }

    /// Sets when it was taken: `YYYY`, `YYYY-MM` or `YYYY-MM-DD`.
    #[must_use]
    pub fn taken(mut self, date: impl Into<String>) -> Self {
        self.taken = Some(date.into());
        self
    }

    pub(super) fn put_on(&self, row: &mut FileRow) {
        let said = |text: &String| (!text.is_empty()).then(|| text.clone());
        if let Some(name) = &self.name {
            row.name = safe_name(name);
        }
        if let Some(caption) = &self.caption {
            row.caption = said(caption);
        }
        if let Some(taken) = &self.taken {
            row.taken = said(taken);
        }
    }
}

impl NewFile {
    /// Returns a file that the person adds.
    #[must_use]
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            media_type: None,
            origin: FileOrigin::Person,
            description: Description::new(),
        }
    }

    /// Sets the declared media type.
    #[must_use]
    pub fn with_media_type(mut self, media_type: impl Into<String>) -> Self {
        self.media_type = Some(media_type.into());
        self
    }

    /// Sets what the person says of it.
    #[must_use]
    pub fn described(mut self, description: Description) -> Self {
        self.description = description;
        self
    }

    /// Sets where it comes from.
    #[must_use]
    pub fn with_origin(mut self, origin: FileOrigin) -> Self {
        self.origin = origin;
        self
    }
}
