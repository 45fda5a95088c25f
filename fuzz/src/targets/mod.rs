//! The targets: each hands bytes to the smallest public door of a parser, and checks what must hold of any bytes.

mod directory;
mod extract;
mod files;
mod import;
mod keep;
mod keys;
mod record;
mod smart;

use std::future::Future;
use std::sync::OnceLock;
use std::time::Duration;

use async_trait::async_trait;
use backpack_core::{Clock, Timestamp};
use tokio::runtime::Runtime;

/// One parser.
pub(crate) struct Target {
    pub(crate) name: &'static str,
    pub(crate) run: fn(&[u8]),
    /// The groups of the corpora whose files are seeds.
    pub(crate) corpora: &'static [&'static str],
    /// Seeds made by hand.
    pub(crate) seeds: fn() -> Vec<Vec<u8>>,
}

const fn target(
    name: &'static str,
    run: fn(&[u8]),
    corpora: &'static [&'static str],
    seeds: fn() -> Vec<Vec<u8>>,
) -> Target {
    Target { name, run, corpora, seeds }
}

const RESOURCES: &[&str] = &["made", "fhir-test-cases", "json"];

/// Every target, the names as `fuzz/run` lists them.
pub(crate) const TARGETS: &[Target] = &[
    target("header", record::header, RESOURCES, record::seeds),
    target("packed", record::packed, &[], record::packed_seeds),
    target("bundle", record::bundle, RESOURCES, record::seeds),
    target("import", import::file, RESOURCES, record::seeds),
    target("discovery", smart::discovery, &["brands"], smart::discovery_seeds),
    target("token", smart::token, &[], smart::token_seeds),
    target("id_token", smart::id_token, &[], smart::id_token_seeds),
    target("kept", smart::kept, &[], smart::kept_seeds),
    target("page", smart::page, RESOURCES, record::seeds),
    target("cursor", smart::cursor, &[], smart::cursor_seeds),
    target("brands", directory::list, &["brands"], directory::seeds),
    target("directory_cache", directory::cache, &[], directory::cache_seeds),
    target("dialects", directory::dialects, &[], directory::dialect_seeds),
    target("key_file", keys::key_file, &[], keys::key_file_seeds),
    target("recovery_code", keys::recovery_code, &[], keys::recovery_code_seeds),
    target("envelope", keys::envelope, &[], keys::envelope_seeds),
    target("sealed_file", files::sealed, &[], files::sealed_seeds),
    target("anchor", files::anchor, &[], files::anchor_seeds),
    target("names", files::names, &["files"], files::name_seeds),
    target("sharing", extract::sharing, &["files"], extract::sharing_seeds),
    target("text", extract::text, &["files"], extract::text_seeds),
    target("backpack", keep::backpack, &[], keep::seeds),
];

/// Runs a future to its end on this thread.
pub(crate) fn run<T>(work: impl Future<Output = T>) -> T {
    static RUNTIME: OnceLock<Runtime> = OnceLock::new();
    let runtime = RUNTIME.get_or_init(|| {
        tokio::runtime::Builder::new_current_thread().build().expect("a runtime can be made")
    });
    runtime.block_on(work)
}

/// A clock that stands still, in which no wait takes any time.
#[derive(Debug)]
pub(crate) struct StillClock;

#[async_trait]
impl Clock for StillClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(1_700_000_000_000)
    }

    async fn sleep(&self, _: Duration) {}
}

/// Cuts the bytes at their first zero.
pub(crate) fn two(data: &[u8]) -> (&[u8], &[u8]) {
    let at = data.iter().position(|byte| *byte == 0).unwrap_or(data.len());
    (&data[..at], data.get(at + 1..).unwrap_or_default())
}

pub(crate) fn texts(texts: &[&str]) -> Vec<Vec<u8>> {
    texts.iter().map(|text| text.as_bytes().to_vec()).collect()
}
