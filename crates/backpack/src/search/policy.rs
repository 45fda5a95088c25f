//! Which pieces of the index become one: few pieces to ask, and each byte written seldom.

/// What a piece of the lowest tier may take in bytes; each tier is four times the one below.
const LOWEST: usize = 16 << 10;
/// How many neighbours of a tier or below become one.
const RUN: usize = 5;

/// Returns from which piece on the pieces of these sizes, oldest first, become one; `None` if they stay.
///
/// A piece is rewritten once a tier at most, and there are at most five pieces a tier.
pub(crate) fn merge_from(sizes: &[usize]) -> Option<usize> {
    let highest = sizes.iter().map(|size| tier(*size)).max()?;
    // The highest tier that is due: what is below it goes along.
    (0..=highest).rev().find_map(|own| {
        let run = sizes.iter().rev().take_while(|size| tier(**size) <= own);
        let is_due = run.clone().filter(|size| tier(**size) == own).count() >= RUN;
        is_due.then(|| sizes.len() - run.count())
    })
}

const fn tier(size: usize) -> u32 {
    match size / LOWEST {
        0 => 0,
        more => more.ilog2() / 2 + 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_stay_few_and_each_byte_is_written_seldom() {
        for size in [100, 5_000, 40_000] {
            let (mut sizes, mut written, mut most) = (Vec::<usize>::new(), 0, 0);
            for _ in 0..2_000 {
                sizes.push(size);
                written += size;
                if let Some(from) = merge_from(&sizes) {
                    let merged = sizes.split_off(from).iter().sum();
                    written += merged;
                    sizes.push(merged);
                }
                most = most.max(sizes.len());
            }
            assert_eq!(sizes.iter().sum::<usize>(), 2_000 * size);
            assert!(most <= 28, "{most} pieces");
            let amplification = written / (2_000 * size);
            assert!(amplification <= if size == 100 { 140 } else { 12 }, "{amplification} times, {size}");
        }
    }

    #[test]
    fn few_or_large_pieces_stay_as_they_are() {
        assert_eq!(merge_from(&[]), None);
        assert_eq!(merge_from(&[1, 1, 1, 1]), None);
        assert_eq!(merge_from(&[1 << 24, 1, 1, 1, 1]), None);
        assert_eq!(merge_from(&[1 << 24, 1, 1, 1, 1, 1]), Some(1));
    }
}
