//! Checks of the descriptor, the sign-in, the capabilities and cancellation.

use std::collections::HashSet;

use backpack_connect::{
    Answer, Connector, Context, Error, ErrorKind, Grant, Item, Link, Pending, Step, Turn,
};
use backpack_core::{Cancellation, SecretBytes, SecretText};
use bytes::Bytes;

use super::cursors::pull_everything;
use super::subject::{ConnectorSubject, grant, must, sign_in};

/// Checks that `descriptor` answers the same every time, and that its sort and portal are not empty.
///
/// # Panics
///
/// If the connector fails the check.
pub async fn descriptor_is_stable(subject: &dyn ConnectorSubject) {
    let first = subject.connector().descriptor();
    assert_eq!(first, subject.connector().descriptor(), "two calls of `descriptor` differ");
    assert!(!first.sort.is_empty(), "the descriptor's sort is empty");
    assert!(!first.portal.is_empty(), "the portal is empty");
}

/// Checks that the sign-in ends in at least one grant, each with a patient of its own.
///
/// # Panics
///
/// If the connector fails the check.
pub async fn sign_in_ends_in_grants(subject: &dyn ConnectorSubject) {
    let grants = must(sign_in(subject).await, "sign-in");
    assert!(!grants.is_empty(), "sign-in ended without a grant");
    let patients: HashSet<_> = grants.iter().map(|grant| grant.patient.id.as_str()).collect();
    assert_eq!(patients.len(), grants.len(), "two grants are for one patient");
    assert!(!patients.contains(""), "a grant is for a patient without id");
}

/// Checks that a turn with a foreign `Pending` is refused, and one that was used before as well.
///
/// # Panics
///
/// If the connector fails the check.
pub async fn foreign_pending_is_refused(subject: &dyn ConnectorSubject) {
    let (connector, context) = (subject.connector(), subject.context());
    for foreign in [Vec::new(), b"not a sign-in of this connector".to_vec()] {
        let pending = Pending::new(SecretBytes::new(foreign));
        let result = connector.authorize(&context, Turn::Resume(&pending, some_answer())).await;
        assert!(result.is_err(), "a foreign pending sign-in was taken up");
    }
    let begun = must(connector.authorize(&context, Turn::Begin).await, "sign-in");
    let Step::Ask(prompt, pending) = begun else { return };
    let Some(answer) = subject.answer(&prompt).await else { return };
    let again = copy(&answer);
    let step = must(connector.authorize(&context, Turn::Resume(&pending, answer)).await, "sign-in");
    if let (Step::Done(_), Some(again)) = (step, again) {
        let result = connector.authorize(&context, Turn::Resume(&pending, again)).await;
        assert!(result.is_err(), "a used pending sign-in was taken up again");
    }
}

/// Checks that a thrown cancellation ends `pull` with [`ErrorKind::Cancelled`].
///
/// # Panics
///
/// If the connector fails the check.
pub async fn cancellation_ends_pull(subject: &dyn ConnectorSubject) {
    let grant = grant(subject).await;
    let connector = subject.connector();
    let queries = must(connector.plan(&subject.context(), &grant).await, "plan");
    let cancel = Cancellation::new();
    cancel.cancel();
    let context = subject.context().with_cancel(cancel);
    for query in &queries {
        let result = connector.pull(&context, &grant, query, None).await;
        let kind = result.as_ref().err().map(Error::kind);
        assert_eq!(kind, Some(&ErrorKind::Cancelled), "a cancelled pull of {} did not say so", query.id);
    }
}

/// Checks that each claimed capability works, and that each other one answers [`ErrorKind::Unsupported`].
///
/// # Panics
///
/// If the connector fails the check.
pub async fn capabilities_are_true(subject: &dyn ConnectorSubject) {
    let (connector, context) = (subject.connector(), subject.context());
    let claims = connector.descriptor().capabilities;
    let mut grant = grant(subject).await;
    if !claims.deletions {
        let pulled = pull_everything(subject, &grant).await;
        let gone = pulled.iter().any(|(_, items)| items.iter().any(|item| matches!(item, Item::Gone(_))));
        assert!(!gone, "a page holds a deletion, and `deletions` is not claimed");
    }
    opens_links(subject, &context, &grant, claims.attachments).await;
    let refreshed = connector.refresh(&context, &grant).await;
    if claims.refresh {
        let fresh = must(refreshed, "refresh");
        assert_eq!(fresh.patient.id, grant.patient.id, "the refreshed grant is for another patient");
        must(connector.plan(&context, &fresh).await, "plan with the refreshed grant");
        grant = fresh;
    } else {
        is_unsupported(refreshed, "refresh");
    }
    let revoked = connector.revoke(&context, &grant).await;
    if claims.revoke {
        must(revoked, "revoke");
    } else {
        is_unsupported(revoked, "revoke");
    }
}

async fn opens_links(subject: &dyn ConnectorSubject, context: &Context, grant: &Grant, claimed: bool) {
    let connector = subject.connector();
    if !claimed {
        let link = Link::new("Binary/none", None);
        is_unsupported(connector.open(context, grant, &link, 0).await, "open");
        return;
    }
    let Some((link, expected)) = subject.link() else { return };
    let whole = read(connector, context, grant, &link, 0).await;
    assert_eq!(whole, (0, expected.clone()), "the bytes behind the link differ");
    let middle = expected.len() / 2;
    let (offset, rest) = read(connector, context, grant, &link, middle as u64).await;
    let from = usize::try_from(offset).unwrap_or(usize::MAX);
    assert!(from == 0 || from == middle, "the bytes begin at neither the offset asked for nor 0");
    assert_eq!(rest, expected.slice(from..), "the bytes from an offset on differ");
}

async fn read(
    connector: &dyn Connector,
    context: &Context,
    grant: &Grant,
    link: &Link,
    offset: u64,
) -> (u64, Bytes) {
    let download = must(connector.open(context, grant, link, offset).await, "open");
    let from = download.offset;
    (from, must(download.body.collect(context.limits.attachment_bytes).await, "open"))
}

fn is_unsupported<T>(result: Result<T, Error>, what: &str) {
    let kind = result.err().map(|error| error.kind().clone());
    assert_eq!(kind, Some(ErrorKind::Unsupported), "`{what}` is not claimed and must say so");
}

fn some_answer() -> Answer {
    Answer::Redirect(SecretText::from("https://app.invalid/back?code=none&state=none"))
}

/// Answers hold secrets and are not `Clone`; only a check plays one twice.
fn copy(answer: &Answer) -> Option<Answer> {
    match answer {
        Answer::Redirect(url) => Some(Answer::Redirect(SecretText::from(url.expose()))),
        Answer::Waited => Some(Answer::Waited),
        _ => None,
    }
}
