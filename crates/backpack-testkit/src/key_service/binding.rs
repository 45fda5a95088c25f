//! Checks of what a wrapped key is bound to.
#![expect(clippy::unwrap_used, reason = "a check fails by panicking")]
#![expect(clippy::missing_panics_doc, reason = "a check fails by panicking")]

use backpack_core::Retry;
use backpack_key_service::{ErrorKind, KeyService, MAX_CONTEXT_BYTES, Wrapped};

use super::KeyServiceSubject;
use super::subject::{CONTEXT, key};
use super::wrapping::kind;

/// Checks that contexts of 1 to 256 bytes of any value are taken, and told apart.
pub async fn takes_any_context(subject: &KeyServiceSubject) {
    let all: Vec<u8> = (0..=u8::MAX).collect();
    assert_eq!(all.len(), MAX_CONTEXT_BYTES);
    let mut wrapped = Vec::new();
    for context in [&[0][..], &[0xff, 0xfe, 0x00], b"a=b&c", &all] {
        wrapped.push((context, subject.service.wrap(context, &key(1)).await.unwrap()));
    }
    for (context, one) in &wrapped {
        for (other, _) in &wrapped {
            let unwrapped = subject.service.unwrap(other, one).await;
            assert_eq!(unwrapped.is_ok(), context == other, "wrapped for {context:?}, asked for {other:?}");
        }
    }
}

/// Checks that no other context unwraps, however like it is, and that the refusal is final.
pub async fn refuses_another_context(subject: &KeyServiceSubject) {
    let wrapped = subject.service.wrap(CONTEXT, &key(1)).await.unwrap();
    let (first, last) = (CONTEXT.split_first().unwrap().1, CONTEXT.split_last().unwrap().1);
    let mut flipped = CONTEXT.to_vec();
    *flipped.last_mut().unwrap() ^= 1;
    let others = [
        flipped,
        first.to_vec(),
        last.to_vec(),
        [CONTEXT, &[0]].concat(),
        [CONTEXT, b" "].concat(),
        [b" ", CONTEXT].concat(),
        CONTEXT.to_ascii_uppercase(),
        vec![0],
    ];
    for other in others {
        let refused = subject.service.unwrap(&other, &wrapped).await.unwrap_err();
        assert_eq!((*refused.kind(), refused.retry()), (ErrorKind::Tampered, Retry::Never), "{other:?}");
    }
    assert_eq!(kind(subject.service.unwrap(CONTEXT, &wrapped).await), None);
}

/// Checks that bytes that were altered, cut or made up never unwrap to another key, and that the refusal is final.
pub async fn refuses_what_was_altered(subject: &KeyServiceSubject) {
    let service = &*subject.service;
    let bytes = service.wrap(CONTEXT, &key(1)).await.unwrap().as_bytes().to_vec();
    let step = bytes.len().div_ceil(24);
    let mut refused = 0;
    let flips: Vec<usize> = (0..bytes.len()).step_by(step).chain([bytes.len() - 1]).collect();
    for at in &flips {
        let mut altered = bytes.clone();
        *altered.get_mut(*at).unwrap() ^= 0x01;
        refused += u32::from(is_refused(service, &altered).await);
    }
    // Some encodings spell the same bytes in two ways, so that a flip may change nothing.
    assert!(
        usize::try_from(refused).unwrap() * 2 > flips.len(),
        "{refused} of {} flips are refused",
        flips.len()
    );
    let half = bytes.len() / 2;
    let (head, tail) = bytes.split_at(half);
    for made_up in [head, tail, &[tail, head].concat(), b"\0", &[0xa5; 200]] {
        assert!(is_refused(service, made_up).await, "{} made-up bytes", made_up.len());
    }
}

async fn is_refused(service: &dyn KeyService, bytes: &[u8]) -> bool {
    match service.unwrap(CONTEXT, &Wrapped::new(bytes).unwrap()).await {
        Ok(unwrapped) => {
            assert!(unwrapped.expose() == key(1).expose(), "altered bytes unwrapped to another key");
            false
        }
        Err(error) => {
            let final_kinds = matches!(
                error.kind(),
                ErrorKind::Tampered
                    | ErrorKind::UnknownKey
                    | ErrorKind::NewerFormat(_)
                    | ErrorKind::Invalid(_)
            );
            assert!(final_kinds && error.retry() == Retry::Never, "{error:?}");
            true
        }
    }
}
