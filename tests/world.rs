//! What the tests share: a folder on disk, a portal over HTTP, and the person in between.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use backpack::connect::{Answer, Prompt, Transport};
use backpack::core::{AttemptId, Cancellation, ConnectionId, RecordId};
use backpack::http::{HttpOptions, HttpTransport};
use backpack::keep::{Change, Filter, Show};
use backpack::keys::Argon2Params;
use backpack::smart::{SmartConnector, SmartOptions};
use backpack::sync::{SyncOptions, SyncReport};
use backpack::{Account, Backpack, Error, Options, Person, Record, SignIn, Unlock};
use backpack::answers::Changes;
use backpack_testkit::VirtualClock;
use backpack_testkit::people::{PeopleOptions, Person as Invented};
use backpack_testkit::portal::{DemoPortal, PortalOptions, Request};
use bytes::Bytes;
use futures_util::{FutureExt as _, StreamExt as _};
use tempfile::TempDir;

pub(crate) const PASSPHRASE: &str = "correct horse battery staple";
pub(crate) const CALLBACK: &str = "http://127.0.0.1/callback";

/// A folder for an account, and the options to open it with: quick to unlock, and never waiting for a real clock.
pub(crate) struct Home {
    pub(crate) folder: TempDir,
    pub(crate) clock: VirtualClock,
    pub(crate) options: Options,
}

impl Home {
    pub(crate) fn new() -> Self {
        let clock = VirtualClock::auto();
        Self { folder: tempfile::tempdir().unwrap(), options: options(&clock), clock }
    }

    /// Where the account is; nothing is there at first.
    pub(crate) fn path(&self) -> PathBuf {
        self.folder.path().join("account")
    }

    pub(crate) async fn create(&self) -> Account {
        Account::create(self.path(), unlock(), self.options.clone()).await.unwrap()
    }

    pub(crate) async fn open(&self) -> Account {
        Account::open(self.path(), unlock(), self.options.clone()).await.unwrap()
    }

    /// Closes the account and opens it again, as a later run of an app does; returns its one Backpack too.
    pub(crate) async fn reopened(&self, account: &Account) -> (Account, Backpack) {
        account.close().await.unwrap();
        let account = self.open().await;
        let listed = account.backpacks().await.unwrap();
        assert_eq!(listed.len(), 1, "there is one Backpack");
        let backpack = account.backpack(listed[0].id).await.unwrap();
        (account, backpack)
    }
}

/// Options for tests; [`Home`] has them with its own clock.
pub(crate) fn options(clock: &VirtualClock) -> Options {
    Options::new()
        .unwrap()
        .with_clock(Arc::new(clock.clone()))
        .with_transport(transport())
        .with_passphrase_cost(FLOOR)
        .with_ballast_bytes(0)
}

/// The least that a passphrase may cost to stretch.
pub(crate) const FLOOR: Argon2Params = Argon2Params::FLOOR;

pub(crate) fn transport() -> Arc<dyn Transport> {
    Arc::new(HttpTransport::new(HttpOptions::new().allow_insecure_loopback()).unwrap())
}

pub(crate) fn unlock() -> Unlock {
    Unlock::passphrase(PASSPHRASE)
}

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
            !["Binary", "Claim", "PractitionerRole", "Provenance"].contains(&kind)
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

    fn types(&self) -> Vec<String> {
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

pub(crate) fn connector(base: &str, client: &str) -> Arc<SmartConnector> {
    let options = SmartOptions::new(base, client).with_redirect_uri(CALLBACK).with_name("Demo Clinic");
    Arc::new(SmartConnector::new(options).unwrap())
}

/// The page that a sign-in asks the person to open.
pub(crate) fn asked(step: SignIn) -> (AttemptId, String) {
    match step {
        SignIn::Ask { attempt, prompt: Prompt::Open(page) } => (attempt, page.to_string()),
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
        let clinic = Clinic::with(&home.clock, change).await;
        let account = home.create().await;
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
    let report =
        backpack.sync_with(connection, SyncOptions::default(), Cancellation::new(), |_| {}).await?;
    let sum = report.new + report.changed + report.unchanged + report.refused_person + report.quarantined;
    assert_eq!(report.received, sum, "the report does not add up: {report:?}");
    Ok(report)
}

/// What is in a stream of changes by now.
pub(crate) fn told(changes: &mut Changes) -> Vec<Change> {
    let next = || changes.next().now_or_never().flatten().map(Result::unwrap);
    std::iter::from_fn(next).collect()
}

/// Every record, hidden, deleted and gone ones too, by type and id.
pub(crate) fn records(backpack: &Backpack) -> BTreeMap<String, Record> {
    let found = backpack.find(&Filter::new().show(Show::ALL));
    let all: BTreeMap<_, _> = found.records.into_iter().map(|record| (name_of(&record), record)).collect();
    assert_eq!(all.len(), found.total, "two records have one name");
    all
}

pub(crate) fn name_of(record: &Record) -> String {
    format!("{}/{}", record.header.resource_type, record.header.id.as_ref().unwrap())
}

/// Returns the record of a name such as `Observation/1`.
pub(crate) fn id_of(backpack: &Backpack, name: &str) -> RecordId {
    records(backpack).get(name).unwrap_or_else(|| panic!("{name} is not here")).id
}

/// The latest body of every record that is there, by type and id.
pub(crate) async fn bodies(backpack: &Backpack) -> BTreeMap<String, Bytes> {
    let mut bodies = BTreeMap::new();
    for (name, record) in records(backpack) {
        bodies.insert(name, backpack.body(record.id).await.unwrap());
    }
    bodies
}

/// Everything that a Backpack holds, as text to compare by: nothing of it depends on when or where it was kept.
pub(crate) async fn everything(backpack: &Backpack) -> Vec<String> {
    let mut lines = vec![format!("{:?}", backpack.person().await.unwrap())];
    for record in backpack.find(&Filter::new().show(Show::ALL)).records {
        let mut versions = Vec::new();
        for version in 0..record.versions {
            let original = backpack.original(record.id, version).await.unwrap();
            versions.push(String::from_utf8_lossy(&original.body).into_owned());
        }
        let overlay = &record.overlay;
        let notes: Vec<_> = overlay.notes.iter().map(|note| &note.text).collect();
        let marks = (record.gone, overlay.hidden, overlay.deleted, &overlay.flagged, overlay.files.len());
        lines.push(format!("{} {} {marks:?} {notes:?} {versions:?}", name_of(&record), record.kind()));
    }
    for file in backpack.files().await.unwrap() {
        let kept = (&file.name, &file.declared, file.size, file.sha1, file.origins.len());
        lines.push(format!("{kept:?}"));
    }
    let mut quarantined = backpack.keep().quarantined();
    while let Some(item) = quarantined.next().await.unwrap() {
        let body = item.original.map(|original| original.body);
        lines.push(format!("{} {body:?}", item.item.reason));
    }
    lines.sort();
    lines
}

/// Checks that two such texts are the same, and shows the first line that is not.
pub(crate) fn same(found: &[String], expected: &[String]) {
    let differing = found.iter().zip(expected).find(|(found, expected)| found != expected);
    assert_eq!(differing, None);
    assert_eq!(found.len(), expected.len(), "one has more than the other");
}

/// Every file below a folder, with its bytes.
pub(crate) fn files_below(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    fn walk(folder: &Path, files: &mut BTreeMap<PathBuf, Vec<u8>>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, files);
            } else {
                files.insert(path.clone(), fs::read(&path).unwrap());
            }
        }
    }
    let mut files = BTreeMap::new();
    walk(folder, &mut files);
    files
}
