//! Wrapped keys: every altered byte is refused, and what is out of bounds.

use backpack_core::{Retry, SecretBytes};
use backpack_key_service::{ErrorKind, KeyService as _, MAX_WRAPPED_BYTES, MemoryKeyService, Wrapped};
use backpack_testkit::run;
use proptest::prelude::*;

use crate::{CONTEXT, key, kind, memory};

#[test]
fn every_flipped_byte_is_refused_and_says_what_it_is() {
    run(async {
        let service = memory();
        let bytes = service.wrap(CONTEXT, &key(1)).await.unwrap().as_bytes().to_vec();
        assert_eq!(bytes.len(), 96);
        for at in 0..bytes.len() {
            let mut flipped = bytes.clone();
            flipped[at] ^= 2;
            let expected = match at {
                2 => ErrorKind::NewerFormat(3),
                4..24 => ErrorKind::UnknownKey,
                _ => ErrorKind::Tampered,
            };
            let refused = service.unwrap(CONTEXT, &Wrapped::new(flipped).unwrap()).await.unwrap_err();
            assert_eq!((*refused.kind(), refused.retry()), (expected, Retry::Never), "byte {at}");
        }
        for length in 1..bytes.len() {
            let cut = Wrapped::new(&bytes[..length]).unwrap();
            assert_eq!(kind(service.unwrap(CONTEXT, &cut).await), Some(ErrorKind::Tampered), "{length}");
        }
        let longer = Wrapped::new([bytes, vec![0]].concat()).unwrap();
        assert_eq!(kind(service.unwrap(CONTEXT, &longer).await), Some(ErrorKind::Tampered));
    });
}

#[test]
fn another_service_of_the_same_name_has_other_keys() {
    run(async {
        let (here, there) = (memory(), memory());
        let wrapped = here.wrap(CONTEXT, &key(1)).await.unwrap();
        assert_eq!(kind(there.unwrap(CONTEXT, &wrapped).await), Some(ErrorKind::UnknownKey));
        assert_eq!(kind(there.is_current(CONTEXT, &wrapped).await), Some(ErrorKind::UnknownKey));
    });
}

#[test]
fn what_is_out_of_its_bounds_is_refused() {
    run(async {
        let service = memory();
        let wrapped = service.wrap(CONTEXT, &key(1)).await.unwrap();
        let is_invalid = |kind: Option<ErrorKind>| matches!(kind, Some(ErrorKind::Invalid(_)));
        for length in [0, 31, 33] {
            let key = SecretBytes::new(vec![1; length]);
            assert!(is_invalid(kind(service.wrap(CONTEXT, &key).await)), "{length}");
        }
        for context in [vec![], vec![1; 257]] {
            assert!(is_invalid(kind(service.wrap(&context, &key(1)).await)));
            assert!(is_invalid(kind(service.unwrap(&context, &wrapped).await)));
        }
        assert!(is_invalid(kind(Wrapped::new([]))));
        assert!(is_invalid(kind(Wrapped::new(vec![0; MAX_WRAPPED_BYTES + 1]))));
        for name in [String::new(), "n".repeat(65)] {
            assert!(is_invalid(kind(MemoryKeyService::new(&name))));
        }
    });
}

#[test]
fn master_keys_have_a_bound() {
    let service = memory();
    for version in 2..=1024 {
        assert_eq!(service.rotate().unwrap(), version);
    }
    assert!(matches!(kind(service.rotate()), Some(ErrorKind::Invalid(_))));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn what_was_wrapped_unwraps_in_its_context_alone(
        key: [u8; 32], context in proptest::collection::vec(any::<u8>(), 1..=256), other in proptest::collection::vec(any::<u8>(), 1..=256),
    ) {
        run(async {
            let service = memory();
            let key = SecretBytes::new(key.to_vec());
            let wrapped = service.wrap(&context, &key).await.unwrap();
            let unwrapped = service.unwrap(&context, &wrapped).await.unwrap();
            prop_assert_eq!(unwrapped.expose(), key.expose());
            prop_assert_eq!(service.unwrap(&other, &wrapped).await.is_ok(), other == context);
            Ok(())
        })?;
    }

    #[test]
    fn arbitrary_bytes_never_unwrap(body in proptest::collection::vec(any::<u8>(), 1..200)) {
        run(async {
            let service = memory();
            let headed = [b"BK\x01\x01\0\0\0\x01".as_slice(), &body].concat();
            for bytes in [body, headed] {
                prop_assert!(service.unwrap(CONTEXT, &Wrapped::new(bytes).unwrap()).await.is_err());
            }
            Ok(())
        })?;
    }
}
