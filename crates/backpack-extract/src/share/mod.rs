//! Files without the place they were made at: written anew around pixels that stay as they are.

mod bmff;
mod gif;
mod jpeg;
mod png;
mod tiff;
mod webp;

use image::ImageFormat;

use crate::bytes::find;
use crate::guard::guarded;
use crate::why::Why;

pub(crate) use bmff::{Boxed, boxes as bmff_boxes};
pub(crate) use jpeg::{exif as jpeg_exif, segments as jpeg_segments};
pub(crate) use png::exif as png_exif;
pub(crate) use webp::exif as webp_exif;

/// What must be done with a file before it is shared, by its type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Shareable {
    /// Files of this type say nothing of where they were made.
    AsItIs,
    /// [`without_location`] takes the place out.
    Cleaned,
    /// It may say where it was made, and nothing here takes that out.
    Unable,
}

/// Says what must be done with a file of this type before it is shared; `media_type` is what its first bytes show.
///
/// Cleaned are JPEG, PNG, GIF, WebP, TIFF, HEIF with HEIC and AVIF, MP4 and QuickTime. Other images, audio, videos and
/// archives are not, nor is what cannot be told.
#[must_use]
pub fn shareable(media_type: Option<&str>) -> Shareable {
    match media_type {
        Some("image/bmp" | "image/svg+xml") => Shareable::AsItIs,
        Some(
            "image/jpeg" | "image/png" | "image/apng" | "image/gif" | "image/webp" | "image/tiff"
            | "image/heif" | "image/heic" | "image/avif" | "video/mp4" | "video/quicktime" | "video/x-m4v"
            | "video/3gpp",
        ) => Shareable::Cleaned,
        Some(other) => {
            let (sort, name) = other.split_once('/').unwrap_or((other, ""));
            let is_text = sort == "text"
                || matches!(
                    name,
                    "pdf" | "rtf" | "dicom" | "json" | "fhir+json" | "xml" | "hl7-sda+xml" | "postscript"
                );
            if is_text { Shareable::AsItIs } else { Shareable::Unable }
        }
        None => Shareable::Unable,
    }
}

/// Returns the same file without what says where it was made, the pixels byte for byte as they were.
///
/// What stays is on lists: what is needed to show the picture, and of Exif how it is turned and when it was taken. XMP, IPTC,
/// comments, makers' notes, previews and what is hung on behind the end go, and of films every track but pictures and sound,
/// since places moment by moment come as a track. In TIFF, HEIF and videos what goes is overwritten where it stands, so that
/// nothing moves.
///
/// # Errors
///
/// [`Why::NotSupported`] for a type that [`shareable`] does not name, [`Why::Damaged`] if its parts cannot be told apart:
/// it may then say anything, and is not to be shared.
pub fn without_location(bytes: &[u8], media_type: Option<&str>) -> Result<Vec<u8>, Why> {
    let media_type =
        media_type.filter(|_| shareable(media_type) == Shareable::Cleaned).ok_or(Why::NotSupported)?;
    guarded(|| {
        match media_type {
            "image/jpeg" => jpeg::cleaned(bytes),
            "image/png" | "image/apng" => png::cleaned(bytes),
            "image/gif" => gif::cleaned(bytes),
            "image/webp" => webp::cleaned(bytes),
            "image/tiff" => in_place(bytes, tiff::cleaned),
            "image/heif" | "image/heic" | "image/avif" => in_place(bytes, bmff::cleaned_image),
            _ => in_place(bytes, bmff::cleaned_video),
        }
        .ok_or(Why::Damaged)
    })
}

/// Empties parts where they lie. Where parts lie over one another, what was emptied may read as parts that nobody looked
/// at: a file that is not clean when it is read once more is refused.
fn in_place(bytes: &[u8], cleaned: impl Fn(&[u8]) -> Option<Vec<u8>>) -> Option<Vec<u8>> {
    let out = cleaned(bytes)?;
    (cleaned(&out)? == out).then_some(out)
}

/// Says whether an image names a place beside its Exif.
pub(crate) fn names_a_place(bytes: &[u8], format: ImageFormat) -> bool {
    match format {
        ImageFormat::Jpeg => jpeg::packets(bytes).iter().any(|packet| packet_names_a_place(packet)),
        ImageFormat::Png => png::packets(bytes).iter().any(|packet| packet_names_a_place(packet)),
        ImageFormat::WebP => webp::packets(bytes).iter().any(|packet| packet_names_a_place(packet)),
        _ => false,
    }
}

/// Says whether a packet names a place: XMP's words for Exif, and those of photo agencies.
pub(crate) fn packet_names_a_place(packet: &[u8]) -> bool {
    const WORDS: [&[u8]; 4] = [b"GPSLatitude", b"GPSCoordinates", b"LocationCreated", b"photoshop:City"];
    WORDS.iter().any(|word| find(packet, word).is_some())
}
