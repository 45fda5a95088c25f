//! The engine's states and failures in a person's language.

use backpack_keep::{Act, Authorisation, OverlayAct, QueryOutcome, Support, SyncState};
use backpack_record::{Actor, Kind, PartialDate};
use backpack_sync::{Explanation, News, NewsLine, Trouble, WhoseBackpack};
use backpack_views::chart::ChartWords;
use backpack_views::{Flag, Point, Reason, Series, Standing, Why};
use backpack_words::{Counts, Words};

use crate::role::Role;

/// Says something of the engine's in a person's language.
pub trait Say {
    /// Returns it in words.
    fn say(&self, words: &Words) -> String;
}

impl Say for Kind {
    fn say(&self, words: &Words) -> String {
        words.kind(*self)
    }
}

impl Say for Support {
    fn say(&self, words: &Words) -> String {
        words.word(
            "support",
            match self {
                Self::Supported => "supported",
                Self::Unsupported => "unsupported",
                _ => "checking",
            },
        )
    }
}

impl Say for Authorisation {
    fn say(&self, words: &Words) -> String {
        words.word(
            "authorisation",
            match self {
                Self::Ok => "ok",
                Self::Removed => "removed",
                _ => "needs-sign-in",
            },
        )
    }
}

impl Say for SyncState {
    fn say(&self, words: &Words) -> String {
        words.word(
            "sync",
            match self {
                Self::Never => "never",
                Self::Running => "running",
                Self::Ok => "ok",
                Self::Failed => "failed",
                Self::Cancelled => "cancelled",
                // What a later version knows is at most a part of what this one means by everything.
                _ => "partial",
            },
        )
    }
}

impl Say for QueryOutcome {
    fn say(&self, words: &Words) -> String {
        words.word(
            "outcome",
            match self {
                Self::Done => "done",
                Self::Empty => "empty",
                Self::Refused(_) => "refused",
                Self::NotGranted => "not-granted",
                Self::NotSupported => "not-supported",
                Self::Partial(_) => "partial",
                _ => "failed",
            },
        )
    }
}

impl Say for Act {
    fn say(&self, words: &Words) -> String {
        words.word("act", self.name())
    }
}

impl Say for OverlayAct {
    fn say(&self, words: &Words) -> String {
        words.word("act", self.name())
    }
}

impl Say for Actor {
    fn say(&self, words: &Words) -> String {
        match self {
            Self::Named(name) => name.clone(),
            Self::Person => words.word("actor", "person"),
            Self::Connection(_) => words.word("actor", "connection"),
            _ => words.word("actor", "engine"),
        }
    }
}

impl Say for Role {
    fn say(&self, words: &Words) -> String {
        words.word(
            "role",
            match self {
                Self::Owner => "owner",
                Self::CoManager => "co-manager",
                Self::Contributor => "contributor",
                Self::Viewer => "viewer",
                _ => self.name(),
            },
        )
    }
}

impl Say for Flag {
    fn say(&self, words: &Words) -> String {
        words.word("flag", self.as_str())
    }
}

impl Say for Standing {
    fn say(&self, words: &Words) -> String {
        words.word("standing", self.as_str())
    }
}

impl Say for Why {
    fn say(&self, words: &Words) -> String {
        words.word("outcome", self.as_str())
    }
}

impl Say for Reason {
    fn say(&self, words: &Words) -> String {
        words.word("reason", self.as_str())
    }
}

impl Say for Trouble {
    /// What happened, and what to do, in two sentences or three.
    fn say(&self, words: &Words) -> String {
        let (what, todo) = words.trouble(self.as_str());
        format!("{what} {todo}")
    }
}

impl Say for Explanation {
    /// What happened, and what to do: in English the explanation's own sentences, in other languages those of its case,
    /// with what differs between two people and how long to wait, if that is known. A case that has no words, such as one
    /// that an app made, is said by its sort of trouble.
    fn say(&self, words: &Words) -> String {
        if words.language() == backpack_words::Language::English {
            return format!("{} {}", self.what, self.todo);
        }
        let (what, todo) = words.case(self.case).unwrap_or_else(|| words.trouble(self.kind.as_str()));
        let todo = self.wait.map_or(todo, |wait| words.try_again(wait));
        let names: Vec<&str> = self.doubts.iter().map(|doubt| doubt.as_str()).collect();
        let differs = words.differences(&names);
        let parts = [what, differs, todo].into_iter().filter(|part| !part.is_empty());
        parts.collect::<Vec<_>>().join(" ")
    }
}

impl Say for WhoseBackpack {
    /// The sentence that an app shows before a sign-in: which portal is about to be connected to whose Backpack.
    fn say(&self, words: &Words) -> String {
        let plain = |text: &str| text.chars().filter(|letter| !letter.is_control()).collect::<String>();
        let (name, portal) = (plain(self.name.trim()), plain(&self.portal));
        let born = self.birth_date.as_deref().and_then(|date| PartialDate::parse(date).ok());
        match born.map(|date| words.date(&date)) {
            _ if name.is_empty() => words.say("sign-in-nobody", &[("portal", &portal)]),
            Some(date) => {
                words.say("sign-in-whose-born", &[("portal", &portal), ("name", &name), ("date", &date)])
            }
            None => words.say("sign-in-whose", &[("portal", &portal), ("name", &name)]),
        }
    }
}

impl Say for News {
    /// One line for all of it, without a full stop; empty if there is nothing to tell.
    fn say(&self, words: &Words) -> String {
        let sum = |count: fn(&NewsLine) -> usize| self.lines.iter().map(count).sum();
        let kind = if let [line] = self.lines.as_slice() { Some(line.kind) } else { None };
        let counts = Counts {
            new: sum(|line| line.new),
            changed: sum(|line| line.changed),
            gone: sum(|line| line.gone),
        };
        words.news(kind, counts, &self.portal)
    }
}

/// News of a sync in a person's language, each line without a full stop.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct NewsWords {
    /// All of it in one line; empty if there is nothing to tell.
    pub headline: String,
    /// One line for each kind with something to tell.
    pub lines: Vec<String>,
    /// That the person's corrections and the portal differ now; empty if they do not.
    pub conflicts: String,
}

/// Returns the news of a sync in a person's language.
#[must_use]
pub fn news_words(words: &Words, news: &News) -> NewsWords {
    let line = |line: &NewsLine| {
        let counts = Counts { new: line.new, changed: line.changed, gone: line.gone };
        words.news(Some(line.kind), counts, &news.portal)
    };
    NewsWords {
        headline: news.say(words),
        lines: news.lines.iter().map(line).collect(),
        conflicts: words.conflicts(news.conflicts.len(), &news.portal),
    }
}

/// Returns the words of a chart of a series in a person's language, with a description for screen readers.
#[must_use]
pub fn chart_words(words: &Words, series: &Series) -> ChartWords {
    let (decimal, thousands) = words.number_signs();
    let chart = |name| words.word("chart", name);
    ChartWords {
        description: description(words, series),
        range: chart("range"),
        bound: chart("bound"),
        abnormal: chart("abnormal"),
        by_hand: chart("by-hand"),
        unknown_source: chart("unknown-source"),
        empty: chart("empty"),
        months: words.short_months(),
        day: words.say("date-short-day", &[("day", "{day}"), ("month", "{month}")]),
        month: words.say("date-short-month", &[("month", "{month}"), ("year", "{year}")]),
        decimal,
        thousands,
        ..ChartWords::default()
    }
}

fn description(words: &Words, series: &Series) -> String {
    let points: Vec<&Point> = series.lines.iter().flat_map(|line| &line.points).collect();
    let by_time = |point: &&&Point| point.when.earliest();
    let (Some(first), Some(last)) = (points.iter().min_by_key(by_time), points.iter().max_by_key(by_time))
    else {
        return words.word("chart", "empty");
    };
    let sign = last.comparator.as_deref().map(|sign| format!("{sign} ")).unwrap_or_default();
    let value =
        format!("{sign}{} {}", words.number(&last.value.to_string()), backpack_units::shown(&series.unit));
    let (from, until) = (words.day_of(&first.when), words.day_of(&last.when));
    let with = [("title", series.title.as_str()), ("last", value.trim()), ("first", &from), ("date", &until)];
    let count = i64::try_from(points.len()).unwrap_or(i64::MAX);
    words.say_count("chart-description", count, &with)
}
