//! Writing SVG: elements and text, escaped.

use std::fmt::Write as _;

/// An SVG that is being written.
#[derive(Debug, Default)]
pub(super) struct Svg(String);

impl Svg {
    /// Writes markup that was made here, of numbers and names alone.
    pub(super) fn raw(&mut self, markup: &str) {
        self.0.push_str(markup);
        self.0.push('\n');
    }

    /// Writes a text at a place.
    pub(super) fn text(&mut self, class: &str, x: f64, y: f64, anchor: &str, text: &str) {
        let text = escaped(text);
        self.raw(&format!(
            r#"<text class="{class}" x="{}" y="{}" text-anchor="{anchor}">{text}</text>"#,
            px(x),
            px(y)
        ));
    }

    pub(super) fn line(&mut self, class: &str, from: (f64, f64), to: (f64, f64)) {
        self.raw(&format!(
            r#"<line class="{class}" x1="{}" y1="{}" x2="{}" y2="{}"/>"#,
            px(from.0),
            px(from.1),
            px(to.0),
            px(to.1)
        ));
    }

    pub(super) fn path(&mut self, class: &str, points: &[(f64, f64)]) {
        let mut path = String::new();
        for (at, (x, y)) in points.iter().enumerate() {
            let sign = if at == 0 { 'M' } else { 'L' };
            // Writing into a string does not fail.
            write!(path, "{sign}{} {}", px(*x), px(*y)).ok();
        }
        self.raw(&format!(r#"<path class="{class}" d="{path}"/>"#));
    }

    pub(super) fn finish(self) -> String {
        self.0
    }
}

/// Returns a coordinate, to a tenth of a pixel.
pub(super) fn px(value: f64) -> String {
    let text = format!("{value:.1}");
    text.strip_suffix(".0").map(str::to_owned).unwrap_or(text)
}

/// Returns a text without anything that markup would read: what XML cannot hold is left out.
pub(super) fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len() + 8);
    for sign in text.chars() {
        match sign {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            '\t' | '\n' | '\r' => safe.push(' '),
            sign if sign.is_control() || matches!(sign, '\u{fffe}' | '\u{ffff}') => {}
            // What turns the direction of what follows around would reach beyond its own text.
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {}
            sign => safe.push(sign),
        }
    }
    safe
}

/// Returns about how wide a text is, in pixels, at a size of 12 pixels.
pub(super) fn width_of(text: &str) -> f64 {
    text.chars().map(width_of_sign).sum()
}

/// Returns as much of a text as fits, with an ellipsis where something was cut.
pub(super) fn cut(text: &str, width: f64) -> String {
    if width_of(text) <= width {
        return text.to_owned();
    }
    let (mut kept, mut used) = (String::new(), width_of_sign('…'));
    for sign in text.chars() {
        used += width_of_sign(sign);
        if used > width {
            break;
        }
        kept.push(sign);
    }
    format!("{}…", kept.trim_end())
}

const fn width_of_sign(sign: char) -> f64 {
    match sign {
        'i' | 'j' | 'l' | 't' | 'f' | 'r' | 'I' | '.' | ',' | ':' | ';' | '\'' | '|' | '(' | ')' | ' '
        | '/' => 4.0,
        'm' | 'w' | 'M' | 'W' | '…' | '%' => 11.2,
        'A'..='Z' => 8.7,
        '\u{0300}'..='\u{036f}' => 0.0,
        '\u{1100}'..='\u{11ff}' | '\u{2e80}'..='\u{ffdc}' | '\u{1f000}'..='\u{1ffff}' => 12.5,
        _ => 7.4,
    }
}
