//! What a card says in words, part by part.

use std::collections::BTreeMap;

use backpack_record::{CardSort, Kind, PartialDate, ProfileFact};
use backpack_words::Words;

use super::contents::{CardContents, CardFact, CardGap, CardRecord, CardSection};
use super::page::CardPart;
use crate::views::{Standing, Why};

/// The kinds whose absence matters most: each has a heading of its own, whether there is something or not.
const ALWAYS: &[Kind] = &[Kind::Allergy, Kind::Condition, Kind::Medication];

/// Returns the title of a card: its own, or that of its sort.
pub(super) fn title(name: &str, sort: CardSort, words: &Words) -> String {
    match (name.trim(), sort) {
        ("", CardSort::Emergency) => words.say("card-emergency", &[]),
        ("", CardSort::HealthHistory) => words.say("card-health-history", &[]),
        ("", CardSort::FoodAllergies) => words.say("card-food-allergies", &[]),
        (name, _) => name.to_owned(),
    }
}

/// Returns the parts of a card that have lines; one that says so if there is nothing.
pub(super) fn parts(contents: &CardContents, words: &Words) -> Vec<CardPart> {
    let mut parts = vec![CardPart {
        heading: String::new(),
        lines: contents.facts.iter().map(|fact| fact_line(fact, words)).collect(),
    }];
    let (alone, together): (Vec<_>, Vec<_>) = contents
        .sections
        .iter()
        .partition(|section| !section.records.is_empty() || ALWAYS.contains(&section.kind));
    parts.extend(alone.iter().map(|section| section_part(section, contents.sort, words)));
    parts.push(CardPart { heading: words.say("card-without", &[]), lines: grouped(&together, words) });
    let contacts = contents.contacts.iter().map(|contact| (contact.name.clone(), contact.points.join(", ")));
    parts.push(CardPart { heading: words.say("card-contacts", &[]), lines: contacts.collect() });
    let files = contents.files.iter().map(|file| (file.name.clone(), String::new()));
    parts.push(CardPart { heading: words.say("card-files", &[]), lines: files.collect() });
    parts.retain(|part| !part.lines.is_empty());
    if parts.is_empty() {
        let lines = vec![(words.say("card-nothing", &[]), String::new())];
        parts.push(CardPart { heading: String::new(), lines });
    }
    parts
}

/// Returns a text on one line, without signs that turn the direction of what follows: a title cannot write lines of its own,
/// nor show one thing as another.
pub(crate) fn plain(text: &str) -> String {
    let turns = |c: char| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}');
    let spaced: String =
        text.chars().filter(|c| !turns(*c)).map(|c| if is_break(c) { ' ' } else { c }).collect();
    spaced.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

fn is_break(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}')
}

fn fact_line(fact: &CardFact, words: &Words) -> (String, String) {
    let value = match (fact.fact, fact.value.as_deref()) {
        (_, None) => words.say("card-not-known", &[]),
        (ProfileFact::BirthDate, Some(date)) => shown(date, words),
        (ProfileFact::Gender, Some(code)) => words.say(&format!("gender-{code}"), &[]),
        (ProfileFact::BirthSex, Some(code)) => words.say(&format!("birth-sex-{}", code.to_lowercase()), &[]),
        (_, Some(value)) => value.to_owned(),
    };
    (words.say(name_of(fact.fact), &[]), value)
}

fn section_part(section: &CardSection, sort: CardSort, words: &Words) -> CardPart {
    let heading = match (section.kind, sort) {
        (Kind::Allergy, CardSort::Emergency) => words.say("card-medication-allergies", &[]),
        (Kind::Allergy, CardSort::FoodAllergies) => words.say("card-food-allergies", &[]),
        (kind, _) => words.kinds(kind),
    };
    let records = section.records.iter().map(|record| record_line(record, section.kind, words));
    let standing = how_it_stands(section.standing, &section.gaps, words);
    let standing = standing.map(|said| (said, String::new()));
    CardPart { heading, lines: records.chain(standing).collect() }
}

/// Says of the kinds that nothing is shown of how they stand: those that stand alike in one line.
fn grouped(sections: &[&CardSection], words: &Words) -> Vec<(String, String)> {
    let mut alike: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for section in sections {
        let said = how_it_stands(section.standing, &section.gaps, words).unwrap_or_default();
        alike.entry(said).or_default().push(words.kinds(section.kind));
    }
    alike.into_iter().map(|(said, kinds)| (format!("{}: {said}", kinds.join(", ")), String::new())).collect()
}

/// Says how it stands with a kind, if its records do not say all of it.
fn how_it_stands(standing: Standing, gaps: &[CardGap], words: &Words) -> Option<String> {
    let first = match standing {
        Standing::Facts if gaps.is_empty() => return None,
        Standing::Facts => words.say("card-may-be-more", &[]),
        Standing::Gap => words.say("card-may-be-some", &[]),
        Standing::SaidNone | Standing::Empty | Standing::Unclear => words.word("standing", standing.as_str()),
        // Whatever else it is, it must not read as "none".
        _ => words.say("card-not-said", &[]),
    };
    let gaps = gaps.iter().map(|gap| {
        let portal = gap.portal.clone().unwrap_or_else(|| words.say("card-a-portal", &[]));
        words.say(why(gap.why), &[("portal", &portal)])
    });
    Some(std::iter::once(first).chain(gaps).collect::<Vec<_>>().join(" "))
}

const fn why(why: Why) -> &'static str {
    match why {
        Why::Refused => "card-why-refused",
        Why::NotGranted => "card-why-not-granted",
        Why::NotSupported => "card-why-not-supported",
        Why::Failed => "card-why-failed",
        Why::Unfinished => "card-why-unfinished",
        Why::NotAsked => "card-why-not-asked",
        _ => "card-why-partial",
    }
}

/// What is known of a record beside its title: a value, dates, a status, and that the person holds it to be wrong.
pub(crate) fn record_line(record: &CardRecord, kind: Kind, words: &Words) -> (String, String) {
    let dates = match (&record.date, &record.end) {
        (Some(start), Some(end)) if start != end => {
            Some(format!("{} – {}", shown(start, words), shown(end, words)))
        }
        (Some(date), _) | (None, Some(date)) => Some(shown(date, words)),
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

pub(crate) fn shown(date: &str, words: &Words) -> String {
    PartialDate::parse(date).map_or_else(|_| date.to_owned(), |date| words.date(&date))
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
