//! Keys sealed from one account to another.

use backpack_core::{AccountId, InvitationId, SecretBytes, SpaceId};
use backpack_keys::{
    Aad, Error, Identity, KeyFile, NewSlot, Purpose, RootKey, SharedKeys, SharedWith, Unlock,
};
use proptest::prelude::*;

struct Side {
    file: KeyFile,
    root: RootKey,
    identity: Identity,
}

fn side(number: u8) -> Side {
    let key = host_key();
    let (file, root) =
        KeyFile::create(AccountId::from_bytes([number; 16]), &NewSlot::host_key(&key)).unwrap();
    let identity = file.identity(&root).unwrap();
    Side { file, root, identity }
}

fn host_key() -> SecretBytes {
    SecretBytes::new(vec![7; 32])
}

const SPACE: SpaceId = SpaceId::from_bytes([9; 16]);
const INVITATION: InvitationId = InvitationId::from_bytes([8; 16]);

fn secret(byte: u8) -> SecretBytes {
    SecretBytes::new(vec![byte; 32])
}

fn invited(role: u8, secret: &SecretBytes) -> SharedWith<'_> {
    SharedWith::Invited { invitation: INVITATION, role, secret }
}

#[test]
fn keys_that_were_sealed_to_an_account_open_there_and_do_the_same() {
    let (mut here, mut there) = (side(1), side(2));
    here.file.add_backpack(&here.root, SPACE).unwrap();
    let secret = secret(3);
    let shared = here.file.shared_keys(&here.root, SPACE).unwrap();
    let sealed = shared
        .seal(&here.identity, there.identity.account(), there.identity.public(), invited(1, &secret))
        .unwrap();
    let (opened, sender) = SharedKeys::open(&sealed, SPACE, &there.identity, invited(1, &secret)).unwrap();
    assert_eq!((sender.account, sender.key), (here.identity.account(), here.identity.public()));
    assert!(there.file.adopt_shared(&there.root, &opened).unwrap());
    assert!(!there.file.adopt_shared(&there.root, &opened).unwrap());
    let keys = there.file.backpack_keys(&there.root, SPACE).unwrap();
    let place = Aad::new(1, b"id");
    let row = shared.keys().seal(Purpose::Row, &place, b"row");
    assert_eq!(keys.open(Purpose::Row, &place, &row).unwrap(), b"row");
    assert_eq!(keys.row_id(1, b"n"), shared.keys().row_id(1, b"n"));
}

#[test]
fn a_new_epoch_reaches_a_member_and_an_older_one_changes_nothing() {
    let (mut here, mut there) = (side(1), side(2));
    here.file.add_backpack(&here.root, SPACE).unwrap();
    let first = here.file.shared_keys(&here.root, SPACE).unwrap();
    there.file.adopt_shared(&there.root, &first).unwrap();
    let mut next = here.file.shared_keys(&here.root, SPACE).unwrap();
    assert_eq!(next.add_epoch().unwrap(), 2);
    let to = (there.identity.account(), there.identity.public());
    let sealed = next.seal(&here.identity, to.0, to.1, SharedWith::Member(&first)).unwrap();
    let known = there.file.shared_keys(&there.root, SPACE).unwrap();
    let opened = SharedKeys::open(&sealed, SPACE, &there.identity, SharedWith::Member(&known)).unwrap().0;
    there.file.adopt_shared(&there.root, &opened).unwrap();
    assert_eq!(there.file.epochs(SPACE).unwrap(), [2, 1]);
    assert!(!there.file.adopt_shared(&there.root, &first).unwrap());
    let mut last = there.file.shared_keys(&there.root, SPACE).unwrap();
    last.forget_before(2);
    there.file.adopt_shared(&there.root, &last).unwrap();
    assert_eq!(there.file.epochs(SPACE).unwrap(), [2]);
    // A Backpack with another stable key is another one.
    let mut other = side(3);
    other.file.add_backpack(&other.root, SPACE).unwrap();
    let foreign = other.file.shared_keys(&other.root, SPACE).unwrap();
    assert_eq!(there.file.adopt_shared(&there.root, &foreign), Err(Error::Tampered));
}

#[test]
fn nobody_else_opens_them_and_for_nothing_else() {
    let (mut here, there, other) = (side(1), side(2), side(3));
    here.file.add_backpack(&here.root, SPACE).unwrap();
    let shared = here.file.shared_keys(&here.root, SPACE).unwrap();
    let (right, wrong) = (secret(3), secret(4));
    let (account, key) = (there.identity.account(), there.identity.public());
    let sealed = shared.seal(&here.identity, account, key, invited(1, &right)).unwrap();
    let open = |space, to: &Identity, with| SharedKeys::open(&sealed, space, to, with).map(drop);
    assert_eq!(open(SPACE, &there.identity, invited(1, &right)), Ok(()));
    assert_eq!(open(SPACE, &other.identity, invited(1, &right)), Err(Error::Tampered));
    assert_eq!(open(SPACE, &there.identity, invited(0, &right)), Err(Error::Tampered));
    assert_eq!(open(SPACE, &there.identity, invited(1, &wrong)), Err(Error::Tampered));
    assert_eq!(open(SpaceId::from_bytes([1; 16]), &there.identity, invited(1, &right)), Err(Error::Tampered));
    assert_eq!(open(SPACE, &there.identity, SharedWith::Member(&shared)), Err(Error::Tampered));
    let other_invitation = InvitationId::from_bytes([1; 16]);
    let with = SharedWith::Invited { invitation: other_invitation, role: 1, secret: &right };
    assert_eq!(open(SPACE, &there.identity, with), Err(Error::Tampered));
}

#[test]
fn the_key_pair_of_an_account_stays_under_a_new_root_key() {
    let side = side(1);
    let rotated = side.file.rotate_root(&side.root, &[Unlock::HostKey(&host_key())]).unwrap();
    let again = rotated.file.identity(&rotated.root).unwrap();
    assert_eq!(again.public(), side.identity.public());
    assert_eq!(again.secret().expose(), side.identity.secret().expose());
    assert_eq!(rotated.file.identity(&side.root).map(drop), Err(Error::ForeignRootKey));
}

proptest! {
    #[test]
    fn a_bit_that_was_turned_opens_nothing(place in 0_usize..200, bit in 0_u8..8) {
        let (mut here, there) = (side(1), side(2));
        here.file.add_backpack(&here.root, SPACE).unwrap();
        let shared = here.file.shared_keys(&here.root, SPACE).unwrap();
        let secret = secret(3);
        let (account, key) = (there.identity.account(), there.identity.public());
        let mut sealed = shared.seal(&here.identity, account, key, invited(1, &secret)).unwrap();
        let place = place % sealed.len();
        sealed[place] ^= 1 << bit;
        prop_assert!(SharedKeys::open(&sealed, SPACE, &there.identity, invited(1, &secret)).is_err());
    }
}
