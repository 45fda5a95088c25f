//! Batches over two tables: each puts one number into both, and every eighth takes an older one out of both.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use backpack::core::SpaceId;
use backpack::store::{Batch, Direction, Error, Scan, Store, Table};
use bytes::Bytes;
use futures_util::future::join_all;

use super::{Acknowledged, must, text};
use crate::durability::engine::Engine;
use crate::world::process;

const SPACE: SpaceId = SpaceId::from_bytes([7; 16]);
const TABLE: Table = Table(1);
const TWIN: Table = Table(2);
/// How many commits wait together, so that groups are made.
const AT_ONCE: u32 = 4;

pub(super) async fn write(engine: Engine, folder: &Path, steps: u32) {
    let store = match engine.store(folder, 0).await {
        Ok(store) => store,
        Err(error) => return process::say(&format!("refused {:?}", error.kind())),
    };
    process::say("made");
    let first = match newest(&*store).await {
        Ok(newest) => newest.map_or(0, |newest| newest + 1),
        Err(error) => return process::say(&format!("refused {:?}", error.kind())),
    };
    process::say("ready");
    for group in 0..steps {
        let commits = (0..AT_ONCE).map(|place| commit(&store, first + group * AT_ONCE + place));
        if let Some(error) = join_all(commits).await.into_iter().find_map(Result::err) {
            process::say(&format!("failed {:?}", error.kind()));
            return after_a_failure(&*store).await;
        }
    }
    process::say("done");
}

/// Says what the store answers once a write failed.
async fn after_a_failure(store: &dyn Store) {
    for _ in 0..3 {
        let again = store.commit(Batch::new(SPACE).put(Table(3), "again", "again")).await;
        process::say(&format!("again {:?}", again.map_err(|error| error.kind().clone())));
    }
    let read = newest(store).await.map_err(|error| error.kind().clone());
    process::say(&format!("read {read:?}"));
    let closed = store.close().await.map_err(|error| error.kind().clone());
    process::say(&format!("closed {closed:?}"));
}

async fn commit(store: &Arc<dyn Store>, number: u32) -> Result<(), Error> {
    store.commit(batch(number)).await?;
    process::say(&format!("batch {number}"));
    Ok(())
}

fn batch(number: u32) -> Batch {
    let (id, value) = (number.to_be_bytes().to_vec(), value(number));
    let batch = Batch::new(SPACE).put(TABLE, id.clone(), value.clone()).put(TWIN, id, value);
    match taken_out(number) {
        None => batch,
        Some(older) => {
            let id = older.to_be_bytes().to_vec();
            batch.delete(TABLE, id.clone()).delete(TWIN, id)
        }
    }
}

/// Returns the older number that the batch of `number` takes out.
fn taken_out(number: u32) -> Option<u32> {
    if number % 8 == 7 { number.checked_sub(40) } else { None }
}

fn value(number: u32) -> Bytes {
    let bytes = 40 + (number as usize * 997) % 30_000;
    number.to_be_bytes().into_iter().cycle().take(bytes).collect::<Vec<_>>().into()
}

async fn newest(store: &dyn Store) -> Result<Option<u32>, Error> {
    let mut scan = Scan::new(SPACE, TABLE);
    (scan.direction, scan.limit) = (Direction::Descending, 1);
    Ok(store.scan(&scan).await?.entries.first().map(|entry| number(&entry.id)))
}

pub(super) async fn check(engine: Engine, folder: &Path, acknowledged: &Acknowledged) -> Result<(), String> {
    let store = match engine.store(folder, 0).await {
        Ok(store) => store,
        Err(error) => return must(!acknowledged.made(), || format!("it does not open: {error:?}")),
    };
    let (ours, twins) = (all(&*store, TABLE).await?, all(&*store, TWIN).await?);
    must(ours == twins, || "a batch is torn between two tables".to_owned())?;
    for (number, bytes) in &ours {
        must(*bytes == value(*number), || format!("the value of {number} is another"))?;
        let older = taken_out(*number).filter(|older| ours.contains_key(older));
        must(older.is_none(), || format!("{older:?} should have gone when {number} came"))?;
    }
    for number in acknowledged.numbers("batch") {
        let gone = taken_out(number + 40) == Some(number) && ours.contains_key(&(number + 40));
        let later = ours.keys().next_back().is_some_and(|newest| *newest > number + 40);
        let is_kept = ours.contains_key(&number) || gone || (taken_out(number + 40) == Some(number) && later);
        must(is_kept, || format!("{number} was acknowledged and is not there"))?;
    }
    store.commit(Batch::new(SPACE).put(Table(3), "checked", "checked")).await.map_err(text)?;
    store.close().await.map_err(text)
}

async fn all(store: &dyn Store, table: Table) -> Result<BTreeMap<u32, Bytes>, String> {
    let (mut found, mut next) = (BTreeMap::new(), Some(Scan::new(SPACE, table)));
    while let Some(scan) = next {
        let page = store.scan(&scan).await.map_err(text)?;
        next = scan.continued(page.next);
        found.extend(page.entries.into_iter().map(|entry| (number(&entry.id), entry.value.bytes)));
    }
    Ok(found)
}

fn number(id: &[u8]) -> u32 {
    u32::from_be_bytes(id.try_into().unwrap())
}
