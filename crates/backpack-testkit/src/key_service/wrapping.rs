//! Checks of wrapping and unwrapping.
#![expect(clippy::unwrap_used, reason = "a check fails by panicking")]
#![expect(clippy::missing_panics_doc, reason = "a check fails by panicking")]

use backpack_key_service::{ErrorKind, KeyService, MAX_NAME_BYTES, Wrapped};
use futures_util::future::join_all;

use super::KeyServiceSubject;
use super::subject::{CONTEXT, key};

/// Checks that what was wrapped unwraps to the same 32 bytes, again and again.
pub async fn unwraps_what_it_wrapped(subject: &KeyServiceSubject) {
    for seed in 0..3 {
        let wrapped = subject.service.wrap(CONTEXT, &key(seed)).await.unwrap();
        for _ in 0..2 {
            unwraps(&*subject.service, &wrapped, seed).await;
        }
        // What a host does with it: to bytes and back.
        unwraps(&*subject.service, &Wrapped::new(wrapped.as_bytes()).unwrap(), seed).await;
        assert!(subject.service.is_current(CONTEXT, &wrapped).await.unwrap(), "the newest key wraps");
    }
}

/// Checks that another handle of the same service unwraps, and the other way round. Needs
/// [`with_other_handle`](KeyServiceSubject::with_other_handle).
pub async fn another_handle_unwraps(subject: &KeyServiceSubject) {
    let Some(other) = &subject.other else { return };
    let (here, there) =
        (subject.service.wrap(CONTEXT, &key(1)).await.unwrap(), other.wrap(CONTEXT, &key(2)).await.unwrap());
    unwraps(&**other, &here, 1).await;
    unwraps(&*subject.service, &there, 2).await;
    assert!(other.is_current(CONTEXT, &here).await.unwrap());
}

/// Checks that neither the wrapped key, nor `Debug`, nor an error holds any eight bytes of the key.
pub async fn shows_nothing_of_the_key(subject: &KeyServiceSubject) {
    let secret = key(9);
    let wrapped = subject.service.wrap(CONTEXT, &secret).await.unwrap();
    let refused = subject.service.unwrap(b"another", &wrapped).await.unwrap_err();
    let mut shown = wrapped.as_bytes().to_vec();
    shown.extend(format!("{:?} {wrapped:?} {refused:?} {refused}", subject.service).into_bytes());
    let shown_text = String::from_utf8_lossy(&shown).to_lowercase();
    for window in secret.expose().windows(8) {
        assert!(!shown.windows(8).any(|bytes| bytes == window), "a part of the key can be read");
        let hex: String = window.iter().map(|byte| format!("{byte:02x}")).collect();
        let listed: Vec<_> = window.iter().map(u8::to_string).collect();
        assert!(!shown_text.contains(&hex) && !shown_text.contains(&listed.join(", ")));
    }
}

/// Checks that calls may run at once.
pub async fn serves_many_at_once(subject: &KeyServiceSubject) {
    let one = async |seed: u8| {
        let wrapped = subject.service.wrap(&[seed], &key(seed)).await.unwrap();
        let unwrapped = subject.service.unwrap(&[seed], &wrapped).await.unwrap();
        assert_eq!(unwrapped.expose(), key(seed).expose());
    };
    join_all((0..8).map(one)).await;
}

/// Checks that the name has 1 to 64 bytes, and is the same for every handle.
pub async fn has_a_name_that_stays(subject: &KeyServiceSubject) {
    let name = subject.service.name().to_owned();
    assert!((1..=MAX_NAME_BYTES).contains(&name.len()), "the name has {} bytes", name.len());
    subject.service.wrap(CONTEXT, &key(1)).await.unwrap();
    assert_eq!(subject.service.name(), name);
    if let Some(other) = &subject.other {
        assert_eq!(other.name(), name);
    }
}

pub(super) async fn unwraps(service: &dyn KeyService, wrapped: &Wrapped, seed: u8) {
    let unwrapped = service.unwrap(CONTEXT, wrapped).await.unwrap();
    // Compared without being shown.
    assert!(unwrapped.expose() == key(seed).expose(), "another key was unwrapped");
}

/// Returns the kind of failure, or `None` if it went well.
pub(super) fn kind<T>(result: Result<T, backpack_key_service::Error>) -> Option<ErrorKind> {
    result.err().map(|error| *error.kind())
}
