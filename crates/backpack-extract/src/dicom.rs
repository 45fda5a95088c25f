//! DICOM: what the head of a file says of the patient, the study, the series and the picture (PS3.3, PS3.10).

mod grey;
mod head;
mod packed;
mod palette;
mod pixels;
mod walk;

use serde::{Deserialize, Serialize};

use crate::extract::Content;
use crate::facts::Extracted;
use crate::guard::guarded;
use crate::limits::Limits;
use crate::why::{Part, Why};

/// What a DICOM file says of itself. Dates are `YYYY-MM-DD` where the file has a whole one, else as it has them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct DicomFacts {
    /// The patient's name (0010,0010), its parts apart by `^`, its writings by `=`.
    pub patient_name: Option<String>,
    /// The patient's id (0010,0020).
    pub patient_id: Option<String>,
    /// The patient's birth date (0010,0030).
    pub birth_date: Option<String>,
    /// The patient's sex (0010,0040): `M`, `F` or `O`.
    pub sex: Option<String>,
    /// The study (0020,000D).
    pub study: Option<String>,
    /// The series (0020,000E).
    pub series: Option<String>,
    /// The instance (0008,0018).
    pub instance: Option<String>,
    /// What sort of object it is (0008,0016).
    pub class: Option<String>,
    /// The modality (0008,0060): `CT`, `MR`, `US` and so on.
    pub modality: Option<String>,
    /// The date of the study (0008,0020).
    pub study_date: Option<String>,
    /// The study in words (0008,1030).
    pub study_description: Option<String>,
    /// The series in words (0008,103E).
    pub series_description: Option<String>,
    /// The number of the series (0020,0011).
    pub series_number: Option<i32>,
    /// The number of the instance (0020,0013).
    pub instance_number: Option<i32>,
    /// The part of the body (0018,0015).
    pub body_part: Option<String>,
    /// The institution (0008,0080).
    pub institution: Option<String>,
    /// Rows, columns and frames of the picture; `None` if it has none.
    pub size: Option<DicomSize>,
    /// How it is encoded (0002,0010).
    pub transfer_syntax: Option<String>,
    /// The character set (0008,0005), several apart by `\`.
    pub charset: Option<String>,
    /// Whether it is the list of a medium's files, a DICOMDIR.
    pub is_directory: bool,
}

/// The size of a DICOM picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(clippy::exhaustive_structs, reason = "a picture has these three")]
pub struct DicomSize {
    /// Rows (0028,0010).
    pub rows: u16,
    /// Columns (0028,0011).
    pub columns: u16,
    /// Frames (0028,0008); 1 where nothing is said.
    pub frames: u32,
}

pub(crate) fn read(content: &Content, limits: &Limits, out: &mut Extracted) {
    out.facts.miss(Part::Text, Why::NotSupported);
    let mut facts = DicomFacts::default();
    let read = guarded(|| Ok(walk::read(&content.bytes, &mut facts, limits)));
    let (walked, picture) = read.unwrap_or_else(|why| (Err(why), Err(why)));
    match picture {
        Ok(picture) => out.picture = Some(picture),
        // Of a file that is too large to be read whole the pixels are cut.
        Err(Why::Damaged) if !content.is_whole() => out.facts.miss(Part::Picture, Why::TooLarge),
        Err(why) => out.facts.miss(Part::Picture, why),
    }
    if let Some(size) = facts.size {
        out.facts.pixels = Some((size.columns.into(), size.rows.into()));
    }
    // What was read up to a fault is true all the same.
    out.facts.dicom = (facts != DicomFacts::default()).then_some(facts);
    if let Err(why) = walked {
        let cut = !content.is_whole() && why == Why::Damaged;
        out.facts.miss(Part::Facts, if cut { Why::TooLarge } else { why });
    }
}

impl DicomFacts {
    /// Every text in it.
    pub(crate) fn texts(&mut self) -> [&mut Option<String>; 16] {
        [
            &mut self.patient_name,
            &mut self.patient_id,
            &mut self.birth_date,
            &mut self.sex,
            &mut self.study,
            &mut self.series,
            &mut self.instance,
            &mut self.class,
            &mut self.modality,
            &mut self.study_date,
            &mut self.study_description,
            &mut self.series_description,
            &mut self.body_part,
            &mut self.institution,
            &mut self.transfer_syntax,
            &mut self.charset,
        ]
    }
}
