//! The work that is measured, beside what an app calls.

use backpack::connect::{Cursor, Put};
use backpack::core::{ConnectionId, Timestamp};
use backpack::keep::{CursorUpdate, Incoming, Keep, Ledger, PageCommit};
use backpack::record::{Bundle, Header};
use bytes::Bytes;
use serde::Deserialize;
use serde_json::value::RawValue;

/// The most bytes in one page, as the file connector cuts them.
const PAGE_BYTES: usize = 4 << 20;

/// Splits a Bundle and reads the header of each resource. Returns how many could be read.
#[must_use]
pub fn headers(file: &[u8]) -> usize {
    let Ok(bundle) = Bundle::split(file) else { return 0 };
    let resources = bundle.entries.iter().filter_map(|entry| entry.resource);
    resources.filter(|resource| Header::read(resource).is_ok()).count()
}

/// Splits a Bundle with serde_json alone. Returns how many resources it holds.
#[must_use]
pub fn raw_values(file: &[u8]) -> usize {
    serde_json::from_slice::<Entries<'_>>(file).map_or(0, |bundle| bundle.entry.len())
}

#[derive(Deserialize)]
struct Entries<'a> {
    #[serde(borrow)]
    entry: Vec<Entry<'a>>,
}

#[derive(Deserialize)]
struct Entry<'a> {
    #[expect(dead_code, reason = "it is only parsed")]
    #[serde(borrow)]
    resource: &'a RawValue,
}

/// Reads and commits one file after the other, without connector or engine: one connection, one query a file.
///
/// # Errors
///
/// If a file is no Bundle, and the Backpack's.
pub async fn commit_directly(keep: &Keep, files: &[Vec<u8>]) -> anyhow::Result<()> {
    let connection = ConnectionId::random();
    for (number, file) in files.iter().enumerate() {
        let body = Bytes::copy_from_slice(file);
        let bundle = Bundle::split(&body).map_err(|refusal| anyhow::anyhow!("{refusal}"))?;
        let mut page = Vec::new();
        let mut held = 0;
        for entry in &bundle.entries {
            let Some(resource) = entry.resource else { continue };
            let mut put = Put::new("application/fhir+json", body.slice_ref(resource));
            put.full_url = entry.full_url.as_ref().map(ToString::to_string);
            held += resource.len();
            page.extend(Incoming::read(put).ok());
            if held >= PAGE_BYTES {
                commit(keep, connection, number, std::mem::take(&mut page)).await?;
                held = 0;
            }
        }
        commit(keep, connection, number, page).await?;
    }
    Ok(())
}

async fn commit(
    keep: &Keep,
    connection: ConnectionId,
    number: usize,
    incoming: Vec<Incoming>,
) -> anyhow::Result<()> {
    let mut page =
        PageCommit::new(connection, format!("file-{number}"), Ledger::new(Timestamp::from_millis(0)));
    page.incoming = incoming;
    page.cursor = CursorUpdate::To(Cursor::new(Bytes::from_static(b"next")));
    keep.commit_page(page).await?;
    Ok(())
}
