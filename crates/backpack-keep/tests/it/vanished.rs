//! Records that their source no longer returns, without a word.

use backpack_connect::Gone;
use backpack_core::{ConnectionId, RecordId};
use backpack_keep::{
    Change, ChangeKind, ConnectionRow, Disposal, Filter, Keep, MembersRow, RowBatch, Show, UpkeepRow,
};
use backpack_record::Actor;
use backpack_testkit::run;
use bytes::Bytes;

use crate::world::{CONNECTION, World, bodies, describe, page, result};

const SEEN_ONLY: Show = Show { hidden: false, deleted: false, gone: false, vanished: false };

fn found(keep: &Keep, show: Show) -> usize {
    keep.catalog(|catalog| catalog.query(&Filter::new().show(show)).total)
}

fn marked(keep: &Keep) -> Vec<RecordId> {
    keep.catalog(|catalog| {
        catalog.records().filter(|record| record.is_vanished()).map(|record| record.id()).collect()
    })
}

#[test]
fn a_record_that_vanished_stays_found_and_readable_until_it_returns() {
    run(async {
        let world = World::new();
        let keep = world.create().await;
        let ids = keep.commit_page(page(["a", "b", "c"].map(|id| result(id, "1")))).await.unwrap().new_ids;
        let entry = keep.put_entry(None, Bytes::from(result("", "1")), Actor::Person).await.unwrap();
        let mut changes = keep.changes();
        let unknown = RecordId::from_bytes([9; 16]);
        let asked = [ids[0], ids[1], ids[0], entry, unknown];
        assert_eq!(keep.mark_vanished(CONNECTION, &asked, None).await.unwrap(), ids[..2]);
        let Change { what, .. } = changes.try_recv().unwrap();
        assert_eq!(what, ChangeKind::Vanished(ids[..2].to_vec()));
        assert_eq!(keep.mark_vanished(CONNECTION, &ids[..2], None).await.unwrap(), [], "once is enough");
        let other = ConnectionId::from_bytes([8; 16]);
        assert_eq!(keep.mark_vanished(other, &ids, None).await.unwrap(), [], "it is not this connection's");
        keep.compact().await.unwrap();
        let reopened = world.open().await;
        for keep in [&keep, &reopened] {
            assert_eq!(marked(keep), ids[..2]);
            assert_eq!((found(keep, Show::default()), found(keep, SEEN_ONLY)), (4, 2));
            assert!(!keep.catalog(|catalog| catalog.record(ids[0]).unwrap().is_gone()));
            assert_eq!(keep.body(ids[0]).await.unwrap(), result("a", "1"));
        }
        // One returns as it was, one with something new.
        let back = keep.commit_page(page([result("a", "1"), result("b", "2")])).await.unwrap();
        assert_eq!((back.unchanged, back.changed, &back.changed_ids[..]), (1, 1, &ids[..2]));
        reopened.refresh().await.unwrap();
        for keep in [&keep, &reopened, &world.open().await] {
            assert_eq!((marked(keep), found(keep, SEEN_ONLY)), (vec![], 4));
        }
        // And back to what an earlier version said.
        keep.mark_vanished(CONNECTION, &ids[1..2], None).await.unwrap();
        keep.commit_page(page([result("b", "1")])).await.unwrap();
        assert_eq!(marked(&world.open().await), []);
    });
}

#[test]
fn a_deletion_is_more_than_a_silence() {
    run(async {
        let world = World::new();
        let keep = world.create().await;
        let ids = keep.commit_page(page(["a", "b"].map(|id| result(id, "1")))).await.unwrap().new_ids;
        keep.mark_vanished(CONNECTION, &ids[..1], None).await.unwrap();
        let mut deletion = page(Vec::<String>::new());
        deletion.gone = ["a", "b"].map(|id| Gone::new("Observation", id)).to_vec();
        assert_eq!(keep.commit_page(deletion).await.unwrap().gone, 2);
        assert_eq!(keep.mark_vanished(CONNECTION, &ids, None).await.unwrap(), [], "what is gone is gone");
        for keep in [&keep, &world.open().await] {
            let gone = keep.catalog(|catalog| catalog.records().filter(|record| record.is_gone()).count());
            assert_eq!((gone, marked(keep)), (2, vec![]));
        }
        let back = keep.commit_page(page([result("a", "1")])).await.unwrap();
        assert_eq!((back.unchanged, found(&keep, SEEN_ONLY)), (1, 1));
    });
}

#[test]
fn many_are_marked_in_several_commits() {
    run(async {
        let world = World::new();
        let keep = world.create().await;
        let mut ids = Vec::new();
        for number in 0..5 {
            let bodies = (0..2_000).map(|id| result(&format!("{number}-{id}"), "1"));
            ids.extend(keep.commit_page(page(bodies)).await.unwrap().new_ids);
        }
        assert_eq!(keep.mark_vanished(CONNECTION, &ids, None).await.unwrap(), ids);
        let again = world.open().await;
        assert_eq!(marked(&again).len(), 10_000);
        assert_eq!(keep.catalog(describe), again.catalog(describe));
        assert_eq!(keep.mark_vanished(CONNECTION, &[], None).await.unwrap(), []);
    });
}

#[test]
fn a_removed_connection_leaves_no_row_behind() {
    run(async {
        let world = World::new();
        let keep = world.create().await;
        let mut connection = ConnectionRow::new("s", "u", "n", backpack_core::Timestamp::from_millis(1));
        connection.id = CONNECTION;
        let ids = keep.commit_page(page([result("a", "1")])).await.unwrap().new_ids;
        let scopes = MembersRow::digest_of(&["b".into(), "a".into(), "b".into()]);
        assert_eq!(scopes, MembersRow::digest_of(&["a".into(), "b".into()]));
        let mut members = MembersRow::new(CONNECTION, "q", 0, scopes);
        members.records = ids.clone();
        let batch = RowBatch::new().put(&connection).put(&members).put(&UpkeepRow::new(CONNECTION));
        keep.write(batch).await.unwrap();
        keep.mark_vanished(CONNECTION, &ids, None).await.unwrap();
        let removal = keep.remove_connection(CONNECTION, Disposal::Delete).await.unwrap();
        assert_eq!((removal.records, bodies(&keep).await.len()), (1, 0));
        assert_eq!(keep.rows::<MembersRow>().await.unwrap(), []);
        assert_eq!(keep.rows::<UpkeepRow>().await.unwrap(), []);
    });
}
