//! What is laid out.

use crate::face::Faces;
use crate::{Error, QrCode, flow, pages, pdf};

/// A document: blocks, and what a reader is told of it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Document {
    /// The title, which readers show in place of a file name.
    pub title: String,
    /// Who wrote it.
    pub author: Option<String>,
    /// The date on it: year, month from 1, day from 1.
    pub date: Option<(u16, u8, u8)>,
    /// The language of its words, as BCP 47 has it.
    pub language: String,
    /// The size of its pages.
    pub page: PageSize,
    /// What stands at the foot of every page, before the number of the page.
    pub footer: Option<String>,
    /// What stands beside it: `{number}` is the number of the page from 1, `{count}` how many there are. Without it, English
    /// words in an English document, and no words in others.
    pub numbering: Option<String>,
    /// What it says.
    pub blocks: Vec<Block>,
}

/// The size of a page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum PageSize {
    /// 8.5 by 11 inches.
    #[default]
    Letter,
    /// 210 by 297 millimetres (ISO 216).
    A4,
}

/// A piece of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Block {
    /// The heading of the whole, or of a section. It stays with what follows it.
    Heading {
        /// 1 for the whole, 2 for a section, 3 for a part of one.
        level: u8,
        /// The text.
        text: String,
    },
    /// A paragraph.
    Paragraph(String),
    /// Lines that stay lines, and stay together: an address, a date.
    Lines(Vec<String>),
    /// Points of a list.
    Points(Vec<String>),
    /// Rows of a name and a value.
    Fields(Vec<(String, String)>),
    /// A table. Rows with fewer cells than the head are filled up; cells beyond it are left out.
    Table {
        /// The names of the columns.
        head: Vec<String>,
        /// The rows.
        rows: Vec<Vec<String>>,
    },
    /// A place for a signature and its date. It stays together.
    Signature {
        /// Who signs.
        name: String,
        /// As what.
        role: Option<String>,
    },
    /// A QR code.
    Code {
        /// The code.
        code: QrCode,
        /// What it is, for those who cannot see it.
        words: String,
        /// How wide it is with its quiet zone, in points; at most as wide as the text.
        side: u16,
    },
}

/// A PDF.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Pdf {
    /// The file.
    pub bytes: Vec<u8>,
    /// How many pages it has.
    pub pages: usize,
    /// The characters for which the fonts have no letter, in order; a replacement sign stands in their places.
    pub missing: Vec<char>,
}

impl Document {
    /// Returns an empty document of this title, in English, on US Letter.
    #[must_use]
    pub fn new(title: impl Into<String>) -> Self {
        Self {
            title: title.into(),
            author: None,
            date: None,
            language: "en-US".to_owned(),
            page: PageSize::Letter,
            footer: None,
            numbering: None,
            blocks: Vec::new(),
        }
    }

    /// Says who wrote it.
    #[must_use]
    pub fn by(mut self, author: impl Into<String>) -> Self {
        self.author = Some(author.into());
        self
    }

    /// Sets the date on it: year, month from 1, day from 1.
    #[must_use]
    pub fn on(mut self, year: u16, month: u8, day: u8) -> Self {
        self.date = Some((year, month, day));
        self
    }

    /// Sets the language of its words, as BCP 47 has it.
    #[must_use]
    pub fn in_language(mut self, language: impl Into<String>) -> Self {
        self.language = language.into();
        self
    }

    /// Sets the size of its pages.
    #[must_use]
    pub fn sized(mut self, page: PageSize) -> Self {
        self.page = page;
        self
    }

    /// Sets what stands at the foot of every page.
    #[must_use]
    pub fn with_footer(mut self, footer: impl Into<String>) -> Self {
        self.footer = Some(footer.into());
        self
    }

    /// Sets how pages are numbered: `{number}` is the number of the page from 1, `{count}` how many there are.
    #[must_use]
    pub fn numbered(mut self, numbering: impl Into<String>) -> Self {
        self.numbering = Some(numbering.into());
        self
    }

    pub(crate) fn numbering(&self) -> &str {
        let is_english = self.language.get(..2).is_some_and(|tag| tag.eq_ignore_ascii_case("en"));
        let usual = if is_english { "Page {number} of {count}" } else { "{number} / {count}" };
        self.numbering.as_deref().unwrap_or(usual)
    }

    /// Adds blocks.
    #[must_use]
    pub fn with(mut self, blocks: impl IntoIterator<Item = Block>) -> Self {
        self.blocks.extend(blocks);
        self
    }

    /// Lays it out and writes it. The same document makes the same bytes.
    ///
    /// # Errors
    ///
    /// [`Error::TooLong`]; [`Error::Font`] if this build is broken.
    pub fn to_pdf(&self) -> Result<Pdf, Error> {
        let mut faces = Faces::embedded()?;
        let flow = flow::flow(self, &mut faces);
        let pages = pages::paginate(flow.pieces, self.page)?;
        let count = pages.len();
        let bytes = pdf::write(self, &pages, flow.tree, &mut faces);
        Ok(Pdf { bytes, pages: count, missing: faces.missing() })
    }
}

impl PageSize {
    /// Returns width and height in points: 72 to the inch.
    #[must_use]
    pub const fn points(self) -> (f32, f32) {
        match self {
            Self::Letter => (612.0, 792.0),
            Self::A4 => (595.276, 841.89),
        }
    }
}

impl Block {
    /// Returns the heading of the whole.
    #[must_use]
    pub fn heading(text: impl Into<String>) -> Self {
        Self::Heading { level: 1, text: text.into() }
    }

    /// Returns the heading of a section.
    #[must_use]
    pub fn section(text: impl Into<String>) -> Self {
        Self::Heading { level: 2, text: text.into() }
    }

    /// Returns a paragraph.
    #[must_use]
    pub fn paragraph(text: impl Into<String>) -> Self {
        Self::Paragraph(text.into())
    }

    /// Returns lines that stay lines.
    #[must_use]
    pub fn lines(lines: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Self::Lines(lines.into_iter().map(Into::into).collect())
    }

    /// Returns points of a list.
    #[must_use]
    pub fn points(points: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Self::Points(points.into_iter().map(Into::into).collect())
    }

    /// Returns rows of a name and a value.
    #[must_use]
    pub fn fields(fields: impl IntoIterator<Item = (impl Into<String>, impl Into<String>)>) -> Self {
        Self::Fields(fields.into_iter().map(|(name, value)| (name.into(), value.into())).collect())
    }

    /// Returns a table.
    #[must_use]
    pub fn table(
        head: impl IntoIterator<Item = impl Into<String>>,
        rows: impl IntoIterator<Item = Vec<String>>,
    ) -> Self {
        Self::Table { head: head.into_iter().map(Into::into).collect(), rows: rows.into_iter().collect() }
    }

    /// Returns a place for a signature.
    #[must_use]
    pub fn signature(name: impl Into<String>, role: Option<String>) -> Self {
        Self::Signature { name: name.into(), role }
    }

    /// Returns a QR code, so wide in points, with words for those who cannot see it.
    #[must_use]
    pub fn code(code: QrCode, words: impl Into<String>, side: u16) -> Self {
        Self::Code { code, words: words.into(), side }
    }
}
