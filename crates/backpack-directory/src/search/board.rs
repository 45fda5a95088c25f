//! The board on which each portal's fit is added up.

use super::Fit;
use crate::index::{Field, Layout, Posting};

/// The most postings that one word of a question may cost.
const MAX_POSTINGS: usize = 400_000;

/// How a whole name or address fits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Tier {
    #[default]
    None,
    Some,
    Mended,
    Words,
    AliasPrefix,
    Prefix,
    AliasExact,
    Exact,
}

impl Tier {
    fn fit(self) -> Fit {
        match self {
            Self::None | Self::Some | Self::Mended => Fit::Fuzzy,
            Self::Words => Fit::Words,
            Self::AliasPrefix | Self::Prefix => Fit::Prefix,
            Self::AliasExact | Self::Exact => Fit::Exact,
        }
    }
}

/// A word of the directory that a word of the question may mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Match {
    /// The word's number.
    pub(super) word: usize,
    /// How well it fits, in hundredths.
    pub(super) quality: u32,
    /// Letters had to be mended.
    pub(super) mended: bool,
}

/// What is known of one portal in one search.
#[derive(Clone, Copy, Debug, Default)]
struct Tally {
    score: u32,
    /// How many words of the question fit, how many of them without mending, and the last one that did.
    found: u8,
    sure: u8,
    last: u8,
    tier: Tier,
}

impl Tally {
    fn is_blank(self) -> bool {
        self.found == 0 && self.tier == Tier::None
    }
}

/// The board.
#[derive(Debug)]
pub(super) struct Board {
    tallies: Vec<Tally>,
    /// The portals that anything fits, in the order of finding: a few of all.
    touched: Vec<u32>,
    words: u8,
}

impl Board {
    pub(super) fn new(portals: usize) -> Self {
        Self { tallies: vec![Tally::default(); portals], touched: Vec::new(), words: 0 }
    }

    /// Adds what one word of the question brings; `matches` begin with the best. The rarer the word, as it is written
    /// or else as it may be meant, the more it weighs.
    pub(super) fn word(&mut self, layout: &Layout, matches: &[Match]) {
        self.words = self.words.saturating_add(1);
        let sure = matches.iter().any(|found| !found.mended);
        let counted = matches.iter().filter(|found| found.mended != sure);
        let count: usize = counted.map(|found| layout.postings(found.word).len()).sum();
        let share = self.tallies.len() / count.max(1);
        let rarity = 8 + 4 * share.max(1).ilog2();
        let mut room = MAX_POSTINGS;
        for found in matches {
            let postings = layout.postings(found.word).take(room);
            room = room.saturating_sub(postings.len());
            for posting in postings {
                self.tally(posting, found.quality * rarity, found.mended);
            }
        }
    }

    fn tally(&mut self, posting: Posting, weight: u32, mended: bool) {
        let Some(tally) = self.tallies.get_mut(posting.portal()) else { return };
        if tally.last == self.words {
            return;
        }
        let share = if posting.is_in(Field::Name) {
            10
        } else if posting.is_in(Field::Alias) {
            9
        } else {
            8
        };
        if tally.is_blank() {
            self.touched.extend(u32::try_from(posting.portal()));
        }
        tally.last = self.words;
        tally.found += 1;
        tally.sure += u8::from(!mended);
        tally.score = tally.score.saturating_add(weight * share / 10);
    }

    /// Says that a portal fits at least like this.
    pub(super) fn raise(&mut self, portal: usize, tier: Tier) {
        if let Some(tally) = self.tallies.get_mut(portal) {
            if tally.is_blank() {
                self.touched.extend(u32::try_from(portal));
            }
            tally.tier = tally.tier.max(tier);
        }
    }

    /// Adds to the score of a portal that fits anyway.
    pub(super) fn favour(&mut self, portal: usize, score: u32) {
        let tally = self.tallies.get_mut(portal).filter(|tally| !tally.is_blank());
        if let Some(tally) = tally {
            tally.score = tally.score.saturating_add(score);
        }
    }

    /// Returns the best portals: by how the whole fits, then by score, then the shorter name, then their own order.
    /// At least half of the question's words must fit.
    pub(super) fn best(&self, words: usize, lengths: &[u8], limit: usize) -> Vec<(usize, Fit)> {
        let mut ranked = Vec::new();
        for at in &self.touched {
            let at = *at as usize;
            let tally = self.tallies.get(at).copied().unwrap_or_default();
            let (found, sure) = (usize::from(tally.found), usize::from(tally.sure));
            let by_words = match () {
                () if found == 0 || found * 2 < words => Tier::None,
                () if sure == words => Tier::Words,
                () if found == words => Tier::Mended,
                () => Tier::Some,
            };
            let tier = tally.tier.max(by_words);
            if tier > Tier::None {
                let length = lengths.get(at).copied().unwrap_or_default();
                ranked.push((std::cmp::Reverse((tier, tally.score)), length, at));
            }
        }
        if ranked.len() > limit {
            ranked.select_nth_unstable(limit);
            ranked.truncate(limit);
        }
        ranked.sort_unstable();
        ranked.into_iter().map(|(key, _, at)| (at, key.0.0.fit())).collect()
    }
}
