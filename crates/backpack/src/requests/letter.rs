//! Letters, written out: as text, and as PDF if the build has it.

use backpack_requests::Letter;

/// A letter, written out.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct WrittenLetter {
    /// What it is made of.
    pub letter: Letter,
    /// As plain text.
    pub text: String,
    /// As PDF, on US Letter.
    #[cfg(feature = "paper")]
    pub pdf: Vec<u8>,
    /// The characters for which the fonts of the PDF have no letter; a replacement sign stands in their places.
    #[cfg(feature = "paper")]
    pub missing: Vec<char>,
}

impl WrittenLetter {
    /// Returns a name for a file of it, without an ending: what it is, and its date.
    #[must_use]
    pub fn file_name(&self) -> String {
        format!("{} {}", self.letter.title, self.letter.date)
    }

    pub(crate) fn new(letter: Letter) -> Result<Self, crate::Error> {
        let text = letter.to_text();
        #[cfg(feature = "paper")]
        let pdf = paper::pdf(&letter)?;
        Ok(Self {
            letter,
            text,
            #[cfg(feature = "paper")]
            pdf: pdf.bytes,
            #[cfg(feature = "paper")]
            missing: pdf.missing,
        })
    }

    /// Returns its bytes for a file, with their ending and media type.
    pub(crate) fn for_file(&self) -> (Vec<u8>, &'static str, &'static str) {
        #[cfg(feature = "paper")]
        return (self.pdf.clone(), "pdf", "application/pdf");
        #[cfg(not(feature = "paper"))]
        return (self.text.clone().into_bytes(), "txt", "text/plain; charset=utf-8");
    }
}

#[cfg(feature = "paper")]
mod paper {
    use backpack_paper::{Block as Laid, Document, Pdf};
    use backpack_requests::{Block, Letter};

    use crate::{Error, ErrorKind};

    pub(super) fn pdf(letter: &Letter) -> Result<Pdf, Error> {
        let date = letter.date;
        let mut document = Document::new(&letter.title).by(&letter.author).with_footer(&letter.title);
        if let (Ok(year), Ok(month), Ok(day)) =
            (date.year().try_into(), date.month().try_into(), date.day().try_into())
        {
            document = document.on(year, month, day);
        }
        let document = document.with(letter.blocks.iter().filter_map(laid));
        document.to_pdf().map_err(|error| {
            let kind = ErrorKind::Invalid("a letter that cannot be laid out".to_owned());
            Error::new(kind, "write letter").with_source(error)
        })
    }

    fn laid(block: &Block) -> Option<Laid> {
        Some(match block {
            Block::Lines(lines) => Laid::lines(lines),
            Block::Subject(text) => Laid::heading(unbroken(text)),
            Block::Heading(text) => Laid::section(unbroken(text)),
            Block::Paragraph(text) => Laid::paragraph(unbroken(text)),
            Block::Points(points) => Laid::points(points),
            Block::Fields(fields) => Laid::Fields(fields.clone()),
            Block::Signature { name, role } => Laid::signature(name, role.clone()),
            // What a later version adds is not dropped silently: the two crates are of one version.
            _ => return None,
        })
    }

    /// A line never ends within a section's number.
    fn unbroken(text: &str) -> String {
        text.replace("45 CFR ", "45\u{a0}CFR\u{a0}")
    }
}
