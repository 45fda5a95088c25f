//! What a person looks at: the timeline by visit, the snapshot, series and charts, in their own language.

mod say;
pub(crate) mod timeline;

pub use backpack_units as units;
pub use backpack_views::{
    Apart, Asked, Bounds, CareMember, Chart, Ended, Fact, Flag, Found, Gap, Joined, Limits, Line, Measure,
    Measurement, NoFact, Point, Reason, Section, Series, SeriesRequest, Snapshot, SourceId, Standing, Topic,
    Why, chart,
};
pub use backpack_words::{Language, Words};

pub use say::{Say, chart_words};
pub use timeline::{ByVisit, Timeline, VisitDay, VisitGroup};
