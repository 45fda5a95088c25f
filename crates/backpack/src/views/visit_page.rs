//! The sheet of a visit: in the words of a language, as text and as PDF.

use backpack_record::{Header, PartialDate, Quantity, ReferenceRange, Value};
use backpack_views::{Fact, Flag, Section, Standing};
use backpack_words::Words;

use super::VisitPreparation;
use super::visit::began;
use crate::Record;
use crate::cards::{CardPage, CardPart, PageOptions, card_record, record_line};

/// The most lines of one part: what is beyond is counted, so that the sheet stays one that somebody reads.
const MOST: usize = 30;

impl VisitPreparation {
    /// Returns it as a sheet in the words of a language, such as `de` or `pt-BR`: to be read as text, printed as PDF, or
    /// drawn. What a source or the person wrote is never translated. Of a long list 30 lines are shown, and how many more
    /// there are.
    #[must_use]
    pub fn page(&self, options: impl Into<PageOptions>) -> CardPage {
        let options = options.into();
        let words = Words::new(&options.language);
        let sheet = Sheet { words: &words, options: &options };
        let mut parts = vec![CardPart { heading: String::new(), lines: sheet.head(self) }];
        let heading = |name: &str| words.say(&format!("visit-{name}"), &[]);
        let mut put = |heading: String, lines: Vec<(String, String)>| {
            if !lines.is_empty() {
                parts.push(CardPart { heading, lines: sheet.cut(lines) });
            }
        };
        put(heading("questions"), self.questions.iter().flat_map(|record| sheet.question(record)).collect());
        put(heading("out-of-range"), self.out_of_range.iter().map(|record| sheet.result(record)).collect());
        put(heading("begun"), sheet.lines(&self.begun));
        put(heading("stopped"), sheet.lines(&self.stopped));
        put(heading("new"), sheet.also_new(self));
        put(heading("changed"), sheet.lines(&self.changed));
        put(heading("disputed"), self.disputed.iter().map(|record| sheet.disputed(record)).collect());
        put(words.word("heading", "medications"), sheet.section(&self.medications));
        put(words.word("heading", "allergies"), sheet.section(&self.allergies));
        let as_of = options.day(self.at, &words, ["card-as-of", "card-as-of-utc"]);
        CardPage::of(&words.say("visit-sheet", &[]), as_of, parts, &words)
    }
}

struct Sheet<'w> {
    words: &'w Words,
    options: &'w PageOptions,
}

impl Sheet<'_> {
    /// Who it is, which visit, with whom, and from when on something counts as new.
    fn head(&self, prepared: &VisitPreparation) -> Vec<(String, String)> {
        let say = |key: &str| self.words.say(key, &[]);
        let mut lines = Vec::new();
        let mut put = |what: String, value: String| {
            if !value.is_empty() {
                lines.push((what, value));
            }
        };
        put(say("fact-name"), prepared.person.name.clone());
        put(
            say("fact-birth-date"),
            prepared.person.birth_date.as_deref().map_or_else(String::new, |date| self.shown(date)),
        );
        let visit = |record: &Record| {
            let date = began(record).map(|date| self.words.date(date));
            [Some(record.title().to_owned()), date].into_iter().flatten().collect::<Vec<_>>().join(", ")
        };
        put(say("visit-next"), prepared.next.as_ref().map(visit).unwrap_or_default());
        put(say("visit-with"), prepared.with.join(", "));
        put(say("visit-last"), prepared.last.as_ref().map(visit).unwrap_or_default());
        put(
            say("visit-since"),
            prepared
                .since
                .map_or_else(|| say("visit-no-earlier"), |since| self.options.date(since, self.words)),
        );
        lines
    }

    /// What is new but what is told already: how it stands if there is nothing, and that there may be more.
    fn also_new(&self, prepared: &VisitPreparation) -> Vec<(String, String)> {
        let told = |record: &&Record| prepared.out_of_range.iter().any(|other| other.id == record.id);
        let rest = prepared.new.iter().filter(|record| !told(record));
        let mut lines: Vec<_> = rest.map(|record| self.line(record)).collect();
        if prepared.new.is_empty() {
            return vec![(self.words.word("standing", prepared.standing.as_str()), String::new())];
        }
        if !prepared.gaps.is_empty() {
            // At the beginning, where no length of the list cuts it off.
            lines.insert(0, (self.words.say("visit-more", &[]), String::new()));
        }
        lines
    }

    /// A section of the snapshot: facts, what is not clear, and how it stands, so that no gap reads as none.
    fn section(&self, section: &Section) -> Vec<(String, String)> {
        let unclear = self.words.word("heading", "unclear");
        let mut lines = Vec::new();
        if section.standing != Standing::Facts {
            lines.push((self.words.word("standing", section.standing.as_str()), String::new()));
        } else if !section.gaps.is_empty() {
            lines.push((self.words.say("visit-more", &[]), String::new()));
        }
        lines.extend(section.facts.iter().map(|fact| self.fact(fact, None)));
        lines.extend(section.unclear.iter().map(|fact| self.fact(fact, Some(&unclear))));
        // Beside facts a record that says "none" is told as what it is: a title of its source's.
        lines.extend(section.said_none.iter().map(|fact| self.fact(fact, None)));
        lines
    }

    fn fact(&self, fact: &Fact, mark: Option<&str>) -> (String, String) {
        let date = fact.when.as_ref().map(|date| self.words.date(date));
        let status = fact.status.as_deref().map(|status| self.words.status(status));
        let more = [date, status, mark.map(str::to_owned)].into_iter().flatten().collect::<Vec<_>>();
        (fact.title.clone(), more.join(", "))
    }

    fn lines(&self, records: &[Record]) -> Vec<(String, String)> {
        records.iter().map(|record| self.line(record)).collect()
    }

    fn line(&self, record: &Record) -> (String, String) {
        let mut shown = card_record(record);
        shown.value = self.value(record.effective());
        // The sheet says in a part of its own what the person disputes.
        shown.is_disputed = false;
        record_line(&shown, record.kind(), self.words)
    }

    /// A result with how it compares, and what it is compared with.
    fn result(&self, record: &Record) -> (String, String) {
        let header = record.effective();
        let flag = Flag::of(header).map(|flag| self.words.word("flag", flag.as_str()));
        let range = header.reference_range.as_ref().and_then(|range| self.range(range));
        let range = range.map(|range| format!("{}: {range}", self.words.word("chart", "range")));
        let date = began(record).map(|date| self.words.date(date));
        let more = [self.value(header), flag, range, date].into_iter().flatten().collect::<Vec<_>>();
        (record.title().to_owned(), more.join(", "))
    }

    /// The value with the signs of the language; of a measurement of several values all of them.
    fn value(&self, header: &Header<'_>) -> Option<String> {
        let said = |value: &Value<'_>| match value {
            Value::Quantity(quantity) => self.quantity(quantity),
            other => other.to_string(),
        };
        if let Some(value) = &header.value {
            return Some(said(value));
        }
        let parts = header.components.iter().filter_map(|part| part.value.as_ref()).map(said);
        Some(parts.collect::<Vec<_>>().join(" / ")).filter(|parts| !parts.is_empty())
    }

    fn quantity(&self, quantity: &Quantity<'_>) -> String {
        let number = quantity.number.as_deref().map(|number| self.words.number(number));
        let unit = quantity.unit.as_deref().or(quantity.code.as_deref()).map(str::to_owned);
        let comparator = quantity.comparator.as_deref().map(str::to_owned);
        [comparator, number, unit].into_iter().flatten().collect::<Vec<_>>().join(" ")
    }

    /// What a result is compared with: its bounds, else the source's words.
    fn range(&self, range: &ReferenceRange<'_>) -> Option<String> {
        match (&range.low, &range.high) {
            (Some(low), Some(high)) if low.unit == high.unit => {
                let from = low.number.as_deref().map(|number| self.words.number(number))?;
                Some(format!("{from}–{}", self.quantity(high)))
            }
            (Some(low), Some(high)) => Some(format!("{}–{}", self.quantity(low), self.quantity(high))),
            (Some(low), None) => Some(format!("≥ {}", self.quantity(low))),
            (None, Some(high)) => Some(format!("≤ {}", self.quantity(high))),
            (None, None) => range.text.as_ref().map(ToString::to_string),
        }
    }

    fn disputed(&self, record: &Record) -> (String, String) {
        let (title, mut more) = self.line(record);
        let reason = record.overlay.flagged.clone().filter(|reason| !reason.trim().is_empty());
        let conflict = (record.conflicts > 0).then(|| self.words.say("visit-conflict", &[]));
        for part in [reason, conflict].into_iter().flatten() {
            more = if more.is_empty() { part } else { format!("{more}, {part}") };
        }
        (title, more)
    }

    /// The notes of a record with questions, each with what it is about; the record alone if it has none.
    fn question(&self, record: &Record) -> Vec<(String, String)> {
        let about = record.title();
        let notes = record.overlay.notes.iter();
        let asked: Vec<_> = notes.map(|note| (format!("{} ({about})", note.text), String::new())).collect();
        if asked.is_empty() { vec![(about.to_owned(), String::new())] } else { asked }
    }

    fn cut(&self, mut lines: Vec<(String, String)>) -> Vec<(String, String)> {
        let more = lines.len().saturating_sub(MOST);
        if more > 0 {
            lines.truncate(MOST);
            let count = i64::try_from(more).unwrap_or(i64::MAX);
            lines.push((self.words.say_count("visit-and-more", count, &[]), String::new()));
        }
        lines
    }

    fn shown(&self, date: &str) -> String {
        PartialDate::parse(date).map_or_else(|_| date.to_owned(), |date| self.words.date(&date))
    }
}
