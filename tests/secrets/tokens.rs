//! Tokens: killed between the portal's answer and the vault, and what an export holds of them.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use backpack::core::{Clock as _, Timestamp};
use backpack::keep::Authorisation;
use backpack::store::{
    Batch, Error, Fence, Key, LeaseName, Reclaimed, Scan, ScanPage, Store, Table, Value, Version,
};
use backpack::{Account, ErrorKind, Storage};
use backpack_testkit::run;

use super::surfaced;
use crate::world::{Connected, Home, asked, connector, process, sync, unlock};

const BASE: &str = "BACKPACK_TEST_PORTAL";
const CLIENT: &str = "BACKPACK_TEST_CLIENT";
const NOW: &str = "BACKPACK_TEST_NOW";
/// The table of grants.
const GRANTS: Table = Table(7);

/// A store that never comes back from keeping a grant.
#[derive(Debug)]
struct Stuck(Arc<dyn Store>);

#[async_trait]
#[deny(clippy::missing_trait_methods)]
impl Store for Stuck {
    async fn get(&self, key: &Key) -> Result<Option<Value>, Error> {
        self.0.get(key).await
    }

    async fn scan(&self, scan: &Scan) -> Result<ScanPage, Error> {
        self.0.scan(scan).await
    }

    async fn commit(&self, batch: Batch) -> Result<Version, Error> {
        if batch.puts.iter().any(|put| put.table == GRANTS) {
            process::say("the new grant is here and not kept");
            std::future::pending::<()>().await;
        }
        self.0.commit(batch).await
    }

    async fn lease(&self, name: &LeaseName, ttl: Duration, held: Option<&Fence>) -> Result<Fence, Error> {
        self.0.lease(name, ttl, held).await
    }

    async fn release(&self, fence: &Fence) -> Result<(), Error> {
        self.0.release(fence).await
    }

    fn is_shared(&self) -> bool {
        self.0.is_shared()
    }

    async fn reclaim(&self) -> Result<Option<Reclaimed>, Error> {
        self.0.reclaim().await
    }

    async fn close(&self) -> Result<(), Error> {
        self.0.close().await
    }
}

/// The portal answered with a new grant, made the old one worthless, and the process was killed before it kept the new
/// one. The old refresh token is offered once more at the most, and the person is asked to sign in.
#[test]
fn a_kill_between_answer_and_vault_asks_for_a_sign_in_and_never_loops() {
    run(async {
        let connected = Connected::new().await;
        connected.sync().await;
        connected.next_day();
        connected.account.close().await.unwrap();
        let Connected { home, clinic, connection, .. } = &connected;
        let refreshes = || clinic.asked("/token").len();
        clinic.portal.clear_requests();

        let now = home.clock.now().as_millis().to_string();
        let (base, client) = (clinic.portal.fhir_base().to_owned(), clinic.portal.client_id().to_owned());
        let folder = home.path();
        let killed = tokio::task::spawn_blocking(move || {
            let variables = [(BASE, &*base), (CLIENT, &*client), (NOW, &*now)];
            let mut child = process::start("secrets::tokens::refreshed_elsewhere", &folder, &variables);
            let said = process::lines(&mut child).next();
            // SIGKILL: nothing of it runs any more.
            child.kill().unwrap();
            child.wait().unwrap();
            said
        });
        assert_eq!(killed.await.unwrap().as_deref(), Some("the new grant is here and not kept"));
        assert_eq!(refreshes(), 1, "the killed process asked once");

        let account = home.open().await;
        account.register(clinic.connector());
        let backpack = account.backpack(account.backpacks().await.unwrap()[0].id).await.unwrap();
        // The lease of the process that was killed runs out.
        home.clock.advance(Duration::from_secs(3_600));
        for _ in 0..4 {
            let error = sync(&backpack, *connection).await.unwrap_err();
            assert_eq!(*error.kind(), ErrorKind::NeedsSignIn);
        }
        assert_eq!(refreshes(), 2, "the old token was offered once more, and not again");
        let row = backpack.connections().await.unwrap().remove(0);
        assert_eq!(row.authorisation, Authorisation::NeedsSignIn);

        let (attempt, page) = asked(backpack.reconnect(*connection).await.unwrap());
        let back = clinic.portal.allow(&page, clinic.person.patient_id()).unwrap();
        backpack.answer(attempt, backpack::connect::Answer::Redirect(back.as_str().into())).await.unwrap();
        assert!(sync(&backpack, *connection).await.unwrap().complete);
        account.close().await.unwrap();
    });
}

/// The other process of the test above; by itself it does nothing.
#[test]
fn refreshed_elsewhere() {
    let Some(folder) = process::folder() else { return };
    let variable = |name: &str| std::env::var(name).unwrap();
    run(async {
        let home = Home::new();
        home.clock.set(Timestamp::from_millis(variable(NOW).parse().unwrap()));
        let mut storage = Storage::open(&folder, &home.options).await.unwrap();
        storage.store = Arc::new(Stuck(Arc::clone(&storage.store)));
        let account = Account::open_on(storage, unlock(), home.options.clone()).await.unwrap();
        account.register(connector(&variable(BASE), &variable(CLIENT)));
        let backpack = account.backpack(account.backpacks().await.unwrap()[0].id).await.unwrap();
        let connection = backpack.connections().await.unwrap()[0].id;
        sync(&backpack, connection).await.unwrap();
    });
}

/// What leaves as bodies holds no token, code or verifier, whatever is in the vault.
#[test]
fn no_export_holds_a_token() {
    run(async {
        let connected = crate::privacy::lived_in().await;
        let tokens: BTreeSet<String> = crate::privacy::tokens(&connected).await;
        let names: Vec<&str> = tokens.iter().map(String::as_str).collect();
        let keep = connected.backpack.keep();
        let (mut bodies, mut count) = (keep.bodies(), 0);
        while let Some(body) = bodies.next().await.unwrap() {
            count += 1;
            let text = format!("{} {:?}", String::from_utf8_lossy(body.body()), body.original);
            assert_eq!(surfaced(&text, &names), Vec::<&str>::new());
        }
        assert!(count > 100 && names.len() >= 4, "{count} bodies, {} tokens", names.len());
    });
}
