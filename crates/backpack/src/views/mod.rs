//! What a person looks at: the timeline by visit, the snapshot, series and charts, in their own language.

mod say;
pub(crate) mod timeline;
mod visit;
mod visit_page;

pub use backpack_units as units;
pub use backpack_views::{
    Apart, Asked, Bounds, CareMember, Chart, Ended, Fact, Flag, Found, Gap, Joined, Limits, Line, Measure,
    Measurement, NoFact, Point, Reason, Section, Series, SeriesRequest, Snapshot, SourceId, Standing, Topic,
    Why, chart,
};
pub use backpack_words::{Counts, Language, Words};

pub use say::{NewsWords, Say, chart_words, news_words};
pub(crate) use visit::began;
pub use visit::{NextVisit, QUESTION, VisitPreparation};

pub use timeline::{ByVisit, Timeline, VisitDay, VisitGroup};
