//! Keeping the best of many without keeping all.

use std::cmp::Reverse;

/// Scores that differ by less than this are the same, so that what is newer can come first.
const STEP: f32 = 32.0;

/// The best so far, and how many there are.
pub(crate) struct Best {
    most: usize,
    pub(crate) total: usize,
    /// The last of the best so far, once there are as many as are asked for.
    least: Option<Candidate>,
    candidates: Vec<Candidate>,
}

impl Best {
    pub(crate) const fn new(most: usize) -> Self {
        Self { most, total: 0, least: None, candidates: Vec::new() }
    }

    pub(crate) fn push(&mut self, candidate: Candidate) {
        self.total += 1;
        if self.most == 0 || self.least.is_some_and(|least| candidate > least) {
            return;
        }
        self.candidates.push(candidate);
        if self.candidates.len() >= self.most.saturating_mul(4).max(256) {
            self.narrow();
        }
    }

    fn narrow(&mut self) {
        if self.most > 0 && self.candidates.len() > self.most {
            let (_, least, _) = self.candidates.select_nth_unstable(self.most - 1);
            self.least = Some(*least);
            self.candidates.truncate(self.most);
        }
    }

    pub(crate) fn finish(mut self) -> Vec<Candidate> {
        self.narrow();
        self.candidates.sort_unstable();
        self.candidates
    }
}

/// Which wanted things each document has, and what they come to.
pub(crate) struct Tally {
    pub(crate) found: Vec<u32>,
    pub(crate) score: Vec<f32>,
}

impl Tally {
    /// Takes what one wanted thing is worth in every document. Without a branch, so that several are taken at a time.
    pub(crate) fn add(&mut self, bit: usize, worth: &[f32]) {
        let slots = self.found.iter_mut().zip(&mut self.score);
        for ((found, score), worth) in slots.zip(worth) {
            *found |= u32::from(*worth > 0.0) << bit;
            *score += worth;
        }
    }
}

/// What may be a hit. The best is the least.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Candidate {
    missing: u32,
    /// More is better, so it is turned round.
    pub(crate) score: Reverse<u32>,
    when: Reverse<i64>,
    pub(crate) document: u32,
}

impl Candidate {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "scores are small and positive"
    )]
    pub(crate) fn new(missing: usize, score: f32, when: i64, document: usize) -> Self {
        let score = Reverse((score * STEP) as u32);
        let small = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        Self { missing: small(missing), score, when: Reverse(when), document: small(document) }
    }
}
