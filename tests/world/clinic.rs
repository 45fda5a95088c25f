//! A demo portal with an invented person, and a Backpack connected to it.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use backpack::connect::{Answer, Prompt};
use backpack::core::{AttemptId, Cancellation, ConnectionId};
use backpack::smart::{SmartConnector, SmartOptions};
use backpack::sync::{SyncOptions, SyncReport};
use backpack::{Account, Backpack, Error, Person, SignIn, Storage};
use backpack_testkit::VirtualClock;
use backpack_testkit::people::{PeopleOptions, Person as Invented};
use backpack_testkit::portal::{DemoPortal, PortalOptions, Request};
use bytes::Bytes;

use super::{CALLBACK, Home, unlock};

/// An invented person at a demo portal.
pub(crate) struct Clinic {
    pub(crate) portal: DemoPortal,
    pub(crate) person: Invented,
}

impl Clinic {
    /// A portal with this person, and another one whom no sync may ever bring.
    pub(crate) async fn with(clock: &VirtualClock, change: impl FnOnce(&mut PortalOptions)) -> Self {
        let small = PeopleOptions::with_resources(PeopleOptions::LEAST);
        let (person, other) = (Invented::from_seed(7, small), Invented::from_seed(8, small));
        let people = vec![person.clone(), other];
        let mut options = PortalOptions::people(people).clock(Arc::new(clock.clone()));
        change(&mut options);
        Self { portal: DemoPortal::start(options).await.unwrap(), person }
    }

    pub(crate) async fn new(clock: &VirtualClock) -> Self {
        Self::with(clock, |_| {}).await
    }

    pub(crate) fn connector(&self) -> Arc<SmartConnector> {
        connector(self.portal.fhir_base(), self.portal.client_id())
    }

    /// The person as the Backpack knows them.
    pub(crate) fn patient(&self) -> Person {
        Person::new(self.person.name()).born(self.person.birth_date())
    }

    /// Signs in as the person does: opens the page, and allows it.
    pub(crate) async fn connect(&self, backpack: &Backpack) -> ConnectionId {
        let step = backpack.connect(self.connector()).await.unwrap();
        self.finish(backpack, step).await.unwrap()
    }

    pub(crate) async fn finish(&self, backpack: &Backpack, step: SignIn) -> Result<ConnectionId, Error> {
        let (attempt, page) = asked(step);
        let back = self.portal.allow(&page, self.person.patient_id()).unwrap();
        match backpack.answer(attempt, Answer::Redirect(back.as_str().into())).await? {
            SignIn::Done(connections) => Ok(connections[0]),
            other => panic!("the sign-in asks for more: {other:?}"),
        }
    }

    /// What the portal holds of the person, by reference, as a sync should bring it: every record but the bytes of
    /// attachments, which are files here, and the types that no search of the plan and no reference of a record brings.
    pub(crate) fn expected(&self) -> BTreeMap<String, Bytes> {
        let mut held = self.held();
        held.retain(|name, _| {
            let kind = name.split('/').next().unwrap();
            !["Binary", "Claim", "PractitionerRole"].contains(&kind)
        });
        held
    }

    /// Everything that the portal holds of the person, by reference.
    pub(crate) fn held(&self) -> BTreeMap<String, Bytes> {
        let types = self.types();
        self.portal.edit(|records| {
            let all = types.iter().flat_map(|kind| records.references(self.person.patient_id(), kind));
            all.map(|name| (name.clone(), Bytes::from(records.body(&name).unwrap().to_owned()))).collect()
        })
    }

    pub(crate) fn types(&self) -> Vec<String> {
        let mut types: Vec<String> = self.person.resources().map(|resource| resource.resource_type).collect();
        types.sort_unstable();
        types.dedup();
        types
    }

    /// The references to the person's records of one type.
    pub(crate) fn references(&self, kind: &str) -> Vec<String> {
        self.portal.edit(|records| records.references(self.person.patient_id(), kind))
    }

    /// What was asked of the portal under this path.
    pub(crate) fn asked(&self, path: &str) -> Vec<Request> {
        self.portal.requests().into_iter().filter(|request| request.path.starts_with(path)).collect()
    }
}

/// Returns the connector for the portal with this FHIR base.
pub(crate) fn connector(base: &str, client: &str) -> Arc<SmartConnector> {
    let options = SmartOptions::new(base, client).with_redirect_uri(CALLBACK).with_name("Demo Clinic");
    Arc::new(SmartConnector::new(options).unwrap())
}

/// The page that a sign-in asks the person to open.
pub(crate) fn asked(step: SignIn) -> (AttemptId, String) {
    match step {
        SignIn::Ask { attempt, prompt: Prompt::Open(page), .. } => (attempt, page.to_string()),
        other => panic!("the sign-in shows no page: {other:?}"),
    }
}

/// A Backpack connected to a clinic: where most journeys begin.
pub(crate) struct Connected {
    pub(crate) home: Home,
    pub(crate) clinic: Clinic,
    pub(crate) account: Account,
    pub(crate) backpack: Backpack,
    pub(crate) connection: ConnectionId,
}

impl Connected {
    pub(crate) async fn new() -> Self {
        Self::with(|_| {}).await
    }

    pub(crate) async fn with(change: impl FnOnce(&mut PortalOptions)) -> Self {
        let home = Home::new();
        let account = home.create().await;
        Self::at(home, account, change).await
    }

    /// The same with everything in memory, for what is about the portal alone.
    pub(crate) async fn in_memory(change: impl FnOnce(&mut PortalOptions)) -> Self {
        let home = Home::new();
        let storage = Storage::in_memory(Arc::new(home.clock.clone()));
        let account = Account::create_on(storage, unlock(), home.options.clone()).await.unwrap();
        Self::at(home, account, change).await
    }

    /// The same with an account that lies anywhere.
    pub(crate) async fn at(home: Home, account: Account, change: impl FnOnce(&mut PortalOptions)) -> Self {
        let clinic = Clinic::with(&home.clock, change).await;
        let backpack = account.add_backpack(clinic.patient()).await.unwrap();
        let connection = clinic.connect(&backpack).await;
        clinic.portal.clear_requests();
        Self { home, clinic, account, backpack, connection }
    }

    pub(crate) async fn sync(&self) -> SyncReport {
        sync(&self.backpack, self.connection).await.unwrap()
    }

    /// Lets a day pass, for the app and the portal.
    pub(crate) fn next_day(&self) {
        self.home.clock.advance(Duration::from_secs(86_400));
    }
}

/// Syncs, and checks that the report adds up.
pub(crate) async fn sync(backpack: &Backpack, connection: ConnectionId) -> Result<SyncReport, Error> {
    let report = backpack.sync_with(connection, SyncOptions::default(), Cancellation::new(), |_| {}).await?;
    let sum = report.new + report.changed + report.unchanged + report.refused_person + report.quarantined;
    assert_eq!(report.received, sum, "the report does not add up: {report:?}");
    Ok(report)
}
