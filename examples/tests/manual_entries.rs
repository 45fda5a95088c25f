use crate::output;

#[test]
fn every_kind_is_entered_edited_deleted_undone_and_shown() {
    let folder = tempfile::tempdir().unwrap();
    let said = output("manual_entries", folder.path(), &[]);
    for words in [
        "  asth       Asthma | Unspecified asthma | Other asthma",
        "  metfromin  metformin",
        "  2024                    Injury                   Sprained ankle (active)",
        "  January 2020            Medication               metformin (active)",
        "  December 1, 2025        Lab result               Hemoglobin A1c: 6.30 % (final)",
        "  January 1, 2026         Vital sign               Body weight: 71.50 kg (final)",
        "  March 2026              Appointment              Eye check (booked)",
        "  2023                    Device                   Hearing aid (active)",
        "The form: Asthma, since the age of 9",
        "Edited: -                       Condition                Asthma (resolved)",
        "Undone: -                       Condition                Asthma (active)",
        "Deleted: 0 symptoms",
        "Back: January 3, 2026         Symptom                  Headache (active)",
        "  -                       Alergia                  Cacahuete (activo)",
        "  2 de noviembre de 2019  Vacuna                   Tétanos (completado)",
    ] {
        assert!(said.lines().any(|line| line == words), "{words}: {said}");
    }
    let section = said.split("She sees\n").nth(1).and_then(|rest| rest.split("\n\n").next()).unwrap();
    assert_eq!(section.lines().count(), 23, "{said}");
    assert!(std::fs::read_dir(folder.path()).unwrap().next().is_none(), "something was kept");
}
