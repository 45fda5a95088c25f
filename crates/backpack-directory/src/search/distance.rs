//! How many mistakes lie between two words.

/// Compares words letter by letter, in rows that are used again.
#[derive(Debug, Default)]
pub(super) struct Distance {
    before: Vec<usize>,
    above: Vec<usize>,
    this: Vec<usize>,
}

impl Distance {
    /// Returns how many letters must be put in, left out, changed or swapped with their neighbour to make one word of
    /// the other, or nothing if there are more than `limit`.
    pub(super) fn between(&mut self, one: &[char], other: &[char], limit: usize) -> Option<usize> {
        if one.len().abs_diff(other.len()) > limit {
            return None;
        }
        self.above.clear();
        self.above.extend(0..=other.len());
        let mut last = None;
        for (row, letter) in one.iter().enumerate() {
            let least = self.row(row + 1, *letter, last, other);
            if least > limit {
                return None;
            }
            last = Some(*letter);
            std::mem::swap(&mut self.before, &mut self.above);
            std::mem::swap(&mut self.above, &mut self.this);
        }
        self.above.last().copied().filter(|cost| *cost <= limit)
    }

    /// Fills one row, and returns the least cost in it.
    fn row(&mut self, number: usize, letter: char, last: Option<char>, other: &[char]) -> usize {
        let at = |line: &[usize], column: usize| line.get(column).copied().unwrap_or(usize::MAX / 2);
        let (mut left, mut least, mut beside) = (number, number, None);
        self.this.clear();
        self.this.push(left);
        for (column, against) in other.iter().copied().enumerate() {
            let changed = at(&self.above, column) + usize::from(letter != against);
            let mut cost = changed.min(left + 1).min(at(&self.above, column + 1) + 1);
            if last == Some(against) && beside == Some(letter) && column > 0 {
                cost = cost.min(at(&self.before, column - 1) + 1);
            }
            self.this.push(cost);
            least = least.min(cost);
            left = cost;
            beside = Some(against);
        }
        least
    }
}

#[cfg(test)]
mod tests {
    use super::Distance;

    #[test]
    fn mistakes_are_counted_up_to_the_limit() {
        // The same rows are used for every pair.
        let mut distance = Distance::default();
        let cases = [
            ("clinic", "clinic", Some(0)),
            ("clinic", "clinc", Some(1)),
            ("clinic", "cliniic", Some(1)),
            ("clinic", "klinic", Some(1)),
            ("clinic", "lcinic", Some(1)),
            ("clinic", "klinik", Some(2)),
            ("massachussets", "massachusetts", Some(2)),
            ("clinic", "klinyk", None),
            ("", "ab", Some(2)),
            ("", "abc", None),
        ];
        for (one, other, expected) in cases {
            let [one, other] = [one, other].map(|word| word.chars().collect::<Vec<char>>());
            let both = [distance.between(&one, &other, 2), distance.between(&other, &one, 2)];
            assert_eq!(both, [expected; 2]);
        }
    }
}
