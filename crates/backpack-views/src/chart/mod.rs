//! A series as a picture: an SVG that stands alone, light or dark, for eyes and for screen readers.

mod band;
mod legend;
mod marks;
mod plot;
mod scale;
mod svg;
mod thin;
mod time;

use crate::{Series, SourceId};

/// A chart of a series. Every word in it is handed in, and safe to show wherever it comes from.
#[derive(Clone, Debug)]
pub struct Chart<'s> {
    series: &'s Series,
    words: ChartWords,
    labels: Vec<(SourceId, String)>,
    width: u32,
    height: u32,
    id: String,
}

/// The words of a chart, in the language of whoever looks at it. The default is English.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "plain words, made with struct update from the default")]
pub struct ChartWords {
    /// The title; the series' own if empty.
    pub title: String,
    /// The unit as people write it; made of its code if empty.
    pub unit: String,
    /// What the chart shows, in a sentence or two, for screen readers; made of the title and the values if empty.
    pub description: String,
    /// What the band is.
    pub range: String,
    /// What a mark with an arrow is: a bound.
    pub bound: String,
    /// What a mark with a ring is: a value not as expected.
    pub abnormal: String,
    /// The source of what the person wrote by hand.
    pub by_hand: String,
    /// A source that has no label.
    pub unknown_source: String,
    /// What is written if there is nothing to draw.
    pub empty: String,
    /// The months, short, from January.
    pub months: [String; 12],
    /// A day of a month: `{day}` and `{month}`.
    pub day: String,
    /// A month of a year: `{month}` and `{year}`.
    pub month: String,
    /// The sign between the whole and its parts.
    pub decimal: char,
    /// The sign between thousands.
    pub thousands: char,
}

impl Default for ChartWords {
    fn default() -> Self {
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
        Self {
            title: String::new(),
            unit: String::new(),
            description: String::new(),
            range: "Reference range".to_owned(),
            bound: "At most or at least this".to_owned(),
            abnormal: "Not as expected".to_owned(),
            by_hand: "Entered by hand".to_owned(),
            unknown_source: "Another source".to_owned(),
            empty: "There are no values to draw.".to_owned(),
            months: months.map(str::to_owned),
            day: "{month} {day}".to_owned(),
            month: "{month} {year}".to_owned(),
            decimal: '.',
            thousands: ',',
        }
    }
}

impl<'s> Chart<'s> {
    /// Returns a chart of a series, 720 by 400 pixels, with English words.
    #[must_use]
    pub fn new(series: &'s Series) -> Self {
        let id = "backpack-chart".to_owned();
        Self { series, words: ChartWords::default(), labels: Vec::new(), width: 720, height: 400, id }
    }

    /// Sets the words.
    #[must_use]
    pub fn words(mut self, words: ChartWords) -> Self {
        self.words = words;
        self
    }

    /// Sets what a source is called, such as the name of its portal.
    #[must_use]
    pub fn label(mut self, source: SourceId, name: impl Into<String>) -> Self {
        self.labels.push((source, name.into()));
        self
    }

    /// Sets the size in pixels, within 320 by 240 and 4,000 by 3,000.
    #[must_use]
    pub fn size(mut self, width: u32, height: u32) -> Self {
        self.width = width.clamp(320, 4_000);
        self.height = height.clamp(240, 3_000);
        self
    }

    /// Sets the id of the picture, unlike others on the same page. Signs other than letters, digits and hyphens go.
    #[must_use]
    pub fn id(mut self, id: &str) -> Self {
        self.id = id.chars().filter(|sign| sign.is_ascii_alphanumeric() || *sign == '-').take(60).collect();
        self
    }

    /// Returns the picture.
    ///
    /// It names no other file and holds no script, so that it can be shown anywhere. The time axis fits itself; a band
    /// shows what the sources compared with, as it changed; each source has a shape and a colour of its own. A date that
    /// is known to the month or year alone is a bar as long as that. Of thousands of points those are drawn that can be
    /// told apart, the highest and the lowest always among them.
    #[must_use]
    pub fn svg(&self) -> String {
        plot::draw(self)
    }

    fn label_of(&self, source: SourceId) -> &str {
        let label = self.labels.iter().find(|(of, _)| *of == source).map(|(_, label)| label.as_str());
        label.unwrap_or(if source.is_none() { &self.words.by_hand } else { &self.words.unknown_source })
    }
}
