//! Some lists together, searched as a person types.

use std::sync::Arc;

use backpack_record::Kind;

use crate::List;
use crate::fold;
use crate::search::{Hit, search};
use crate::term::Term;
use crate::vocabulary::{Row, Vocabulary, column};

/// One or more lists of terms. What stands first is preferred among what fits alike.
///
/// To clone it costs little: the lists themselves are shared.
#[derive(Clone, Debug, Default)]
pub struct Terms {
    lists: Vec<(Arc<Vocabulary>, u32)>,
}

/// What a term costs that is in a list after the first.
const LATER: u32 = 24;
/// The most terms that one search returns.
const MOST: usize = 1_000;

impl Terms {
    /// Returns the lists of what people enter under a kind; no list for kinds that have none.
    #[must_use]
    pub fn for_kind(kind: Kind) -> Self {
        use List::{
            Conditions, Devices, EnvironmentAllergens, FoodAllergens, Habits, Icd10Cm, Injuries, LabTests,
            MedicationAllergens, Medications, Symptoms, Treatments, VaccineNames, Vaccines, VitalSigns,
        };
        let lists: &[List] = match kind {
            Kind::Allergy => &[FoodAllergens, EnvironmentAllergens, MedicationAllergens, Medications],
            Kind::Condition | Kind::FamilyHistory => &[Conditions, Icd10Cm],
            Kind::Symptom => &[Symptoms, Icd10Cm],
            Kind::Injury => &[Injuries, Icd10Cm],
            Kind::Medication => &[Medications],
            Kind::Immunization => &[VaccineNames, Vaccines],
            Kind::LabResult => &[LabTests],
            Kind::VitalSign => &[VitalSigns],
            Kind::Procedure | Kind::Imaging => &[Treatments],
            Kind::Device => &[Devices],
            Kind::SocialHistory => &[Habits],
            _ => &[],
        };
        Self::of(lists.iter().copied())
    }

    /// Returns these lists together.
    #[must_use]
    pub fn of(lists: impl IntoIterator<Item = List>) -> Self {
        let lists = lists.into_iter().zip(0..);
        Self { lists: lists.map(|(list, at)| (list.vocabulary(), later(at))).collect() }
    }

    /// Returns a list of your own.
    #[must_use]
    pub fn from_rows(rows: impl IntoIterator<Item = Row>) -> Self {
        Self { lists: vec![(Arc::new(Vocabulary::of_rows(rows)), 0)] }
    }

    /// Adds other lists after these.
    #[must_use]
    pub fn and(mut self, others: Self) -> Self {
        let from = u32::try_from(self.lists.len()).unwrap_or(u32::MAX);
        let others = others.lists.into_iter().zip(from..);
        self.lists.extend(others.map(|((vocabulary, _), at)| (vocabulary, later(at))));
        self
    }

    /// Returns the terms that fit what was typed, the best first, in a language by its BCP 47 tag.
    ///
    /// Each typed word must begin a word of the term, in any order; words of the language and of English are found, and
    /// other words for the same. Where fewer than three fit, one slip is forgiven in words of four letters or more, two in
    /// words of eight or more. At most 1,000 terms; nothing for what has no letter or digit.
    #[must_use]
    pub fn search(&self, typed: &str, language: &str, limit: usize) -> Vec<Term> {
        let (typed, column, limit) = (fold::typed(typed), column(language), limit.min(MOST));
        if typed.is_empty() || limit == 0 {
            return Vec::new();
        }
        let mut all: Vec<(Hit, Term)> = Vec::new();
        for (vocabulary, later) in &self.lists {
            // Some may turn out to be the same as those of another list.
            let hits = search(vocabulary.index(column), &typed, limit.saturating_mul(2));
            all.extend(hits.into_iter().map(|hit| {
                let term = Term { vocabulary: Arc::clone(vocabulary), row: hit.row, column };
                (Hit { cost: hit.cost + later, row: hit.row }, term)
            }));
        }
        all.sort_by_key(|(hit, _)| hit.cost);
        let mut found: Vec<Term> = Vec::with_capacity(limit);
        for (_, term) in all {
            let is_same = |known: &Term| {
                let same_code = term.code().is_some() && known.code() == term.code();
                same_code && known.system() == term.system() || known.display() == term.display()
            };
            if found.len() < limit && !found.iter().any(is_same) {
                found.push(term);
            }
        }
        found
    }

    /// Returns the term with this code.
    #[must_use]
    pub fn find(&self, system: &str, code: &str) -> Option<Term> {
        self.lists.iter().find_map(|(vocabulary, _)| {
            let row = vocabulary.find(system, code)?;
            Some(Term { vocabulary: Arc::clone(vocabulary), row, column: 0 })
        })
    }

    /// Returns what a code is called in a language, by its BCP 47 tag, as far as one of the lists in several languages
    /// that ship with the library has it.
    #[must_use]
    pub fn translate(system: &str, code: &str, language: &str) -> Option<String> {
        let spoken = List::ALL.iter().filter(|list| list.system() == system && !list.is_english_alone());
        let term = Self::of(spoken.copied()).find(system, code)?;
        Some(term.display_in(language).to_owned())
    }

    /// Returns every term, list by list, in the order of the lists, in a language.
    pub fn all(&self, language: &str) -> impl Iterator<Item = Term> {
        let column = column(language);
        self.lists.iter().flat_map(move |(vocabulary, _)| {
            (0..vocabulary.row_count()).map(move |row| Term {
                vocabulary: Arc::clone(vocabulary),
                row,
                column,
            })
        })
    }

    /// Returns how many terms there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.lists.iter().map(|(vocabulary, _)| vocabulary.len()).sum()
    }

    /// Tells whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

fn later(at: u32) -> u32 {
    at.min(1) * LATER
}

impl List {
    const fn is_english_alone(self) -> bool {
        matches!(self, Self::Icd10Cm | Self::Vaccines | Self::Medications | Self::Units)
    }
}
