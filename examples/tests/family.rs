use crate::output;

#[test]
fn a_family_shares_removes_and_hands_over() {
    let folder = tempfile::tempdir().unwrap();
    let said = output("family", folder.path(), &[]);
    for words in [
        "  accepted; Ben added an allergy, and Ana sees it: peanut, penicillin",
        "  Rosa reads peanut, penicillin",
        "  read                  yes          yes          yes          yes",
        "  contribute            yes          yes          yes          -",
        "  invite                yes          yes          -            -",
        "  Rosa tries to add: the role does not allow to contribute",
        "  Rosa tries to invite: the role does not allow to invite",
        "  Ana tries to remove Ben: the role does not allow to invite",
        "  Ana tries to delete it: the role does not allow to delete",
        "  key 2 seals everything now",
        "  Rosa tries to read on: no such backpack",
        "  on her 16th birthday: the role does not allow to hand over",
        "  on her 18th birthday: done",
        "  Mia   owner, whom it is about",
        "  deleted 1, left 1",
        "  Mia reads peanut, penicillin",
    ] {
        assert!(said.lines().any(|line| line == words), "{words}: {said}");
    }
    assert!(std::fs::read_dir(folder.path()).unwrap().next().is_none(), "something was kept");
}
