//! The value axis: where it begins and ends, its ticks, and how numbers are written on it.

use super::ChartWords;

/// A linear scale from values to pixels, with round ticks.
#[derive(Clone, Debug)]
pub(super) struct Scale {
    low: f64,
    high: f64,
    step: f64,
}

impl Scale {
    /// Returns the scale that shows everything from `low` to `high` with about so many ticks.
    pub(super) fn new(low: f64, high: f64, ticks: f64) -> Self {
        let (low, high) = spread(low, high);
        let step = round_step((high - low) / ticks.max(2.0));
        Self { low: (low / step).floor() * step, high: (high / step).ceil() * step, step }
    }

    /// Returns where a value lies: 0 at the lower end, 1 at the upper.
    pub(super) fn at(&self, value: f64) -> f64 {
        ((value - self.low) / (self.high - self.low)).clamp(0.0, 1.0)
    }

    pub(super) fn ticks(&self) -> Vec<f64> {
        let count = ((self.high - self.low) / self.step).round().clamp(1.0, 50.0);
        let mut ticks = Vec::new();
        let mut at = 0.0;
        while at <= count {
            ticks.push(self.step.mul_add(at, self.low));
            at += 1.0;
        }
        ticks
    }

    /// Returns a tick's number, with the places that the step has.
    pub(super) fn label(&self, value: f64, words: &ChartWords) -> String {
        let largest = self.low.abs().max(self.high.abs());
        if largest >= 1e7 || self.step < 1e-5 {
            return scientific(value, words);
        }
        let places = (-self.step.log10()).ceil().clamp(0.0, 6.0);
        // A step such as 2.5 has a place more than its size says.
        let exact = (self.step * 10_f64.powf(places)).fract().abs();
        let more = if exact > 1e-6 && exact < 1.0 - 1e-6 { 1 } else { 0 };
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 7")]
        let places = places as usize + more;
        let value = if value.abs() < self.step / 1e6 { 0.0 } else { value };
        localised(&format!("{value:.places$}"), words)
    }
}

/// Writes a decimal with the signs of a language.
pub(super) fn localised(number: &str, words: &ChartWords) -> String {
    let (sign, number) = number.strip_prefix('-').map_or(("", number), |number| ("−", number));
    let (whole, rest) = number.split_once('.').unwrap_or((number, ""));
    let mut grouped = String::new();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && whole.len() > 4 && (whole.len() - at).is_multiple_of(3) {
            grouped.push(words.thousands);
        }
        grouped.push(digit);
    }
    let point = if rest.is_empty() { String::new() } else { format!("{}{rest}", words.decimal) };
    format!("{sign}{grouped}{point}")
}

fn scientific(value: f64, words: &ChartWords) -> String {
    if value == 0.0 {
        return "0".to_owned();
    }
    let text = format!("{value:.2e}");
    let (number, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let number =
        if number.contains('.') { number.trim_end_matches('0').trim_end_matches('.') } else { number };
    let raised: String = exponent.chars().filter_map(backpack_units::raised).collect();
    format!("{}·10{raised}", localised(number, words))
}

/// Gives values that are all the same some room, and others a little.
fn spread(low: f64, high: f64) -> (f64, f64) {
    let size = low.abs().max(high.abs());
    let apart = high - low;
    if apart <= size * 1e-9 {
        let room = if size == 0.0 { 1.0 } else { size * 0.1 };
        return (low - room, high + room);
    }
    let room = apart * 0.06;
    // What is never below zero does not look as if it were.
    let below = if low >= 0.0 { (low - room).max(0.0) } else { low - room };
    (below, high + room)
}

/// Returns the next of 1, 2, 2.5 and 5 times a power of ten.
fn round_step(step: f64) -> f64 {
    let size = 10_f64.powf(step.log10().floor());
    let times = [1.0, 2.0, 2.5, 5.0, 10.0].into_iter().find(|times| size * times >= step * 0.999_999);
    size * times.unwrap_or(10.0)
}
