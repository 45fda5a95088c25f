//! Whether somebody may have meant a word: a letter wrong, missing, too many, or swapped with the next.

/// A typed word, ready to be compared with many.
pub(crate) struct Typed {
    letters: Vec<char>,
    mask: u64,
    allowed: usize,
    rows: [Vec<usize>; 3],
}

impl Typed {
    /// Returns a word of at least four letters; shorter ones are taken as they are.
    ///
    /// One slip is allowed, two from eight letters on.
    pub(crate) fn new(word: &str) -> Option<Self> {
        let letters: Vec<char> = word.chars().collect();
        let allowed = match letters.len() {
            ..4 => return None,
            4..8 => 1,
            _ => 2,
        };
        let room = vec![0; letters.len() + 1];
        Some(Self { mask: mask(word), letters, allowed, rows: [room.clone(), room.clone(), room] })
    }

    /// Returns how many slips there are between the typed letters and the beginning of a word, if few enough.
    pub(crate) fn slips(&mut self, word: &str) -> Option<usize> {
        // Each slip explains at most one letter that the word does not have.
        let missing = (self.mask & !mask(word)).count_ones() as usize;
        if missing > self.allowed {
            return None;
        }
        let length = self.letters.len();
        let [before, last, row] = &mut self.rows;
        for (at, cell) in last.iter_mut().enumerate() {
            *cell = at;
        }
        let mut best = length;
        let mut previous = None;
        for (index, letter) in word.chars().take(length + self.allowed).enumerate() {
            let mut least = index + 1;
            set(row, 0, index + 1);
            for (at, typed) in self.letters.iter().enumerate() {
                let substituted = cell(last, at) + usize::from(*typed != letter);
                let mut cost = substituted.min(cell(last, at + 1) + 1).min(cell(row, at) + 1);
                let is_swapped =
                    at > 0 && Some(*typed) == previous && self.letters.get(at - 1) == Some(&letter);
                if is_swapped {
                    cost = cost.min(cell(before, at - 1) + 1);
                }
                set(row, at + 1, cost);
                least = least.min(cost);
            }
            best = best.min(cell(row, length));
            if least > self.allowed {
                break;
            }
            previous = Some(letter);
            std::mem::swap(before, last);
            std::mem::swap(last, row);
        }
        (best <= self.allowed).then_some(best)
    }
}

fn cell(row: &[usize], at: usize) -> usize {
    row.get(at).copied().unwrap_or(usize::MAX / 2)
}

fn set(row: &mut [usize], at: usize, cost: usize) {
    if let Some(cell) = row.get_mut(at) {
        *cell = cost;
    }
}

/// Returns which letters a word has: one bit each for a to z and the digits, the rest share one.
fn mask(word: &str) -> u64 {
    word.chars().fold(0, |mask, letter| {
        let bit = match letter {
            'a'..='z' => u32::from(letter) - u32::from('a'),
            '0'..='9' => u32::from(letter) - u32::from('0') + 26,
            _ => 36,
        };
        mask | 1 << bit
    })
}

#[cfg(test)]
mod tests {
    use super::Typed;

    #[test]
    fn slips_are_counted_against_the_beginning() {
        let slips = |typed: &str, word: &str| Typed::new(typed).and_then(|mut typed| typed.slips(word));
        assert_eq!(slips("astma", "asthma"), Some(1));
        assert_eq!(slips("asthma", "asthmatic"), Some(0));
        assert_eq!(slips("ashtma", "asthma"), Some(1));
        assert_eq!(slips("xsthma", "asthma"), Some(1));
        assert_eq!(slips("hypretensoin", "hypertension"), Some(2));
        assert_eq!(slips("gout", "diabetes"), None);
        assert_eq!(slips("cat", "cat"), None);
    }
}
