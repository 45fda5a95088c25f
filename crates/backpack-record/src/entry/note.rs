//! Notes and documents.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;

use super::form::{Described, Form};
use super::json::{Node, Object};
use super::setters::builder;
use super::{Concept, EntryError, check};

builder! {
    /// A note of its own: FHIR `DocumentReference` with the text in it, as UTF-8 in base64.
    ///
    /// The date goes to `context.period.start` and the attachment's `creation`, which may be partial;
    /// `DocumentReference.date` may not. Without a title, the description is the first line, up to 80 characters.
    Note: "DocumentReference" {
        text: text = "the text",
        title: text = "the title under which it is listed",
        date: text = "the date it is about, as precisely as known",
        author: text = "who wrote it, by name",
        sort: concept = "what sort of note it is",
    }
}

builder! {
    /// A document, such as a letter on paper: FHIR `DocumentReference` without its bytes. Attach a file to it.
    Document: "DocumentReference", named title = "the title under which it is listed" {
        date: text = "the date it is about, as precisely as known",
        author: text = "who wrote it, by name",
        sort: concept = "what sort of document it is",
    }
}

const PLAIN_TEXT: &str = "text/plain; charset=UTF-8";

impl Note {
    /// Returns a note with this text.
    pub fn new(text: impl Into<String>) -> Self {
        Self { text: Some(text.into()), ..Self::default() }
    }

    /// Tells whether a `DocumentReference` holds a text of its own.
    pub(super) fn is_one(document: &Object) -> bool {
        attachment(document).is_some_and(|attachment| {
            let content_type = attachment.text("contentType").unwrap_or_default();
            attachment.get("data").is_some() && content_type.starts_with("text/plain")
        })
    }

    fn content(&mut self, text: &str, form: &mut Form<'_>) -> Result<(), EntryError> {
        form.within("attachment", |form| {
            form.fixed("contentType", PLAIN_TEXT);
            form.fixed("data", BASE64_STANDARD.encode(text));
            form.text("title", "title", &mut self.title)?;
            form.date("creation", "date", &mut self.date)
        })
    }
}

impl Document {
    /// Returns a document: `Discharge letter`.
    pub fn new(title: impl Into<Concept>) -> Self {
        Self { title: title.into(), ..Self::default() }
    }
}

impl Described for Note {
    const TYPE: &'static str = "DocumentReference";

    fn describe(&mut self, form: &mut Form<'_>) -> Result<(), EntryError> {
        form.fixed("status", "current");
        form.concept("type", "sort", &mut self.sort)?;
        form.subject("subject")?;
        form.who_list("author", "author", &mut self.author)?;
        if !form.writes() {
            let attachment = attachment(&form.object);
            self.text = attachment.and_then(text_in);
            return form.within_first("content", |form| self.content("", form));
        }
        let text = match check::text("text", self.text.as_deref().unwrap_or_default()) {
            Ok(text) => text,
            Err(error) if form.is_strict() => return Err(error),
            Err(_) => return Ok(()),
        };
        let title = check::optional_text("title", self.title.as_deref());
        let title = if form.is_strict() { title? } else { title.unwrap_or_default() };
        // A list needs something to show; the text's own beginning is not invented.
        form.fixed("description", title.unwrap_or_else(|| first_line(&text)));
        form.within_first("content", |form| self.content(&text, form))?;
        about(form, &mut self.date)
    }
}

impl Described for Document {
    const TYPE: &'static str = "DocumentReference";

    fn describe(&mut self, form: &mut Form<'_>) -> Result<(), EntryError> {
        form.fixed("status", "current");
        form.concept("type", "sort", &mut self.sort)?;
        let mut title = form.writes().then(|| self.title.text.clone());
        if form.writes() && !self.title.codes.is_empty() {
            form.fixed("category", vec![self.title.write("title")?.into()]);
        } else if !form.writes() {
            let category = form.object.each("category").iter().find_map(Concept::read);
            self.title.codes = category.map(|category| category.codes).unwrap_or_default();
        }
        form.subject("subject")?;
        form.who_list("author", "author", &mut self.author)?;
        form.text("description", "title", &mut title)?;
        form.within_first("content", |form| {
            form.within("attachment", |form| {
                form.text("title", "title", &mut title.clone())?;
                form.date("creation", "date", &mut self.date)
            })
        })?;
        self.title.text = title.unwrap_or_default();
        about(form, &mut self.date)
    }
}

/// The time that a document is about.
fn about(form: &mut Form<'_>, date: &mut Option<String>) -> Result<(), EntryError> {
    form.within("context", |form| form.within("period", |form| form.date("start", "date", date)))
}

fn attachment(document: &Object) -> Option<&Object> {
    document.each("content").iter().find_map(Node::object)?.get("attachment")?.object()
}

fn text_in(attachment: &Object) -> Option<String> {
    let bytes = BASE64_STANDARD.decode(attachment.text("data")?).ok()?;
    String::from_utf8(bytes).ok()
}

fn first_line(text: &str) -> String {
    let line = text.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default();
    line.chars().take(80).collect()
}
