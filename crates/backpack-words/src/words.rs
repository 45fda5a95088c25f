//! Words: a bundle of messages in one language, English beneath it.

use std::sync::Arc;

use backpack_record::Kind;
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};
use unic_langid::LanguageIdentifier;

use crate::Language;
use crate::numbers::Signs;

/// The engine's own words in one language. Cheap to clone.
///
/// A word that a language lacks is said in English, and one that nobody has by its name. Names are the stable ones of
/// the types: `Kind::as_str`, `Trouble::as_str`, FHIR's own codes of statuses.
#[derive(Clone)]
pub struct Words {
    language: Language,
    region: Option<String>,
    own: Arc<FluentBundle<FluentResource>>,
    english: Arc<FluentBundle<FluentResource>>,
}

impl Words {
    /// Returns the words of a language by its tag (BCP 47), such as `de` or `pt-BR`; English if there are none.
    ///
    /// The region decides how numbers and dates are written where that differs: `en-GB`, `es-MX`, `de-CH`.
    #[must_use]
    pub fn new(tag: &str) -> Self {
        let language = Language::negotiate([tag]);
        let english = Arc::new(bundle(Language::English));
        let own =
            if language == Language::English { Arc::clone(&english) } else { Arc::new(bundle(language)) };
        let mut parts = tag.split([',', ';', '.', '@']).next().unwrap_or_default().split(['-', '_']).skip(1);
        let region = parts.find(|part| part.len() == 2).map(str::to_ascii_uppercase);
        Self { language, region, own, english }
    }

    /// Returns the words of a language.
    #[must_use]
    pub fn of(language: Language) -> Self {
        Self::new(language.tag())
    }

    /// Returns the language.
    #[must_use]
    pub const fn language(&self) -> Language {
        self.language
    }

    /// Returns a kind as a heading: `Allergies`.
    #[must_use]
    pub fn kinds(&self, kind: Kind) -> String {
        capitalised(&self.noun(kind, 2))
    }

    /// Returns a kind as a label of one record: `Allergy`.
    #[must_use]
    pub fn kind(&self, kind: Kind) -> String {
        capitalised(&self.noun(kind, 1))
    }

    /// Returns how many there are of a kind: `1 allergy`, `12 lab results`.
    #[must_use]
    pub fn count_of(&self, kind: Kind, count: usize) -> String {
        let number = self.number(&count.to_string());
        self.say("count", &[("count", &number), ("noun", &self.noun(kind, count))])
    }

    /// Returns a status of FHIR: clinical, of a medication, a result, an appointment. What is none stays as it is.
    #[must_use]
    pub fn status(&self, code: &str) -> String {
        self.find(&format!("status-{code}"), &FluentArgs::new()).unwrap_or_else(|| code.to_owned())
    }

    /// Returns a word of the engine by its group and its stable name: `flag`, `sync`, `support`, `authorisation`,
    /// `outcome`, `standing`, `reason`, `role`, `actor`, `act`, `heading`, `column`, `chart`. Underscores and spaces
    /// count as hyphens. What is none stays as it is.
    #[must_use]
    pub fn word(&self, group: &str, name: &str) -> String {
        let key = format!("{group}-{}", name.replace(['_', ' '], "-"));
        self.find(&key, &FluentArgs::new()).unwrap_or_else(|| name.to_owned())
    }

    /// Returns what a trouble is, and what the person can do: by its stable name, such as `sign-in`.
    #[must_use]
    pub fn trouble(&self, name: &str) -> (String, String) {
        let of = |part: &str| self.find(&format!("trouble-{name}-{part}"), &FluentArgs::new());
        match (of("what"), of("todo")) {
            (Some(what), Some(todo)) => (what, todo),
            _ => (self.say("trouble-device-what", &[]), self.say("trouble-device-todo", &[])),
        }
    }

    /// Returns what happened in a case, and what the person can do, by its stable name, such as `portal-timeout`; `None`
    /// if nobody has words for it.
    #[must_use]
    pub fn case(&self, name: &str) -> Option<(String, String)> {
        let of = |part: &str| self.find(&format!("case-{name}-{part}"), &FluentArgs::new());
        Some((of("what")?, of("todo")?))
    }

    /// Returns several as one: `a, b and c`.
    #[must_use]
    pub fn list(&self, all: &[String]) -> String {
        match all {
            [] => String::new(),
            [one] => one.clone(),
            [first @ .., last] => self.say("list-and", &[("list", &first.join(", ")), ("last", last)]),
        }
    }

    /// Returns a sentence on what differs between two people, by the stable names of what does: `name`, `birth-date`,
    /// `birth-date-swapped`, `sex`. Empty if nothing is named.
    #[must_use]
    pub fn differences(&self, names: &[&str]) -> String {
        if names.is_empty() {
            return String::new();
        }
        let all: Vec<String> = names.iter().map(|name| self.word("doubt", name)).collect();
        let count = i64::try_from(all.len()).unwrap_or(i64::MAX);
        capitalised(&self.say_count("doubt-differs", count, &[("what", &self.list(&all))]))
    }

    /// Returns a message with its placeables filled in; its key if there is none.
    #[must_use]
    pub fn say(&self, key: &str, with: &[(&str, &str)]) -> String {
        let mut args = FluentArgs::new();
        for (name, value) in with {
            args.set(*name, *value);
        }
        self.find(key, &args).unwrap_or_else(|| key.to_owned())
    }

    /// Returns a message with a number that decides its form. The number is written in plain digits where it stands.
    #[must_use]
    pub fn say_count(&self, key: &str, count: i64, with: &[(&str, &str)]) -> String {
        let mut args = FluentArgs::new();
        for (name, value) in with {
            args.set(*name, *value);
        }
        args.set("count", count);
        self.find(key, &args).unwrap_or_else(|| key.to_owned())
    }

    pub(crate) fn region(&self) -> Option<&str> {
        self.region.as_deref()
    }

    pub(crate) fn signs(&self) -> Signs {
        Signs::of(self.language, self.region())
    }

    pub(crate) fn noun(&self, kind: Kind, count: usize) -> String {
        let count = i64::try_from(count).unwrap_or(i64::MAX);
        self.say_count(&format!("kind-{kind}"), count, &[])
    }

    fn find(&self, key: &str, args: &FluentArgs<'_>) -> Option<String> {
        [&self.own, &self.english].into_iter().find_map(|bundle| {
            let pattern = bundle.get_message(key)?.value()?;
            let mut errors = Vec::new();
            let text = bundle.format_pattern(pattern, Some(args), &mut errors).into_owned();
            errors.is_empty().then_some(text)
        })
    }
}

impl std::fmt::Debug for Words {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Words")
            .field("language", &self.language)
            .field("region", &self.region)
            .finish_non_exhaustive()
    }
}

fn bundle(language: Language) -> FluentBundle<FluentResource> {
    let tag: LanguageIdentifier = language.tag().parse().unwrap_or_default();
    let mut bundle = FluentBundle::new_concurrent(vec![tag]);
    // The words stand in apps, reports and pictures, where marks of direction around each placeable would be seen.
    bundle.set_use_isolating(false);
    // What is wrong in a file costs its line; a test finds it.
    let resource =
        FluentResource::try_new(language.source().to_owned()).unwrap_or_else(|(resource, _)| resource);
    bundle.add_resource_overriding(resource);
    bundle
}

/// Returns a text with its first letter as a capital.
fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
