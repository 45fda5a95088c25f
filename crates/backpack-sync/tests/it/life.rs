//! Connection life: every change of a state is an event, in order and once; ends are foreseen; nothing doubles.

use std::time::Duration;

use backpack_connect::{Capabilities, ErrorKind, PatientRef};
use backpack_core::{ConnectionId, Timestamp};
use backpack_keep::{
    AccessRow, Authorisation, ConnectionRow, Disposal, GrantRow, PaceRow, RowBatch, Support, SyncState,
};
use backpack_sync::{
    ConnectionEvent, ConnectionEventKind as Kind, ConnectionEvents, Ending, Engine, Expiring, Leftover,
    MissedEvents, Schedule, SignIn, SyncError, SyncOptions,
};
use backpack_testkit::connector::ScriptedConnector;
use backpack_testkit::run;
use futures_util::{FutureExt as _, StreamExt as _};

use crate::world::{World, kill, patient, query, result, sign_in, sync};

const DAY: Duration = Duration::from_secs(86_400);

fn portal() -> ScriptedConnector {
    ScriptedConnector::new()
        .in_pages_of(5)
        .with_query(query("Patient"), [patient()])
        .with_query(query("labs"), (0..30).map(|id| result(id, "1")))
}

/// A portal whose grants cannot be refreshed and hold for an hour.
fn short() -> ScriptedConnector {
    let claims = Capabilities { incremental: true, ..Capabilities::default() };
    portal().claiming(claims).with_lifetime(Duration::from_secs(3_600))
}

/// Returns what was told since, without waiting for more.
async fn told(events: &mut ConnectionEvents) -> Vec<Result<ConnectionEvent, MissedEvents>> {
    let (mut all, mut silent) = (Vec::new(), 0);
    while silent < 50 {
        match events.next().now_or_never() {
            Some(Some(event)) => all.push(event),
            Some(None) => break,
            None => silent += 1,
        }
        // A task that reads on and on is made to wait by its runtime.
        tokio::task::yield_now().await;
    }
    all
}

async fn kinds(events: &mut ConnectionEvents) -> Vec<Kind> {
    told(events).await.into_iter().map(|event| event.unwrap().what).collect()
}

fn ended(state: SyncState) -> Kind {
    Kind::SyncEnded { state }
}

const fn authorisation(from: Authorisation, to: Authorisation) -> Kind {
    Kind::AuthorisationChanged { from, to }
}

async fn access(world: &World, connection: ConnectionId) -> Option<AccessRow> {
    world.keep().await.row::<AccessRow>(connection.as_bytes()).await.unwrap().map(|(row, _)| row)
}

async fn row(world: &World, connection: ConnectionId) -> ConnectionRow {
    world.keep().await.row::<ConnectionRow>(connection.as_bytes()).await.unwrap().unwrap().0
}

/// Gives the grant of a connection a hard end, as a portal that says one does.
async fn end_at(world: &World, engine: &Engine, connection: ConnectionId, end: Timestamp) {
    let keep = world.keep().await;
    let (mut grant, _) = keep.row::<GrantRow>(connection.as_bytes()).await.unwrap().unwrap();
    grant.hard_end = Some(end);
    let grant = grant.into_grant();
    let access = AccessRow::new(connection, world.now(), &grant);
    let batch = RowBatch::new().put(&GrantRow::new(connection, grant)).put(&access);
    keep.write(batch).await.unwrap();
    world.look(engine).await;
}

#[test]
fn a_whole_life_is_told_in_order() {
    run(async {
        let world = World::new();
        let engine = world.create().await;
        let portal = portal();
        let mut events = engine.connection_events().await.unwrap();
        let connection = sign_in(&engine, &portal).await;
        engine.set_support(connection, Support::Checking).await.unwrap();
        engine.set_support(connection, Support::Supported).await.unwrap();
        engine.confirm_person(connection).await.unwrap();
        sync(&engine, connection, &portal).await.unwrap();
        portal.fail("plan", vec![Some(ErrorKind::Unreachable); 4]);
        sync(&engine, connection, &portal).await.unwrap_err();
        portal.withdraw();
        sync(&engine, connection, &portal).await.unwrap_err();
        sign_in(&engine, &portal).await;
        engine.disconnect(connection, None, Disposal::Keep).await.unwrap();
        sign_in(&engine, &portal).await;
        engine.disconnect(connection, None, Disposal::Delete).await.unwrap();

        let all = told(&mut events).await;
        let space = world.keep().await.space();
        assert!(all.iter().flatten().all(|event| (event.backpack, event.connection) == (space, connection)));
        let kinds: Vec<Kind> = all.into_iter().map(|event| event.unwrap().what).collect();
        let (ok, signed_out) = (Authorisation::Ok, Authorisation::NeedsSignIn);
        let expected = [
            Kind::Connected,
            Kind::SupportChanged { from: Support::Supported, to: Support::Checking },
            Kind::SupportChanged { from: Support::Checking, to: Support::Supported },
            Kind::PersonConfirmed,
            Kind::SyncBegan,
            ended(SyncState::Ok),
            Kind::SyncBegan,
            ended(SyncState::Failed),
            Kind::SyncBegan,
            authorisation(ok, signed_out),
            ended(SyncState::Failed),
            authorisation(signed_out, ok),
            Kind::Disconnected { records: Leftover::Kept },
            Kind::Connected,
            Kind::Disconnected { records: Leftover::Deleted },
        ];
        assert_eq!(kinds, expected);
        // Who comes later hears of nothing that was before.
        assert_eq!(told(&mut engine.connection_events().await.unwrap()).await, []);
    });
}

#[test]
fn another_process_is_noticed() {
    run(async {
        let world = World::new();
        let (here, there) = (world.create().await, world.open().await);
        let portal = portal();
        let mut events = here.connection_events().await.unwrap();
        let connection = sign_in(&there, &portal).await;
        sync(&there, connection, &portal).await.unwrap();
        assert_eq!(told(&mut events).await, [], "nobody has looked yet");
        world.look(&here).await;
        assert_eq!(kinds(&mut events).await, [Kind::Connected, Kind::SyncBegan, ended(SyncState::Ok)]);
        sync(&there, connection, &portal).await.unwrap();
        world.look(&here).await;
        assert_eq!(
            kinds(&mut events).await,
            [Kind::SyncBegan, ended(SyncState::Ok)],
            "the state alone is the same"
        );
        world.look(&here).await;
        assert_eq!(told(&mut events).await, []);
        // What this process does itself is told as it goes on.
        sync(&here, connection, &portal).await.unwrap();
        assert_eq!(kinds(&mut events).await, [Kind::SyncBegan, ended(SyncState::Ok)]);
        there.disconnect(connection, None, Disposal::Delete).await.unwrap();
        world.look(&here).await;
        assert_eq!(kinds(&mut events).await, [Kind::Disconnected { records: Leftover::Deleted }]);
    });
}

#[test]
fn who_is_too_slow_is_told_and_goes_on_from_how_things_stand() {
    run(async {
        let world = World::new();
        let portal = portal();
        let (engine, connection) = world.connected(&portal).await;
        let mut events = engine.connection_events().await.unwrap();
        for _ in 0..600 {
            engine.set_support(connection, Support::Checking).await.unwrap();
            engine.set_support(connection, Support::Unsupported).await.unwrap();
        }
        let all = told(&mut events).await;
        assert!(matches!(all[0], Err(MissedEvents(missed)) if missed > 100), "{:?}", all[0]);
        let end = Kind::SupportChanged { from: Support::Supported, to: Support::Unsupported };
        let rest: Vec<Kind> = all.into_iter().skip(1).map(|event| event.unwrap().what).collect();
        assert_eq!(rest, [end], "what is left in the queue is older than what was read");
        engine.set_support(connection, Support::Supported).await.unwrap();
        let back = Kind::SupportChanged { from: Support::Unsupported, to: Support::Supported };
        assert_eq!(kinds(&mut events).await, [back]);
    });
}

#[test]
fn the_stream_ends_with_the_backpack() {
    run(async {
        let world = World::new();
        let engine = world.create().await;
        let mut events = engine.connection_events().await.unwrap();
        assert_eq!(told(&mut events).await, []);
        drop(engine);
        assert_eq!(events.next().await, None);
    });
}

#[test]
fn a_cancelled_and_a_killed_sync_are_told() {
    run(async {
        let world = World::new();
        let portal = portal();
        let (engine, connection) = world.connected(&portal).await;
        let mut events = engine.connection_events().await.unwrap();
        let cancel = backpack_core::Cancellation::new();
        let stop = |_: &backpack_sync::Progress| cancel.cancel();
        let cancelled = engine.with_cancel(cancel.clone()).sync(connection, &portal, stop).await;
        assert!(matches!(cancelled, Err(SyncError::Cancelled)));
        assert_eq!(kinds(&mut events).await, [Kind::SyncBegan, ended(SyncState::Cancelled)]);
        assert_eq!(row(&world, connection).await.sync, SyncState::Cancelled);

        kill(&portal, 3, engine.sync(connection, &portal, |_| {})).await;
        assert_eq!(kinds(&mut events).await, [Kind::SyncBegan]);
        // The lease of a process that died runs out by itself.
        world.clock.advance(Duration::from_secs(120));
        sync(&engine, connection, &portal).await.unwrap();
        let expected = [ended(SyncState::Cancelled), Kind::SyncBegan, ended(SyncState::Ok)];
        assert_eq!(kinds(&mut events).await, expected);
    });
}

#[test]
fn a_short_sign_in_ends_without_asking_and_goes_on_after_the_next() {
    run(async {
        let world = World::new();
        let portal = short();
        // A lease that outlives a leap of the clock.
        let mut options = SyncOptions::default();
        options.lease = DAY;
        world.connected(&portal).await;
        let engine = Engine::new(world.keep().await, world.context(), options);
        let connection = engine.standings().await.unwrap()[0].connection();
        let ends = world.now().saturating_add(Duration::from_secs(3_600));
        let standing = &engine.standings().await.unwrap()[0];
        let online = Expiring::of(standing).unwrap();
        assert_eq!(
            (online.ends, online.kind, online.portal.as_str()),
            (ends, Ending::NotRenewable, "The scripted portal")
        );
        let expiring = |within| Expiring::within(std::slice::from_ref(standing), world.now(), within);
        assert_eq!((expiring(DAY), expiring(Duration::from_secs(3_599))), (vec![online], vec![]));

        // It runs out in the middle of the pages.
        let clock = std::sync::Arc::clone(&world.clock);
        let pulled = std::sync::atomic::AtomicU32::new(0);
        let progress = |_: &backpack_sync::Progress| {
            if pulled.fetch_add(1, std::sync::atomic::Ordering::Relaxed) == 6 {
                clock.advance(Duration::from_secs(3_600));
            }
        };
        let report = engine.sync(connection, &portal, progress).await.unwrap();
        assert!(report.needs_sign_in && !report.complete && report.new > 0 && report.new < 31, "{report:?}");
        assert_eq!(row(&world, connection).await.authorisation, Authorisation::NeedsSignIn);

        let mut events = engine.connection_events().await.unwrap();
        let calls = portal.calls();
        assert!(matches!(sync(&engine, connection, &portal).await, Err(SyncError::NeedsSignIn)));
        assert_eq!(portal.calls(), calls, "the portal was not asked what is known already");
        assert_eq!(sign_in(&engine, &portal).await, connection);
        let rest = sync(&engine, connection, &portal).await.unwrap();
        assert_eq!((rest.new + report.new, rest.complete), (31, true), "nothing is lost or doubled");
        let ends = world.now().saturating_add(Duration::from_secs(3_600));
        let expected = [
            Kind::SyncBegan,
            ended(SyncState::Failed),
            authorisation(Authorisation::NeedsSignIn, Authorisation::Ok),
            Kind::ExpiryChanged { ends: Some(ends) },
            Kind::SyncBegan,
            ended(SyncState::Ok),
        ];
        assert_eq!(kinds(&mut events).await, expected);
    });
}

#[test]
fn a_clock_that_ran_ahead_costs_no_sign_in() {
    run(async {
        let world = World::new();
        let portal = short();
        let (engine, connection) = world.connected(&portal).await;
        let now = world.now();
        world.clock.advance(DAY * 3_000);
        assert!(matches!(sync(&engine, connection, &portal).await, Err(SyncError::NeedsSignIn)));
        world.clock.set(now);
        let schedule = Schedule::new();
        let standings = engine.standings().await.unwrap();
        assert_eq!(schedule.held(now, &standings[0]), None);
        assert_eq!(schedule.due(now, &standings).len(), 1);
        assert!(sync(&engine, connection, &portal).await.unwrap().complete);
        assert_eq!(row(&world, connection).await.authorisation, Authorisation::Ok);
        // Where the portal itself said so, no clock brings it back.
        portal.withdraw();
        assert!(matches!(sync(&engine, connection, &portal).await, Err(SyncError::NeedsSignIn)));
        assert_eq!(access(&world, connection).await, None);
        assert!(schedule.held(now, &engine.standings().await.unwrap()[0]).is_some());
    });
}

#[test]
fn each_warning_is_given_once() {
    run(async {
        let world = World::new();
        let portal = portal();
        let (engine, connection) = world.connected(&portal).await;
        let end = world.now().saturating_add(DAY * 90);
        end_at(&world, &engine, connection, end).await;
        let mut events = engine.connection_events().await.unwrap();
        let schedule = Schedule::new();
        let mut warned = Vec::new();
        for day in 0..95_u64 {
            // Three times a day, in two processes.
            for engine in [&engine, &world.open().await, &engine] {
                let told = engine.foresee(&schedule).await.unwrap();
                warned.extend(told.into_iter().map(|expiring| (day, expiring.ends, expiring.kind)));
            }
            world.clock.advance(DAY);
        }
        let expected = [76, 87, 89].map(|day| (day, end, Ending::HardEnd));
        assert_eq!(warned, expected);
        world.look(&engine).await;
        let ahead = |days: u32| Kind::ExpiryForeseen { ends: end, kind: Ending::HardEnd, ahead: DAY * days };
        assert_eq!(kinds(&mut events).await, [ahead(14), ahead(3), ahead(1)]);
    });
}

#[test]
fn a_warning_that_says_nothing_new_is_left_out() {
    run(async {
        let world = World::new();
        let portal = portal();
        let (engine, connection) = world.connected(&portal).await;
        let schedule = Schedule::new();
        // Ten days: that it ends within fourteen was known from the beginning.
        let end = world.now().saturating_add(DAY * 10);
        end_at(&world, &engine, connection, end).await;
        assert_eq!(engine.foresee(&schedule).await.unwrap(), []);
        // The app was away: of two warnings the last one counts.
        world.clock.advance(DAY * 9 + DAY / 2);
        assert_eq!(engine.foresee(&schedule).await.unwrap().len(), 1);
        assert_eq!(engine.foresee(&schedule).await.unwrap(), []);
        world.clock.advance(DAY);
        assert_eq!(engine.foresee(&schedule).await.unwrap(), [], "it is over");
        // A new sign-in has a new end.
        sign_in(&engine, &portal).await;
        let end = world.now().saturating_add(DAY * 90);
        end_at(&world, &engine, connection, end).await;
        world.clock.advance(DAY * 76);
        assert_eq!(engine.foresee(&schedule).await.unwrap().len(), 1);
    });
}

#[test]
fn a_second_patient_never_overwrites_the_first() {
    run(async {
        let world = World::new();
        let engine = world.create().await;
        let first = ScriptedConnector::new().with_query(query("Patient"), [patient()]);
        let connection = sign_in(&engine, &first).await;
        sync(&engine, connection, &first).await.unwrap();
        let before = (row(&world, connection).await, access(&world, connection).await);
        let child = ScriptedConnector::new().for_patients([PatientRef::new("pat-2").with_name("Bo Ek")]);
        let SignIn::Done(others) = engine.begin(&child).await.unwrap() else { unreachable!() };
        assert!(others.len() == 1 && others[0] != connection);
        assert_eq!((row(&world, connection).await, access(&world, connection).await), before);
        let keep = world.keep().await;
        let (grant, _) = keep.row::<GrantRow>(connection.as_bytes()).await.unwrap().unwrap();
        assert_eq!(grant.patient, "pat-1");
        engine.disconnect(others[0], None, Disposal::Delete).await.unwrap();
        assert_eq!(row(&world, connection).await, before.0);
        assert!(sync(&engine, connection, &first).await.unwrap().complete);
    });
}

#[test]
fn who_comes_back_after_a_removal_meets_what_stayed() {
    run(async {
        let world = World::new();
        let portal = portal();
        let (engine, connection) = world.connected(&portal).await;
        sync(&engine, connection, &portal).await.unwrap();
        portal.fail("revoke", [Some(ErrorKind::Portal(503))]);
        let ended = engine.disconnect(connection, Some(&portal), Disposal::Keep).await.unwrap();
        assert!(matches!(ended.revocation, backpack_sync::Revocation::Failed(_)), "{ended:?}");
        let keep = world.keep().await;
        assert_eq!(keep.rows::<AccessRow>().await.unwrap(), []);
        assert_eq!(keep.rows::<PaceRow>().await.unwrap(), []);
        let SignIn::Done(again) = engine.begin_again(connection, &portal).await.unwrap() else {
            unreachable!()
        };
        assert_eq!(again, [connection]);
        let row = row(&world, connection).await;
        assert_eq!((row.authorisation, row.sync), (Authorisation::Ok, SyncState::Ok));
        assert_eq!(Schedule::new().due(world.now(), &engine.standings().await.unwrap()).len(), 1);
        let report = sync(&engine, connection, &portal).await.unwrap();
        assert_eq!((report.new, report.complete), (0, true));
        assert_eq!(world.keep().await.catalog(backpack_keep::Catalog::len), 31);
    });
}
