//! Syncing what is due, over all Backpacks of an account, and what is told of it.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use backpack::answers::{AccountEvents, Held, SyncAllReport};
use backpack::connect::{ErrorKind, Item, PatientRef, Query};
use backpack::core::{Cancellation, Clock as _, ConnectionId, Timestamp};
use backpack::keep::{Disposal, Support, SyncState};
use backpack::store::ErrorKind as StoreErrorKind;
use backpack::sync::{
    ConnectionEvent, ConnectionEventKind as Kind, Explain as _, Hold, QuietHours, Reason, Schedule, Trouble,
};
use backpack::{Account, Backpack, Person, SignIn, Storage};
use backpack_testkit::VirtualClock;
use backpack_testkit::connector::ScriptedConnector;
use backpack_testkit::faults::{FaultyStore, StoreCall};
use futures_util::{FutureExt as _, StreamExt as _};

use crate::{host_key, options};

const HOUR: Duration = Duration::from_secs(3_600);
const DAY: Duration = Duration::from_secs(86_400);

struct World {
    clock: VirtualClock,
    account: Account,
    storage: Storage,
}

impl World {
    async fn new() -> Self {
        let clock = VirtualClock::auto();
        let options = options().with_clock(Arc::new(clock.clone()));
        let storage = Storage::in_memory(Arc::clone(&options.clock));
        let account = Account::create_on(storage.clone(), host_key(), options).await.unwrap();
        Self { clock, account, storage }
    }

    async fn backpack(&self) -> Backpack {
        self.account.add_backpack(Person::unnamed()).await.unwrap()
    }

    /// The same account in another process, without connectors.
    async fn elsewhere(&self) -> Account {
        let options = options().with_clock(Arc::new(self.clock.clone()));
        Account::open_on(self.storage.clone(), host_key(), options).await.unwrap()
    }

    async fn sync_due(&self, schedule: &Schedule) -> SyncAllReport {
        self.account.sync_due(schedule, Cancellation::new(), |_| {}).await.unwrap()
    }
}

fn portal(name: &str) -> ScriptedConnector {
    let body = |id: u32| {
        format!(
            r#"{{"resourceType":"Immunization","id":"{id}","status":"completed","patient":{{"reference":"Patient/pat-1"}}}}"#
        )
    };
    ScriptedConnector::new()
        .at(format!("https://{name}.invalid/fhir"))
        .in_pages_of(2)
        .with_query(Query::new("shots", "Shots"), (0..6).map(|id| Item::json(body(id))))
}

async fn connect(backpack: &Backpack, portal: &ScriptedConnector) -> ConnectionId {
    match backpack.connect(Arc::new(portal.clone())).await.unwrap() {
        SignIn::Done(connections) => *connections.first().unwrap(),
        SignIn::Ask { .. } => unreachable!("it asks nothing"),
        _ => unreachable!("there is no other step"),
    }
}

fn down(portal: &ScriptedConnector) {
    portal.fail("plan", vec![Some(ErrorKind::Unreachable); 4]);
}

async fn told(events: &mut AccountEvents) -> Vec<ConnectionEvent> {
    let (mut all, mut silent) = (Vec::new(), 0);
    while silent < 50 {
        match events.next().now_or_never() {
            Some(event) => all.push(event.unwrap().unwrap()),
            None => silent += 1,
        }
        tokio::task::yield_now().await;
    }
    all
}

/// One portal works, one is down for a fortnight, one forgets the sign-in; nights are quiet, four weeks long.
#[test]
fn four_weeks_of_three_portals() {
    backpack_testkit::run(async {
        let world = World::new().await;
        let (ana, bo) = (world.backpack().await, world.backpack().await);
        let (fine, broken, forgetful) = (portal("fine"), portal("broken"), portal("forgetful"));
        let works = connect(&ana, &fine).await;
        let fails = connect(&ana, &broken).await;
        let forgets = connect(&bo, &forgetful).await;
        let schedule = Schedule::new().every(12 * HOUR).quiet(QuietHours::hours(22, 7, 120));
        let began = world.clock.now();
        let mut synced: BTreeMap<ConnectionId, Vec<(Timestamp, &str)>> = BTreeMap::new();
        let (mut withdrawn, mut renewed) = (false, None);
        while world.clock.now() < began.saturating_add(28 * DAY) {
            let now = world.clock.now();
            if now >= began.saturating_add(3 * DAY) && !withdrawn {
                forgetful.withdraw();
                withdrawn = true;
            }
            if now >= began.saturating_add(10 * DAY) && renewed.is_none() {
                assert_eq!(connect(&bo, &forgetful).await, forgets);
                renewed = Some(now);
            }
            let due = world.account.due(&schedule).await.unwrap();
            if now < began.saturating_add(14 * DAY) && due.iter().any(|due| due.connection == fails) {
                down(&broken);
            }
            let report = world.sync_due(&schedule).await;
            assert_eq!(report.synced.len(), due.len());
            for one in &report.synced {
                let how = match &one.result {
                    Ok(report) if report.complete => "whole",
                    Ok(_) => "gap",
                    Err(error) => error.explain().kind.as_str(),
                };
                synced.entry(one.connection).or_default().push((now, how));
            }
            let next = report.next_due.unwrap();
            assert!(next > world.clock.now(), "a host that follows would never rest");
            let noon = world.clock.now().saturating_add(6 * HOUR);
            world.clock.set(next.min(noon));
        }

        for (at, how) in synced.values().flatten() {
            let local = at.saturating_add(2 * HOUR).as_millis().rem_euclid(86_400_000) / 3_600_000;
            assert!((7..22).contains(&local), "{how} at {local} o'clock");
        }
        let gaps = |connection: ConnectionId| -> Vec<Duration> {
            synced[&connection].windows(2).map(|pair| pair[1].0.saturating_since(pair[0].0)).collect()
        };
        // Never two within the interval, and never a day without one, nights and jitter included.
        assert!(gaps(works).iter().all(|gap| *gap >= 12 * HOUR && *gap <= 24 * HOUR), "{:?}", gaps(works));
        assert!(synced[&works].iter().all(|(_, how)| *how == "whole"));

        let failures = synced[&fails].iter().take_while(|(_, how)| *how == "portal").count();
        assert!((15..=24).contains(&failures), "{failures} tries in a fortnight");
        assert!(synced[&fails][failures..].iter().all(|(_, how)| *how == "whole"));
        let waits = gaps(fails);
        for (doublings, wait) in (0..).zip(&waits[..failures - 1]) {
            let least = Duration::from_secs(300 << doublings.min(12)).min(DAY);
            assert!(*wait >= least && *wait <= least.mul_f64(1.1) + 10 * HOUR, "{doublings}: {wait:?}");
        }

        let ended = synced[&forgets].iter().filter(|(_, how)| *how == "sign-in").collect::<Vec<_>>();
        assert_eq!(ended.len(), 1, "it is said once, and then waited for the person");
        let after = synced[&forgets].iter().find(|(at, _)| *at > ended[0].0).unwrap();
        assert!(
            *after == (renewed.unwrap(), "whole") || after.0.saturating_since(renewed.unwrap()) < 10 * HOUR
        );
    });
}

#[test]
fn one_failure_stops_no_other_and_nothing_partial_is_called_whole() {
    backpack_testkit::run(async {
        let world = World::new().await;
        let backpack = world.backpack().await;
        let (fine, broken, gap) =
            (portal("a"), portal("b"), portal("c").with_query(Query::new("more", "More"), []));
        let fine_id = connect(&backpack, &fine).await;
        let broken_id = connect(&backpack, &broken).await;
        let gap_id = connect(&backpack, &gap).await;
        down(&broken);
        // Four calls while the patient is looked for, and four for the query itself.
        gap.fail("pull more", vec![Some(ErrorKind::Portal(500)); 8]);
        let schedule = Schedule::new().with_limits(2, 1);
        let steps = std::sync::Mutex::new(BTreeMap::<ConnectionId, u32>::new());
        let count = |step: &backpack::answers::SyncStep<'_>| {
            *steps.lock().unwrap().entry(step.connection).or_default() += 1;
        };
        let report = world.account.sync_due(&schedule, Cancellation::new(), count).await.unwrap();
        assert_eq!(report.synced.len(), 3);
        assert!(!report.is_complete() && report.postponed.is_empty() && report.held.is_empty());
        for one in &report.synced {
            let expected = if one.connection == fine_id { Trouble::None } else { Trouble::Gap };
            match &one.result {
                Ok(report) => assert_eq!(backpack::sync::Explain::explain(report).kind, expected),
                Err(error) => {
                    assert_eq!((one.connection, error.explain().kind), (broken_id, Trouble::Portal));
                }
            }
            assert_eq!(one.is_complete(), one.connection == fine_id, "{one:?}");
        }
        let news: Vec<String> = report.news().map(|news| news.headline()).collect();
        assert_eq!(news, vec!["6 new immunizations from The scripted portal"; 2]);
        assert!(steps.lock().unwrap().contains_key(&gap_id));
        // The gap is tried again soon, what was whole is not.
        world.clock.advance(Duration::from_secs(400));
        let due = world.account.due(&schedule).await.unwrap();
        assert!(due.iter().all(|due| due.reason == Reason::Retry && due.connection != fine_id), "{due:?}");
        assert_eq!(due.len(), 2);
        assert!(world.sync_due(&schedule).await.synced.iter().all(|one| one.is_complete()));
    });
}

#[test]
fn a_portal_that_is_down_spares_its_other_connections() {
    backpack_testkit::run(async {
        let world = World::new().await;
        let portal = portal("family").for_patients(["pat-1", "pat-2", "pat-3"].map(PatientRef::new));
        let backpack = world.backpack().await;
        connect(&backpack, &portal).await;
        down(&portal);
        let report = world.sync_due(&Schedule::new()).await;
        assert_eq!((report.synced.len(), report.postponed.len(), portal.calls()["plan"]), (1, 2, 4));
        assert!(report.next_due.unwrap() > world.clock.now());
        world.clock.advance(Duration::from_secs(400));
        let due: Vec<_> = world.account.due(&Schedule::new()).await.unwrap();
        assert_eq!(due.len(), 3);
        assert_eq!(due[2].connection, report.synced[0].connection, "what failed goes last");
        let report = world.sync_due(&Schedule::new()).await;
        assert_eq!(report.synced.len(), 3);
        assert_eq!(portal.most_pulls_at_once(), 1, "one at a time at one server");
    });
}

/// Nothing can be written down, not even that it failed: a host that follows must not try again and again.
#[test]
fn a_full_disk_is_not_tried_in_a_loop() {
    backpack_testkit::run(async {
        let world = World::new().await;
        let backpack = world.backpack().await;
        let portal = portal("fine");
        let connection = connect(&backpack, &portal).await;
        let faulty = Arc::new(FaultyStore::new(Arc::clone(&world.storage.store)));
        let mut storage = world.storage.clone();
        storage.store = Arc::<FaultyStore>::clone(&faulty);
        let options = options().with_clock(Arc::new(world.clock.clone()));
        let account = Account::open_on(storage, host_key(), options).await.unwrap();
        account.register(Arc::new(portal.clone()));
        faulty.break_down(StoreCall::Commit, 1, StoreErrorKind::Full);
        let schedule = Schedule::new();
        for _ in 0..3 {
            let report = account.sync_due(&schedule, Cancellation::new(), |_| {}).await.unwrap();
            let failed: Vec<_> =
                report.synced.iter().map(|synced| (synced.connection, synced.explain().kind)).collect();
            assert_eq!(failed, [(connection, Trouble::Device)]);
            let now = world.clock.now();
            assert_eq!(report.next_due, Some(now.saturating_add(schedule.first_backoff)));
            world.clock.set(report.next_due.unwrap());
        }
        faulty.mend();
        let report = account.sync_due(&schedule, Cancellation::new(), |_| {}).await.unwrap();
        assert!(report.is_complete());
    });
}

#[test]
fn what_holds_a_connection_is_said() {
    backpack_testkit::run(async {
        let world = World::new().await;
        let backpack = world.backpack().await;
        let (gone, odd, unknown) = (portal("a"), portal("b"), portal("c"));
        let signed_out = connect(&backpack, &gone).await;
        let unsupported = connect(&backpack, &odd).await;
        let foreign = connect(&backpack, &unknown).await;
        backpack.set_support(unsupported, Support::Unsupported).await.unwrap();
        gone.withdraw();
        let schedule = Schedule::new();
        world.sync_due(&schedule).await;
        let elsewhere = world.elsewhere().await;
        for known in [&gone, &odd] {
            elsewhere.register(Arc::new(known.clone()));
        }
        let report = elsewhere.sync_due(&schedule, Cancellation::new(), |_| {}).await.unwrap();
        let held = |held: &Held| (held.connection, held.by);
        let all: BTreeMap<_, _> = report.held.iter().map(held).collect();
        let expected = BTreeMap::from([
            (signed_out, Some(Hold::NeedsSignIn)),
            (unsupported, Some(Hold::Unsupported)),
            (foreign, None),
        ]);
        assert_eq!(all, expected);
        assert!(report.synced.is_empty() && report.next_due.is_none() && !report.is_complete());
        assert_eq!(elsewhere.next_due(&schedule).await.unwrap(), None);
        backpack.disconnect(foreign, Disposal::Keep).await.unwrap();
        assert_eq!(world.sync_due(&schedule).await.held.len(), 2, "what was removed waits for nobody");
    });
}

#[test]
fn a_cancelled_run_and_a_killed_one_go_on() {
    backpack_testkit::run(async {
        let world = World::new().await;
        let backpack = world.backpack().await;
        let (one, two) = (portal("a"), portal("b"));
        let connection = connect(&backpack, &one).await;
        connect(&backpack, &two).await;
        let schedule = Schedule::new().with_limits(1, 1);
        let cancel = Cancellation::new();
        cancel.cancel();
        let report = world.account.sync_due(&schedule, cancel, |_| {}).await.unwrap();
        assert_eq!((report.synced.len(), report.postponed.len()), (0, 2));

        // The process ends in the middle of the first.
        for portal in [&one, &two] {
            portal.hang_at(2);
        }
        let made = |portal: &ScriptedConnector| portal.calls().values().sum::<u64>();
        let before = made(&one) + made(&two);
        let mut run = Box::pin(world.sync_due(&schedule));
        while made(&one) + made(&two) < before + 3 {
            assert!((&mut run).now_or_never().is_none());
            tokio::task::yield_now().await;
        }
        drop(run);
        for portal in [&one, &two] {
            portal.hang_no_more();
        }
        let standing = |standings: Vec<backpack::sync::Standing>| -> Vec<SyncState> {
            standings.into_iter().map(|standing| standing.row.sync).collect()
        };
        assert!(standing(world.account.standings().await.unwrap()).contains(&SyncState::Running));
        world.clock.advance(Duration::from_secs(600));
        let report = world.sync_due(&schedule).await;
        assert!(report.is_complete() && report.synced.len() == 2, "{report:?}");
        let new: u64 = report.news().map(|news| news.lines[0].new as u64).sum();
        assert_eq!((new, backpack.counts().values().sum::<usize>()), (12, 12), "told and kept, once");
        assert!(world.account.due(&schedule).await.unwrap().is_empty());
        assert_eq!(
            backpack.news(connection, &backpack.sync(connection).await.unwrap()).await.unwrap().lines,
            []
        );
    });
}

#[test]
fn an_account_tells_of_every_backpack_also_of_later_ones() {
    backpack_testkit::run(async {
        let world = World::new().await;
        let first = world.backpack().await;
        let mut events = world.account.connection_events().await.unwrap();
        let portal = portal("a");
        let one = connect(&first, &portal).await;
        let second = world.backpack().await;
        let two = connect(&second, &portal).await;
        let report = world.sync_due(&Schedule::new()).await;
        // The second sign-in made the first one's secret worthless, as the script has it.
        assert_eq!(report.synced.len(), 2);
        second.disconnect(two, Disposal::Delete).await.unwrap();
        let all = told(&mut events).await;
        let of = |backpack: &Backpack| -> Vec<Kind> {
            all.iter()
                .filter(|event| event.backpack == backpack.id())
                .map(|event| event.what.clone())
                .collect()
        };
        assert_eq!(of(&first)[..2], [Kind::Connected, Kind::SyncBegan]);
        let (begins, ends) = (of(&second).first().cloned(), of(&second).last().cloned());
        assert_eq!(begins, Some(Kind::Connected));
        assert!(matches!(ends, Some(Kind::Disconnected { .. })), "{ends:?}");
        assert!(all.iter().all(|event| [one, two].contains(&event.connection)));
    });
}
