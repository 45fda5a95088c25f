//! What a misspelled word is found by: itself without one letter, and its threes of letters.

/// Only words at least this long are looked for with two mistakes.
pub(crate) const MIN_GRAMS: usize = 8;

/// Returns the hashes of a word and of it without each one of its letters: two words at most one mistake apart share
/// one of these.
pub(crate) fn deletes(letters: &[char]) -> Vec<u32> {
    let without = (0..letters.len()).map(|gone| {
        hash(letters.iter().enumerate().filter(|(at, _)| *at != gone).map(|(_, letter)| *letter))
    });
    distinct(std::iter::once(hash(letters.iter().copied())).chain(without).collect())
}

/// Returns the hashes of a word's threes of letters, with one mark at each end; none for a short word.
pub(crate) fn grams(letters: &[char]) -> Vec<u32> {
    if letters.len() < MIN_GRAMS - 2 {
        return Vec::new();
    }
    let framed: Vec<char> = std::iter::once('^').chain(letters.iter().copied()).chain(['$']).collect();
    distinct(framed.windows(3).map(|three| hash(three.iter().copied())).collect())
}

fn distinct(mut hashes: Vec<u32>) -> Vec<u32> {
    hashes.sort_unstable();
    hashes.dedup();
    hashes
}

/// FNV-1a over the letters. Two words that share a hash by chance cost a comparison and nothing else.
fn hash(letters: impl Iterator<Item = char>) -> u32 {
    letters.fold(0x811c_9dc5, |hash, letter| (hash ^ u32::from(letter)).wrapping_mul(0x0100_0193))
}
