//! A card on paper: in the words of a language, as text and as PDF.

use backpack_core::Timestamp;
use backpack_record::PartialDate;
use backpack_requests::Zone;
use backpack_words::Words;

use super::contents::CardContents;
use super::lay;

/// A card in the words of a language: a snapshot of what it showed. The sheet of a visit is one such page too.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CardPage {
    /// Its title.
    pub title: String,
    /// When what it shows was put together, in words.
    pub as_of: String,
    /// What it says, part by part.
    pub parts: Vec<CardPart>,
    /// The language of its words (BCP 47): the nearest one that there are words in.
    pub language: String,
    #[cfg(feature = "paper")]
    words: Sheet,
}

/// A part of a card: the profile, the records of one kind, what nothing is shown of, the contacts, the files.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CardPart {
    /// The heading; empty for the profile.
    pub heading: String,
    /// Lines: of the profile a name and a value, otherwise what it is and what is known of it.
    pub lines: Vec<(String, String)>,
}

/// How a card is laid out.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PageOptions {
    /// The language of the words (BCP 47), such as `de` or `pt-BR`.
    pub language: String,
    /// The time zone of its days and times. Without one they are UTC's, and said to be.
    pub zone: Option<Zone>,
}

/// What the engine says on paper beside the card, in the same language.
#[cfg(feature = "paper")]
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Sheet {
    numbering: String,
    missing: String,
}

impl PageOptions {
    /// Returns a page in a language (BCP 47), such as `de` or `pt-BR`; in English if there are no words in it.
    #[must_use]
    pub fn in_language(language: impl Into<String>) -> Self {
        Self { language: language.into(), zone: None }
    }

    /// Sets the time zone of its days and times: [`Zone::new`] takes a name or a rule, [`Zone::at_offset`] minutes.
    #[must_use]
    pub fn in_zone(mut self, zone: Zone) -> Self {
        self.zone = Some(zone);
        self
    }

    /// Says a day, by a word for it and one for a day of UTC.
    pub(crate) fn day(&self, at: Timestamp, words: &Words, [own, utc]: [&str; 2]) -> String {
        let day = self.date(at, words);
        words.say(if self.zone.is_some() { own } else { utc }, &[("date", &day)])
    }

    /// Says the day of a moment.
    pub(crate) fn date(&self, at: Timestamp, words: &Words) -> String {
        let day = self.zone.clone().unwrap_or_else(Zone::utc).day(at).to_string();
        PartialDate::parse(day.as_str()).map_or_else(|_| day.clone(), |date| words.date(&date))
    }
}

impl From<&str> for PageOptions {
    fn from(language: &str) -> Self {
        Self::in_language(language)
    }
}

impl From<&Self> for PageOptions {
    fn from(options: &Self) -> Self {
        options.clone()
    }
}

#[cfg(feature = "paper")]
impl Sheet {
    pub(super) fn new(words: &Words) -> Self {
        let numbering = words.say("paper-page", &[("number", "{number}"), ("count", "{count}")]);
        Self { numbering, missing: words.say("card-letters-missing", &[("letters", "{letters}")]) }
    }

    /// Prints a document, with its pages numbered in its language, and a word at the end on letters that the fonts lack.
    pub(super) fn printed(
        &self,
        document: backpack_paper::Document,
    ) -> Result<backpack_paper::Pdf, crate::Error> {
        let invalid = |error: backpack_paper::Error| {
            let kind = crate::ErrorKind::Invalid("a card that cannot be laid out".to_owned());
            crate::Error::new(kind, "lay out card").with_source(error)
        };
        let document = document.numbered(&self.numbering);
        let pdf = document.to_pdf().map_err(invalid)?;
        if pdf.missing.is_empty() {
            return Ok(pdf);
        }
        let letters = pdf.missing.iter().map(|letter| format!("U+{:04X}", u32::from(*letter)));
        let letters = letters.collect::<Vec<_>>().join(", ");
        let told = backpack_paper::Block::paragraph(self.missing.replace("{letters}", &letters));
        document.with([told]).to_pdf().map_err(invalid)
    }
}

impl CardPage {
    /// Lays a card out in words.
    pub(crate) fn new(contents: &CardContents, options: &PageOptions) -> Self {
        let words = Words::new(&options.language);
        let title = lay::title(&contents.name, contents.sort, &words);
        let as_of = options.day(contents.at, &words, ["card-as-of", "card-as-of-utc"]);
        Self::of(&title, as_of, lay::parts(contents, &words), &words)
    }

    /// Puts a page together of what it says.
    pub(crate) fn of(title: &str, as_of: String, parts: Vec<CardPart>, words: &Words) -> Self {
        Self {
            title: lay::plain(title),
            as_of,
            parts: parts.into_iter().map(CardPart::plain).collect(),
            language: words.language().tag().to_owned(),
            #[cfg(feature = "paper")]
            words: Sheet::new(words),
        }
    }

    /// Returns the card as plain text.
    #[must_use]
    pub fn to_text(&self) -> String {
        let mut text = format!("{}\n{}\n", self.title, self.as_of);
        for part in &self.parts {
            text.push('\n');
            if !part.heading.is_empty() {
                text.push_str(&part.heading);
                text.push('\n');
            }
            for (what, more) in &part.lines {
                let mark = if part.heading.is_empty() { "" } else { "- " };
                let joint = match (more.is_empty(), part.heading.is_empty()) {
                    (true, _) => "",
                    (false, true) => ": ",
                    (false, false) => ", ",
                };
                text.push_str(&format!("{mark}{what}{joint}{more}\n"));
            }
        }
        text
    }

    /// Returns the card as a PDF: the same card makes the same bytes. Where its fonts lack a letter, a replacement sign stands
    /// in its place, the sheet says so, and [`Pdf::missing`](backpack_paper::Pdf::missing) says which.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Invalid`](crate::ErrorKind::Invalid) if it cannot be laid out.
    #[cfg(feature = "paper")]
    pub fn to_pdf(&self) -> Result<backpack_paper::Pdf, crate::Error> {
        use backpack_paper::{Block, Document};
        let mut blocks = vec![Block::heading(&self.title)];
        for part in &self.parts {
            if part.heading.is_empty() {
                blocks.push(Block::fields(part.lines.clone()));
                continue;
            }
            blocks.push(Block::section(&part.heading));
            let point = |(what, more): &(String, String)| match more.as_str() {
                "" => what.clone(),
                more => format!("{what}, {more}"),
            };
            blocks.push(Block::points(part.lines.iter().map(point)));
        }
        let document = Document::new(&self.title).in_language(&self.language);
        let document = document.with_footer(&self.as_of).with(blocks);
        self.words.printed(document)
    }
}

impl CardPart {
    /// Returns the part with every text on one line, whoever wrote it.
    fn plain(self) -> Self {
        let lines = self.lines.iter().map(|(what, more)| (lay::plain(what), lay::plain(more)));
        Self { heading: lay::plain(&self.heading), lines: lines.collect() }
    }
}
