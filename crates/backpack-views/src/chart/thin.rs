//! Of thousands of points, those that can be told apart.

/// Returns the places of those points that are drawn: in each column of pixels the first, the last, the highest and the
/// lowest, in order. Up to `enough` points all are drawn.
pub(super) fn thinned(points: &[(f64, f64)], enough: usize) -> Vec<usize> {
    if points.len() <= enough {
        return (0..points.len()).collect();
    }
    let mut kept = Vec::new();
    let mut column: Vec<usize> = Vec::new();
    for (at, (x, _)) in points.iter().enumerate() {
        let begins = column
            .first()
            .and_then(|first| points.get(*first))
            .is_some_and(|(first, _)| x.floor() > first.floor());
        if begins {
            kept.extend(of_column(points, &column));
            column.clear();
        }
        column.push(at);
    }
    kept.extend(of_column(points, &column));
    kept
}

fn of_column(points: &[(f64, f64)], column: &[usize]) -> Vec<usize> {
    let height = |at: &usize| points.get(*at).map_or(0.0, |(_, y)| *y);
    let highest = column.iter().min_by(|one, other| height(one).total_cmp(&height(other)));
    let lowest = column.iter().max_by(|one, other| height(one).total_cmp(&height(other)));
    let mut kept: Vec<usize> =
        [column.first(), column.last(), highest, lowest].into_iter().flatten().copied().collect();
    kept.sort_unstable();
    kept.dedup();
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn extremes_are_always_kept() {
        let mut points: Vec<(f64, f64)> = (0..10_000).map(|at| (f64::from(at) / 16.0, 100.0)).collect();
        points[5_003].1 = 1.0;
        points[5_006].1 = 900.0;
        let kept = thinned(&points, 400);
        assert!(kept.len() < 2_600 && kept.is_sorted());
        for at in [0, 5_003, 5_006, 9_999] {
            assert!(kept.contains(&at), "{at}");
        }
        assert_eq!(thinned(&points[..400], 400).len(), 400);
    }
}
