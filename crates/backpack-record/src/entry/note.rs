//! Notes.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;

use super::json::Object;
use super::setters::setters;
use super::shape::{self, Concept};
use super::{Entry, EntryError, check};

/// A note of its own: FHIR `DocumentReference` with the text in it, as UTF-8 in base64.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub struct Note {
    text: String,
    title: Option<String>,
    date: Option<String>,
    author: Option<String>,
    sort: Option<Concept>,
}

impl Note {
    /// Returns a note with this text.
    pub fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), title: None, date: None, author: None, sort: None }
    }

    /// Sets what sort of note it is, in words.
    pub fn sort(mut self, words: impl Into<String>) -> Self {
        let codes = self.sort.map(|sort| sort.codes).unwrap_or_default();
        self.sort = Some(Concept { text: words.into(), codes });
        self
    }

    setters! {
        /// Sets the title under which it is listed.
        title: text,
        /// Sets the date it is about, as precisely as known.
        date: text,
        /// Sets who wrote it, by name.
        author: text,
    }

    /// Returns the `DocumentReference` with this id, about the person that `subject` refers to.
    ///
    /// The date goes to `context.period.start` and the attachment's `creation`, which may be partial;
    /// `DocumentReference.date` may not. Without a title, the description is the first line, up to 80 characters.
    ///
    /// # Errors
    ///
    /// When a text, date or the id is not one that FHIR can hold.
    pub fn build(&self, id: &str, subject: Option<&str>) -> Result<Entry, EntryError> {
        let text = check::text("text", &self.text)?;
        let title = check::optional_text("title", self.title.as_deref())?;
        // A list needs something to show; the text's own beginning is not invented.
        let description = title.clone().unwrap_or_else(|| first_line(&text));
        let date = shape::optional_date("date", self.date.as_deref())?;
        let author = shape::named("author", self.author.as_deref())?;
        let sort = self.sort.as_ref().map(|sort| sort.write("sort")).transpose()?;
        let context =
            date.clone().map(|date| Object::new().with("period", Object::new().with("start", date)));
        let attachment = Object::new()
            .with("contentType", "text/plain; charset=UTF-8")
            .with("data", BASE64_STANDARD.encode(&text))
            .with_some("title", title)
            .with_some("creation", date);
        let body = shape::resource("DocumentReference", id)?
            .with("status", "current")
            .with_some("type", sort)
            .with("subject", shape::subject(subject)?)
            .with_list("author", author.map(Into::into).into_iter().collect())
            .with("description", description)
            .with_list("content", vec![Object::new().with("attachment", attachment).into()])
            .with_some("context", context);
        Entry::write("DocumentReference", &body)
    }
}

fn first_line(text: &str) -> String {
    let line = text.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default();
    line.chars().take(80).collect()
}
