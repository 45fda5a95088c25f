use crate::output;

#[test]
fn results_of_two_portals_are_told_and_drawn_in_ones_own_language() {
    let folder = tempfile::tempdir().unwrap();
    let said = output("lab_chart", folder.path(), &["de"]);
    for words in [
        "Glukose (mmol/L)",
        "  8. Juni 2021               6,55  3,9–5,5        118 mg/dL              Riverside Clinic (hoch)",
        "  22. April 2024              5,7  3,9–5,5        5,7 mmol/L             Klinikum am See (hoch)",
        "  Juni 2024                  5,99                 108 mg/dl              Selbst eingetragen",
        "HbA1c (%)",
        "  14. September 2022          7,2  4,0–6,0        55 mmol/mol            Klinikum am See (hoch)",
        "Cholesterin gesamt (mmol/L)",
    ] {
        assert!(said.lines().any(|line| line == words), "{words}: {said}");
    }
    for (file, title) in
        [("glucose.svg", "Glukose"), ("hba1c.svg", "HbA1c"), ("cholesterol.svg", "Cholesterin gesamt")]
    {
        let svg = std::fs::read_to_string(folder.path().join(file)).unwrap();
        for words in [
            "<svg ",
            title,
            "Riverside Clinic",
            "Klinikum am See",
            "Referenzbereich",
            "bp-mark bp-s0",
            "bp-mark bp-s1",
        ] {
            assert!(svg.contains(words), "{file}: {words}");
        }
        assert_eq!(svg.contains("Selbst eingetragen"), file == "glucose.svg");
    }
    let said = output("lab_chart", folder.path(), &["fr-CA"]);
    assert!(said.contains("1er février 2022") && said.contains("(élevé)"), "{said}");
}
