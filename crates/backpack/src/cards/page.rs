//! A card on paper: in the words of a language, as text and as PDF.

use backpack_core::Timestamp;
use backpack_record::{CardSort, Kind, PartialDate, ProfileFact};
use backpack_requests::Zone;
use backpack_words::Words;

use super::contents::{CardContents, CardRecord};
use crate::views::Standing;

/// A card in the words of a language: a snapshot of what it showed. The sheet of a visit is one such page too.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CardPage {
    /// Its title.
    pub title: String,
    /// When what it shows was put together, in words.
    pub as_of: String,
    /// What it says, part by part.
    pub parts: Vec<CardPart>,
}

/// A part of a card: the profile, the records of one kind, the contacts, the files.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CardPart {
    /// The heading; empty for the profile.
    pub heading: String,
    /// Lines: of the profile a name and a value, otherwise what it is and what is known of it.
    pub lines: Vec<(String, String)>,
}

impl CardPage {
    /// Lays a card out in words. Contacts and files are handed in as lines, since they are looked up by their ids.
    pub(crate) fn new(
        contents: &CardContents,
        words: &Words,
        day: &str,
        contacts: Vec<(String, String)>,
        files: Vec<String>,
    ) -> Self {
        let shown =
            |text: &str| PartialDate::parse(text).map_or_else(|_| text.to_owned(), |date| words.date(&date));
        let title = match (contents.card.name.trim(), contents.card.sort) {
            ("", CardSort::Emergency) => words.say("card-emergency", &[]),
            ("", CardSort::HealthHistory) => words.say("card-health-history", &[]),
            ("", CardSort::FoodAllergies) => words.say("card-food-allergies", &[]),
            (name, _) => name.to_owned(),
        };
        let mut parts = Vec::new();
        let facts = contents.facts.iter().map(|fact| {
            let value = match fact.fact {
                ProfileFact::BirthDate => shown(&fact.value),
                ProfileFact::Gender => words.say(&format!("gender-{}", fact.value), &[]),
                ProfileFact::BirthSex => words.say(&format!("birth-sex-{}", fact.value.to_lowercase()), &[]),
                _ => fact.value.clone(),
            };
            (words.say(name_of(fact.fact), &[]), value)
        });
        part(&mut parts, String::new(), facts.collect());
        for section in &contents.sections {
            let lines = section.records.iter().map(|record| line(record, section.kind, words, shown));
            part(&mut parts, capital(&words.kinds(section.kind)), lines.collect());
        }
        if let Some(standing) = contents.allergies.filter(|standing| says_something(*standing, contents)) {
            let said = words.word("standing", standing.as_str());
            part(&mut parts, capital(&words.kinds(Kind::Allergy)), vec![(said, String::new())]);
        }
        part(&mut parts, words.say("card-contacts", &[]), contacts);
        let files = files.into_iter().map(|name| (name, String::new()));
        part(&mut parts, words.say("card-files", &[]), files.collect());
        let as_of = words.say("card-as-of", &[("date", &shown(day))]);
        if parts.is_empty() {
            let nothing = words.say("card-nothing", &[]);
            part(&mut parts, String::new(), vec![(nothing, String::new())]);
        }
        Self { title, as_of, parts }
    }

    /// Returns the card as plain text.
    #[must_use]
    pub fn to_text(&self) -> String {
        let mut text = format!("{}\n{}\n", self.title, self.as_of);
        for part in &self.parts {
            text.push('\n');
            if !part.heading.is_empty() {
                text.push_str(&part.heading);
                text.push('\n');
            }
            for (what, more) in &part.lines {
                let mark = if part.heading.is_empty() { "" } else { "- " };
                let joint = match (more.is_empty(), part.heading.is_empty()) {
                    (true, _) => "",
                    (false, true) => ": ",
                    (false, false) => ", ",
                };
                text.push_str(&format!("{mark}{what}{joint}{more}\n"));
            }
        }
        text
    }

    /// Returns the card as a PDF in a language, such as `de`: the same card makes the same bytes. Says for which characters its
    /// fonts have no letter.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Invalid`](crate::ErrorKind::Invalid) if it cannot be laid out.
    #[cfg(feature = "paper")]
    pub fn to_pdf(&self, language: &str) -> Result<backpack_paper::Pdf, crate::Error> {
        use backpack_paper::{Block, Document};
        let mut blocks = vec![Block::heading(&self.title)];
        for part in &self.parts {
            if part.heading.is_empty() {
                blocks.push(Block::fields(part.lines.clone()));
                continue;
            }
            blocks.push(Block::section(&part.heading));
            let point = |(what, more): &(String, String)| match more.as_str() {
                "" => what.clone(),
                more => format!("{what}, {more}"),
            };
            blocks.push(Block::points(part.lines.iter().map(point)));
        }
        let document = Document::new(&self.title).in_language(language).with_footer(&self.as_of).with(blocks);
        document.to_pdf().map_err(|error| {
            let kind = crate::ErrorKind::Invalid("a card that cannot be laid out".to_owned());
            crate::Error::new(kind, "lay out card").with_source(error)
        })
    }
}

/// What is known of a record beside its title: a value, dates, a status, and that the person holds it to be wrong.
pub(crate) fn line(
    record: &CardRecord,
    kind: Kind,
    words: &Words,
    shown: impl Fn(&str) -> String,
) -> (String, String) {
    let dates = match (&record.date, &record.end) {
        (Some(start), Some(end)) if start != end => Some(format!("{} – {}", shown(start), shown(end))),
        (Some(date), _) | (None, Some(date)) => Some(shown(date)),
        (None, None) => None,
    };
    // Of results and visits it goes without saying that they are over.
    let is_plain = matches!(kind, Kind::LabResult | Kind::VitalSign | Kind::Visit | Kind::Report);
    let status =
        record.status.as_deref().filter(|status| !is_plain || !matches!(*status, "final" | "finished"));
    let status = status.map(|status| words.status(status));
    let disputed = record.is_disputed.then(|| words.say("card-disputed", &[]));
    let more: Vec<_> = [record.value.clone(), dates, status, disputed].into_iter().flatten().collect();
    (record.title.clone(), more.join(", "))
}

/// An empty list of allergies says why it is empty, unless there are some that the card leaves out.
fn says_something(standing: Standing, contents: &CardContents) -> bool {
    let has_allergies = contents.sections.iter().any(|section| section.kind == Kind::Allergy);
    !has_allergies && standing != Standing::Facts
}

fn part(parts: &mut Vec<CardPart>, heading: String, lines: Vec<(String, String)>) {
    if !lines.is_empty() {
        parts.push(CardPart { heading, lines });
    }
}

const fn name_of(fact: ProfileFact) -> &'static str {
    match fact {
        ProfileFact::BirthDate => "fact-birth-date",
        ProfileFact::Gender => "fact-gender",
        ProfileFact::BirthSex => "fact-birth-sex",
        ProfileFact::BloodType => "fact-blood-type",
        ProfileFact::Country => "fact-country",
        ProfileFact::State => "fact-state",
        ProfileFact::Race => "fact-race",
        ProfileFact::Ethnicity => "fact-ethnicity",
        _ => "fact-name",
    }
}

/// Returns the day of a moment, in UTC.
pub(crate) fn utc_day(at: Timestamp) -> String {
    Zone::new("UTC0").map_or_else(|_| String::new(), |zone| zone.day(at).to_string())
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
