//! How much memory this process and the server take.

use std::path::Path;

use backpack_bench::Memory;

use crate::database::Database;
use crate::report::{Table, number};

/// Where the server's cluster lies, so that its processes are found.
const CLUSTER: &str = "BACKPACK_POSTGRES_DATA";

/// Adds what both take, where the system says.
pub(crate) async fn rows(table: &mut Table, database: Option<&Database>) -> anyhow::Result<()> {
    let Ok(own) = Memory::read() else { return Ok(()) };
    table.row(["memory of this process, MB".to_owned(), number(own.now as f64 / 1e6)]);
    table.row(["the most it was, MB".to_owned(), number(own.peak as f64 / 1e6)]);
    let Some(database) = database else { return Ok(()) };
    let shared = database.count("SELECT pg_size_bytes(current_setting('shared_buffers'))").await?;
    table.row(["the server's shared buffers, MB".to_owned(), number(shared as f64 / 1e6)]);
    let server = std::env::var_os(CLUSTER).and_then(|cluster| of_server(Path::new(&cluster)));
    let server = server.map_or_else(|| "not told".to_owned(), |bytes| number(bytes as f64 / 1e6));
    table.row(["memory of all its processes, shared pages counted once, MB".to_owned(), server]);
    Ok(())
}

/// Sums what the server's processes hold, each its share of what they hold together.
fn of_server(cluster: &Path) -> Option<u64> {
    let pid = std::fs::read_to_string(cluster.join("postmaster.pid")).ok()?;
    let postmaster: u32 = pid.lines().next()?.trim().parse().ok()?;
    let mut bytes = share(postmaster)?;
    for entry in std::fs::read_dir("/proc").ok()?.flatten() {
        let process = entry.file_name().to_str().and_then(|name| name.parse().ok());
        let Some(process) = process.filter(|process| parent(*process) == Some(postmaster)) else { continue };
        // One that has just ended holds nothing.
        bytes += share(process).unwrap_or_default();
    }
    Some(bytes)
}

fn share(process: u32) -> Option<u64> {
    let told = std::fs::read_to_string(format!("/proc/{process}/smaps_rollup")).ok()?;
    let line = told.lines().find_map(|line| line.strip_prefix("Pss:"))?;
    Some(line.split_whitespace().next()?.parse::<u64>().ok()? << 10)
}

fn parent(process: u32) -> Option<u32> {
    let told = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    told.lines().find_map(|line| line.strip_prefix("PPid:"))?.trim().parse().ok()
}
