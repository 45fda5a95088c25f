//! One file in, what it says of itself out.

use std::sync::Arc;

use crate::facts::{Extracted, Facts};
use crate::guard::with_room;
use crate::limits::{HEAD_BYTES, Limits};
use crate::why::{Part, Why};
use crate::{dicom, image, pdf, text};

/// A file that is to be read: its bytes, or the first of them if it is too large, and what it is.
#[derive(Clone)]
#[non_exhaustive]
pub struct Content {
    pub(crate) bytes: Arc<Vec<u8>>,
    pub(crate) size: u64,
    pub(crate) media_type: Option<String>,
}

impl Content {
    /// Returns a file of `size` bytes of which `bytes` are the first, or all; `media_type` is what its first bytes show
    /// it to be.
    #[must_use]
    pub fn new(bytes: impl Into<Arc<Vec<u8>>>, size: u64, media_type: Option<&str>) -> Self {
        Self { bytes: bytes.into(), size, media_type: media_type.map(str::to_owned) }
    }

    /// Returns how many bytes of a file of `size` bytes are wanted from its beginning.
    #[must_use]
    pub fn wanted(size: u64, limits: &Limits) -> u64 {
        if size <= limits.file_bytes { size } else { size.min(HEAD_BYTES as u64) }
    }

    pub(crate) fn is_whole(&self) -> bool {
        self.bytes.len() as u64 == self.size
    }
}

impl std::fmt::Debug for Content {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Content({:?}, {} bytes of {})", self.media_type, self.bytes.len(), self.size)
    }
}

/// Says that the time is over.
pub(crate) type IsOver<'w> = &'w (dyn Fn() -> bool + Sync);

/// Reads what a file says of itself: facts, text, a small picture. It never fails: what could not be read is said in
/// [`Facts::missing`](crate::Facts).
///
/// It keeps a thread busy until it is done; `is_over` is asked again and again whether it is to stop. What cannot stop in
/// the middle is bounded by the [`Limits`] of what goes in.
#[must_use]
pub fn extract(content: &Content, limits: &Limits, is_over: IsOver<'_>) -> Extracted {
    let read = with_room(|| {
        let mut out = Extracted::default();
        read(content, limits, is_over, &mut out);
        bounded(&mut out.facts);
        out
    });
    read.unwrap_or_else(|why| {
        let mut facts = Facts::default();
        facts.miss_all(why);
        Extracted { facts, ..Extracted::default() }
    })
}

fn read(content: &Content, limits: &Limits, is_over: IsOver<'_>, out: &mut Extracted) {
    let media_type = content.media_type.as_deref().unwrap_or_default();
    if content.size == 0 {
        return;
    }
    match media_type {
        "application/dicom" => dicom::read(content, limits, out),
        _ if media_type.starts_with("image/") && media_type != "image/svg+xml" => {
            image::read(content, media_type, limits, out);
        }
        "application/pdf"
        | "application/rtf"
        | "text/rtf"
        | "text/html"
        | "text/plain"
        | "application/hl7-sda+xml"
            if !content.is_whole() =>
        {
            out.facts.miss_all(Why::TooLarge);
        }
        "application/pdf" => pdf::read(content, limits, is_over, out),
        "application/rtf" | "text/rtf" | "text/html" | "text/plain" | "application/hl7-sda+xml" => {
            text::read(content, media_type, limits, out);
            out.facts.miss(Part::Picture, Why::NotSupported);
        }
        _ => out.facts.miss_all(Why::NotSupported),
    }
}

/// The longest text of one fact, in characters.
const MOST_CHARS: usize = 400;

/// Cuts what may be any length: facts stay small.
fn bounded(facts: &mut Facts) {
    let cut = |text: &mut Option<String>| {
        *text = text.take().map(|text| one_line(&text)).filter(|text| !text.is_empty());
    };
    cut(&mut facts.taken);
    cut(&mut facts.camera);
    cut(&mut facts.title);
    if let Some(dicom) = &mut facts.dicom {
        dicom.texts().into_iter().for_each(cut);
    }
}

/// Returns the text on one line without control characters, cut to what a fact may have.
fn one_line(text: &str) -> String {
    let plain = text.chars().map(|c| if c.is_control() { ' ' } else { c });
    plain
        .collect::<String>()
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .chars()
        .take(MOST_CHARS)
        .collect()
}
