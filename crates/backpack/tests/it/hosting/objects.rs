//! Key files and anchors apart from the store.

use std::sync::Arc;

use backpack::ErrorKind;
use backpack::objects::object_store::ObjectStore;
use backpack::objects::object_store::memory::InMemory;
use backpack::store::MemoryStore;

use super::{host, person, places, records};
use crate::options;

const AMPLE: usize = 64 << 20;

#[test]
fn key_files_and_anchors_may_lie_in_object_storage() {
    backpack_testkit::run(async {
        let objects: Arc<dyn ObjectStore> = Arc::new(InMemory::new());
        let places = places()
            .with_anchors_in(Arc::clone(&objects), "apart")
            .with_key_files_in(Arc::clone(&objects), "apart");
        let hosting = host(&places, AMPLE);
        let mut people = Vec::new();
        for name in ["Ana", "Ben", "Cem"] {
            people.push(person(&hosting, name, 2).await);
        }
        people.sort();
        let ids: Vec<_> = people.iter().map(|(account, _)| *account).collect();
        assert_eq!(hosting.accounts(None).await.unwrap().ids, ids);
        assert_eq!(hosting.accounts(Some(ids[0])).await.unwrap().ids, ids[1..]);
        let after = host(&places, AMPLE);
        assert_eq!(records(&after.backpack(people[1].0, people[1].1).await.unwrap()), 2);
        hosting.delete_account(ids[1]).await.unwrap();
        assert_eq!(hosting.accounts(None).await.unwrap().ids, [ids[0], ids[2]]);
        let gone = hosting.account(ids[1]).await.unwrap_err();
        assert_eq!(gone.kind(), &ErrorKind::NotFound("account"));

        // A database that was set back, to nothing at the worst, is told by the anchors.
        let mut back = places.clone();
        back.store = Arc::new(MemoryStore::new(options().clock));
        let set_back = host(&back, AMPLE).backpack(people[0].0, people[0].1).await.unwrap_err();
        assert!(matches!(set_back.kind(), ErrorKind::RolledBack { found: 0, .. }), "{set_back}");
    });
}
