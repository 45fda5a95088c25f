//! What is found is what looking at every text word by word would find, however the texts came in.

use std::collections::{BTreeMap, BTreeSet};

use backpack_search::{Field, Index, Segment, SegmentBuilder, Subject, fold, merge};
use proptest::prelude::*;

use crate::{record, search, segment};

/// What is done to a corpus.
#[derive(Clone, Debug)]
enum Edit {
    Put(u8, String),
    Remove(u8),
    /// A segment ends here.
    Cut,
    /// The last so many segments become one.
    Merge(usize),
}

fn word() -> impl Strategy<Value = String> {
    // Few letters, so that words meet; long ones, so that two edits count.
    prop_oneof![4 => "[abcéß]{1,5}", 2 => "[abé]{7,11}", 1 => "[ab][0-9]{1,2}[.-][0-9]"]
}

fn text() -> impl Strategy<Value = String> {
    proptest::collection::vec(word(), 0..6).prop_map(|words| words.join(" "))
}

fn edit() -> impl Strategy<Value = Edit> {
    prop_oneof![
        6 => (0_u8..8, text()).prop_map(|(number, text)| Edit::Put(number, text)),
        1 => (0_u8..8).prop_map(Edit::Remove),
        2 => Just(Edit::Cut),
        1 => (2_usize..5).prop_map(Edit::Merge),
    ]
}

/// The index as it grows, and what it should hold.
#[derive(Default)]
struct Corpus {
    segments: Vec<Segment>,
    builder: SegmentBuilder,
    texts: BTreeMap<u8, String>,
}

impl Corpus {
    fn of(edits: &[Edit]) -> Self {
        let mut corpus = Self::default();
        edits.iter().for_each(|edit| corpus.apply(edit));
        corpus.apply(&Edit::Cut);
        corpus
    }

    fn apply(&mut self, edit: &Edit) {
        match edit {
            Edit::Put(number, text) => {
                self.builder.begin(record(*number));
                self.builder.add(record(*number), 0, Field::Body, text);
                self.texts.insert(*number, text.clone());
            }
            Edit::Remove(number) => {
                self.builder.begin(record(*number));
                self.texts.remove(number);
            }
            Edit::Cut => self.segments.push(segment(std::mem::take(&mut self.builder))),
            Edit::Merge(count) => {
                let from = self.segments.len().saturating_sub(*count);
                let last = self.segments.split_off(from);
                self.segments.push(Segment::from_bytes(&merge(&last, from == 0).unwrap()).unwrap());
            }
        }
    }

    fn index(&self) -> Index {
        Index::new(self.segments.clone())
    }

    /// Looks at every word of every text.
    fn naive(&self, words: &[String], is_under_way: bool) -> BTreeSet<u8> {
        let fits = |text: &String| {
            let own: Vec<String> =
                text.split(' ').filter(|word| !word.is_empty()).map(str::to_owned).collect();
            (1..).zip(words).all(|(nth, word)| {
                let is_prefix = is_under_way && nth == words.len();
                own.iter().any(|own| near(word, own, is_prefix))
            })
        };
        self.texts.iter().filter(|(_, text)| fits(text)).map(|(number, _)| *number).collect()
    }
}

/// Says by the book whether a word of a text fits.
fn near(word: &str, own: &str, is_prefix: bool) -> bool {
    let is_code = |text: &str| text.contains(char::is_numeric);
    if is_code(word) {
        // These codes begin with a letter, so that their punctuation makes no difference.
        let bare = |text: &str| fold(text);
        let runs = own.split(['.', '-']).map(fold).collect::<Vec<_>>();
        let whole = own.to_lowercase();
        return bare(word) == bare(own) && is_code(own)
            || runs.contains(&word.to_lowercase())
            || runs.contains(&bare(word))
            || is_prefix
                && (fold_code(&whole).starts_with(&fold_code(word))
                    || runs.iter().any(|run| run.starts_with(&fold_code(word)))
                    || fold(own).starts_with(&fold_code(word)) && is_code(own));
    }
    let word: Vec<char> = fold(word).chars().collect();
    let owns: Vec<String> = if is_code(own) {
        let mut all: Vec<String> = own.split(['.', '-']).map(fold).collect();
        all.push(fold_code(own));
        all.push(fold(own));
        all
    } else {
        vec![fold(own)]
    };
    let edits = match word.len() {
        0..4 => 0,
        4..8 => 1,
        _ => 2,
    };
    owns.iter().any(|own| {
        let own: Vec<char> = own.chars().collect();
        let begins = |most: usize| (0..=own.len()).any(|end| distance(&word, &own[..end]) <= most);
        distance(&word, &own) <= edits
            || is_prefix && own.starts_with(&word)
            || is_prefix && word.len() >= 5 && begins(1)
    })
}

fn fold_code(text: &str) -> String {
    text.split_inclusive(['.', '-'])
        .map(|part| {
            let joint = part.chars().last().filter(|c| matches!(c, '.' | '-'));
            fold(part) + &joint.map(String::from).unwrap_or_default()
        })
        .collect()
}

/// The whole table of the optimal string alignment.
fn distance(a: &[char], b: &[char]) -> usize {
    let mut table = vec![vec![0; b.len() + 1]; a.len() + 1];
    for i in 0..=a.len() {
        for j in 0..=b.len() {
            table[i][j] = if i == 0 || j == 0 {
                i + j
            } else {
                let cost = usize::from(a[i - 1] != b[j - 1]);
                let mut least =
                    (table[i - 1][j] + 1).min(table[i][j - 1] + 1).min(table[i - 1][j - 1] + cost);
                if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                    least = least.min(table[i - 2][j - 2] + 1);
                }
                least
            };
        }
    }
    table[a.len()][b.len()]
}

fn found(index: &Index, typed: &str) -> BTreeSet<u8> {
    let hits = search(index, typed);
    let all = hits.hits.iter().map(|hit| hit.place.subject.id[0]);
    if hits.has_all { all.collect() } else { BTreeSet::new() }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn search_finds_what_looking_at_every_word_finds(
        edits in proptest::collection::vec(edit(), 1..40),
        queries in proptest::collection::vec((proptest::collection::vec(word(), 1..3), any::<bool>()), 8),
    ) {
        let corpus = Corpus::of(&edits);
        let index = corpus.index();
        for (words, is_under_way) in queries {
            let typed = words.join(" ") + if is_under_way { "" } else { " " };
            prop_assert_eq!(found(&index, &typed), corpus.naive(&words, is_under_way), "{:?} in {:?}", typed, corpus.texts);
        }
    }

    #[test]
    fn an_index_that_grew_finds_and_ranks_as_one_made_anew(
        edits in proptest::collection::vec(edit(), 1..40),
        queries in proptest::collection::vec(text(), 6),
    ) {
        let corpus = Corpus::of(&edits);
        let mut builder = SegmentBuilder::new();
        for (number, text) in &corpus.texts {
            builder.add(record(*number), 0, Field::Body, text);
        }
        let (grown, anew) = (corpus.index(), Index::new(vec![segment(builder)]));
        let merged = Index::new(vec![Segment::from_bytes(&merge(&corpus.segments, true).unwrap()).unwrap()]);
        for typed in queries {
            let (all, same) = (search(&anew, &typed), search(&merged, &typed));
            prop_assert_eq!(&all, &same, "{:?}", typed);
            // What no longer counts still makes words less rare until segments are merged: the order may differ, the finds not.
            let numbers = |hits: &backpack_search::Hits| hits.hits.iter().map(|hit| hit.place.subject).collect::<BTreeSet<Subject>>();
            prop_assert_eq!(numbers(&all), numbers(&search(&grown, &typed)), "{:?}", typed);
        }
    }

    #[test]
    fn a_word_with_as_many_edits_as_it_may_have_is_always_found(
        word in "[a-fé]{4,14}",
        edits in proptest::collection::vec((any::<prop::sample::Index>(), 0_u8..4, "[a-h]"), 2),
    ) {
        let index = crate::index(&[&word]);
        let mut letters: Vec<char> = word.chars().collect();
        // The longer of both decides how many edits a word may have; one less, so that it holds for the shorter too.
        let may = match letters.len() { 0..5 => 0,
            5..10 => 1, _ => 2 };
        for (at, sort, letter) in edits.iter().take(may) {
            let at = at.index(letters.len() - 1);
            let letter = letter.chars().next().unwrap();
            match sort {
                0 => letters[at] = letter,
                1 => letters.insert(at, letter),
                2 => drop(letters.remove(at)),
                _ => letters.swap(at, at + 1),
            }
        }
        // Two edits at one place may be further away than two.
        prop_assume!(distance(&word.chars().collect::<Vec<_>>(), &letters) <= may);
        let typed: String = letters.into_iter().collect();
        prop_assert_eq!(search(&index, &(typed.clone() + " ")).total, 1, "{} for {}", typed, word);
    }
}
