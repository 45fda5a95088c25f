//! Checks of what goes wrong.
#![expect(clippy::unwrap_used, reason = "a check fails by panicking")]
#![expect(clippy::missing_panics_doc, reason = "a check fails by panicking")]

use std::pin::pin;
use std::time::Duration;

use backpack_core::Retry;
use backpack_key_service::{Error, ErrorKind, KeyService};
use futures_util::poll;

use super::KeyServiceSubject;
use super::subject::{CONTEXT, key};
use super::wrapping::unwraps;

/// How long a service may take to say that it cannot be reached.
const PATIENCE: Duration = Duration::from_secs(60);

/// Checks that a service that cannot be reached says so within a minute, and that trying again makes sense. Needs
/// [`with_unreachable`](KeyServiceSubject::with_unreachable).
pub async fn an_outage_is_passing(subject: &KeyServiceSubject) {
    let Some(unreachable) = &subject.unreachable else { return };
    for error in failures(subject, &**unreachable).await {
        assert_eq!(error.kind(), &ErrorKind::Unavailable);
        assert!(matches!(error.retry(), Retry::Soon | Retry::After(_)), "{error:?}");
    }
}

/// Checks that a service that refuses says so, and that trying again makes no sense. Needs
/// [`with_denying`](KeyServiceSubject::with_denying).
pub async fn a_refusal_is_final(subject: &KeyServiceSubject) {
    let Some(denying) = &subject.denying else { return };
    for error in failures(subject, &**denying).await {
        assert_eq!((error.kind(), error.retry()), (&ErrorKind::Denied, Retry::Never));
    }
}

/// Checks that a call that is dropped anywhere harms nothing.
pub async fn dropped_calls_harm_nothing(subject: &KeyServiceSubject) {
    let service = &*subject.service;
    let wrapped = service.wrap(CONTEXT, &key(1)).await.unwrap();
    for polls in 0..4 {
        let secret = key(2);
        let mut wrapping = pin!(service.wrap(CONTEXT, &secret));
        let mut unwrapping = pin!(service.unwrap(CONTEXT, &wrapped));
        for _ in 0..polls {
            if poll!(wrapping.as_mut()).is_ready() || poll!(unwrapping.as_mut()).is_ready() {
                break;
            }
            tokio::task::yield_now().await;
        }
    }
    unwraps(service, &wrapped, 1).await;
    let again = service.wrap(CONTEXT, &key(2)).await.unwrap();
    unwraps(service, &again, 2).await;
}

/// Returns how wrapping and unwrapping fail.
async fn failures(subject: &KeyServiceSubject, failing: &dyn KeyService) -> [Error; 2] {
    let wrapped = subject.service.wrap(CONTEXT, &key(1)).await.unwrap();
    let secret = key(1);
    let wrapping = tokio::time::timeout(PATIENCE, failing.wrap(CONTEXT, &secret)).await;
    let unwrapping = tokio::time::timeout(PATIENCE, failing.unwrap(CONTEXT, &wrapped)).await;
    [wrapping.unwrap().unwrap_err(), unwrapping.unwrap().unwrap_err()]
}
