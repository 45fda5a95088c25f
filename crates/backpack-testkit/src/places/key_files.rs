//! Checks of the key file's place.
#![expect(clippy::unwrap_used, reason = "a check fails by panicking")]
#![expect(clippy::missing_panics_doc, reason = "a check fails by panicking")]

use backpack_store::{Error, ErrorKind, KeyFileStore};
use bytes::Bytes;
use futures_util::future::join_all;

use super::KeyFileSubject;

const RACERS: usize = 8;
const ROUNDS: u8 = 5;

/// Checks that a place without a key file says so, and takes a first one on that condition alone, once.
pub async fn key_files_begin_once(subject: &KeyFileSubject) {
    let mut ways = subject.by_turns();
    let mut way = || ways.next().unwrap();
    assert_eq!(way().load().await.unwrap(), None);
    assert_refused(way().replace(Some(&bytes("never there")), bytes("first")).await);
    assert_refused(way().replace(Some(&Bytes::new()), bytes("first")).await);
    assert_eq!(way().load().await.unwrap(), None);
    way().replace(None, bytes("first")).await.unwrap();
    assert_eq!(way().load().await.unwrap(), Some(bytes("first")));
    assert_refused(way().replace(None, bytes("second")).await);
    assert_eq!(way().load().await.unwrap(), Some(bytes("first")));
}

/// Checks that what is loaded is what was put there last, byte for byte, whatever its length: shorter, longer, 1 MiB, the
/// same again.
pub async fn key_files_are_replaced_whole(subject: &KeyFileSubject) {
    let mut ways = subject.by_turns();
    let mut way = || ways.next().unwrap();
    let long: Vec<u8> = (0..=255).cycle().take(1 << 20).collect();
    let mut before = None;
    for next in [bytes("first"), Bytes::from(long), bytes("a\0b"), bytes("a\0b"), bytes("last")] {
        way().replace(before.as_ref(), next.clone()).await.unwrap();
        assert_eq!(way().load().await.unwrap().as_ref(), Some(&next));
        before = Some(next);
    }
}

/// Checks that a replacement of what is no longer there is a `Conflict` that names no key, and leaves what is there.
pub async fn stale_replacements_are_refused(subject: &KeyFileSubject) {
    let mut ways = subject.by_turns();
    let mut way = || ways.next().unwrap();
    way().replace(None, bytes("first")).await.unwrap();
    way().replace(Some(&bytes("first")), bytes("second")).await.unwrap();
    for stale in
        [Some(bytes("first")), Some(bytes("secon")), Some(bytes("second ")), Some(Bytes::new()), None]
    {
        assert_refused(way().replace(stale.as_ref(), bytes("third")).await);
        assert_eq!(way().load().await.unwrap(), Some(bytes("second")));
    }
    way().replace(Some(&bytes("second")), bytes("third")).await.unwrap();
    assert_eq!(way().load().await.unwrap(), Some(bytes("third")));
}

/// Checks that of those that replace the same bytes at the same time one wins, and the others are told so.
pub async fn of_racing_replacements_one_wins(subject: &KeyFileSubject) {
    let mut before = None;
    for round in 0..ROUNDS {
        let racer = |(number, way): (usize, _)| replace(way, before.clone(), format!("{round} {number}"));
        let won = join_all(subject.by_turns().take(RACERS).enumerate().map(racer)).await;
        let won: Vec<Bytes> = won.into_iter().flatten().collect();
        assert_eq!(won.len(), 1, "round {round}: one wins, but it was {won:?}");
        before = won.into_iter().next();
        for way in subject.by_turns().take(subject.ways.len()) {
            assert_eq!(way.load().await.unwrap(), before);
        }
    }
}

/// Replaces `before`. Returns the new bytes if they were taken.
async fn replace(way: &dyn KeyFileStore, before: Option<Bytes>, new: String) -> Option<Bytes> {
    let new = Bytes::from(new);
    match way.replace(before.as_ref(), new.clone()).await {
        Ok(()) => Some(new),
        refused => {
            assert_refused(refused);
            None
        }
    }
}

fn assert_refused(replaced: Result<(), Error>) {
    assert_eq!(replaced.err().map(|error| error.kind().clone()), Some(ErrorKind::Conflict(Vec::new())));
}

fn bytes(text: &'static str) -> Bytes {
    Bytes::from_static(text.as_bytes())
}
