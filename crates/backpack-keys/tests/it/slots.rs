//! Any one slot opens; the last one stays.

use std::collections::BTreeMap;

use backpack_core::SecretText;
use backpack_keys::{Argon2Params, Error, KeyFile, MAX_SLOTS, NewSlot, SlotId, SlotKind, Unlock};
use proptest::prelude::*;

use crate::{host_key, host_key_file};

#[derive(Clone, Debug)]
enum Change {
    Add(u8),
    Remove(usize),
}

fn change() -> impl Strategy<Value = Change> {
    prop_oneof![any::<u8>().prop_map(Change::Add), any::<usize>().prop_map(Change::Remove)]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn exactly_the_slots_that_are_there_open(changes in proptest::collection::vec(change(), 1..24)) {
        let (mut file, root) = host_key_file();
        let mut model: BTreeMap<SlotId, u8> = BTreeMap::from([(root.slot(), 1)]);
        for change in changes {
            match change {
                Change::Add(seed) => {
                    let key = host_key(seed);
                    let added = file.add_slot(&root, &NewSlot::host_key(&key));
                    if model.len() == MAX_SLOTS {
                        prop_assert_eq!(added, Err(Error::Full));
                    } else {
                        prop_assert_eq!(model.insert(added.unwrap(), seed), None);
                    }
                }
                Change::Remove(pick) => {
                    let id = *model.keys().nth(pick % model.len()).unwrap();
                    let removed = file.remove_slot(id);
                    if model.len() == 1 {
                        prop_assert_eq!(removed, Err(Error::LastSlot));
                    } else {
                        prop_assert_eq!(removed, Ok(()));
                        model.remove(&id);
                        prop_assert_eq!(file.remove_slot(id), Err(Error::NoSuchSlot));
                    }
                }
            }
        }
        let file = KeyFile::parse(&file.to_bytes()).unwrap();
        let ids: Vec<_> = file.slots().into_iter().map(|slot| slot.id).collect();
        prop_assert_eq!(ids, model.keys().copied().collect::<Vec<_>>());
        for seed in 0..=u8::MAX {
            let opened = file.unlock(&Unlock::HostKey(&host_key(seed)));
            prop_assert_eq!(opened.is_ok(), model.values().any(|held| *held == seed));
        }
    }
}

#[test]
fn slots_of_both_kinds_open_the_same_root_and_are_listed() {
    let (mut file, root) = host_key_file();
    let passphrase = SecretText::from("right");
    let slot = NewSlot::passphrase(&passphrase).with_params(Argon2Params::FLOOR).with_label("Mum's words");
    let id = file.add_slot(&root, &slot).unwrap();
    let listed: Vec<_> = file.slots().into_iter().map(|slot| (slot.id, slot.kind, slot.label)).collect();
    assert_eq!(
        listed,
        [
            (root.slot(), SlotKind::HostKey, String::new()),
            (id, SlotKind::Passphrase(Argon2Params::FLOOR), "Mum's words".to_owned()),
        ]
    );
    let by_passphrase = file.unlock(&Unlock::Passphrase(&passphrase)).unwrap();
    assert_eq!((by_passphrase.slot(), by_passphrase.account()), (id, root.account()));
    let row = |root| file.backpack_keys(root, file.own_space()).unwrap().row_id(1, b"row");
    assert_eq!(row(&by_passphrase), row(&root));
}

#[test]
fn only_the_accounts_own_root_key_changes_its_file() {
    let (mut file, root) = host_key_file();
    let (_, stranger) = host_key_file();
    // The same account id, made anew: its root key is another one all the same.
    let key = host_key(1);
    let (_, twin) = KeyFile::create(file.account(), &NewSlot::host_key(&key)).unwrap();
    let before = file.clone();
    for foreign in [&stranger, &twin] {
        assert_eq!(file.add_slot(foreign, &NewSlot::host_key(&key)), Err(Error::ForeignRootKey));
        assert_eq!(file.backpack_keys(foreign, file.own_space()).unwrap_err(), Error::ForeignRootKey);
    }
    let new = SecretText::from("new");
    let changed = file.change_passphrase(&root, root.slot(), &new, Argon2Params::FLOOR);
    assert_eq!((changed, file), (Err(Error::NoSuchSlot), before));
}

#[test]
fn a_label_has_at_most_64_bytes() {
    let (mut file, root) = host_key_file();
    let key = host_key(2);
    let label = "é".repeat(32);
    file.add_slot(&root, &NewSlot::host_key(&key).with_label(&label)).unwrap();
    assert_eq!(KeyFile::parse(&file.to_bytes()).unwrap(), file);
    let long = format!("{label}x");
    assert_eq!(file.add_slot(&root, &NewSlot::host_key(&key).with_label(&long)), Err(Error::LabelTooLong));
}
