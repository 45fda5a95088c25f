//! Recovery codes: written down, typed in again, mistyped, replaced.

use backpack_core::SecretText;
use backpack_keys::{Error, KeyFile, MAX_SLOTS, NewSlot, RecoveryCode, SlotKind, Unlock};
use proptest::prelude::*;

use crate::damage::with_checksum;
use crate::{host_key, host_key_file};

fn made() -> (KeyFile, RecoveryCode) {
    let (mut file, root) = host_key_file();
    let code = file.make_recovery_code(&root).unwrap();
    (file, code)
}

#[test]
fn a_code_that_was_written_down_opens_the_account() {
    let (file, code) = made();
    let file = KeyFile::parse(&file.to_bytes()).unwrap();
    let kinds: Vec<_> = file.slots().into_iter().map(|slot| slot.kind).collect();
    assert_eq!(kinds, [SlotKind::HostKey, SlotKind::RecoveryCode]);
    let typed = RecoveryCode::parse(code.as_text().expose()).unwrap();
    let root = file.unlock(&Unlock::RecoveryCode(&typed)).unwrap();
    let by_key = file.unlock(&Unlock::HostKey(&host_key(1))).unwrap();
    let row = |root| file.backpack_keys(root, file.own_space()).unwrap().row_id(1, b"row");
    assert_eq!(row(&root), row(&by_key));
}

#[test]
fn a_code_is_nine_groups_of_four_and_never_the_same() {
    let (_, code) = made();
    let (_, other) = made();
    let text = code.as_text();
    let lengths: Vec<_> = text.expose().split('-').map(str::len).collect();
    assert_eq!(lengths, [4; RecoveryCode::GROUPS]);
    assert!(text.expose().chars().all(|c| c == '-' || "0123456789ABCDEFGHJKMNPQRSTVWXYZ".contains(c)));
    assert_ne!(text.expose(), other.as_text().expose());
}

#[test]
fn a_code_is_read_however_it_was_typed() {
    let (file, code) = made();
    let text = code.as_text();
    let shown = text.expose();
    for typed in [
        shown.to_lowercase(),
        shown.replace('-', ""),
        shown.replace('-', " \u{2013} "),
        format!("\n {} ", shown.replace('-', "\t")),
        shown.replace('0', "O").replace('1', "l"),
        shown.replace('0', "o").replace('1', "I"),
    ] {
        let code = RecoveryCode::parse(&typed).unwrap();
        file.unlock(&Unlock::RecoveryCode(&code)).unwrap();
    }
}

#[test]
fn a_mistyped_code_is_told_apart_from_another_accounts() {
    let (file, code) = made();
    let (_, strange) = made();
    let refused = file.unlock(&Unlock::RecoveryCode(&strange)).unwrap_err();
    assert_eq!(refused, Error::WrongRecoveryCode);
    let text = code.as_text();
    let shown = text.expose();
    let shorter = shown.get(..shown.len() - 1).unwrap();
    for mistyped in ["", "U", shorter, &format!("{shown}0"), &shown.replacen(['-'], "-!", 1)] {
        assert_eq!(RecoveryCode::parse(mistyped).unwrap_err(), Error::RecoveryCodeMistyped, "{mistyped:?}");
    }
    let without = host_key_file().0;
    assert_eq!(without.unlock(&Unlock::RecoveryCode(&code)).unwrap_err(), Error::NoSuchSlot);
}

#[test]
fn every_single_slip_of_the_finger_is_noticed() {
    // A fixed code, so that this is no matter of luck: of other codes about one slip in a million passes.
    let shown = "0000-0000-0000-0000-0000-0000-0000-0000-";
    let check = (0..1 << 20).find_map(|check: u32| {
        let group: String = (0..4).rev().map(|at| symbol(check >> (5 * at) & 31)).collect();
        let whole = format!("{shown}{group}");
        RecoveryCode::parse(&whole).is_ok().then_some(whole)
    });
    let right = check.unwrap();
    let characters: Vec<char> = right.chars().collect();
    for at in (0..characters.len()).filter(|at| characters[*at] != '-') {
        for wrong in (0..32).map(symbol).filter(|wrong| *wrong != characters[at]) {
            let mut typed = characters.clone();
            typed[at] = wrong;
            let typed: String = typed.into_iter().collect();
            assert_eq!(RecoveryCode::parse(&typed).unwrap_err(), Error::RecoveryCodeMistyped, "{typed}");
        }
    }
}

fn symbol(value: u32) -> char {
    char::from(b"0123456789ABCDEFGHJKMNPQRSTVWXYZ"[value as usize])
}

#[test]
fn a_new_code_takes_the_place_of_the_old_one() {
    let (mut file, root) = host_key_file();
    let old = file.make_recovery_code(&root).unwrap();
    let new = file.make_recovery_code(&root).unwrap();
    assert_eq!(file.slots().len(), 2);
    assert_eq!(file.unlock(&Unlock::RecoveryCode(&old)).unwrap_err(), Error::WrongRecoveryCode);
    file.unlock(&Unlock::RecoveryCode(&new)).unwrap();
}

#[test]
fn a_full_file_takes_no_code_unless_it_has_one() {
    let (mut file, root) = host_key_file();
    let key = host_key(2);
    while file.slots().len() < MAX_SLOTS {
        file.add_slot(&root, &NewSlot::host_key(&key)).unwrap();
    }
    let before = file.clone();
    assert_eq!(file.make_recovery_code(&root).unwrap_err(), Error::Full);
    assert_eq!(file, before);
    file.remove_slot(file.slots()[0].id).unwrap();
    file.make_recovery_code(&root).unwrap();
    file.make_recovery_code(&root).unwrap();
    assert_eq!(file.slots().len(), MAX_SLOTS);
}

#[test]
fn a_code_may_be_the_only_way_in_and_then_stays() {
    let (mut file, code) = made();
    let [key, recovery] = [file.slots()[0].id, file.slots()[1].id];
    file.remove_slot(key).unwrap();
    assert_eq!(file.remove_slot(recovery), Err(Error::LastSlot));
    file.unlock(&Unlock::RecoveryCode(&code)).unwrap();
}

#[test]
fn groups_that_were_written_down_are_told_from_others() {
    let (_, code) = made();
    let text = code.as_text();
    let groups: Vec<&str> = text.expose().split('-').collect();
    assert!(code.matches_groups(&[(3, groups[2]), (9, &format!(" {} ", groups[8].to_lowercase()))]));
    assert!((1..=9).all(|number| code.matches_groups(&[(number, groups[number - 1])])));
    let wrong = if groups[0] == "0000" { "0001" } else { "0000" };
    assert!(!code.matches_groups(&[(2, groups[1]), (1, wrong)]));
    assert!(!code.matches_groups(&[(1, &groups[0][..3])]));
    assert!(!code.matches_groups(&[(0, groups[0])]));
    assert!(!code.matches_groups(&[(10, groups[8])]));
    assert!(!code.matches_groups(&[]));
}

#[test]
fn format_1_knows_no_recovery_code_and_format_2_only_one() {
    let (file, _) = made();
    let bytes = file.to_bytes();
    assert_eq!(bytes[4..8], 2_u32.to_be_bytes());
    let mut older = bytes.clone();
    older[4..8].copy_from_slice(&1_u32.to_be_bytes());
    assert_eq!(KeyFile::parse(&with_checksum(older)), Err(Error::KeyFileDamaged));
    // The slot again, under the next id: 4 for the id, 1 each for kind and label, 16 + 32 + 72 for the rest.
    let (start, length) = (45 + 126, 126);
    let mut doubled = bytes[..start + length].to_vec();
    doubled.extend_from_slice(&bytes[start..]);
    doubled[start + length + 3] += 1;
    doubled[43] += 1;
    doubled[44] += 1;
    assert_eq!(KeyFile::parse(&with_checksum(doubled)), Err(Error::KeyFileDamaged));
}

#[test]
fn without_a_code_a_file_stays_in_the_first_format() {
    let (mut file, code) = made();
    let recovery = file.unlock(&Unlock::RecoveryCode(&code)).unwrap().slot();
    file.remove_slot(recovery).unwrap();
    let bytes = file.to_bytes();
    assert_eq!(bytes[4..8], 1_u32.to_be_bytes());
    // Whoever writes such a file as format 2 is read too.
    let mut newer = bytes;
    newer[4..8].copy_from_slice(&2_u32.to_be_bytes());
    assert_eq!(KeyFile::parse(&with_checksum(newer)), Ok(file));
}

proptest! {
    #[test]
    fn whatever_is_typed_is_read_or_refused(text in "\\PC{0,80}") {
        if let Ok(code) = RecoveryCode::parse(&text) {
            let shown = code.as_text();
            let again = RecoveryCode::parse(shown.expose()).unwrap().as_text();
            prop_assert_eq!(again.expose(), shown.expose());
        }
    }
}

#[test]
fn a_code_is_no_passphrase() {
    let (file, code) = made();
    let refused = file.unlock(&Unlock::Passphrase(&SecretText::from(code.as_text().expose())));
    assert_eq!(refused.unwrap_err(), Error::NoSuchSlot);
}
