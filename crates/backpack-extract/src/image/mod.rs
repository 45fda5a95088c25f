//! Images: size, date, camera, whether a place is in them, and a small picture.

pub(crate) mod exif;
pub(crate) mod heif;
mod small;
pub(crate) mod tiff;

use std::io::Cursor;

use image::{ImageFormat, ImageReader};

use self::exif::Exif;
use self::heif::Heif;
pub(crate) use self::small::small;
use self::tiff::Tiff;
use crate::extract::Content;
use crate::facts::{Extracted, Picture};
use crate::guard::guarded;
use crate::limits::Limits;
use crate::share;
use crate::why::{Part, Why};

/// The memory that decoding may take beside what it returns.
const DECODER_BYTES: u64 = 512 << 20;

pub(crate) fn read(content: &Content, media_type: &str, limits: &Limits, out: &mut Extracted) {
    out.facts.miss(Part::Text, Why::NotSupported);
    let bytes = content.bytes.as_slice();
    if matches!(media_type, "image/heif" | "image/heic" | "image/avif") {
        // Nothing in pure Rust decodes HEVC or AV1 pictures; their head is read all the same.
        out.facts.miss(Part::Picture, Why::NotSupported);
        return match Heif::parse(bytes) {
            Some(heif) => heif.read(bytes, out),
            None => {
                out.facts.miss(Part::Facts, if content.is_whole() { Why::Damaged } else { Why::TooLarge });
            }
        };
    }
    let Some(format) = format_of(media_type) else {
        return out.facts.miss_all(Why::NotSupported);
    };
    let exif = exif_of(bytes, format);
    out.facts.has_location =
        exif.as_ref().is_some_and(|exif| exif.has_location) || share::names_a_place(bytes, format);
    if let Some(exif) = &exif {
        exif.put_in(&mut out.facts);
    }
    if format == ImageFormat::Tiff {
        out.facts.pages = Tiff::parse(bytes).and_then(|tiff| tiff.pages());
    }
    let size = match guarded(|| dimensions(bytes, format)) {
        Ok(size) => size,
        Err(why) => return out.facts.miss_all(if content.is_whole() { why } else { Why::TooLarge }),
    };
    out.facts.pixels = Some(turned(size, out.facts.orientation));
    let picture = if u64::from(size.0) * u64::from(size.1) > limits.pixels {
        Err(Why::TooMuch)
    } else if !content.is_whole() {
        Err(Why::TooLarge)
    } else {
        let orientation = out.facts.orientation;
        guarded(|| picture(bytes, format, orientation, limits))
    };
    match picture {
        Ok(picture) => out.picture = Some(picture),
        Err(why) => out.facts.miss(Part::Picture, why),
    }
}

pub(crate) fn format_of(media_type: &str) -> Option<ImageFormat> {
    Some(match media_type {
        "image/png" | "image/apng" => ImageFormat::Png,
        "image/jpeg" => ImageFormat::Jpeg,
        "image/gif" => ImageFormat::Gif,
        "image/bmp" => ImageFormat::Bmp,
        "image/webp" => ImageFormat::WebP,
        "image/tiff" => ImageFormat::Tiff,
        _ => return None,
    })
}

fn exif_of(bytes: &[u8], format: ImageFormat) -> Option<Exif> {
    let found = match format {
        ImageFormat::Tiff => Some(bytes),
        ImageFormat::Jpeg => share::jpeg_exif(bytes),
        ImageFormat::Png => share::png_exif(bytes),
        ImageFormat::WebP => share::webp_exif(bytes),
        _ => None,
    };
    found.and_then(Exif::parse)
}

fn dimensions(bytes: &[u8], format: ImageFormat) -> Result<(u32, u32), Why> {
    ImageReader::with_format(Cursor::new(bytes), format).into_dimensions().map_err(|_| Why::Damaged)
}

fn picture(
    bytes: &[u8],
    format: ImageFormat,
    orientation: Option<u8>,
    limits: &Limits,
) -> Result<Picture, Why> {
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    let mut bounds = image::Limits::default();
    bounds.max_alloc = Some(DECODER_BYTES);
    reader.limits(bounds);
    let image = reader.decode().map_err(|error| match error {
        image::ImageError::Unsupported(_) => Why::NotSupported,
        image::ImageError::Limits(_) => Why::TooMuch,
        _ => Why::Damaged,
    })?;
    // Made small first: turning a small picture takes little.
    let image = if image.width().max(image.height()) > limits.edge {
        image.thumbnail(limits.edge, limits.edge)
    } else {
        image
    };
    let mut image = image;
    if let Some(orientation) = orientation.and_then(image::metadata::Orientation::from_exif) {
        image.apply_orientation(orientation);
    }
    small(image, limits.edge)
}

/// Returns a size as it is shown: from 5 on, Exif's orientations lie on their side.
pub(crate) fn turned((width, height): (u32, u32), orientation: Option<u8>) -> (u32, u32) {
    if orientation.is_some_and(|orientation| orientation >= 5) { (height, width) } else { (width, height) }
}
