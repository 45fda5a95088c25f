//! What is read out of files, what is taken out of those that are shared, and what hostile ones may do: nothing.
#![expect(clippy::unwrap_used, reason = "a test ends at the first thing that does not hold")]
#![expect(clippy::tests_outside_test_module, reason = "the whole binary is tests")]
#![expect(clippy::indexing_slicing, reason = "what is made here is as long as it is made")]

mod anything;
mod bombs;
mod dicom;
mod dicom_pictures;
mod documents;
mod golden;
mod hostile;
mod images;
mod samples;
mod sharing;
mod survivors;
mod survivors_boxes;
mod zip;

use backpack_extract::{Content, Extracted, Limits, extract};

/// Reads a file whole, without a limit of time.
fn read(bytes: &[u8], media_type: &str) -> Extracted {
    extract(&Content::new(bytes.to_vec(), bytes.len() as u64, Some(media_type)), &Limits::new(), &|| false)
}
