//! A whole journey on the servers ends as it does in memory.

use std::sync::Arc;

use backpack::Storage;
use backpack::core::AccountId;
use backpack_testkit::{VirtualClock, run};

use super::{Files, servers};
use crate::conformance::journey;
use crate::world::{options, same};

async fn ends_as_in_memory(files: Files) {
    let (clock, folder) = (VirtualClock::auto(), tempfile::tempdir().unwrap());
    let on_server = options(&clock);
    let Some(servers) = servers(files, folder.path(), &on_server).await else { return };
    let found = journey(&servers.places.storage(AccountId::random()), &on_server, &clock).await;

    let clock = VirtualClock::auto();
    let memory = Storage::in_memory(Arc::new(clock.clone()));
    let expected = journey(&memory, &options(&clock), &clock).await;
    assert!(expected.len() > 100, "{} lines", expected.len());
    same(&found, &expected);
}

#[test]
fn a_journey_on_postgresql_ends_as_in_memory() {
    run(ends_as_in_memory(Files::InAFolder));
}

#[test]
fn a_journey_with_files_on_s3_ends_as_in_memory() {
    run(ends_as_in_memory(Files::OnS3));
}
