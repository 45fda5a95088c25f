//! What the tests share: a folder on disk, a portal over HTTP, and the person in between.

mod clinic;
mod contents;
pub(crate) mod process;

use std::path::PathBuf;
use std::sync::Arc;

use backpack::connect::Transport;
use backpack::http::{HttpOptions, HttpTransport};
use backpack::keys::Argon2Params;
use backpack::{Account, Backpack, Options, Unlock};
use backpack_testkit::VirtualClock;
use tempfile::TempDir;

pub(crate) use clinic::{Clinic, Connected, asked, connector, sync};
pub(crate) use contents::{bodies, everything, files_below, id_of, name_of, records, same, told};

pub(crate) const PASSPHRASE: &str = "correct horse battery staple";
pub(crate) const CALLBACK: &str = "http://127.0.0.1/callback";

/// A folder for an account, and the options to open it with: quick to unlock, and never waiting for a real clock.
pub(crate) struct Home {
    pub(crate) folder: TempDir,
    pub(crate) clock: VirtualClock,
    pub(crate) options: Options,
}

impl Home {
    pub(crate) fn new() -> Self {
        let clock = VirtualClock::auto();
        Self { folder: tempfile::tempdir().unwrap(), options: options(&clock), clock }
    }

    /// Where the account is; nothing is there at first.
    pub(crate) fn path(&self) -> PathBuf {
        self.folder.path().join("account")
    }

    pub(crate) async fn create(&self) -> Account {
        Account::create(self.path(), unlock(), self.options.clone()).await.unwrap()
    }

    pub(crate) async fn open(&self) -> Account {
        Account::open(self.path(), unlock(), self.options.clone()).await.unwrap()
    }

    /// Closes the account and opens it again, as a later run of an app does; returns its one Backpack too.
    pub(crate) async fn reopened(&self, account: &Account) -> (Account, Backpack) {
        account.close().await.unwrap();
        let account = self.open().await;
        let listed = account.backpacks().await.unwrap();
        assert_eq!(listed.len(), 1, "there is one Backpack");
        let backpack = account.backpack(listed[0].id).await.unwrap();
        (account, backpack)
    }
}

/// Options for tests; [`Home`] has them with its own clock.
pub(crate) fn options(clock: &VirtualClock) -> Options {
    Options::new()
        .unwrap()
        .with_clock(Arc::new(clock.clone()))
        .with_transport(transport())
        .with_passphrase_cost(FLOOR)
        .with_ballast_bytes(0)
}

/// The least that a passphrase may cost to stretch.
pub(crate) const FLOOR: Argon2Params = Argon2Params::FLOOR;

pub(crate) fn transport() -> Arc<dyn Transport> {
    Arc::new(HttpTransport::new(HttpOptions::new().allow_insecure_loopback()).unwrap())
}

pub(crate) fn unlock() -> Unlock {
    Unlock::passphrase(PASSPHRASE)
}
