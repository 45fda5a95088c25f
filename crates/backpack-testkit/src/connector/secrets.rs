//! The check that no secret shows.

use backpack_connect::{ErrorKind, Grant, Link, Query, Step, Turn};
use backpack_core::SecretBytes;

use super::subject::{ConnectorSubject, grant, must};

/// A part of a secret shorter than this may stand in any text by chance.
const SHORTEST: usize = 16;

/// Checks that no `Debug` of what the connector hands out, and no error, shows a secret of the grant or of the subject.
///
/// Errors are provoked with a grant whose secret is spoilt.
///
/// # Panics
///
/// If the connector fails the check.
pub async fn secrets_stay_hidden(subject: &dyn ConnectorSubject) {
    let (connector, context) = (subject.connector(), subject.context());
    let grant = grant(subject).await;
    let mut secrets = subject.secrets();
    let public = format!("{:?} {:?}", connector.descriptor(), grant.patient);
    secrets.extend(words(grant.secret.expose(), &public));
    let mut shown = vec![format!("{connector:?} {grant:?} {:?}", connector.descriptor())];
    if let Step::Ask(_, pending) = must(connector.authorize(&context, Turn::Begin).await, "sign-in") {
        secrets.extend(words(pending.secret.expose(), &public));
        shown.push(format!("{pending:?}"));
    }
    let spoilt = spoil(&grant);
    let queries = connector.plan(&context, &spoilt).await;
    let mut failures = Vec::new();
    for query in queries.as_deref().unwrap_or(&[Query::new("none", "none")]) {
        failures.extend(connector.pull(&context, &spoilt, query, None).await.err());
    }
    failures.extend(queries.err());
    failures.extend(connector.refresh(&context, &spoilt).await.err());
    failures.extend(connector.open(&context, &spoilt, &Link::new("Binary/none", None), 0).await.err());
    failures.extend(connector.revoke(&context, &spoilt).await.err());
    for failure in failures {
        assert_ne!(failure.kind(), &ErrorKind::Cancelled, "nobody cancelled");
        shown.push(format!("{failure} {failure:?}"));
    }
    for text in shown {
        let showing = secrets.iter().filter(|secret| text.contains(secret.as_str())).count();
        assert_eq!(showing, 0, "secrets shown by a Debug or an error");
    }
}

/// Returns a grant as `grant` with a secret of the same form and another content.
fn spoil(grant: &Grant) -> Grant {
    let secret = grant.secret.expose().iter().rev().copied().collect();
    Grant::new(grant.patient.clone(), SecretBytes::new(secret))
}

/// Returns the words of a secret that are long enough to be told from chance, but for what is no secret.
fn words(secret: &[u8], public: &str) -> Vec<String> {
    let text = String::from_utf8_lossy(secret);
    let words = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '-' && c != '_');
    let long = words.filter(|word| word.len() >= SHORTEST && word.bytes().any(|byte| byte.is_ascii_digit()));
    long.filter(|word| !public.contains(word)).map(ToOwned::to_owned).collect()
}
