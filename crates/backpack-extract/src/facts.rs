//! What a file says of itself.

use serde::{Deserialize, Serialize};

use crate::dicom::DicomFacts;
use crate::text::Encoding;
use crate::why::{Missing, Part, Why};

/// What a file says of itself. Where a picture was taken is never in it: only whether the file says so.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Facts {
    /// The pages of a PDF or a TIFF.
    pub pages: Option<u32>,
    /// Width and height of an image in pixels as it is shown, its orientation applied.
    pub pixels: Option<(u32, u32)>,
    /// Width and height of a PDF's first page in points of 1/72 inch, as it is shown.
    pub page_size: Option<(u32, u32)>,
    /// When a picture was taken, as its camera's clock had it: `YYYY-MM-DDTHH:MM:SS`, without a time zone (Exif 2.32,
    /// `DateTimeOriginal`).
    pub taken: Option<String>,
    /// The camera's maker and model.
    pub camera: Option<String>,
    /// How an image is turned, 1 to 8 (Exif 2.32, `Orientation`).
    pub orientation: Option<u8>,
    /// Whether it says where it was taken.
    pub has_location: bool,
    /// The title that a document gives itself.
    pub title: Option<String>,
    /// How a plain text is encoded.
    pub encoding: Option<Encoding>,
    /// What a DICOM file says of itself.
    pub dicom: Option<DicomFacts>,
    /// What could not be read, and why.
    pub missing: Vec<Missing>,
}

/// Everything that was read out of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Extracted {
    /// What it says of itself.
    pub facts: Facts,
    /// Its text, page by page; none if it has none that can be read.
    pub pages: Vec<String>,
    /// A small picture of it.
    pub picture: Option<Picture>,
}

/// A small picture of a file.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Picture {
    /// Its bytes: JPEG, or PNG where parts of it are transparent. Nothing but pixels is in it.
    pub bytes: Vec<u8>,
    /// `image/jpeg` or `image/png`.
    pub media_type: &'static str,
    /// Its width in pixels.
    pub width: u32,
    /// Its height in pixels.
    pub height: u32,
}

impl Facts {
    /// Returns why a part is missing or not whole; `None` if nothing is known to be.
    #[must_use]
    pub fn why_not(&self, part: Part) -> Option<Why> {
        self.missing.iter().find(|missing| missing.part == part).map(|missing| missing.why)
    }

    pub(crate) fn miss(&mut self, part: Part, why: Why) {
        if self.why_not(part).is_none() {
            self.missing.push(Missing { part, why });
        }
    }

    pub(crate) fn miss_all(&mut self, why: Why) {
        for part in [Part::Facts, Part::Text, Part::Picture] {
            self.miss(part, why);
        }
    }
}

impl std::fmt::Debug for Picture {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "Picture({}, {} × {}, {} bytes)",
            self.media_type,
            self.width,
            self.height,
            self.bytes.len()
        )
    }
}
