//! Levels of grey: stored values, and the window through which they are looked at (PS3.3, C.7.6.3.1 and C.11.2).

use crate::bytes::Order;
use crate::why::Why;

/// How a value is stored.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Levels {
    /// The bits of a pixel (0028,0100).
    pub(super) allocated: u16,
    /// Those that are used (0028,0101).
    pub(super) stored: u16,
    /// The highest of these (0028,0102).
    pub(super) high: u16,
    /// Whether they are signed (0028,0103).
    pub(super) is_signed: bool,
}

/// The window through which values are looked at.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Window {
    /// Its centre (0028,1050).
    pub(super) center: Option<f64>,
    /// Its width (0028,1051).
    pub(super) width: Option<f64>,
    /// What a stored value means: times `slope` (0028,1053), plus `intercept` (0028,1052).
    pub(super) intercept: f64,
    pub(super) slope: f64,
    /// How values are brought to what is shown (0028,1056); `LINEAR` where nothing is said.
    pub(super) function: String,
}

impl Default for Window {
    fn default() -> Self {
        Self { center: None, width: None, intercept: 0.0, slope: 1.0, function: String::new() }
    }
}

impl Levels {
    /// Returns the pixels as they are shown, 0 for black: through the window, or else from the least value to the greatest.
    pub(super) fn shown(
        &self,
        bytes: &[u8],
        order: Order,
        window: &Window,
        is_inverse: bool,
    ) -> Result<Vec<u8>, Why> {
        // Before anything is made as large as the levels are many.
        let pixels = self.each(bytes, order)?;
        let shown: Box<dyn Fn(f64) -> f64> = match (window.center, window.width) {
            (Some(center), Some(width)) if width >= 1.0 => {
                Box::new(move |value| window.level(value, center, width))
            }
            _ => {
                let meant = self.each(bytes, order)?.map(|value| window.meant(self.value(value)));
                let (least, most) = meant
                    .fold((f64::MAX, f64::MIN), |(least, most), value| (least.min(value), most.max(value)));
                let range = (most - least).max(f64::MIN_POSITIVE);
                Box::new(move |value| (value - least) / range)
            }
        };
        // There are no more values than levels, so that each is worked out once.
        let table: Vec<u8> = (0..1_u32 << self.allocated)
            .map(|raw| {
                let level = shown(window.meant(self.value(raw as u16))).clamp(0.0, 1.0);
                ((if is_inverse { 1.0 - level } else { level }) * 255.0).round() as u8
            })
            .collect();
        Ok(pixels.map(|raw| table.get(usize::from(raw)).copied().unwrap_or(0)).collect())
    }

    /// Returns the pixels as they stand.
    pub(super) fn each<'b>(
        &self,
        bytes: &'b [u8],
        order: Order,
    ) -> Result<Box<dyn Iterator<Item = u16> + 'b>, Why> {
        if self.stored == 0 || self.high >= self.allocated || self.stored > self.high + 1 {
            return Err(Why::Damaged);
        }
        Ok(match (self.allocated, order) {
            (8, _) => Box::new(bytes.iter().copied().map(u16::from)),
            (16, Order::Little) => Box::new(bytes.as_chunks().0.iter().map(|two| u16::from_le_bytes(*two))),
            (16, Order::Big) => Box::new(bytes.as_chunks().0.iter().map(|two| u16::from_be_bytes(*two))),
            _ => return Err(Why::NotSupported),
        })
    }

    /// Returns the value that is stored in a pixel: other things may stand in the bits beside it.
    pub(super) fn value(&self, raw: u16) -> i32 {
        let shift = (self.high + 1).saturating_sub(self.stored);
        let value = i32::from(raw) >> shift & ((1 << self.stored) - 1);
        let is_negative = self.is_signed && value >> self.stored.saturating_sub(1) & 1 == 1;
        if is_negative { value - (1 << self.stored) } else { value }
    }
}

impl Window {
    fn meant(&self, stored: i32) -> f64 {
        f64::from(stored) * self.slope + self.intercept
    }

    /// Returns how bright a value is, 0 to 1 and beyond (PS3.3, C.11.2.1.2 and C.11.2.1.3).
    fn level(&self, value: f64, center: f64, width: f64) -> f64 {
        match self.function.as_str() {
            "SIGMOID" => 1.0 / (1.0 + (-4.0 * (value - center) / width).exp()),
            "LINEAR_EXACT" => (value - center) / width + 0.5,
            // A window of one value has one step.
            _ if width <= 1.0 => f64::from(value > center - 0.5),
            _ => (value - (center - 0.5)) / (width - 1.0) + 0.5,
        }
    }
}
