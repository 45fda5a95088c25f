//! Putting the picture together.

use super::band::{Band, bands};
use super::legend::{Legend, Sign};
use super::scale::{Scale, localised};
use super::svg::{Svg, cut, escaped, px, width_of};
use super::thin::thinned;
use super::time::TimeAxis;
use super::{Chart, marks};
use crate::{Flag, Line, Point, SourceId};

/// The most points of a line that are drawn one by one.
const ENOUGH: usize = 400;

pub(super) fn draw(chart: &Chart<'_>) -> String {
    let mut svg = Svg::default();
    head(chart, &mut svg);
    match Frame::new(chart) {
        Some(frame) => frame.draw(&mut svg),
        None => {
            let middle = (f64::from(chart.width) / 2.0, f64::from(chart.height) / 2.0);
            svg.text(
                "bp-text",
                middle.0,
                middle.1,
                "middle",
                &cut(&chart.words.empty, f64::from(chart.width) - 40.0),
            );
        }
    }
    svg.raw("</svg>");
    svg.finish()
}

fn head(chart: &Chart<'_>, svg: &mut Svg) {
    let (width, height, id) = (chart.width, chart.height, &chart.id);
    svg.raw(&format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" class="bp-chart" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img" aria-labelledby="{id}-title {id}-desc">"#
    ));
    let title = title(chart);
    svg.raw(&format!(r#"<title id="{id}-title">{}</title>"#, escaped(&title)));
    svg.raw(&format!(r#"<desc id="{id}-desc">{}</desc>"#, escaped(&description(chart))));
    svg.raw(&format!("<style>{STYLE}</style>"));
    svg.raw(&format!(r#"<rect class="bp-ground" width="{width}" height="{height}" rx="6"/>"#));
    let wide = f64::from(width) - 32.0;
    // The title is set at 16 pixels, where widths are counted at 12.
    svg.text("bp-title", 16.0, 27.0, "start", &cut(&title, wide / 1.55));
    svg.text("bp-small", 16.0, 46.0, "start", &cut(&unit(chart), wide));
}

fn title(chart: &Chart<'_>) -> String {
    if chart.words.title.is_empty() { chart.series.title.clone() } else { chart.words.title.clone() }
}

fn unit(chart: &Chart<'_>) -> String {
    if chart.words.unit.is_empty() {
        backpack_units::shown(&chart.series.unit)
    } else {
        chart.words.unit.clone()
    }
}

fn description(chart: &Chart<'_>) -> String {
    if !chart.words.description.is_empty() {
        return chart.words.description.clone();
    }
    let points: Vec<&Point> = chart.series.lines.iter().flat_map(|line| &line.points).collect();
    let last = points.iter().max_by_key(|point| point.when.earliest());
    match last {
        None => chart.words.empty.clone(),
        Some(last) => format!("{}: {}, {} {}", points.len(), last.when, value_text(last, chart), unit(chart)),
    }
}

fn value_text(point: &Point, chart: &Chart<'_>) -> String {
    let sign = match point.comparator.as_deref() {
        None => String::new(),
        Some("<=") => "≤ ".to_owned(),
        Some(">=") => "≥ ".to_owned(),
        Some(sign) => format!("{sign} "),
    };
    format!("{sign}{}", localised(&point.value.to_string(), &chart.words))
}

/// Everything that is known before a line is drawn.
struct Frame<'c, 's> {
    chart: &'c Chart<'s>,
    sources: Vec<SourceId>,
    time: TimeAxis,
    scale: Scale,
    bands: Vec<Band>,
    legend: Legend,
    left: f64,
    right: f64,
    top: f64,
    bottom: f64,
}

impl<'c, 's> Frame<'c, 's> {
    fn new(chart: &'c Chart<'s>) -> Option<Self> {
        let lines = &chart.series.lines;
        let points = || lines.iter().flat_map(|line| &line.points);
        let first = points().map(|point| point.when.earliest()).min()?;
        let last = points().map(|point| point.when.latest().min(point.when.earliest() + YEAR)).max()?;
        let (width, height) = (f64::from(chart.width), f64::from(chart.height));
        let sources = sources(chart);
        let far = last - first + 31 * YEAR / 365;
        let bands: Vec<Band> =
            lines.iter().flat_map(|line| bands(&line.points, first - far, last + far)).collect();
        let scale = scale(lines, &bands, ((height - 150.0) / 48.0).clamp(3.0, 12.0));
        let widest =
            scale.ticks().iter().map(|tick| width_of(&scale.label(*tick, &chart.words))).fold(0.0, f64::max);
        let (left, right) = ((widest + 26.0).clamp(44.0, width / 3.0), width - 20.0);
        let legend = Legend::new(chart, &sources, &signs(chart, &sources, !bands.is_empty()), width - 32.0);
        let bottom = (height - 30.0 - legend.height()).max(height / 2.0);
        let time = TimeAxis::new(first, last, ((right - left) / 84.0).floor());
        Some(Self { chart, sources, time, scale, bands, legend, left, right, top: 62.0, bottom })
    }

    fn draw(&self, svg: &mut Svg) {
        self.draw_bands(svg);
        self.draw_axes(svg);
        for line in &self.chart.series.lines {
            self.draw_line(svg, line);
        }
        self.legend.draw(svg, 16.0, self.bottom + 28.0);
    }

    fn draw_bands(&self, svg: &mut Svg) {
        for band in &self.bands {
            let (from, until) = (self.x(band.from), self.x(band.until));
            let high = band.high.map_or(self.top, |high| self.y(high));
            let low = band.low.map_or(self.bottom, |low| self.y(low));
            if until - from < 0.5 || low <= high {
                continue;
            }
            svg.raw(&format!(
                r#"<rect class="bp-band" x="{}" y="{}" width="{}" height="{}"/>"#,
                px(from),
                px(high),
                px(until - from),
                px(low - high)
            ));
            for edge in [band.high, band.low].into_iter().flatten().map(|edge| self.y(edge)) {
                svg.line("bp-edge", (from, edge), (until, edge));
            }
        }
    }

    fn draw_axes(&self, svg: &mut Svg) {
        for tick in self.scale.ticks() {
            let y = self.y(tick);
            svg.line("bp-grid", (self.left, y), (self.right, y));
            svg.text("bp-small", self.left - 8.0, y + 4.0, "end", &self.scale.label(tick, &self.chart.words));
        }
        svg.line("bp-axis", (self.left, self.bottom), (self.right, self.bottom));
        let mut free = self.left - 20.0;
        for (at, label) in self.time.ticks(&self.chart.words) {
            let (x, half) = (self.x(at), width_of(&label) / 2.0);
            svg.line("bp-axis", (x, self.bottom), (x, self.bottom + 5.0));
            if x - half > free && x + half < self.right + 18.0 {
                svg.text("bp-small", x, self.bottom + 19.0, "middle", &label);
                free = x + half + 8.0;
            }
        }
    }

    fn draw_line(&self, svg: &mut Svg, line: &Line) {
        let places: Vec<(f64, f64)> = line.points.iter().map(|point| self.place(point)).collect();
        let drawn = thinned(&places, ENOUGH);
        let shown: Vec<((f64, f64), &Point)> =
            drawn.iter().filter_map(|at| Some((*places.get(*at)?, line.points.get(*at)?))).collect();
        let is_fine = line.points.len() > ENOUGH;
        for stretch in stretches(&shown) {
            svg.path(if is_fine { "bp-line bp-fine" } else { "bp-line" }, &stretch);
        }
        let dense = shown.len() > 160;
        let size = if is_fine {
            1.3
        } else if dense {
            3.0
        } else {
            4.5
        };
        for (place, point) in &shown {
            self.draw_point(svg, *place, point, size, line);
        }
        if let Some((place, point)) = shown.last() {
            self.draw_last(svg, *place, point, line);
        }
    }

    fn draw_point(&self, svg: &mut Svg, place: (f64, f64), point: &Point, size: f64, line: &Line) {
        let (from, until) = (self.x(point.when.earliest()), self.x(point.when.latest()));
        if until - from > size * 2.0 {
            svg.line("bp-span", (from, place.1), (until, place.1));
        }
        match point.comparator.as_deref() {
            Some("<" | "<=") => marks::arrow(svg, place, size, false),
            Some(_) => marks::arrow(svg, place, size, true),
            None => {}
        }
        if size > 2.0 && point.flag.is_some_and(Flag::is_abnormal) {
            marks::ring(svg, place, size);
        }
        let source = point.sources.first().copied().unwrap_or_default();
        let number = self.sources.iter().position(|known| *known == source).unwrap_or_default();
        let says = (size > 2.0).then(|| self.says(point, line));
        marks::mark(svg, number, place, size, says.as_deref());
    }

    /// What is said of a point to whoever points at it.
    fn says(&self, point: &Point, line: &Line) -> String {
        let sources: Vec<&str> = point.sources.iter().map(|source| self.chart.label_of(*source)).collect();
        let what = if line.title.is_empty() { String::new() } else { format!("{}, ", line.title) };
        let value = value_text(point, self.chart);
        format!("{what}{}: {value} {} ({})", point.when, unit(self.chart), sources.join(", "))
    }

    /// Writes the last value beside its point, and what the line shows if there are several.
    fn draw_last(&self, svg: &mut Svg, (x, y): (f64, f64), point: &Point, line: &Line) {
        let several = self.chart.series.lines.len() > 1;
        let value = value_text(point, self.chart);
        let label =
            if several && !line.title.is_empty() { format!("{}: {value}", line.title) } else { value };
        let label = cut(&label, (self.right - self.left) / 2.0);
        // It is set larger and bolder than widths are counted for.
        let half = width_of(&label) * 0.6;
        let x = x.clamp(self.left + half + 2.0, (self.right - half).max(self.left + half + 2.0));
        let arrow_up = matches!(point.comparator.as_deref(), Some(">" | ">="));
        let y = if y - self.top < 26.0 || arrow_up { y + 22.0 } else { y - 13.0 };
        svg.text("bp-last", x, y, "middle", &label);
    }

    /// Where a point lies: in the middle of what its date may mean.
    fn place(&self, point: &Point) -> (f64, f64) {
        let middle = point.when.earliest().midpoint(point.when.latest());
        (self.x(middle), self.y(point.value.to_f64()))
    }

    fn x(&self, moment: i64) -> f64 {
        (self.right - self.left).mul_add(self.time.at(moment), self.left)
    }

    fn y(&self, value: f64) -> f64 {
        (self.bottom - self.top).mul_add(-self.scale.at(value), self.bottom)
    }
}

/// Sources in the order of their first points, so that a new one changes no colour of the others.
fn sources(chart: &Chart<'_>) -> Vec<SourceId> {
    let mut points: Vec<&Point> = chart.series.lines.iter().flat_map(|line| &line.points).collect();
    points.sort_by_key(|point| point.when.earliest());
    let mut sources = Vec::new();
    for source in points.into_iter().filter_map(|point| point.sources.first()) {
        if !sources.contains(source) {
            sources.push(*source);
        }
    }
    sources
}

fn signs(chart: &Chart<'_>, sources: &[SourceId], has_band: bool) -> Vec<Sign> {
    let any = |is: fn(&Point) -> bool| chart.series.lines.iter().flat_map(|line| &line.points).any(is);
    let mut signs: Vec<Sign> = (0..sources.len()).map(Sign::Source).collect();
    if has_band {
        signs.push(Sign::Band);
    }
    if any(|point| point.flag.is_some_and(Flag::is_abnormal)) {
        signs.push(Sign::Ring);
    }
    if any(|point| point.comparator.is_some()) {
        signs.push(Sign::Bound);
    }
    signs
}

/// Shows every value, and the bounds as well unless they would press the values together.
fn scale(lines: &[Line], bands: &[Band], ticks: f64) -> Scale {
    let values = lines.iter().flat_map(|line| &line.points).map(|point| point.value.to_f64());
    let (mut low, mut high) = values
        .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| (low.min(value), high.max(value)));
    let room = ((high - low) * 2.5).max(high.abs().max(low.abs()) * 0.6);
    let (least, most) = (low - room, high + room);
    for bound in bands.iter().flat_map(|band| [band.low, band.high]).flatten() {
        if (least..=most).contains(&bound) {
            low = low.min(bound);
            high = high.max(bound);
        }
    }
    Scale::new(low, high, ticks)
}

/// Cuts a line where nothing was measured for long: four times as long as usual, and longer than a twelfth of the axis.
fn stretches(shown: &[((f64, f64), &Point)]) -> Vec<Vec<(f64, f64)>> {
    let mut steps: Vec<f64> =
        shown.windows(2).filter_map(|pair| Some(pair.last()?.0.0 - pair.first()?.0.0)).collect();
    steps.sort_by(f64::total_cmp);
    let usual = steps.get(steps.len() / 2).copied().unwrap_or_default();
    let long = (usual * 4.0).max(55.0);
    let mut stretches: Vec<Vec<(f64, f64)>> = Vec::new();
    let mut before: Option<f64> = None;
    // A bound is no value that a line could lead to.
    for ((x, y), _) in shown.iter().filter(|(_, point)| point.comparator.is_none()) {
        if before.is_none_or(|before| x - before > long) {
            stretches.push(Vec::new());
        }
        if let Some(stretch) = stretches.last_mut() {
            stretch.push((*x, *y));
        }
        before = Some(*x);
    }
    stretches.retain(|stretch| stretch.len() > 1);
    stretches
}

/// Milliseconds.
const YEAR: i64 = 365 * 86_400_000;

/// Colours that people tell apart who see colours otherwise, at least 4.5 to 1 against the ground, light or dark.
const STYLE: &str = include_str!("style.css");
