use crate::output;

#[test]
fn a_request_is_sent_answered_late_in_part_and_followed_up() {
    let folder = tempfile::tempdir().unwrap();
    let said = output("request_records", folder.path(), &["--letters", "letters"]);
    for words in [
        "2026-03-02  sent: Request for a copy of health records 2026-03-02",
        "2026-03-26  reminder: Soon, due 2026-04-02",
        "2026-04-02  reminder: Today, due 2026-04-02",
        "2026-04-03  reminder: Overdue, due 2026-04-02",
        "2026-04-08  partially fulfilled",
        "2026-04-09  overdue noticed",
        "now: partially fulfilled, 8 days overdue",
        "still missing: visit notes of 2021 to 2024; imaging reports",
        "a complaint may be filed until 2026-09-30",
        "filed: 2 letters, 3 answers",
    ] {
        assert!(said.lines().any(|line| line == words), "{words}: {said}");
    }
    let letters = backpack_examples::folders::files_below(&folder.path().join("letters")).unwrap();
    let names: Vec<_> = letters.keys().map(String::as_str).collect();
    assert_eq!(
        names,
        [
            "Overdue request for a copy of health records 2026-04-09.pdf",
            "Overdue request for a copy of health records 2026-04-09.txt",
            "Request for a copy of health records 2026-03-02.pdf",
            "Request for a copy of health records 2026-03-02.txt",
        ]
    );
    assert!(letters[names[0]].starts_with(b"%PDF-1.7"));
    assert!(String::from_utf8_lossy(&letters[names[1]]).contains("it is now 7 days overdue"));
}
