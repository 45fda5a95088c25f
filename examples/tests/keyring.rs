use crate::{output, run};

#[test]
fn a_key_in_the_keyring_opens_and_a_recovery_code_replaces_a_lost_one() {
    let folder = tempfile::tempdir().unwrap();
    let said = output("keyring", folder.path(), &["--rehearse"]);
    let codes: Vec<_> = said.lines().map(str::trim).filter(|line| line.split('-').count() == 9).collect();
    assert!(codes.len() == 2 && codes[0] != codes[1], "{said}");
    let said = said.replace(codes[0], "CODE").replace(codes[1], "CODE");
    let expected = "\
Made an account in ./backpack-keyring. Its key is in the keyring; no passphrase is needed.
Write this down, and keep the paper safe. It is shown once:

    CODE


The next day:
Opened ./backpack-keyring with the key from the keyring.
Records in the Backpack of Ana Ruiz: 1.

On a new machine, with a copy of the folder and the paper:
Opened ./backpack-keyring with the recovery code.
The keyring has a new key. Old keys that open no more: 1.
Write this down, and keep the paper safe. It is shown once:

    CODE

Records in the Backpack of Ana Ruiz: 1.

The day after:
Opened ./backpack-keyring with the key from the keyring.
Records in the Backpack of Ana Ruiz: 1.
";
    assert_eq!(said, expected);
}

#[test]
fn without_a_keyring_it_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let ended = run("keyring", folder.path(), &[]);
    let said = String::from_utf8_lossy(&ended.stderr).into_owned();
    // Whether it was built with the system's keyring or not, on a machine without one.
    assert!(ended.status.success() || said.contains("--rehearse"), "{said}");
}
