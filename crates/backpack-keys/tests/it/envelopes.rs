//! Envelopes: they open where they were sealed, and nowhere else.

use backpack_keys::{Aad, BackpackKeys, ENVELOPE_OVERHEAD, Error, Purpose, sealed_epoch};
use proptest::prelude::*;

use crate::{backpack_keys, host_key_file};

const ALL: [Purpose; 7] = [
    Purpose::Block,
    Purpose::Catalog,
    Purpose::Row,
    Purpose::Journal,
    Purpose::Vault,
    Purpose::File,
    Purpose::Blob,
];

#[test]
fn an_envelope_is_48_bytes_longer() {
    let sealed = backpack_keys().seal(Purpose::Row, &Aad::new(1, b"id"), &[7; 100]);
    assert_eq!((sealed.len(), ENVELOPE_OVERHEAD), (148, 48));
}

#[test]
fn every_flipped_byte_of_an_envelope_is_refused() {
    let keys = backpack_keys();
    let aad = Aad::new(1, b"id").with_context(b"context");
    for (length, purpose) in [0, 1, 16, 64, 65, 300, 1000].into_iter().zip(ALL) {
        let sealed = keys.seal(purpose, &aad, &vec![0xAB; length]);
        for position in 0..sealed.len() {
            let mut damaged = sealed.clone();
            damaged[position] ^= 0x10;
            let expected = match position {
                2 => Error::NewerFormat(0x11),
                4..8 => Error::NewerEpoch(1 ^ (0x10 << (8 * (7 - position)))),
                _ => Error::Tampered,
            };
            let mut out = b"what was there before".to_vec();
            let opened = keys.open_into(purpose, &aad, &damaged, &mut out);
            assert_eq!((opened, out), (Err(expected), Vec::new()), "byte {position} of {length}");
        }
        for length in 0..sealed.len() {
            assert_eq!(keys.open(purpose, &aad, &sealed[..length]), Err(Error::Tampered));
        }
    }
}

#[test]
fn an_envelope_opens_nowhere_else() {
    let (mut file, root) = host_key_file();
    let (here, there) = (file.own_space(), backpack_core::SpaceId::random());
    file.add_backpack(&root, there).unwrap();
    let keys = file.backpack_keys(&root, here).unwrap();
    let other = file.backpack_keys(&root, there).unwrap();
    let aad = Aad::new(1, b"id").with_context(b"version 1");
    let sealed = keys.seal(Purpose::Row, &aad, b"text");

    assert_eq!(keys.open(Purpose::Row, &aad, &sealed), Ok(b"text".to_vec()));
    let refused = |keys: &BackpackKeys, purpose, aad: Aad<'_>| {
        assert_eq!(keys.open(purpose, &aad, &sealed), Err(Error::Tampered), "{purpose:?} {aad:?}");
    };
    refused(&other, Purpose::Row, aad);
    ALL.into_iter().filter(|purpose| *purpose != Purpose::Row).for_each(|p| refused(&keys, p, aad));
    refused(&keys, Purpose::Row, Aad::new(2, b"id").with_context(b"version 1"));
    refused(&keys, Purpose::Row, Aad::new(1, b"ie").with_context(b"version 1"));
    refused(&keys, Purpose::Row, Aad::new(1, b"id").with_context(b"version 2"));
    // Where the id ends and the context begins is bound too.
    refused(&keys, Purpose::Row, Aad::new(1, b"idv").with_context(b"ersion 1"));
    refused(&keys, Purpose::Row, Aad::new(1, b"id"));
}

#[test]
fn an_envelope_of_another_epoch_is_refused_even_if_relabelled() {
    let (mut file, root) = host_key_file();
    let space = file.own_space();
    file.add_epoch(&root, space).unwrap();
    let keys = file.backpack_keys(&root, space).unwrap();
    let aad = Aad::new(1, b"id");
    let mut sealed = keys.seal(Purpose::Row, &aad, b"text");
    sealed[4..8].copy_from_slice(&1_u32.to_be_bytes());
    assert_eq!(sealed_epoch(&sealed), Ok(1));
    assert_eq!(keys.open(Purpose::Row, &aad, &sealed), Err(Error::Tampered));
}

#[test]
fn ids_depend_on_every_part_and_on_where_it_ends() {
    let (keys, other) = (backpack_keys(), backpack_keys());
    let id = keys.record_id(&[b"connection", b"Patient", b"1"]);
    assert_eq!(id, keys.record_id(&[b"connection", b"Patient", b"1"]));
    for parts in [
        [b"connection".as_slice(), b"Patient", b"2"],
        [b"connectionP", b"atient", b"1"],
        [b"connection", b"Patient1", b""],
    ] {
        assert_ne!(id, keys.record_id(&parts));
    }
    assert_ne!(id, other.record_id(&[b"connection", b"Patient", b"1"]));
    assert_ne!(keys.row_id(1, b"name"), keys.row_id(2, b"name"));
    assert_ne!(keys.row_id(1, b"name"), keys.row_id(1, b"eman"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn what_was_sealed_opens(
        table: u8, id: [u8; 16], context: Vec<u8>, text: Vec<u8>, purpose in proptest::sample::select(&ALL[..]),
    ) {
        let keys = backpack_keys();
        let aad = Aad::new(table, &id).with_context(&context);
        let sealed = keys.seal(purpose, &aad, &text);
        prop_assert_ne!(&sealed, &keys.seal(purpose, &aad, &text), "nonces differ");
        prop_assert_eq!(keys.open(purpose, &aad, &sealed), Ok(text));
    }

    #[test]
    fn arbitrary_bytes_never_open(body: Vec<u8>) {
        let headed = [b"BP\x01\x01\0\0\0\x01".as_slice(), &body].concat();
        for sealed in [body, headed] {
            let opened = backpack_keys().open(Purpose::Row, &Aad::new(1, b"id"), &sealed);
            prop_assert_eq!(opened, Err(Error::Tampered));
        }
    }

    #[test]
    fn a_content_address_does_not_depend_on_the_pieces(content: Vec<u8>, cut: prop::sample::Index) {
        let keys = backpack_keys();
        let mut whole = keys.content_address();
        whole.update(&content);
        let mut pieces = keys.content_address();
        let (head, tail) = content.split_at(cut.index(content.len() + 1));
        pieces.update(head);
        pieces.update(tail);
        prop_assert_eq!(whole.finish(), pieces.finish());
    }
}
