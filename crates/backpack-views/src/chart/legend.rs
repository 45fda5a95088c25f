//! The legend: which shape is which source, what the band is.

use super::Chart;
use super::marks;
use super::svg::{Svg, cut, px, width_of};
use crate::SourceId;

/// One entry of a legend.
#[derive(Clone, Debug)]
pub(super) enum Sign {
    Source(usize),
    Band,
    Ring,
    Bound,
}

/// A legend laid out in rows.
#[derive(Debug)]
pub(super) struct Legend {
    rows: Vec<Vec<(Sign, String, f64)>>,
}

const ROW: f64 = 20.0;
/// The widest label, in pixels.
const WIDEST: f64 = 260.0;

impl Legend {
    pub(super) fn new(chart: &Chart<'_>, sources: &[SourceId], what: &[Sign], width: f64) -> Self {
        let mut rows: Vec<Vec<(Sign, String, f64)>> = vec![Vec::new()];
        let mut used = 0.0;
        let of_source = |at: usize| sources.get(at).map_or("", |source| chart.label_of(*source));
        for sign in what {
            let label = match sign {
                Sign::Source(at) => of_source(*at),
                Sign::Band => &chart.words.range,
                Sign::Ring => &chart.words.abnormal,
                Sign::Bound => &chart.words.bound,
            };
            let label = cut(label, WIDEST.min(width - 30.0));
            let wide = width_of(&label) + 42.0;
            if used + wide > width && used > 0.0 {
                rows.push(Vec::new());
                used = 0.0;
            }
            if let Some(row) = rows.last_mut() {
                row.push((sign.clone(), label, used));
            }
            used += wide;
        }
        Self { rows }
    }

    #[expect(clippy::cast_precision_loss, reason = "a few rows")]
    pub(super) fn height(&self) -> f64 {
        if self.rows.iter().all(Vec::is_empty) { 0.0 } else { self.rows.len() as f64 * ROW + 4.0 }
    }

    pub(super) fn draw(&self, svg: &mut Svg, left: f64, top: f64) {
        let mut y = top + ROW / 2.0;
        for row in &self.rows {
            for (sign, label, at) in row {
                let x = left + at + 8.0;
                match sign {
                    Sign::Source(source) => marks::mark(svg, *source, (x, y), 4.5, None),
                    Sign::Band => svg.raw(&format!(
                        r#"<rect class="bp-band bp-edge" x="{}" y="{}" width="18" height="11"/>"#,
                        px(x - 8.0),
                        px(y - 5.5)
                    )),
                    Sign::Ring => marks::ring(svg, (x, y), 2.8),
                    Sign::Bound => marks::arrow(svg, (x, y - 9.0), 0.0, false),
                }
                svg.text("bp-small", x + 16.0, y + 4.0, "start", label);
            }
            y += ROW;
        }
    }
}
