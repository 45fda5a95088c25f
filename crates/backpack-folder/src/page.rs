//! A page of a scan.

use backpack_store::{Entry, Error, Scan, ScanPage};

/// A page of a scan ends once it holds this many bytes of values, however many entries were asked for.
const PAGE_BYTES: usize = 4 << 20;

/// Returns the page that `scan` asks for, from the engine's `rows` in the order of the scan; `read` makes an entry of a row.
///
/// # Errors
///
/// What reading a row says.
pub fn page<R>(
    scan: &Scan,
    rows: impl Iterator<Item = Result<R, Error>>,
    read: impl Fn(R) -> Result<Entry, Error>,
) -> Result<ScanPage, Error> {
    let (mut entries, mut bytes) = (Vec::new(), 0);
    for row in rows {
        let row = row?;
        if !entries.is_empty() && (entries.len() >= scan.limit || bytes >= PAGE_BYTES) {
            let last = entries.last().map(|entry: &Entry| entry.id.clone());
            return Ok(ScanPage::new(entries, last));
        }
        let entry = read(row)?;
        bytes += entry.value.bytes.len();
        entries.push(entry);
    }
    Ok(ScanPage::new(entries, None))
}
