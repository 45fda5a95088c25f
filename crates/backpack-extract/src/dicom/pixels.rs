//! The picture of a DICOM file (PS3.3, C.7.6.3): what its elements say of the pixels, and one frame of it made small.

use std::borrow::Cow;
use std::ops::Range;

use dicom_core::Tag;
use image::{DynamicImage, GrayImage, RgbImage};

use super::grey::{Levels, Window};
use super::packed::{self, Packing};
use super::palette::Palette;
use crate::bytes::{Order, u16_at};
use crate::facts::Picture;
use crate::image::small;
use crate::limits::Limits;
use crate::text::decode_text;
use crate::why::Why;

/// Where the pixels lie.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// As they are, one frame after the other.
    Plain(Range<usize>),
    /// Packed, in fragments from here on (PS3.5, A.4).
    Packed(usize),
}

/// What the elements of group 0028 say of the pixels.
#[derive(Debug)]
pub(super) struct Pixels {
    pub(super) place: Option<Place>,
    pub(super) rows: Option<u16>,
    pub(super) columns: Option<u16>,
    pub(super) frames: Option<u32>,
    transfer_syntax: Option<String>,
    order: Order,
    samples: u16,
    photometric: String,
    is_planar: bool,
    levels: Levels,
    window: Window,
    palette: Palette,
}

/// One frame, unpacked.
struct Frame<'b> {
    bytes: Cow<'b, [u8]>,
    order: Order,
    /// Whether each colour has a plane of its own.
    is_planar: bool,
}

impl Pixels {
    pub(super) fn new(transfer_syntax: Option<&str>, order: Order) -> Self {
        Self {
            place: None,
            rows: None,
            columns: None,
            frames: None,
            transfer_syntax: transfer_syntax.map(str::to_owned),
            order,
            samples: 1,
            photometric: String::new(),
            is_planar: false,
            levels: Levels::default(),
            window: Window::default(),
            palette: Palette::default(),
        }
    }

    /// Says whether an element is of the pixels.
    pub(super) const fn wants(tag: Tag) -> bool {
        tag.0 == 0x0028
            && (matches!(tag.1, 0x0002 | 0x0004 | 0x0006 | 0x0008 | 0x0010 | 0x0011 | 0x0100..=0x0103)
                || matches!(tag.1, 0x1050..=0x1053 | 0x1056)
                || Palette::wants(tag))
    }

    pub(super) fn put(&mut self, tag: Tag, value: &[u8]) {
        let number = u16_at(value, 0, self.order);
        let word = || decode_text(value).0.trim_matches(|c: char| c == '\0' || c.is_whitespace()).to_owned();
        // Of several windows the first is the one to begin with.
        let decimal = || word().split('\\').next().and_then(|text| text.trim().parse::<f64>().ok());
        let decimal = || decimal().filter(|decimal| decimal.is_finite());
        match tag.1 {
            0x0002 => self.samples = number.unwrap_or(1),
            0x0004 => self.photometric = word(),
            0x0006 => self.is_planar = number == Some(1),
            0x0008 => self.frames = word().parse().ok(),
            0x0010 => self.rows = number,
            0x0011 => self.columns = number,
            0x0100 => self.levels.allocated = number.unwrap_or(0),
            0x0101 => self.levels.stored = number.unwrap_or(0),
            0x0102 => self.levels.high = number.unwrap_or(0),
            0x0103 => self.levels.is_signed = number == Some(1),
            0x1050 => self.window.center = decimal(),
            0x1051 => self.window.width = decimal(),
            0x1052 => self.window.intercept = decimal().unwrap_or(0.0),
            0x1053 => self.window.slope = decimal().unwrap_or(1.0),
            0x1056 => self.window.function = word(),
            _ => self.palette.put(tag, value, self.order),
        }
    }

    /// Returns a small picture of the frame in the middle.
    ///
    /// # Errors
    ///
    /// [`Why::NotSupported`] for a packing, a colour model or a depth that is not read, [`Why::TooMuch`] for too many pixels,
    /// [`Why::Damaged`] if the pixels are not there, or what is said of them makes no sense.
    pub(super) fn picture(&self, data: &[u8], limits: &Limits) -> Result<Picture, Why> {
        let (rows, columns) = (self.rows.ok_or(Why::Damaged)?, self.columns.ok_or(Why::Damaged)?);
        let count = usize::from(rows) * usize::from(columns);
        if count == 0 {
            return Err(Why::Damaged);
        }
        if count as u64 > limits.pixels {
            return Err(Why::TooMuch);
        }
        let frame = match self.place.as_ref().ok_or(Why::NotSupported)? {
            Place::Plain(place) => {
                self.model()?;
                self.plain(data, place, count)?
            }
            Place::Packed(at) => match Packing::of(self.transfer_syntax.as_deref())? {
                Packing::Jpeg => {
                    let frame = packed::frame(data, *at, self.frames.unwrap_or(1), packed::is_jpeg)?;
                    let image = packed::jpeg(&frame, (columns, rows), self.photometric == "RGB")?;
                    if image.color().has_color() {
                        return small(image, limits.edge);
                    }
                    let bytes = Cow::Owned(image.into_luma8().into_raw());
                    Frame { bytes, order: self.order, is_planar: false }
                }
                Packing::RunLength => {
                    let frame = packed::frame(data, *at, self.frames.unwrap_or(1), |_| true)?;
                    let planes = usize::from(self.samples) * usize::from(self.levels.allocated / 8);
                    let bytes = packed::run_length(&frame, planes, count)?;
                    let bytes = if self.samples == 1 { packed::interleaved(&bytes, planes) } else { bytes };
                    Frame { bytes: Cow::Owned(bytes), order: Order::Big, is_planar: true }
                }
            },
        };
        small(self.image(&frame, columns.into(), rows.into())?, limits.edge)
    }

    /// Returns the frame in the middle of frames that lie one after the other.
    fn plain<'b>(&self, data: &'b [u8], place: &Range<usize>, count: usize) -> Result<Frame<'b>, Why> {
        let (samples, allocated) = (usize::from(self.samples), usize::from(self.levels.allocated));
        if !matches!(allocated, 8 | 16) || (allocated == 8 && self.order == Order::Big) {
            return Err(Why::NotSupported);
        }
        let length = count.checked_mul(samples * allocated / 8).ok_or(Why::TooMuch)?;
        let number = usize::try_from(self.frames.unwrap_or(1) / 2).map_err(|_| Why::Damaged)?;
        let start = number.checked_mul(length).and_then(|skipped| place.start.checked_add(skipped));
        let start = start.ok_or(Why::Damaged)?;
        let end = start.checked_add(length).filter(|end| *end <= place.end).ok_or(Why::Damaged)?;
        let bytes = data.get(start..end).ok_or(Why::Damaged)?;
        Ok(Frame { bytes: Cow::Borrowed(bytes), order: self.order, is_planar: self.is_planar })
    }

    fn model(&self) -> Result<Model, Why> {
        match (self.photometric.as_str(), self.samples, self.levels.allocated) {
            ("MONOCHROME1", 1, _) => Ok(Model::Grey { is_inverse: true }),
            ("MONOCHROME2", 1, _) => Ok(Model::Grey { is_inverse: false }),
            ("PALETTE COLOR", 1, _) => Ok(Model::Palette),
            ("RGB", 3, 8) => Ok(Model::Colours(|rgb| rgb)),
            ("YBR_FULL", 3, 8) => Ok(Model::Colours(from_ybr)),
            _ => Err(Why::NotSupported),
        }
    }

    fn image(&self, frame: &Frame<'_>, width: u32, height: u32) -> Result<DynamicImage, Why> {
        let raw = match self.model()? {
            Model::Grey { is_inverse } => {
                let grey = self.levels.shown(&frame.bytes, frame.order, &self.window, is_inverse)?;
                return GrayImage::from_raw(width, height, grey).map(Into::into).ok_or(Why::Damaged);
            }
            Model::Palette => self.palette.shown(&self.levels, &frame.bytes, frame.order)?,
            Model::Colours(made) => colours(frame, made)?,
        };
        RgbImage::from_raw(width, height, raw).map(Into::into).ok_or(Why::Damaged)
    }
}

/// How pixels are meant (0028,0004).
enum Model {
    Grey { is_inverse: bool },
    Palette,
    Colours(fn([u8; 3]) -> [u8; 3]),
}

/// Returns the pixels of three samples one after the other.
fn colours(frame: &Frame<'_>, made: fn([u8; 3]) -> [u8; 3]) -> Result<Vec<u8>, Why> {
    let bytes = &frame.bytes;
    if !frame.is_planar {
        return Ok(bytes.as_chunks::<3>().0.iter().flat_map(|three| made(*three)).collect());
    }
    let (first, rest) = bytes.split_at_checked(bytes.len() / 3).ok_or(Why::Damaged)?;
    let (second, third) = rest.split_at_checked(first.len()).ok_or(Why::Damaged)?;
    let of_three = first.iter().zip(second).zip(third);
    Ok(of_three.flat_map(|((first, second), third)| made([*first, *second, *third])).collect())
}

/// Returns a pixel of `YBR_FULL` in RGB (PS3.3, C.7.6.3.1.2).
fn from_ybr([y, blue, red]: [u8; 3]) -> [u8; 3] {
    let (y, blue, red) = (f32::from(y), f32::from(blue) - 128.0, f32::from(red) - 128.0);
    let rgb = [1.402_f32.mul_add(red, y), y - 0.3441 * blue - 0.7141 * red, 1.772_f32.mul_add(blue, y)];
    rgb.map(|sample| sample.round().clamp(0.0, 255.0) as u8)
}
