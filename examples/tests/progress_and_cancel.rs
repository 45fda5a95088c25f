use crate::output;

#[test]
fn it_is_cancelled_goes_on_and_tells_the_news() {
    let folder = tempfile::tempdir().unwrap();
    let said = output("progress_and_cancel", folder.path(), &[]);
    let number = |before: &str, after: &str| -> u64 {
        let line =
            said.lines().find(|line| line.contains(after)).unwrap_or_else(|| panic!("{after}: {said}"));
        let rest = line.split(after).next().unwrap();
        rest.rsplit(before).next().unwrap().trim().parse().unwrap_or_else(|_| panic!("{line}"))
    };
    let kept = number("  ", " records are kept: ");
    let new = number("  ", " records came now");
    // It is told after a page was kept, so that at least so many are, and not nearly all.
    assert!(kept >= 60 && new > 100, "{said}");
    assert!(
        said.contains(&format!("{kept} + {new} = {}: nothing is lost or doubled.", kept + new)),
        "{said}"
    );
    let lines: Vec<&str> = said.lines().collect();
    let told: Vec<&&str> = lines.iter().filter(|line| line.ends_with(" from Riverside Clinic")).collect();
    let sum: u64 = told
        .iter()
        .filter(|line| line.contains(" new "))
        .map(|line| line.split_whitespace().next().unwrap().parse::<u64>().unwrap())
        .sum();
    assert_eq!(sum, kept + new, "what the cancelled sync brought is told too: {said}");
    assert_eq!(lines[lines.len() - 2], "  1 changed medication from Riverside Clinic", "{said}");
    assert_eq!(lines[lines.len() - 1], format!("  Still {} records.", kept + new), "{said}");
    assert!(std::fs::read_dir(folder.path()).unwrap().next().is_none(), "it leaves nothing behind");
}
