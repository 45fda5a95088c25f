//! A Backpack with one damaged value, sealed under the right key for the right place: what lies behind the seal.

use std::io::Read as _;
use std::sync::{Arc, OnceLock};

use backpack_connect::Put;
use backpack_core::{ConnectionId, Timestamp};
use backpack_files::MemoryBlobs;
use backpack_keep::{
    AccessRow, AttachmentRow, AttemptRow, ConnectionRow, FileRow, GrantRow, Incoming, Keep, Ledger,
    MembersRow, PaceRow, PageCommit, Parts, Person, QueryRow, TABLES, TriedRow, UpkeepRow,
};
use backpack_keys::{Aad, Purpose};
use backpack_store::{Batch, Entry, MemoryAnchors, MemoryStore, Scan, Store as _, Table};

use super::keys::fixed_keys;
use super::record::seeds as resources;
use super::{StillClock, run};

/// The values of a small Backpack, and where they lie.
struct Sample {
    entries: Vec<(Table, Entry)>,
}

/// The first byte chooses the value; with its highest bit, compressed content is taken as it is.
pub(crate) fn backpack(data: &[u8]) {
    let Some((choice, data)) = data.split_first() else { return };
    let (sample, keys) = (sample(), fixed_keys());
    let chosen = usize::from(choice & 0x7F) % places(sample);
    let (table, id) = place(sample, chosen);
    let plain = if choice & 0x80 == 0 && is_compressed(table) { compressed(data) } else { data.to_vec() };
    let value = keys.seal(purpose(table), &Aad::new(table.0, &id), &plain);
    let store = Arc::new(MemoryStore::new(Arc::new(StillClock)));
    run(async {
        let mut batch = Batch::new(keys.space());
        for (at, entry) in &sample.entries {
            if (*at, &entry.id[..]) != (table, &id[..]) {
                batch = batch.put(*at, entry.id.clone(), entry.value.bytes.clone());
            }
        }
        if value.len() > backpack_store::MAX_VALUE_BYTES {
            return;
        }
        store.commit(batch.put(table, id.clone(), value)).await.expect("the sample fits a batch");
        let parts = Parts::new(
            store,
            Arc::new(MemoryBlobs::new()),
            Arc::new(MemoryAnchors::new()),
            keys,
            Arc::new(StillClock),
        );
        if let Ok(keep) = Keep::open(parts).await {
            look_at_everything(&keep).await;
        }
    });
}

async fn look_at_everything(keep: &Keep) {
    drop(keep.person().await);
    drop(keep.rows::<ConnectionRow>().await);
    drop(keep.rows::<GrantRow>().await);
    drop(keep.rows::<AttemptRow>().await);
    drop(keep.rows::<QueryRow>().await);
    drop(keep.rows::<FileRow>().await);
    drop(keep.rows::<TriedRow>().await);
    drop(keep.rows::<AttachmentRow>().await);
    drop(keep.rows::<MembersRow>().await);
    drop(keep.rows::<UpkeepRow>().await);
    drop(keep.rows::<AccessRow>().await);
    drop(keep.rows::<PaceRow>().await);
    let ids: Vec<_> = keep.catalog(|catalog| {
        catalog.records().map(|record| (record.id(), format!("{:?}", record.header()))).collect()
    });
    for (id, _) in ids.iter().take(20) {
        drop(keep.body(*id).await);
        drop(keep.versions(*id));
    }
    let mut quarantined = keep.quarantined();
    while let Ok(Some(_)) = quarantined.next().await {}
    drop(keep.verify().await);
    keep.close().await;
}

fn sample() -> &'static Sample {
    static SAMPLE: OnceLock<Sample> = OnceLock::new();
    SAMPLE.get_or_init(|| {
        let store = Arc::new(MemoryStore::new(Arc::new(StillClock)));
        let parts = Parts::new(
            Arc::<MemoryStore>::clone(&store),
            Arc::new(MemoryBlobs::new()),
            Arc::new(MemoryAnchors::new()),
            fixed_keys(),
            Arc::new(StillClock),
        );
        run(async {
            let keep = Keep::create(parts, Person::new("Ana Ruiz")).await.expect("a Backpack can be made");
            let connection = ConnectionId::from_bytes([7; 16]);
            for query in ["one", "two"] {
                let mut page = PageCommit::new(connection, query, Ledger::new(Timestamp::from_millis(5)));
                for body in resources().into_iter().chain([b"no resource".to_vec()]) {
                    match Incoming::read(Put::new("application/fhir+json", body)) {
                        Ok(incoming) => page.incoming.push(incoming),
                        Err(item) => page.quarantined.push(item),
                    }
                }
                keep.commit_page(page).await.expect("a page lands");
            }
            keep.close().await;
            let mut entries = Vec::new();
            for table in TABLES {
                let page =
                    store.scan(&Scan::new(fixed_keys().space(), *table)).await.expect("the memory is read");
                entries.extend(page.entries.into_iter().map(|entry| (*table, entry)));
            }
            Sample { entries }
        })
    })
}

/// Every value that is there, and one in each table.
fn places(sample: &Sample) -> usize {
    sample.entries.len() + TABLES.len()
}

fn place(sample: &Sample, chosen: usize) -> (Table, Vec<u8>) {
    match sample.entries.get(chosen) {
        Some((table, entry)) => (*table, entry.id.to_vec()),
        None => (TABLES[chosen - sample.entries.len()], vec![4; 16]),
    }
}

fn purpose(table: Table) -> Purpose {
    match table.0 {
        1 | 4 | 19 => Purpose::Journal,
        2 => Purpose::Catalog,
        3 => Purpose::Block,
        7 | 8 => Purpose::Vault,
        10 => Purpose::File,
        _ => Purpose::Row,
    }
}

fn is_compressed(table: Table) -> bool {
    matches!(table.0, 2 | 3)
}

/// Segments and blocks: format, length of the content, the content compressed.
fn compressed(content: &[u8]) -> Vec<u8> {
    let mut plain = vec![1];
    plain.extend_from_slice(&u32::try_from(content.len()).unwrap_or(u32::MAX).to_be_bytes());
    plain.extend_from_slice(&zstd::bulk::compress(content, 1).expect("anything can be compressed"));
    plain
}

/// Returns the sample's values as they are behind the seal, each with the byte that chooses it.
pub(crate) fn seeds() -> Vec<Vec<u8>> {
    let keys = fixed_keys();
    let mut seeds = Vec::new();
    for (number, (table, entry)) in sample().entries.iter().enumerate() {
        let opened = keys.open(purpose(*table), &Aad::new(table.0, &entry.id), &entry.value.bytes);
        let Ok(plain) = opened else { continue };
        let choice = u8::try_from(number).unwrap_or(0x7F) & 0x7F;
        if is_compressed(*table) {
            let mut content = Vec::new();
            // What pads a value may stand behind the one frame.
            if let Ok(decoder) = zstd::Decoder::new(&plain[5..]) {
                drop(decoder.single_frame().read_to_end(&mut content));
            }
            seeds.push([&[choice], content.as_slice()].concat());
            seeds.push([&[choice | 0x80], plain.as_slice()].concat());
        } else {
            seeds.push([&[choice], plain.as_slice()].concat());
        }
    }
    seeds
}
