//! A Backpack connected to a portal of other people's servers: where most tests here begin.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use backpack::connect::Answer;
use backpack::core::ConnectionId;
use backpack::smart::dialect::PatientParameter;
use backpack::smart::{Dialect, SmartConnector, SmartOptions};
use backpack::sync::SyncReport;
use backpack::{Account, Backpack, Error, Person, SignIn, Storage};
use serde_json::{Value, json};

use super::browser::back_from;
use super::people::{Loaded, briefly, comparable};
use super::portal::{Kind, Portal};
use crate::world::{Home, asked, bodies, sync, unlock};

/// A Backpack in memory, and a portal that it is connected to.
pub(super) struct Visit {
    pub(super) portal: Portal,
    pub(super) home: Home,
    /// Kept open for as long as its Backpack is in use.
    pub(super) _account: Account,
    pub(super) backpack: Backpack,
    pub(super) connection: ConnectionId,
}

impl Visit {
    /// Starts a portal with two people, in brief, and signs the first one in; `None` where the servers are not there.
    pub(super) async fn to(
        kind: Kind,
        more: Value,
        change: impl FnOnce(SmartOptions) -> SmartOptions,
    ) -> Option<Self> {
        let [person, other] = briefly();
        let portal = Portal::start(kind, &[person, other], more).await?;
        Some(Self::at(portal, person, 100, change).await)
    }

    /// The same at `@medplum/fhir-router`, asked in the way that it understands.
    pub(super) async fn to_router() -> Option<Self> {
        Self::to(Kind::Router, json!({}), by_reference).await
    }

    /// Signs a person in at a portal, to be asked for pages of this size.
    pub(super) async fn at(
        portal: Portal,
        person: &Loaded,
        page_size: u32,
        change: impl FnOnce(SmartOptions) -> SmartOptions,
    ) -> Self {
        let (home, account, backpack) = newcomer(person, page_size).await;
        let connector = Arc::new(SmartConnector::new(change(portal.options())).unwrap());
        let (attempt, page) = asked(backpack.connect(connector).await.unwrap());
        let back = back_from(&page).await;
        let signed_in = backpack.answer(attempt, Answer::Redirect(back.as_str().into())).await.unwrap();
        Self { portal, home, _account: account, backpack, connection: the_one(signed_in) }
    }

    pub(super) async fn sync(&self) -> SyncReport {
        sync(&self.backpack, self.connection).await.unwrap()
    }

    /// Lets two hours pass for the app: every access token is past its end then.
    pub(super) fn later(&self) {
        self.home.clock.advance(Duration::from_secs(7_200));
    }

    /// Signs in again for the same connection, at the time of day: the servers' id tokens are of now.
    pub(super) async fn again(&self) -> Result<ConnectionId, Error> {
        self.home.clock.set(SystemTime::now().into());
        let (attempt, page) = asked(self.backpack.reconnect(self.connection).await?);
        let back = back_from(&page).await;
        Ok(the_one(self.backpack.answer(attempt, Answer::Redirect(back.as_str().into())).await?))
    }

    /// Returns what is here, by reference, as it can be compared.
    pub(super) async fn here(&self) -> BTreeMap<String, Value> {
        let bodies = bodies(&self.backpack).await.into_iter();
        bodies.map(|(name, body)| (name, comparable(serde_json::from_slice(&body).unwrap()))).collect()
    }

    /// Checks that all that must come is here, and nothing that the server was not loaded with; record by record.
    pub(super) async fn has_all_of(&self, person: &Loaded) {
        self.has_exactly(&person.expected(), &person.records()).await;
    }

    /// Checks that all of `expected` is here, and nothing that is not in `loaded`.
    pub(super) async fn has_exactly(
        &self,
        expected: &BTreeMap<String, Value>,
        loaded: &BTreeMap<String, Value>,
    ) {
        let here = self.here().await;
        let missing: Vec<_> = expected.keys().filter(|name| !here.contains_key(*name)).collect();
        assert!(missing.is_empty(), "missing: {missing:?}");
        let surplus: Vec<_> = here.keys().filter(|name| !loaded.contains_key(*name)).collect();
        assert!(surplus.is_empty(), "nobody loaded: {surplus:?}");
        for (name, body) in here {
            assert_eq!(body, loaded[&name], "{name} differs from what was loaded");
        }
    }
}

/// A Backpack in memory of a person who is not connected yet, at the time of day: the servers go by it too.
pub(super) async fn newcomer(person: &Loaded, page_size: u32) -> (Home, Account, Backpack) {
    let mut home = Home::new();
    home.clock.set(SystemTime::now().into());
    let mut limits = home.options.limits;
    limits.page_size = page_size;
    home.options = home.options.with_limits(limits);
    let storage = Storage::in_memory(Arc::new(home.clock.clone()));
    let account = Account::create_on(storage, unlock(), home.options.clone()).await.unwrap();
    let backpack = account.add_backpack(Person::new(&*person.name).born(&*person.born)).await.unwrap();
    (home, account, backpack)
}

/// Lets searches name the patient as `Patient/ID`, which is the only way that `@medplum/fhir-router` understands.
pub(super) fn by_reference(options: SmartOptions) -> SmartOptions {
    let mut dialect = Dialect::default();
    dialect.search.patient = PatientParameter::Reference;
    options.with_dialect(dialect)
}

/// Returns the one connection of a sign-in that is done.
pub(super) fn the_one(signed_in: SignIn) -> ConnectionId {
    match signed_in {
        SignIn::Done(connections) if connections.len() == 1 => connections[0],
        other => panic!("the sign-in asks for more: {other:?}"),
    }
}

/// Returns how a query ended.
pub(super) fn outcome<'a>(report: &'a SyncReport, query: &str) -> &'a str {
    let found = report.queries.iter().find(|found| found.id == query);
    found.unwrap_or_else(|| panic!("{query} was not asked")).outcome
}
