//! Any one slot opens; the last one stays.

use std::collections::BTreeMap;

use backpack_core::SecretText;
use backpack_keys::{
    Argon2Params, Error, KeyFile, MAX_SLOTS, NewSlot, RecoveryCode, RootKey, SlotId, SlotKind, Unlock,
};
use proptest::prelude::*;

use crate::{host_key, host_key_file};

/// What a person may do to the ways in; the numbers say with which key, or which of the slots.
#[derive(Clone, Debug)]
enum Change {
    AddKey(u8),
    /// Adds a key service, whose key is made of the number.
    AddService(u8),
    /// Wraps the key of one of the services' slots anew: which of them, and the new key.
    Rewrap(usize, u8),
    /// Changes the passphrase, or adds one if there is none.
    Passphrase(u8),
    RecoveryCode,
    Remove(usize),
    /// Makes a new root key, giving some of the keys again.
    Rotate(u8),
}

fn change() -> impl Strategy<Value = Change> {
    prop_oneof![
        8 => (0_u8..8).prop_map(Change::AddKey),
        4 => (0_u8..8).prop_map(Change::AddService),
        3 => (any::<usize>(), 0_u8..8).prop_map(|(pick, seed)| Change::Rewrap(pick, seed)),
        1 => any::<u8>().prop_map(Change::Passphrase),
        3 => Just(Change::RecoveryCode),
        6 => any::<usize>().prop_map(Change::Remove),
        3 => any::<u8>().prop_map(Change::Rotate),
    ]
}

/// What opens a slot. Codes are named by when they were made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    Key(u8),
    Passphrase(u8),
    Code(usize),
    Service(u8),
}

/// A key file, and what should open it.
struct Model {
    file: KeyFile,
    root: RootKey,
    ways: BTreeMap<SlotId, Way>,
    codes: Vec<RecoveryCode>,
}

impl Model {
    fn new() -> Self {
        let (file, root) = host_key_file();
        let ways = BTreeMap::from([(root.slot(), Way::Key(1))]);
        Self { file, root, ways, codes: Vec::new() }
    }

    fn find(&self, is: impl Fn(&Way) -> bool) -> Option<SlotId> {
        self.ways.iter().find(|(_, way)| is(way)).map(|(id, _)| *id)
    }

    fn make(&mut self, change: &Change) {
        match *change {
            Change::AddKey(seed) => {
                let added = self.file.add_slot(&self.root, &NewSlot::host_key(&host_key(seed)));
                self.added(added, Way::Key(seed));
            }
            Change::AddService(seed) => {
                let (key, wrapped) = (host_key(seed), [seed]);
                let slot = NewSlot::key_service("vault", &key, &wrapped);
                let added = self.file.add_slot(&self.root, &slot);
                self.added(added, Way::Service(seed));
            }
            Change::Rewrap(pick, seed) => self.rewrap(pick, seed),
            Change::Passphrase(seed) => self.change_passphrase(seed),
            Change::RecoveryCode => self.make_code(),
            Change::Remove(pick) => self.remove(pick),
            Change::Rotate(keys) => self.rotate(keys),
        }
    }

    fn added(&mut self, added: Result<SlotId, Error>, way: Way) {
        if self.ways.len() == MAX_SLOTS {
            assert_eq!(added, Err(Error::Full));
        } else {
            assert_eq!(self.ways.insert(added.unwrap(), way), None, "an id was used twice");
        }
    }

    fn rewrap(&mut self, pick: usize, seed: u8) {
        let wrapped: Vec<_> = self.file.wrapped_keys().iter().map(|one| one.slot).collect();
        if let Some(id) = wrapped.get(pick % wrapped.len().max(1)) {
            self.file.rewrap_slot(&self.root, *id, &host_key(seed), &[seed]).unwrap();
            self.ways.insert(*id, Way::Service(seed));
        }
    }

    fn change_passphrase(&mut self, seed: u8) {
        let text = passphrase(seed);
        match self.find(|way| matches!(way, Way::Passphrase(_))) {
            Some(id) => {
                self.file.change_passphrase(&self.root, id, &text, Argon2Params::FLOOR).unwrap();
                self.ways.insert(id, Way::Passphrase(seed));
            }
            None => {
                let slot = NewSlot::passphrase(&text).with_params(Argon2Params::FLOOR);
                let added = self.file.add_slot(&self.root, &slot);
                self.added(added, Way::Passphrase(seed));
            }
        }
    }

    fn make_code(&mut self) {
        let old = self.find(|way| matches!(way, Way::Code(_)));
        match self.file.make_recovery_code(&self.root) {
            Ok(code) => {
                old.map(|id| self.ways.remove(&id));
                self.codes.push(code);
                let id = self.file.slots().last().unwrap().id;
                self.ways.insert(id, Way::Code(self.codes.len() - 1));
            }
            Err(refused) => assert_eq!((refused, self.ways.len(), old), (Error::Full, MAX_SLOTS, None)),
        }
    }

    fn remove(&mut self, pick: usize) {
        let id = *self.ways.keys().nth(pick % self.ways.len()).unwrap();
        let removed = self.file.remove_slot(id);
        if self.ways.len() == 1 {
            assert_eq!(removed, Err(Error::LastSlot));
        } else {
            assert_eq!(removed, Ok(()));
            self.ways.remove(&id);
            assert_eq!(self.file.remove_slot(id), Err(Error::NoSuchSlot));
        }
    }

    fn rotate(&mut self, keys: u8) {
        let is_given =
            |seed: &u8| keys >> seed & 1 == 1 && self.find(|way| *way == Way::Key(*seed)).is_some();
        let given: Vec<_> = (0..8).filter(is_given).map(host_key).collect();
        // Of the services every second is given again, with all its slots.
        let is_kept = |way: &Way| matches!(way, Way::Service(seed) if seed % 2 == u8::from(keys > 127));
        let services: Vec<_> = (0..8)
            .filter(|seed| {
                is_kept(&Way::Service(*seed)) && self.find(|way| *way == Way::Service(*seed)).is_some()
            })
            .map(host_key)
            .collect();
        let given: Vec<_> =
            given.iter().map(Unlock::HostKey).chain(services.iter().map(Unlock::Unwrapped)).collect();
        let rotated = self.file.rotate_root(&self.root, &given);
        let Ok(rotation) = rotated else {
            assert_eq!((rotated.unwrap_err(), given.len()), (Error::NothingKept, 0));
            return;
        };
        self.ways.retain(|_, way| is_kept(way) || matches!(way, Way::Key(seed) if keys >> *seed & 1 == 1));
        (self.file, self.root) = (rotation.file, rotation.root);
        if let Some(code) = rotation.recovery_code {
            self.codes.push(code);
            let id = self.file.slots().last().unwrap().id;
            self.ways.insert(id, Way::Code(self.codes.len() - 1));
        }
    }

    /// Exactly the slots that are there open, as it is read back from its bytes.
    fn check(&self) {
        let file = KeyFile::parse(&self.file.to_bytes()).unwrap();
        let ids: Vec<_> = file.slots().into_iter().map(|slot| slot.id).collect();
        assert_eq!(ids, self.ways.keys().copied().collect::<Vec<_>>());
        let check = |unlock: Unlock<'_>, way: Way| {
            let opened = file.unlock(&unlock).and_then(|root| file.backpack_keys(&root, file.own_space()));
            assert_eq!(opened.is_ok(), self.ways.values().any(|held| *held == way), "{way:?}");
        };
        (0..8).for_each(|seed| check(Unlock::HostKey(&host_key(seed)), Way::Key(seed)));
        (0..8).for_each(|seed| check(Unlock::Unwrapped(&host_key(seed)), Way::Service(seed)));
        for (number, code) in self.codes.iter().enumerate() {
            check(Unlock::RecoveryCode(code), Way::Code(number));
        }
        if let Some(Way::Passphrase(seed)) = self.ways.values().find(|way| matches!(way, Way::Passphrase(_)))
        {
            check(Unlock::Passphrase(&passphrase(*seed)), Way::Passphrase(*seed));
            let other = seed.wrapping_add(1);
            check(Unlock::Passphrase(&passphrase(other)), Way::Passphrase(other));
        }
    }
}

fn passphrase(seed: u8) -> SecretText {
    SecretText::new(format!("passphrase {seed}"))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn exactly_the_slots_that_are_there_open(changes in proptest::collection::vec(change(), 1..24)) {
        let mut model = Model::new();
        for change in &changes {
            model.make(change);
        }
        model.check();
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
