use std::error::Error as _;
use std::time::Duration;

use backpack_core::{Retry, SecretBytes, SecretText};

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
enum Kind {
    #[error("the disk is full")]
    Full,
}

impl Kind {
    fn default_retry(&self) -> Retry {
        Retry::Never
    }
}

backpack_core::contract_error! {
    /// An error of this test.
    pub struct Failure(Kind);
}

#[test]
fn an_error_says_what_and_whether_to_try_again() {
    let plain = Failure::new(Kind::Full, "commit");
    assert_eq!(plain.to_string(), "commit: the disk is full");
    assert_eq!((plain.kind(), plain.retry(), plain.operation()), (&Kind::Full, Retry::Never, "commit"));
    assert!(plain.source().is_none());

    let later = plain.with_retry(Retry::After(Duration::from_secs(3))).with_source("no space");
    assert_eq!(later.retry(), Retry::After(Duration::from_secs(3)));
    assert_eq!(later.source().map(ToString::to_string), Some("no space".to_owned()));
}

#[test]
fn secrets_do_not_show() {
    let shown =
        format!("{:?} {:#?}", SecretText::from("canary-one"), SecretBytes::new(b"canary-two".to_vec()));
    assert_eq!(shown, "[redacted] [redacted]");
    assert_eq!(SecretText::from("canary-one").expose(), "canary-one");
}
