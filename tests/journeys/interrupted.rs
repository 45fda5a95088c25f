//! Syncs that end in the middle: killed, dropped, cancelled, alone or two at once. The next one converges.

use std::collections::BTreeSet;
use std::future::Future as _;
use std::path::Path;
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use backpack::core::{Cancellation, Clock as _, ConnectionId, Timestamp};
use backpack::keep::{Authorisation, SyncState};
use backpack::sync::{SyncOptions, SyncReport};
use backpack::{Backpack, Error, ErrorKind};
use backpack_testkit::portal::{Fault, When};
use backpack_testkit::run;

use crate::world::process;
use crate::world::{Connected, Home, bodies, connector, everything, same, sync};

const BASE: &str = "BACKPACK_TEST_PORTAL";
const CLIENT: &str = "BACKPACK_TEST_CLIENT";
const NOW: &str = "BACKPACK_TEST_NOW";

/// Checks that a Backpack is as if nothing had ever been broken off.
async fn is_whole(connected: &Connected, backpack: &Backpack) {
    assert!(bodies(backpack).await == connected.clinic.expected(), "something is missing or doubled");
    let names: BTreeSet<_> = backpack.files().await.unwrap().into_iter().map(|file| file.id).collect();
    let uninterrupted = Connected::in_memory(|_| {}).await;
    uninterrupted.sync().await;
    assert_eq!(names.len(), uninterrupted.backpack.files().await.unwrap().len());
    same(&everything(backpack).await, &everything(&uninterrupted.backpack).await);
}

#[test]
fn a_process_killed_in_the_middle_of_a_sync_costs_nothing() {
    run(async {
        let connected = Connected::with(|options| options.page_limit = 10).await;
        connected.clinic.portal.arm(Fault::Slow(Duration::from_millis(1)), When::path("/fhir/Observation"));
        connected.account.close().await.unwrap();
        let mut reached = Vec::new();
        for steps in [1, 12, 30, 60] {
            let (path, base) = (connected.home.path(), connected.clinic.portal.fhir_base().to_owned());
            let client = connected.clinic.portal.client_id().to_owned();
            let now = connected.home.clock.now().as_millis().to_string();
            let killed = move || kill_after(steps, &path, &[(BASE, &base), (CLIENT, &client), (NOW, &now)]);
            reached.push(tokio::task::spawn_blocking(killed).await.unwrap());
            // The killed process cannot give its lease back: it runs out.
            connected.home.clock.advance(Duration::from_secs(120));
        }
        assert!(reached.iter().any(|&steps| steps > 1), "no process got anywhere: {reached:?}");
        let account = connected.home.open().await;
        account.register(connected.clinic.connector());
        let listed = account.backpacks().await.unwrap();
        let backpack = account.backpack(listed[0].id).await.unwrap();
        let report = sync(&backpack, connected.connection).await.unwrap();
        assert!(report.complete, "{report:?}");
        is_whole(&connected, &backpack).await;
    });
}

/// Starts a sync in another process, and kills it once it told of so many steps. Returns how many it told of.
fn kill_after(steps: usize, path: &Path, variables: &[(&str, &str)]) -> usize {
    let mut child = process::start("journeys::interrupted::synced_elsewhere", path, variables);
    let told = process::lines(&mut child).take(steps).count();
    child.kill().unwrap();
    child.wait().unwrap();
    told
}

/// The other process of the test above; by itself it does nothing.
#[test]
fn synced_elsewhere() {
    let Some(folder) = process::folder() else { return };
    let variable = |name: &str| std::env::var(name).unwrap();
    run(async {
        let home = Home::new();
        // Later than any lease that a process killed before left behind.
        home.clock.set(Timestamp::from_millis(variable(NOW).parse().unwrap()));
        let options = home.options.clone();
        let account = backpack::Account::open(folder, crate::world::unlock(), options).await.unwrap();
        account.register(connector(&variable(BASE), &variable(CLIENT)));
        let listed = account.backpacks().await.unwrap();
        let backpack = account.backpack(listed[0].id).await.unwrap();
        let connection = backpack.connections().await.unwrap()[0].id;
        let tell = |_: &backpack::sync::Progress| process::say("step");
        backpack.sync_with(connection, SyncOptions::default(), Cancellation::new(), tell).await.unwrap();
    });
}

/// Polls a sync so many times and drops it; `None` if it was dropped before it ended.
async fn dropped_after(
    backpack: &Backpack,
    connection: ConnectionId,
    polls: usize,
) -> Option<Result<SyncReport, Error>> {
    let mut work = pin!(backpack.sync(connection));
    let mut left = polls;
    std::future::poll_fn(|context| match work.as_mut().poll(context) {
        Poll::Ready(ended) => Poll::Ready(Some(ended)),
        Poll::Pending if left == 0 => Poll::Ready(None),
        Poll::Pending => {
            left -= 1;
            Poll::Pending
        }
    })
    .await
}

#[test]
fn a_dropped_sync_costs_nothing_wherever_it_was() {
    run(async {
        let connected = Connected::with(|options| options.page_limit = 10).await;
        let mut broken_off = 0;
        for polls in [0, 1, 3, 8, 21, 55, 90, 144, 200] {
            // What was on its way to the disk when a sync was dropped may land, a lease too, which then runs out.
            while let Some(Err(error)) = dropped_after(&connected.backpack, connected.connection, polls).await
            {
                assert_eq!(error.kind(), &ErrorKind::Busy);
                connected.home.clock.advance(Duration::from_secs(120));
            }
            broken_off += u32::from(is_unfinished(&connected).await);
            connected.home.clock.advance(Duration::from_secs(120));
        }
        assert!(broken_off > 3, "only {broken_off} syncs were broken off");
        while let Err(error) = sync(&connected.backpack, connected.connection).await {
            assert_eq!(error.kind(), &ErrorKind::Busy);
            connected.home.clock.advance(Duration::from_secs(120));
        }
        is_whole(&connected, &connected.backpack).await;
    });
}

async fn is_unfinished(connected: &Connected) -> bool {
    connected.backpack.connections().await.unwrap()[0].sync == SyncState::Running
}

#[test]
fn a_cancelled_sync_says_so_and_the_next_one_goes_on() {
    run(async {
        let connected = Connected::with(|options| options.page_limit = 10).await;
        for steps in [0, 5, 40, 80] {
            let cancel = Cancellation::new();
            let seen = std::sync::atomic::AtomicUsize::new(0);
            let tell = |_: &backpack::sync::Progress| {
                if seen.fetch_add(1, std::sync::atomic::Ordering::Relaxed) == steps {
                    cancel.cancel();
                }
            };
            let work = connected.backpack.sync_with(
                connected.connection,
                SyncOptions::default(),
                cancel.clone(),
                tell,
            );
            assert_eq!(work.await.unwrap_err().kind(), &ErrorKind::Cancelled, "after {steps} steps");
            let row = &connected.backpack.connections().await.unwrap()[0];
            assert_eq!((row.authorisation, row.sync), (Authorisation::Ok, SyncState::Cancelled));
        }
        assert!(connected.sync().await.complete);
        is_whole(&connected, &connected.backpack).await;
    });
}

#[test]
fn of_two_syncs_at_once_one_is_told_to_wait() {
    run(async {
        let connected = Arc::new(Connected::new().await);
        let (one, two) = tokio::join!(
            sync(&connected.backpack, connected.connection),
            sync(&connected.backpack, connected.connection)
        );
        let (good, refused) = match (one, two) {
            (Ok(good), Err(refused)) | (Err(refused), Ok(good)) => (good, refused),
            other => panic!("{other:?}"),
        };
        assert_eq!(refused.kind(), &ErrorKind::Busy);
        assert!(good.complete);
        is_whole(&connected, &connected.backpack).await;
    });
}
