//! Social history: smoking, alcohol, work, and how people live.

use super::amount::loinc;
use super::form::{Described, Form};
use super::observation;
use super::setters::{builder, codes};
use super::{Amount, Answer, Concept, EntryError, Unit};

builder! {
    /// A fact of how the person lives: FHIR `Observation` of the category `social-history`.
    SocialHistory: "Observation", named what = "what it is about" {
        answer: into(Answer) = "how it is",
        date: text = "when it was so, or since when, as precisely as known",
        end: text = "until when it was so, as precisely as known",
        note: text = "what else there is to say, as a note",
    }
}

codes! {
    /// Whether somebody smokes: LOINC's answer list to 72166-2.
    Smoking {
        /// Every day.
        EveryDay = "LA18976-3",
        /// On some days.
        SomeDays = "LA18977-1",
        /// No longer.
        Former = "LA15920-4",
        /// Never did.
        Never = "LA18978-9",
        /// Not known.
        Unknown = "LA18980-5",
    }
}

impl SocialHistory {
    /// Returns a fact named in the person's words or by a code: `Coffee`, `Sport`, `Lives with`.
    pub fn new(what: impl Into<Concept>) -> Self {
        Self { what: what.into(), ..Self::default() }
    }

    /// Returns whether the person smokes (LOINC 72166-2).
    pub fn smoking(smoking: Smoking) -> Self {
        let answer = observation::answer_list(smoking.as_str(), smoking_words(smoking));
        Self::new(loinc("72166-2", "Tobacco smoking status")).answer(answer)
    }

    /// Returns how the person drinks alcohol, in words (LOINC 11331-6).
    pub fn alcohol(words: impl Into<String>) -> Self {
        Self::new(loinc("11331-6", "Alcohol use")).value_text(words)
    }

    /// Returns how many alcoholic drinks a day the person has (LOINC 74013-4).
    pub fn drinks_a_day(number: impl Into<String>) -> Self {
        Self::new(loinc("74013-4", "Alcoholic drinks per day")).value(number, Unit::ucum("{drinks}/d"))
    }

    /// Returns the person's occupation, in words (LOINC 11341-5).
    pub fn occupation(words: impl Into<String>) -> Self {
        Self::new(loinc("11341-5", "Occupation")).value_text(words)
    }

    /// Sets how it is, as a number with its unit.
    pub fn value(mut self, number: impl Into<String>, unit: impl Into<Unit>) -> Self {
        self.answer = Some(Answer::Amount(Amount::new(number, unit)));
        self
    }

    /// Sets how it is, in words.
    pub fn value_text(mut self, words: impl Into<String>) -> Self {
        self.answer = Some(Answer::Text(words.into()));
        self
    }
}

impl From<Concept> for Answer {
    fn from(concept: Concept) -> Self {
        Self::Coded(concept)
    }
}

impl From<Amount> for Answer {
    fn from(amount: Amount) -> Self {
        Self::Amount(amount)
    }
}

const fn smoking_words(smoking: Smoking) -> &'static str {
    match smoking {
        Smoking::EveryDay => "Current every day smoker",
        Smoking::SomeDays => "Current some day smoker",
        Smoking::Former => "Former smoker",
        Smoking::Never => "Never smoker",
        Smoking::Unknown => "Unknown if ever smoked",
    }
}

impl Described for SocialHistory {
    const TYPE: &'static str = "Observation";

    fn describe(&mut self, form: &mut Form<'_>) -> Result<(), EntryError> {
        observation::begin(form, "social-history", "Social History");
        form.named("code", "name", &mut self.what)?;
        form.subject("subject")?;
        observation::effective(form, &mut self.date, &mut self.end)?;
        observation::value(form, &mut self.answer, false)?;
        form.note(&mut self.note)
    }
}
