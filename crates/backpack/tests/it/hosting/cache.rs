use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use backpack::ErrorKind;
use backpack::core::SpaceId;
use backpack::hosting::{Hosting, HostingOptions, Usage};
use backpack::keep::{Act, ActivityFilter, Outcome, VerifyOptions};
use backpack::key_service::{ErrorKind as ServiceError, MemoryKeyService};
use backpack::record::Actor;
use backpack::record::entry::Allergy;
use backpack::store::ErrorKind as StoreError;
use backpack_testkit::VirtualClock;
use backpack_testkit::faults::{FaultyKeyService, FaultyStore, KeyServiceCall, StoreCall, When};

use super::{clocked, host, key_service, person, places, records, run_wide};

const AMPLE: usize = 64 << 20;

#[test]
fn what_was_used_last_stays_within_the_budget() {
    backpack_testkit::run(async {
        let places = places();
        let first = host(&places, AMPLE);
        let mut people = Vec::new();
        for name in ["Ana", "Ben", "Cem", "Dan"] {
            people.push(person(&first, name, 20).await);
        }
        let measured = host(&places, AMPLE);
        measured.backpack(people[0].0, people[0].1).await.unwrap();
        let one = measured.usage().bytes;

        // Room for two accounts and a Backpack each, not for three.
        let hosting = host(&places, one * 5 / 2);
        let ask = async |number: usize| {
            let (account, space) = people[number];
            let before = hosting.usage();
            let backpack = hosting.backpack(account, space).await.unwrap();
            assert_eq!(records(&backpack), 20);
            let after = hosting.usage();
            assert!(after.bytes <= one * 5 / 2, "{after:?}");
            assert_eq!((after.hits + after.misses) - (before.hits + before.misses), 1);
            after.hits > before.hits
        };
        for number in [0, 1] {
            assert!(!ask(number).await, "{number} was not open yet");
        }
        assert!(ask(0).await && ask(1).await && ask(0).await, "both have room");
        assert!(!ask(2).await);
        assert!(ask(0).await, "it was used later than the one that went");
        assert!(!ask(1).await, "it was used longest ago");
        assert!(!ask(2).await && !ask(3).await && !ask(0).await);
        assert!(hosting.usage().evictions >= 4, "{:?}", hosting.usage());
    });
}

#[test]
fn a_handle_in_use_is_never_closed_and_stays_the_only_one() {
    backpack_testkit::run(async {
        let places = places();
        // No Backpack has room: what is in use is its users' alone.
        let hosting = host(&places, 1);
        let (account, space) = person(&hosting, "Ana", 5).await;
        let (other, others) = person(&hosting, "Ben", 5).await;
        let held = hosting.backpack(account, space).await.unwrap();
        hosting.backpack(other, others).await.unwrap();
        assert_eq!(hosting.usage().backpacks, 0);

        held.add(Allergy::new("nuts")).await.unwrap();
        let before = hosting.usage();
        let again = hosting.backpack(account, space).await.unwrap();
        let after = hosting.usage();
        assert_eq!(
            (after.hits, after.misses),
            (before.hits + 1, before.misses),
            "it is open, though not kept"
        );
        again.add(Allergy::new("latex")).await.unwrap();
        // Nothing is read again here: both are one Backpack in memory.
        assert_eq!((records(&held), records(&again)), (7, 7));

        drop((held, again));
        let reopened = hosting.backpack(account, space).await.unwrap();
        assert_eq!(hosting.usage().misses, after.misses + 1, "the last user let it go");
        assert_eq!(records(&reopened), 7);
    });
}

#[test]
fn what_is_in_use_goes_last_and_comes_back_the_same() {
    backpack_testkit::run(async {
        let places = places();
        let ample = host(&places, AMPLE);
        let (ana, ben) = (person(&ample, "Ana", 20).await, person(&ample, "Ben", 20).await);
        let measured = host(&places, AMPLE);
        measured.backpack(ana.0, ana.1).await.unwrap();
        let one = measured.usage().bytes;

        let hosting = host(&places, one * 3 / 2);
        let held = hosting.backpack(ana.0, ana.1).await.unwrap();
        drop(hosting.backpack(ben.0, ben.1).await.unwrap());
        // Over the budget with both: the one that nobody uses goes with the next use, though it was used later.
        drop(hosting.backpack(ana.0, ana.1).await.unwrap());
        let misses = hosting.usage().misses;
        drop(hosting.backpack(ana.0, ana.1).await.unwrap());
        assert_eq!(hosting.usage().misses, misses, "the one in use stayed");
        held.add(Allergy::new("nuts")).await.unwrap();
        assert_eq!(records(&hosting.backpack(ana.0, ana.1).await.unwrap()), 21);
    });
}

#[test]
fn many_who_ask_at_once_open_it_once() {
    run_wide(async {
        let places = places();
        let (account, space) = person(&host(&places, AMPLE), "Ana", 3).await;
        let hosting = host(&places, AMPLE);
        let asked: Vec<_> = (0..64)
            .map(|number| {
                let hosting = hosting.acting_as(Actor::Named(format!("nurse {number}")));
                tokio::spawn(async move { hosting.backpack(account, space).await.unwrap() })
            })
            .collect();
        let mut all = Vec::new();
        for one in asked {
            all.push(one.await.unwrap());
        }
        let usage = hosting.usage();
        assert_eq!((usage.accounts, usage.backpacks, usage.misses), (1, 1, 1));
        all[0].add(Allergy::new("nuts")).await.unwrap();
        assert!(all.iter().all(|one| records(one) == 4), "all are one Backpack");
        let told = all[1].activity(&ActivityFilter::new()).await.unwrap().acts;
        assert_eq!(told.iter().filter(|one| one.act == Act::Opened).count(), 1);
        // Whoever was first is named; whoever acts later is named for it.
        all[7].add(Allergy::new("latex")).await.unwrap();
        let last = all[0].activity(&ActivityFilter::new()).await.unwrap().acts;
        assert!(last.iter().any(|one| one.actor == Actor::Named("nurse 7".to_owned())), "{last:?}");
    });
}

#[test]
fn nothing_is_lost_while_everything_is_let_go_all_the_time() {
    run_wide(async {
        let places = places();
        let ample = host(&places, AMPLE);
        let mut people = Vec::new();
        for number in 0..6 {
            people.push(person(&ample, &format!("P{number}"), 1).await);
        }
        let measured = host(&places, AMPLE);
        measured.backpack(people[0].0, people[0].1).await.unwrap();
        let one = measured.usage().bytes;
        let hosting = host(&places, one * 2);
        let tasks: Vec<_> = (0..24_usize)
            .map(|task| {
                let (hosting, people) = (hosting.clone(), people.clone());
                tokio::spawn(async move {
                    for turn in 0..12_usize {
                        let (account, space) = people[(task * 7 + turn * 5) % people.len()];
                        let backpack = hosting.backpack(account, space).await.unwrap();
                        tokio::task::yield_now().await;
                        backpack.add(Allergy::new(format!("{task} {turn}"))).await.unwrap();
                    }
                })
            })
            .collect();
        let mut expected: HashMap<SpaceId, usize> = people.iter().map(|(_, space)| (*space, 1)).collect();
        for task in 0..24 {
            for turn in 0..12 {
                *expected.entry(people[(task * 7 + turn * 5) % people.len()].1).or_default() += 1;
            }
        }
        for task in tasks {
            task.await.unwrap();
        }
        assert!(hosting.usage().evictions > 0);
        // As another process would find it.
        let after = host(&places, AMPLE);
        for (account, space) in people {
            let backpack = after.backpack(account, space).await.unwrap();
            assert_eq!(records(&backpack), expected[&space]);
            assert_eq!(backpack.verify_with(&VerifyOptions::default()).await.unwrap().outcome(), Outcome::Ok);
        }
    });
}

#[test]
fn what_grows_while_it_is_in_use_is_weighed_again() {
    backpack_testkit::run(async {
        let hosting = host(&places(), AMPLE);
        let (account, space) = person(&hosting, "Ana", 1).await;
        let held = hosting.backpack(account, space).await.unwrap();
        let before = hosting.usage().bytes;
        for number in 0..40 {
            held.add(Allergy::new(format!("{number}"))).await.unwrap();
        }
        assert_eq!(hosting.usage().bytes, before, "nobody asked for it since");
        hosting.tidy();
        assert!(hosting.usage().bytes > before + 10_000, "{} after {before}", hosting.usage().bytes);
    });
}

#[test]
fn what_nobody_used_for_long_is_let_go() {
    backpack_testkit::run(async {
        let clock = VirtualClock::new();
        let options = HostingOptions::new(clocked(&clock)).with_idle(Duration::from_secs(600));
        let hosting = Hosting::new(places(), key_service(), options);
        let (ana, ben) = (person(&hosting, "Ana", 1).await, person(&hosting, "Ben", 1).await);
        let held = hosting.backpack(ana.0, ana.1).await.unwrap();
        drop(hosting.backpack(ben.0, ben.1).await.unwrap());
        clock.advance(Duration::from_secs(599));
        hosting.tidy();
        assert_eq!(hosting.usage().backpacks, 2);
        clock.advance(Duration::from_secs(1));
        hosting.tidy();
        hosting.tidy();
        let usage = hosting.usage();
        assert_eq!((usage.accounts, usage.backpacks, usage.evictions), (1, 1, 1), "what is in use stays");
        drop(held);
        hosting.tidy();
        hosting.tidy();
        let usage = hosting.usage();
        assert_eq!((usage.accounts, usage.backpacks, usage.bytes), (0, 0, 0));
    });
}

#[test]
fn a_failure_reaches_all_who_wait_and_is_not_remembered() {
    backpack_testkit::run(async {
        let mut places = places();
        let faulty = Arc::new(FaultyStore::new(Arc::clone(&places.store)));
        places.store = Arc::<FaultyStore>::clone(&faulty);
        let (account, space) = person(&host(&places, AMPLE), "Ana", 2).await;
        let calls = faulty.calls(StoreCall::Any);
        host(&places, AMPLE).backpack(account, space).await.unwrap();
        let opening = faulty.calls(StoreCall::Any) - calls;
        assert!(opening > 3);
        for nth in 1..=opening as u64 {
            let hosting = host(&places, AMPLE);
            faulty.fail(StoreCall::Any, nth, When::Before, StoreError::Unavailable);
            let both = tokio::join!(hosting.backpack(account, space), hosting.backpack(account, space));
            for answer in [both.0, both.1] {
                // What only tells the journal keeps nobody from opening.
                if let Err(error) = answer {
                    assert_eq!(
                        (error.kind(), error.operation()),
                        (&ErrorKind::Io, "use store"),
                        "call {nth}"
                    );
                }
            }
            faulty.mend();
            assert_eq!(records(&hosting.backpack(account, space).await.unwrap()), 2, "call {nth}");
        }
    });
}

#[test]
fn a_key_service_that_does_not_open_opens_nothing_and_the_right_one_does_later() {
    backpack_testkit::run(async {
        let places = places();
        let (account, space) = person(&host(&places, AMPLE), "Ana", 2).await;
        let options = HostingOptions::new(clocked(&VirtualClock::new()));
        let other = Arc::new(MemoryKeyService::new("another kms").unwrap());
        let wrong = Hosting::new(places.clone(), other, options.clone());
        let refused = wrong.backpack(account, space).await.unwrap_err();
        assert_eq!(refused.kind(), &ErrorKind::WrongKeyService);
        assert_eq!(wrong.usage(), Usage::default());

        // One that cannot be reached, and can be a moment later.
        let faulty = Arc::new(FaultyKeyService::new(key_service()));
        let hosting = Hosting::new(places, Arc::<FaultyKeyService>::clone(&faulty), options);
        faulty.fail(KeyServiceCall::Unwrap, 1, When::Before, ServiceError::Unavailable);
        let unreachable = hosting.backpack(account, space).await.unwrap_err();
        assert_eq!(unreachable.kind(), &ErrorKind::KeyServiceUnavailable);
        assert_eq!(records(&hosting.backpack(account, space).await.unwrap()), 2);
        // What is open needs no key service.
        faulty.break_down(KeyServiceCall::Any, 1, ServiceError::Unavailable);
        assert_eq!(records(&hosting.backpack(account, space).await.unwrap()), 2);
    });
}

#[test]
fn an_id_alone_opens_nothing() {
    backpack_testkit::run(async {
        let hosting = host(&places(), AMPLE);
        let (ana, ben) = (person(&hosting, "Ana", 1).await, person(&hosting, "Ben", 1).await);
        let not_found = async |account, space| {
            hosting.backpack(account, space).await.unwrap_err().kind() == &ErrorKind::NotFound("backpack")
        };
        assert!(not_found(ana.0, ben.1).await && not_found(ben.0, ana.1).await);
        assert!(not_found(ana.0, SpaceId::random()).await);
        // Open in memory or not.
        hosting.backpack(ben.0, ben.1).await.unwrap();
        assert!(not_found(ana.0, ben.1).await);
        let own = hosting.account(ana.0).await.unwrap().backpacks().await.unwrap();
        assert_eq!(own.iter().map(|listed| listed.id).collect::<Vec<_>>(), [ana.1]);
        let nobody = hosting.backpack(backpack::core::AccountId::random(), ana.1).await.unwrap_err();
        assert_eq!(nobody.kind(), &ErrorKind::NotFound("account"));
    });
}

#[test]
fn key_files_that_were_exchanged_are_noticed() {
    backpack_testkit::run(async {
        let places = places();
        let hosting = host(&places, AMPLE);
        let (ana, ben) = (person(&hosting, "Ana", 1).await, person(&hosting, "Ben", 1).await);
        let (here, there) = (places.key_files.of(ana.0), places.key_files.of(ben.0));
        let (first, second) = (here.load().await.unwrap().unwrap(), there.load().await.unwrap().unwrap());
        here.replace(Some(&first), second.clone()).await.unwrap();
        there.replace(Some(&second), first).await.unwrap();
        let opened = host(&places, AMPLE).account(ana.0).await.unwrap_err();
        assert_eq!(opened.kind(), &ErrorKind::Damaged);
    });
}

#[test]
fn after_a_restart_everything_is_there() {
    backpack_testkit::run(async {
        let places = places();
        let hosting = host(&places, AMPLE);
        let (account, space) = person(&hosting, "Ana", 3).await;
        let backpack = hosting.backpack(account, space).await.unwrap();
        let file = backpack.add_file("scan.pdf", None, &b"%PDF-1.4 scan"[..]).await.unwrap();
        drop((hosting, backpack));
        let after = host(&places, AMPLE);
        let backpack = after.backpack(account, space).await.unwrap();
        assert_eq!(records(&backpack), 3);
        let bytes = backpack.open_file(file.id, None).await.unwrap().collect().await.unwrap();
        assert_eq!(bytes, b"%PDF-1.4 scan"[..]);
        assert_eq!(after.accounts(None).await.unwrap().ids, [account]);
        assert_eq!(after.accounts(Some(account)).await.unwrap().ids, []);

        // A closed host closes what it gave out.
        after.close().await.unwrap();
        assert_eq!(backpack.files().await.unwrap_err().kind(), &ErrorKind::Closed);
        assert_eq!(backpack.add(Allergy::new("late")).await.unwrap_err().kind(), &ErrorKind::Closed);
    });
}

#[test]
fn closing_one_account_leaves_the_others_open() {
    backpack_testkit::run(async {
        let hosting = host(&places(), AMPLE);
        let (ana, ben) = (person(&hosting, "Ana", 1).await, person(&hosting, "Ben", 1).await);
        hosting.account(ana.0).await.unwrap().close().await.unwrap();
        let backpack = hosting.backpack(ben.0, ben.1).await.unwrap();
        backpack.add(Allergy::new("nuts")).await.unwrap();
        assert_eq!(
            records(&hosting.backpack(ana.0, ana.1).await.unwrap()),
            1,
            "and the closed one opens anew"
        );
    });
}
