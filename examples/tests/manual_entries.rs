use crate::output;

#[test]
fn every_kind_is_entered_edited_deleted_undone_and_shown() {
    let folder = tempfile::tempdir().unwrap();
    let said = output("manual_entries", folder.path(), &[]);
    for words in [
        "  asth       Asthma | Unspecified asthma | Other asthma",
        "  metfromin  metformin",
        "  2024       injury           Sprained ankle (active)",
        "  2020-01    medication       metformin (active)",
        "  2025-12-01 lab-result       Hemoglobin A1c: 6.30 % (final)",
        "  2026-01-01 vital-sign       Body weight: 71.50 kg (final)",
        "  2026-03    appointment      Eye check (booked)",
        "  2023       device           Hearing aid (active)",
        "Edited: -          condition        Asthma (resolved)",
        "Undone: -          condition        Asthma (active)",
        "Deleted: 0 symptoms",
        "Back: 2026-01-03 symptom          Headache (active)",
        "  -          allergy          Cacahuete (active)",
        "  2019-11-02 immunization     Tétanos (completed)",
    ] {
        assert!(said.lines().any(|line| line == words), "{words}: {said}");
    }
    let section = said.split("She sees\n").nth(1).and_then(|rest| rest.split("\n\n").next()).unwrap();
    assert_eq!(section.lines().count(), 23, "{said}");
    assert!(std::fs::read_dir(folder.path()).unwrap().next().is_none(), "something was kept");
}
