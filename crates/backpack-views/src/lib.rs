#![doc = include_str!("../README.md")]

pub mod chart;
mod flag;
mod measure;
mod seen;
mod series;
mod snapshot;
mod timeline;

pub use chart::Chart;
pub use flag::Flag;
pub use measure::Measure;
pub use seen::{Seen, SourceId};
pub use series::{
    Apart, Bounds, Line, Measurement, Point, Reason, Series, SeriesRequest, measurements, series,
};
pub use snapshot::{
    Asked, CareMember, Ended, Fact, Found, Gap, Limits, NoFact, Section, Snapshot, Standing, Topic, Why,
    snapshot,
};
pub use timeline::{Day, Group, Joined, Placed, Span, by_visit};
