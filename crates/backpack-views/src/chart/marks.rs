//! Marks: one shape for each source.

use super::svg::{Svg, escaped, px};

/// How many shapes there are; with more sources they come again, hollow.
const SHAPES: usize = 6;

/// Draws the mark of a source, with what it says for whoever points at it.
pub(super) fn mark(svg: &mut Svg, source: usize, (x, y): (f64, f64), size: f64, says: Option<&str>) {
    let hollow = if source >= SHAPES { " bp-hollow" } else { "" };
    let dot = if size < 2.0 { " bp-dot" } else { "" };
    let shape = shape(source % SHAPES, x, y, size);
    let title = says.map(|says| format!("<title>{}</title>", escaped(says))).unwrap_or_default();
    svg.raw(&format!(
        r#"<path class="bp-mark bp-s{}{hollow}{dot}" d="{shape}">{title}</path>"#,
        source % SHAPES
    ));
}

/// Draws the ring around a value that is not as expected.
pub(super) fn ring(svg: &mut Svg, (x, y): (f64, f64), size: f64) {
    svg.raw(&format!(r#"<circle class="bp-ring" cx="{}" cy="{}" r="{}"/>"#, px(x), px(y), px(size + 3.2)));
}

/// Draws the arrow of a bound: up for more than, down for less than.
pub(super) fn arrow(svg: &mut Svg, (x, y): (f64, f64), size: f64, up: bool) {
    let sign = if up { -1.0 } else { 1.0 };
    let (near, far) = (y + sign * (size + 2.0), y + sign * (size + 13.0));
    let tip = far - sign * 4.5;
    svg.raw(&format!(
        r#"<path class="bp-arrow" d="M{x0} {y0}L{x0} {y1}M{x1} {y2}L{x0} {y1}L{x2} {y2}"/>"#,
        x0 = px(x),
        x1 = px(x - 3.5),
        x2 = px(x + 3.5),
        y0 = px(near),
        y1 = px(far),
        y2 = px(tip),
    ));
}

fn shape(which: usize, x: f64, y: f64, size: f64) -> String {
    let path = |points: &[(f64, f64)]| {
        let mut text = String::new();
        for (at, (dx, dy)) in points.iter().enumerate() {
            let sign = if at == 0 { 'M' } else { 'L' };
            text.push_str(&format!("{sign}{} {}", px(x + dx * size), px(y + dy * size)));
        }
        text + "Z"
    };
    match which {
        1 => path(&[(-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)]),
        2 => path(&[(0.0, -1.15), (1.1, 0.85), (-1.1, 0.85)]),
        3 => path(&[(0.0, -1.25), (1.25, 0.0), (0.0, 1.25), (-1.25, 0.0)]),
        4 => path(&[(0.0, 1.15), (1.1, -0.85), (-1.1, -0.85)]),
        5 => path(&[
            (-0.35, -1.1),
            (0.35, -1.1),
            (0.35, -0.35),
            (1.1, -0.35),
            (1.1, 0.35),
            (0.35, 0.35),
            (0.35, 1.1),
            (-0.35, 1.1),
            (-0.35, 0.35),
            (-1.1, 0.35),
            (-1.1, -0.35),
            (-0.35, -0.35),
        ]),
        _ => format!(
            "M{} {}a{r} {r} 0 1 0 {d} 0a{r} {r} 0 1 0 -{d} 0Z",
            px(x - size),
            px(y),
            r = px(size),
            d = px(size * 2.0)
        ),
    }
}
