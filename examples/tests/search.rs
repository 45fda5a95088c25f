use crate::output;

#[test]
fn words_are_found_with_accents_misspelt_begun_and_as_a_phrase() {
    let folder = tempfile::tempdir().unwrap();
    let said = output("search", folder.path(), &[]);
    for words in [
        "      [Röntgen] des [Fußes]",
        "      [Peñicilina]: hives, after two hours",
        "      [Penicillin]",
        "      Peñicilina: hives, [after two hours]",
        "  Discharge letter.txt (file of 1 record)",
        "      [Discharge letter].txt",
        "  nothing with all of these words",
    ] {
        let is_there = said.lines().any(|line| line.starts_with(words) || line.replace("] [", " ") == words);
        assert!(is_there, "{words}: {said}");
    }
    let own = output("search", folder.path(), &["osteoartrhosis", "rontgen"]);
    assert!(own.contains("nothing with all of these words"), "{own}");
    assert!(std::fs::read_dir(folder.path()).unwrap().next().is_none(), "something was kept");
}
