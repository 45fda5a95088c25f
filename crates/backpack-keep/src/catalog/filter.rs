//! What to look for in the catalog, and what was found.

use backpack_core::RecordId;
use backpack_record::Kind;

use super::Source;

/// What to look for. Each field narrows the search; the default finds every record that is shown.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Filter {
    /// Any of these kinds; empty for all.
    pub kinds: Vec<Kind>,
    /// Any of these codes; empty for all.
    pub codes: Vec<CodeFilter>,
    /// Nothing that ended before this, in milliseconds since 1970-01-01T00:00:00Z.
    pub from: Option<i64>,
    /// Nothing that began at this or after it, in milliseconds since 1970-01-01T00:00:00Z.
    pub until: Option<i64>,
    /// Whether undated records are found when there is a `from` or `until`.
    pub undated: Undated,
    /// Any of these tags, in any case; empty for all.
    pub tags: Vec<String>,
    /// A text in the title, the words of a code, a note or a tag, in any case.
    pub text: Option<String>,
    /// Any of these sources; empty for all.
    pub sources: Vec<Source>,
    /// What is found beside the records that are shown.
    pub show: Show,
    /// The order.
    pub order: Order,
    /// The most records to return; 0 for all.
    pub limit: usize,
    /// Continue after this place: [`Hits::next`] of the page before, of the same filter.
    pub after: Option<PageToken>,
}

/// A code to look for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct CodeFilter {
    /// The code system's URI; `None` for any.
    pub system: Option<String>,
    /// The code, exactly.
    pub code: String,
}

/// Whether records without a date are found by a search for a range of dates.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "there is no third way")]
pub enum Undated {
    /// They are not.
    #[default]
    Exclude,
    /// They are.
    Include,
}

/// What is found beside the records that are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_structs, reason = "plain switches, made with struct update from the default")]
pub struct Show {
    /// Records that the person hid.
    pub hidden: bool,
    /// Entries that the person deleted.
    pub deleted: bool,
    /// Records that their source says it no longer has.
    pub gone: bool,
    /// Records that their source no longer returns, without a word: found unless this is `false`, since a portal may only
    /// show less than it did.
    pub vanished: bool,
}

impl Show {
    /// Everything.
    pub const ALL: Self = Self { hidden: true, deleted: true, gone: true, vanished: true };
}

impl Default for Show {
    fn default() -> Self {
        Self { hidden: false, deleted: false, gone: false, vanished: true }
    }
}

/// In which order records are returned.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Order {
    /// By when it happened, the latest first; undated ones last.
    #[default]
    NewestFirst,
    /// By when it happened, the earliest first; undated ones last.
    OldestFirst,
    /// By when it was received, the latest first.
    RecentlyReceived,
}

/// A place in the results of a filter. It holds while the process lives, also if records come and go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct PageToken {
    pub(crate) key: i64,
    pub(crate) record: RecordId,
}

/// What was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Hits {
    /// The records of this page, in order.
    pub records: Vec<RecordId>,
    /// How many records the filter finds in all, on every page together.
    pub total: usize,
    /// Where the next page begins; `None` on the last one.
    pub next: Option<PageToken>,
}

impl Filter {
    /// Returns the filter that finds every record that is shown.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Also finds records of this kind; the first call narrows to it.
    #[must_use]
    pub fn kind(mut self, kind: Kind) -> Self {
        self.kinds.push(kind);
        self
    }

    /// Also finds records with this code of any system; the first call narrows to it.
    #[must_use]
    pub fn code(mut self, code: impl Into<String>) -> Self {
        self.codes.push(CodeFilter { system: None, code: code.into() });
        self
    }

    /// Also finds records with this code of this system; the first call narrows to it.
    #[must_use]
    pub fn code_of(mut self, system: impl Into<String>, code: impl Into<String>) -> Self {
        self.codes.push(CodeFilter { system: Some(system.into()), code: code.into() });
        self
    }

    /// Finds nothing that ended before `millis` since 1970-01-01T00:00:00Z.
    #[must_use]
    pub fn from(mut self, millis: i64) -> Self {
        self.from = Some(millis);
        self
    }

    /// Finds nothing that began at `millis` since 1970-01-01T00:00:00Z or after it.
    #[must_use]
    pub fn until(mut self, millis: i64) -> Self {
        self.until = Some(millis);
        self
    }

    /// Says whether undated records are found when there is a range of dates.
    #[must_use]
    pub fn undated(mut self, undated: Undated) -> Self {
        self.undated = undated;
        self
    }

    /// Also finds records with this tag; the first call narrows to it.
    #[must_use]
    pub fn tag(mut self, tag: impl Into<String>) -> Self {
        self.tags.push(tag.into());
        self
    }

    /// Finds only records with this text in the title, the words of a code, a note or a tag, in any case.
    #[must_use]
    pub fn text(mut self, text: impl Into<String>) -> Self {
        self.text = Some(text.into());
        self
    }

    /// Also finds records of this source; the first call narrows to it.
    #[must_use]
    pub fn source(mut self, source: Source) -> Self {
        self.sources.push(source);
        self
    }

    /// Sets what is found beside the records that are shown.
    #[must_use]
    pub fn show(mut self, show: Show) -> Self {
        self.show = show;
        self
    }

    /// Sets the order.
    #[must_use]
    pub fn order(mut self, order: Order) -> Self {
        self.order = order;
        self
    }

    /// Sets the most records to return.
    #[must_use]
    pub fn limit(mut self, limit: usize) -> Self {
        self.limit = limit;
        self
    }

    /// Continues after a place.
    #[must_use]
    pub fn after(mut self, token: PageToken) -> Self {
        self.after = Some(token);
        self
    }
}
