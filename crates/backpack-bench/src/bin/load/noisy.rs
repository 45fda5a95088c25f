//! The noisy account: it syncs one large page after the other, as fast as it can.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use anyhow::Context as _;
use tokio::task::JoinHandle;

use crate::fill::sync;
use crate::ground::Ground;
use crate::options::Options;
use crate::people::PagesPortal;
use crate::roster::Filled;

/// The noisy account, at work until it is told to end.
#[derive(Debug)]
pub(crate) struct Noisy {
    ends: Arc<AtomicBool>,
    written: Arc<AtomicU64>,
    work: JoinHandle<anyhow::Result<()>>,
}

impl Noisy {
    /// Lets one account write. `seed` keeps its pages apart from everybody else's.
    pub(crate) fn begin(options: &Options, ground: &Ground, whom: Filled, seed: u64) -> Self {
        let (ends, written) = (Arc::<AtomicBool>::default(), Arc::<AtomicU64>::default());
        let (told, counted) = (Arc::clone(&ends), Arc::clone(&written));
        let (options, ground) = (options.clone(), ground.clone());
        let work = tokio::spawn(async move {
            let (account, backpack) = ground.enter(&whom).await?;
            let connection = backpack.connections().await?.first().context("no connection")?.id;
            for number in seed.. {
                if told.load(Ordering::Relaxed) {
                    break;
                }
                let page = PagesPortal::page(number, options.noisy_page, options.narrative);
                account.register(Arc::new(page));
                counted.fetch_add(sync(&backpack, connection).await?.new, Ordering::Relaxed);
            }
            Ok(())
        });
        Self { ends, written, work }
    }

    /// Lets it end. Returns how many records it wrote.
    pub(crate) async fn end(self) -> anyhow::Result<u64> {
        self.ends.store(true, Ordering::Relaxed);
        self.work.await??;
        Ok(self.written.load(Ordering::Relaxed))
    }
}
