//! How many mistakes lie between two words.

/// Returns how many letters must be put in, left out, changed or swapped with their neighbour to make one word of the
/// other, or nothing if there are more than `limit`.
pub(super) fn distance(one: &[char], other: &[char], limit: usize) -> Option<usize> {
    if one.len().abs_diff(other.len()) > limit {
        return None;
    }
    let mut before: Vec<usize> = Vec::new();
    let mut above: Vec<usize> = (0..=other.len()).collect();
    let mut last = None;
    for (row, letter) in one.iter().enumerate() {
        let mut this = Vec::with_capacity(other.len() + 1);
        let mut left = row + 1;
        let mut least = left;
        this.push(left);
        let mut beside = None;
        for (column, against) in other.iter().enumerate() {
            let at = |line: &[usize], column: usize| line.get(column).copied().unwrap_or(usize::MAX / 2);
            let changed = at(&above, column) + usize::from(letter != against);
            let mut cost = changed.min(left + 1).min(at(&above, column + 1) + 1);
            if last == Some(against) && beside == Some(letter) && column > 0 {
                cost = cost.min(at(&before, column - 1) + 1);
            }
            this.push(cost);
            least = least.min(cost);
            left = cost;
            beside = Some(against);
        }
        if least > limit {
            return None;
        }
        last = Some(letter);
        before = std::mem::replace(&mut above, this);
    }
    above.last().copied().filter(|cost| *cost <= limit)
}

#[cfg(test)]
mod tests {
    use super::distance;

    #[test]
    fn mistakes_are_counted_up_to_the_limit() {
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
            assert_eq!((distance(&one, &other, 2), distance(&other, &one, 2)), (expected, expected));
        }
    }
}
