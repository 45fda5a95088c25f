//! Checks of the anchors' place.
#![expect(clippy::unwrap_used, reason = "a check fails by panicking")]
#![expect(clippy::missing_panics_doc, reason = "a check fails by panicking")]

use backpack_core::SpaceId;
use backpack_store::Anchor;

use super::AnchorSubject;

/// Checks that a space has no anchor before the first is written, and then the furthest one that was: a lower sequence and
/// the same change nothing, and are no error.
pub async fn anchors_keep_the_furthest(subject: &AnchorSubject) {
    let (anchors, space) = (&*subject.anchors, SpaceId::random());
    assert_eq!(anchors.read(space).await.unwrap(), None);
    for (sequence, byte) in [(1, 0), (2, 0xFF), (3, 3), (u64::from(u32::MAX) + 7, 4)] {
        let anchor = Anchor::new(sequence, [byte; 32]);
        anchors.write(space, anchor).await.unwrap();
        assert_eq!(anchors.read(space).await.unwrap(), Some(anchor));
        for behind in [sequence, sequence - 1] {
            anchors.write(space, Anchor::new(behind, [5; 32])).await.unwrap();
            assert_eq!(anchors.read(space).await.unwrap(), Some(anchor));
        }
    }
}

/// Checks that each space has its own anchor.
pub async fn anchors_are_apart(subject: &AnchorSubject) {
    let (anchors, one, other) = (&*subject.anchors, SpaceId::random(), SpaceId::random());
    anchors.write(one, Anchor::new(1, [1; 32])).await.unwrap();
    assert_eq!(anchors.read(other).await.unwrap(), None);
    anchors.write(other, Anchor::new(2, [2; 32])).await.unwrap();
    assert_eq!(anchors.read(one).await.unwrap(), Some(Anchor::new(1, [1; 32])));
    assert_eq!(anchors.read(other).await.unwrap(), Some(Anchor::new(2, [2; 32])));
}

/// Checks that a forgotten anchor is gone and its neighbour is not, that forgetting twice is no error, and that the space
/// can have an anchor again.
pub async fn anchors_are_forgotten(subject: &AnchorSubject) {
    let (anchors, one, other) = (&*subject.anchors, SpaceId::random(), SpaceId::random());
    anchors.forget(one).await.unwrap();
    anchors.write(one, Anchor::new(1, [1; 32])).await.unwrap();
    anchors.write(other, Anchor::new(2, [2; 32])).await.unwrap();
    for _ in 0..2 {
        anchors.forget(one).await.unwrap();
        assert_eq!(anchors.read(one).await.unwrap(), None);
    }
    assert_eq!(anchors.read(other).await.unwrap(), Some(Anchor::new(2, [2; 32])));
    anchors.write(one, Anchor::new(3, [3; 32])).await.unwrap();
    assert_eq!(anchors.read(one).await.unwrap(), Some(Anchor::new(3, [3; 32])));
}
