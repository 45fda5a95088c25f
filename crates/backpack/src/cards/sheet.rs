//! The address of a live link on paper: as a QR code and as text.

use backpack_core::{SecretText, Timestamp};
use backpack_paper::{Block, Document, Pdf, QrCode};
use backpack_record::{Card, PartialDate};
use backpack_words::Words;

use super::lay;
use super::page::{PageOptions, Sheet};
use crate::{Error, ErrorKind};

/// The longest address, in bytes: no browser has trouble with it.
const MAX_ADDRESS: usize = 2_000;
/// How wide the code is on paper: 6 cm, in points.
const SIDE: u16 = 170;

/// How a sheet with a link is laid out.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SheetOptions {
    /// The language, and the time zone of its times.
    pub page: PageOptions,
    code: Printed,
}

/// Whether the access code stands on the sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Printed {
    /// It is told on another way.
    Apart,
    Beside,
}

/// A live link on paper: the card's title, the address as a QR code and as text, and until when it holds.
#[derive(Debug)]
#[non_exhaustive]
pub struct LinkSheet {
    /// The card's title.
    pub title: String,
    /// Until when the link holds, in words.
    pub until: String,
    /// The language of its words (BCP 47).
    pub language: String,
    /// The address.
    pub address: SecretText,
    /// The access code, only if it was asked for: whoever finds the sheet then needs nothing else.
    pub code: Option<SecretText>,
    picture: QrCode,
    words: SheetWords,
}

#[derive(Debug)]
struct SheetWords {
    look: String,
    code: String,
    picture: String,
    sheet: Sheet,
}

impl SheetOptions {
    /// Returns a sheet in a language, such as `de`, or with further options. The access code is not on it.
    #[must_use]
    pub fn new(page: impl Into<PageOptions>) -> Self {
        Self { page: page.into(), code: Printed::Apart }
    }

    /// Puts the access code on the same sheet. Whoever finds it sees the card.
    #[must_use]
    pub const fn with_code(mut self) -> Self {
        self.code = Printed::Beside;
        self
    }
}

impl LinkSheet {
    /// Lays a link out. The address is that of the host's page, and holds the link's token.
    pub(crate) fn new(
        card: &Card,
        (address, token, code): (&SecretText, &str, &[u8]),
        expires: Option<Timestamp>,
        options: &SheetOptions,
    ) -> Result<Self, Error> {
        let invalid = |why: &str| Error::new(ErrorKind::Invalid(why.to_owned()), "lay out link");
        let text = address.expose();
        if text.len() > MAX_ADDRESS || !text.contains(token) || text.chars().any(|c| !c.is_ascii_graphic()) {
            return Err(invalid("an address of a link holds its token, and at most 2,000 bytes of ASCII"));
        }
        let picture = QrCode::new(text).map_err(|_| invalid("an address that fits into no QR code"))?;
        let words = Words::new(&options.page.language);
        let printed = match options.code {
            Printed::Apart => None,
            Printed::Beside => Some(SecretText::new(String::from_utf8_lossy(code).into_owned())),
        };
        let of_code = if printed.is_some() { "card-link-code" } else { "card-link-code-apart" };
        Ok(Self {
            title: lay::plain(&lay::title(&card.name, card.sort, &words)),
            until: until(expires, &options.page, &words),
            language: words.language().tag().to_owned(),
            address: SecretText::new(text.to_owned()),
            code: printed,
            picture,
            words: SheetWords {
                look: words.say("card-link-look", &[]),
                code: words.say(of_code, &[]),
                picture: words.say("card-link-picture", &[]),
                sheet: Sheet::new(&words),
            },
        })
    }

    /// Returns the address as a QR code, to be drawn module by module. Whoever sees it has the address.
    #[must_use]
    pub const fn qr(&self) -> &QrCode {
        &self.picture
    }

    /// Returns the address as a QR code (ISO/IEC 18004), in SVG. Whoever sees it has the address.
    #[must_use]
    pub fn svg(&self) -> String {
        self.picture.svg(&self.words.picture)
    }

    /// Returns the sheet as a PDF to be printed. Whoever has it has the address.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Invalid`] if it cannot be laid out.
    pub fn to_pdf(&self) -> Result<Pdf, Error> {
        let code = match &self.code {
            Some(code) => Block::fields([(self.words.code.as_str(), code.expose())]),
            None => Block::paragraph(&self.words.code),
        };
        let blocks = [
            Block::heading(&self.title),
            Block::paragraph(&self.words.look),
            Block::code(self.picture.clone(), &self.words.picture, SIDE),
            Block::lines([self.address.expose()]),
            code,
            Block::paragraph(&self.until),
        ];
        let document = Document::new(&self.title).in_language(&self.language).with(blocks);
        self.words.sheet.printed(document)
    }
}

/// Says until when a link holds, to the minute before it ends.
fn until(expires: Option<Timestamp>, options: &PageOptions, words: &Words) -> String {
    let Some(expires) = expires else { return words.say("card-link-open-end", &[]) };
    let clock = options.zone.clone().unwrap_or_else(backpack_requests::Zone::utc).clock(expires);
    let text = format!("{}T{:02}:{:02}:00Z", clock.date(), clock.hour(), clock.minute());
    let date = PartialDate::parse(text.as_str()).map_or_else(|_| text.clone(), |date| words.date(&date));
    let key = if options.zone.is_some() { "card-link-until" } else { "card-link-until-utc" };
    words.say(key, &[("date", &date)])
}
