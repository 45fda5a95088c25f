use crate::output;

#[test]
fn the_next_visit_is_prepared_on_a_sheet_and_as_pdf() {
    let folder = tempfile::tempdir().unwrap();
    let said = output("next_visit", folder.path(), &["de"]);
    for words in [
        "Vorbereitung auf den nächsten Arztbesuch",
        "Nächster Arztbesuch: Follow-up, 20. Januar 2026",
        "Letzter Arztbesuch: Check-up, 10. März 2024",
        "- Do I still need ibuprofen before I run? (Follow-up)",
        "Neu begonnene Medikamente",
        "Beendete Medikamente",
        "0 open questions",
    ] {
        assert!(said.lines().any(|line| line == words), "{words}: {said}");
    }
    let pdf = std::fs::read(folder.path().join("next_visit.pdf")).unwrap();
    assert!(pdf.starts_with(b"%PDF-"));
}
