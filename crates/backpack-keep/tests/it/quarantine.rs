//! What is no record: what cannot be read, and what its connector doubts.

use backpack_core::ConnectionId;
use backpack_keep::{Incoming, Judgement, Quarantined, RowBatch, UpkeepRow};
use backpack_record::Refusal;
use backpack_testkit::run;

use crate::world::{CONNECTION, World, bodies, page, put, result};

fn unread(body: String) -> Quarantined {
    Quarantined::new(put(body), Refusal::TooDeep)
}

#[test]
fn what_is_doubted_is_kept_raw_with_its_reason_and_is_never_a_record() {
    run(async {
        let world = World::new();
        let keep = world.create().await;
        let mut doubted = put(result("a", "1"));
        doubted.doubt = Some("ø".repeat(400));
        let item = Incoming::read(doubted).unwrap_err();
        assert!(item.doubted && item.put.doubt.is_none());
        let mut sent = page(Vec::<String>::new());
        sent.quarantined = vec![item.clone(), item];
        let counts = keep.commit_page(sent).await.unwrap();
        assert_eq!((counts.quarantined, counts.new), (2, 0));
        let retried = keep.retry_quarantine(CONNECTION, None, |_| Judgement::Keep).await.unwrap();
        assert_eq!((retried.released, retried.remaining), (0, 1), "it can be read, and stays");
        keep.compact().await.unwrap();
        for keep in [&keep, &world.open().await] {
            assert!(keep.catalog(backpack_keep::Catalog::is_empty));
            let kept = keep.catalog(|catalog| catalog.quarantined().collect::<Vec<_>>());
            assert_eq!(kept.len(), 1, "the same bytes are one item");
            assert_eq!((kept[0].reason.as_str(), kept[0].doubted), ("ø".repeat(300).as_str(), true));
            assert_eq!(bodies(keep).await[0].2, result("a", "1"));
        }
    });
}

#[test]
fn a_second_reading_keeps_only_what_is_let_through() {
    run(async {
        let world = World::new();
        let keep = world.create().await;
        let mut sent = page(Vec::<String>::new());
        sent.quarantined = ["kept", "refused", "left"].map(|id| unread(result(id, "1"))).to_vec();
        keep.commit_page(sent).await.unwrap();
        let judge = |item: &Incoming| match item.header().id.as_deref() {
            Some("kept") => Judgement::Keep,
            Some("refused") => Judgement::Refuse,
            _ => Judgement::Leave,
        };
        let elsewhere = ConnectionId::from_bytes([8; 16]);
        let other = keep.retry_quarantine(elsewhere, None, judge).await.unwrap();
        assert_eq!(other, backpack_keep::Retried::default(), "another connection's is left alone");
        let retried = keep.retry_quarantine(CONNECTION, None, judge).await.unwrap();
        assert_eq!((retried.released, retried.refused, retried.remaining), (1, 1, 1));
        keep.compact().await.unwrap();
        for keep in [&keep, &world.open().await] {
            assert_eq!(keep.catalog(|catalog| (catalog.len(), catalog.quarantined().count())), (1, 1));
            let held: Vec<_> = bodies(keep).await.into_iter().map(|(.., body)| body).collect();
            assert_eq!(held.len(), 2, "what was refused is nowhere any more");
            assert!(!held.contains(&result("refused", "1").into()));
        }
    });
}

#[test]
fn rows_of_a_page_are_written_with_its_cursor() {
    run(async {
        let world = World::new();
        let keep = world.create().await;
        let mut sent = page([result("a", "1")]);
        let mut row = UpkeepRow::new(CONNECTION);
        row.full = true;
        sent.rows = RowBatch::new().put(&row);
        let before = keep.sequence();
        keep.commit_page(sent).await.unwrap();
        let read = world.open().await.row::<UpkeepRow>(CONNECTION.as_bytes()).await.unwrap();
        assert_eq!((read.map(|(row, _)| row), keep.sequence()), (Some(row), before + 1), "one commit");
    });
}
