//! What a document is worth, in the manner of BM25.

use crate::field::weight_of;

/// How soon more of the same word counts for little.
const SATURATION: f32 = 0.4;
/// How much a long text counts for less than a short one.
const LENGTH: f32 = 0.3;
/// How many classes of length there are: a text of class 2 is as long as the average.
const CLASSES: usize = 8;
const AVERAGE: f32 = 2.0;

/// What is known of a whole index, ready to be looked up.
#[derive(Clone, Debug)]
pub(crate) struct Scale {
    documents: f32,
    average: f32,
    /// What a posting is worth before its rarity: by its fields and times, and by the class of its document's length.
    worth: Vec<[f32; CLASSES]>,
}

impl Default for Scale {
    fn default() -> Self {
        Self::new(0, 0)
    }
}

impl Scale {
    #[expect(clippy::cast_precision_loss, reason = "a score need not be exact")]
    pub(crate) fn new(documents: usize, words: u64) -> Self {
        let documents = documents.max(1) as f32;
        let worth = (0..=u8::MAX).map(worth_of).collect();
        Self { documents, average: (words as f32 / documents).max(1.0), worth }
    }

    /// Returns what a word is worth that so many documents have.
    #[expect(clippy::cast_precision_loss, reason = "a score need not be exact")]
    pub(crate) fn rarity(&self, documents: usize) -> f32 {
        let documents = documents as f32;
        (1.0 + (self.documents - documents).max(0.0) / (documents + 0.5)).ln() + 0.1
    }

    /// Returns the class of a text's length beside the others'.
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a class is a small number"
    )]
    pub(crate) fn class(&self, words: u32) -> u8 {
        (words as f32 / self.average * AVERAGE).min(CLASSES as f32 - 1.0) as u8
    }

    /// Returns what a posting is worth in a text of a class of length.
    #[inline]
    pub(crate) fn worth(&self, posting: u8, class: u8) -> f32 {
        self.worth
            .get(usize::from(posting))
            .and_then(|of| of.get(usize::from(class)))
            .copied()
            .unwrap_or_default()
    }
}

#[expect(clippy::cast_precision_loss, reason = "a class is a small number")]
fn worth_of(posting: u8) -> [f32; CLASSES] {
    let (weight, times) = (weight_of(posting >> 3), f32::from(posting & 7) + 1.0);
    let mut worth = [0.0; CLASSES];
    for (class, slot) in worth.iter_mut().enumerate() {
        let length = SATURATION * (1.0 - LENGTH + LENGTH * class as f32 / AVERAGE);
        *slot = weight * times * (1.0 + SATURATION) / (times + length);
    }
    worth
}
