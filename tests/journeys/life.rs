//! Three portals over HTTP: one works, one asks for patience, one has forgotten the sign-in; nothing is lost meanwhile.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use backpack::connect::Connector;
use backpack::core::{Cancellation, Clock as _};
use backpack::sync::{
    ConnectionEventKind as Kind, Ending, Explain as _, Hold, Progress, QueryProgress, Schedule, Slot,
    SyncOptions, Trouble,
};
use backpack::{Account, Backpack};
use backpack_testkit::portal::{Fault, RetryAfter, ScopePolicy, When};
use backpack_testkit::run;
use backpack_testkit::words::faults;
use futures_util::{FutureExt as _, StreamExt as _};

use crate::world::{Clinic, Connected, Home};

const HOUR: Duration = Duration::from_secs(3_600);

struct Three {
    home: Home,
    account: Account,
    backpack: Backpack,
    fine: Clinic,
    busy: Clinic,
    forgetful: Clinic,
}

impl Three {
    async fn new() -> Self {
        let home = Home::new();
        let account = home.create().await;
        let (fine, busy) = (Clinic::new(&home.clock).await, Clinic::new(&home.clock).await);
        let forgetful = Clinic::new(&home.clock).await;
        let backpack = account.add_backpack(fine.patient()).await.unwrap();
        for clinic in [&fine, &busy, &forgetful] {
            clinic.connect(&backpack).await;
            clinic.portal.clear_requests();
        }
        Self { home, account, backpack, fine, busy, forgetful }
    }

    fn register(&self, account: &Account) {
        for clinic in [&self.fine, &self.busy, &self.forgetful] {
            account.register(clinic.connector());
        }
    }
}

fn portal_of(clinic: &Clinic) -> String {
    clinic.connector().descriptor().portal
}

#[test]
fn each_portal_goes_its_own_way_and_says_why() {
    run(async {
        let three = Three::new().await;
        let schedule = Schedule::new();
        three.busy.portal.arm(Fault::Status(503, Some(RetryAfter::Seconds(3_600))), When::always());
        three.forgetful.portal.revoke_sign_ins();
        three.forgetful.portal.expire_access_tokens();
        let mut events = three.backpack.connection_events().await.unwrap();

        let report = three.account.sync_due(&schedule, Cancellation::new(), |_| {}).await.unwrap();
        assert_eq!((report.synced.len(), report.postponed.len(), report.is_complete()), (3, 0, false));
        let standings = three.backpack.standings().await.unwrap();
        let id_of = |clinic: &Clinic| {
            standings.iter().find(|one| one.row.portal == portal_of(clinic)).unwrap().connection()
        };
        for one in &report.synced {
            let explained = one.explain();
            let (patience, id) = (HOUR, one.connection);
            let expected = match id {
                id if id == id_of(&three.fine) => (Trouble::None, None, true),
                id if id == id_of(&three.busy) => (Trouble::Portal, Some(patience), false),
                _ => (Trouble::SignIn, None, false),
            };
            assert_eq!((explained.kind, explained.wait, one.is_complete()), expected, "{explained:?}");
            assert_eq!(faults(&format!("{} {}", explained.what, explained.todo)), Vec::<String>::new());
            assert!(!explained.detail.contains('?'), "{explained:?}");
            if id == id_of(&three.fine) {
                let new = one.result.as_ref().unwrap().new;
                assert_eq!(usize::try_from(new).unwrap(), three.fine.expected().len());
            }
        }
        let held: Vec<_> = report.held.iter().map(|held| (held.connection, held.by)).collect();
        assert_eq!(held, [(id_of(&three.forgetful), Some(Hold::NeedsSignIn))]);
        let news: Vec<_> = report.news().collect();
        assert_eq!(news.len(), 1);
        let told: usize = news[0].lines.iter().map(|line| line.new).sum();
        assert_eq!(told, three.fine.expected().len());
        assert!(news[0].lines.iter().all(|line| line.text.ends_with(" from Demo Clinic")), "{news:?}");
        let mut ended = 0;
        while let Some(Some(event)) = events.next().now_or_never() {
            ended += u32::from(matches!(event.unwrap().what, Kind::SyncEnded { .. }));
            tokio::task::yield_now().await;
        }
        assert_eq!(ended, 3);

        // What was learned outlives the app, and the portal gets the patience it asked for.
        let (account, backpack) = three.home.reopened(&three.account).await;
        three.register(&account);
        assert_eq!(account.due(&schedule).await.unwrap(), []);
        let next = account.next_due(&schedule).await.unwrap().unwrap();
        assert!(next >= three.home.clock.now().saturating_add(Duration::from_secs(3_500)));
        three.busy.portal.disarm();
        let asked = three.busy.portal.requests().len();
        three.home.clock.advance(HOUR / 2);
        account.sync_due(&schedule, Cancellation::new(), |_| {}).await.unwrap();
        assert_eq!(three.busy.portal.requests().len(), asked);
        three.home.clock.advance(HOUR / 2 + HOUR / 4);
        let report = account.sync_due(&schedule, Cancellation::new(), |_| {}).await.unwrap();
        let synced: Vec<_> = report.synced.iter().map(|one| (one.connection, one.is_complete())).collect();
        assert_eq!(synced, [(id_of(&three.busy), true)]);

        // Signing in again is the same connection, and it is due at once.
        three.forgetful.connect(&backpack).await;
        let report = account.sync_due(&schedule, Cancellation::new(), |_| {}).await.unwrap();
        assert!(report.is_complete() && report.synced[0].connection == id_of(&three.forgetful), "{report:?}");
        assert_eq!(backpack.connections().await.unwrap().len(), 3);
        let all: usize =
            [&three.fine, &three.busy, &three.forgetful].map(|clinic| clinic.expected().len()).iter().sum();
        assert_eq!(backpack.counts().values().sum::<usize>(), all);
    });
}

#[test]
fn a_family_of_backpacks_shares_a_portal() {
    run(async {
        let home = Home::new();
        let account = home.create().await;
        let clinic = Clinic::new(&home.clock).await;
        let mut events = account.connection_events().await.unwrap();
        let (ana, bo) = (
            account.add_backpack(clinic.patient()).await.unwrap(),
            account.add_backpack(clinic.patient()).await.unwrap(),
        );
        let connector: Arc<dyn Connector> = clinic.connector();
        let (one, two) = (clinic.connect(&ana).await, clinic.connect(&bo).await);
        account.register(connector);
        assert_ne!(one, two, "each Backpack has a connection of its own");
        let report = account.sync_due(&Schedule::new(), Cancellation::new(), |_| {}).await.unwrap();
        assert!(report.is_complete() && report.synced.len() == 2, "{report:?}");
        assert_eq!(ana.counts(), bo.counts());
        let mut heard = Vec::new();
        while let Some(Some(event)) = events.next().now_or_never() {
            let event = event.unwrap();
            heard.push((event.backpack, matches!(event.what, Kind::Connected)));
            tokio::task::yield_now().await;
        }
        for backpack in [ana.id(), bo.id()] {
            assert_eq!(heard.iter().find(|(id, _)| *id == backpack), Some(&(backpack, true)));
        }
    });
}

/// A portal that gives no refresh token: online until a minute from now.
#[test]
fn a_sign_in_that_cannot_be_renewed_ends_in_mid_paging_and_goes_on() {
    run(async {
        let connected = Connected::in_memory(|options| {
            let granted = ["launch/patient", "openid", "fhirUser", "patient/*.rs"];
            options.scopes = ScopePolicy::Only(granted.map(str::to_owned).to_vec());
            options.access_lifetime = Duration::from_secs(80);
            options.page_limit = 5;
        })
        .await;
        let (backpack, clock) = (&connected.backpack, &connected.home.clock);
        let ends = backpack.expiring(HOUR).await.unwrap();
        assert_eq!(
            (ends.len(), ends[0].kind, ends[0].connection),
            (1, Ending::NotRenewable, connected.connection)
        );
        assert_eq!(ends[0].ends.saturating_since(clock.now()), Duration::from_secs(80));

        let leapt = AtomicBool::new(false);
        let leap = |progress: &Progress| {
            let received = |query: &QueryProgress| match query.slot {
                Slot::Active(count) | Slot::Done(count) => count,
                _ => 0,
            };
            // Some come in two queries, and are new in one.
            if progress.queries.iter().map(received).sum::<u64>() >= 50 && !leapt.swap(true, Ordering::SeqCst)
            {
                clock.advance(Duration::from_secs(80));
            }
        };
        let options = SyncOptions::default().with_concurrency(1);
        let first =
            backpack.sync_with(connected.connection, options, Cancellation::new(), leap).await.unwrap();
        assert!(first.needs_sign_in && !first.complete && first.new >= 40, "{first:?}");
        assert_eq!(first.explain().kind, Trouble::SignIn);
        let kept = backpack.counts().values().sum::<usize>();
        connected.clinic.portal.clear_requests();
        let refused = backpack.sync(connected.connection).await.unwrap_err();
        assert_eq!(refused.explain().what, "Your sign-in at the portal has ended.");
        assert_eq!(connected.clinic.portal.requests().len(), 0, "the portal would only say the same");

        let step = backpack.reconnect(connected.connection).await.unwrap();
        assert_eq!(connected.clinic.finish(backpack, step).await.unwrap(), connected.connection);
        let rest =
            backpack.sync_with(connected.connection, options, Cancellation::new(), |_| {}).await.unwrap();
        assert!(rest.complete, "{rest:?}");
        assert_eq!(kept + usize::try_from(rest.new).unwrap(), connected.clinic.expected().len());
    });
}
