use crate::output;

#[test]
fn a_backpack_comes_back_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let said = output("backup", folder.path(), &[]);
    let lines: Vec<&str> = said.lines().collect();
    assert!(lines[0].starts_with("Backed up. ") && !lines[0].contains("Records: 0"), "{said}");
    assert!(lines[1].starts_with("Backed up what came since. Records: 1, versions: 1, files: 1"), "{said}");
    assert!(lines[2].ends_with("parts of the export are the same, byte for byte"), "{said}");
    assert!(lines[4].ends_with("is to sign in again. Portals: 1"), "{said}");
    // Nothing half written lies about.
    let left = std::fs::read_dir(folder.path().join("backpack-backup/backups")).unwrap();
    let names: Vec<String> = left.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    assert!(names.len() == 2 && names.iter().all(|name| name.ends_with(".age")), "{names:?}");
}
