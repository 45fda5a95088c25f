//! What the facade adds to what it composes. Whole journeys are in the workspace's own tests.
#![expect(clippy::unwrap_used, reason = "a test says what went wrong by failing")]

mod amendments;
mod cards;
mod compact;
mod contacts;
mod files;
mod forms;
mod fsyncs;
mod history;
mod hosting;
mod journal;
mod key_services;
mod life;
mod people;
mod portals;
mod recovery;
mod requests;
mod room;
mod root_rotation;
mod rotation;
mod search;
mod seeing;
mod sharing;
mod slots;
mod timeline;
mod two;

use backpack::keys::Argon2Params;
use backpack::{Account, Options, Storage, Unlock};

/// Returns options under which a passphrase costs little.
fn options() -> Options {
    Options::new().unwrap().with_passphrase_cost(Argon2Params::FLOOR)
}

/// Makes an account in memory that opens with a host's key.
async fn account() -> (Account, Storage) {
    let options = options();
    let storage = Storage::in_memory(std::sync::Arc::clone(&options.clock));
    let account = Account::create_on(storage.clone(), host_key(), options).await.unwrap();
    (account, storage)
}

fn host_key() -> Unlock {
    Unlock::host_key(vec![7; 32])
}
