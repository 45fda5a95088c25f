//! Small pictures.

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, ImageFormat};

use crate::facts::Picture;
use crate::why::Why;

/// How well a small picture is kept, of 100.
const QUALITY: u8 = 82;

/// Returns an image as a small picture whose longer edge is at most `edge`.
pub(crate) fn small(image: DynamicImage, edge: u32) -> Result<Picture, Why> {
    let image = if image.width().max(image.height()) > edge { image.thumbnail(edge, edge) } else { image };
    let (width, height) = (image.width(), image.height());
    if width == 0 || height == 0 {
        return Err(Why::Damaged);
    }
    let rgba = image.into_rgba8();
    let is_opaque = rgba.pixels().all(|pixel| pixel.0[3] == u8::MAX);
    let image = DynamicImage::ImageRgba8(rgba);
    let mut bytes = Vec::new();
    let (written, media_type) = if is_opaque {
        let encoder = JpegEncoder::new_with_quality(&mut bytes, QUALITY);
        (image.to_rgb8().write_with_encoder(encoder), "image/jpeg")
    } else {
        (image.write_to(&mut Cursor::new(&mut bytes), ImageFormat::Png), "image/png")
    };
    written.map_err(|_| Why::Failed)?;
    Ok(Picture { bytes, media_type, width, height })
}
